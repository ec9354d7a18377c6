"""What a question names: States asked for their view, States spoken about, years, symbols. No model; six languages.

A State or group is asked for its view unless a word before it makes it the subject:
"about Iran", «в отношении Ирана», 关于伊朗.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.names import find_names
from corpus.symbol import find_symbols

_ABOUT = re.compile(
    r"(?:\b(?:about|on|regarding|concerning|against|towards?|with|in|into|over|to|for|of an attack on"
    r"|sur|concernant|au sujet d[eu]s?|contre|avec|envers|en|dans|à l['’]égard d[eu]s?|à propos d[eu]s?"
    r"|sobre|acerca de|respecto (?:de|a)|contra|con|hacia|en relación con"
    r"|об?|обо|про|против|с|со|в|во|по|относительно|в отношении|к|на"
    r")\s+(?:the\s+|l['’]\s*|la\s+|le\s+|les\s+|el\s+|los\s+)?"
    r"|\b(?:بشأن|حول|عن|ضد|تجاه|إزاء|في|مع|على)\s+"
    r"|(?:关于|针对|有关|对于|对|与|同|在|就)\s*)$",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\baccording to\s+(?:the\s+)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.\-(])(?:19|20)\d{2}(?![\d(])")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names, each in the order of its first mention."""

    authors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


def read_question(text: str) -> Asked:
    """Reads a question.

    >>> read_question("What does Sweden say about Iran?").authors
    ('SWE',)
    """
    symbols = find_symbols(text)
    plain = text
    for hit in symbols:
        plain = plain[: hit.start] + " " * (hit.end - hit.start) + plain[hit.end :]
    authors: list[str] = []
    groups: list[str] = []
    about: list[str] = []
    for name in find_names(plain):
        before = plain[: name.start]
        subject = bool(_ABOUT.search(before)) and not _ACCORDING.search(before)
        if name.kind == "group":
            groups += [] if subject else [name.code]
        elif subject:
            about.append(name.code)
        else:
            authors.append(name.code)
    return Asked(
        authors=tuple(dict.fromkeys(authors)),
        groups=tuple(dict.fromkeys(groups)),
        about=tuple(code for code in dict.fromkeys(about) if code not in authors),
        years=tuple(dict.fromkeys(_YEAR.findall(plain.translate(_DIGITS)))),
        symbols=tuple(dict.fromkeys(hit.symbol for hit in symbols)),
    )
