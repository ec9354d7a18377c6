"""Names found in text of any script: folding that keeps offsets, and a longest-match index. Pure functions.

Two spellings are the same name when they fold to the same string: case, accents, vowel marks, tatweel, full width,
curly or straight apostrophes, hyphens, dashes and line wraps do not count. A table of names must therefore never hold
two codes under one folded form; ``build_index`` refuses it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[^\W_{_HAN}]+|(?=([{_HAN}]{{2}}))[{_HAN}]")  # a word, or one of two Han characters (group 1)
_ARABIC = re.compile("[\u0600-\u06ff]")
_NEEDLESS = re.compile(rf"(?<=[{_HAN}]) +| +(?=[{_HAN}])|(?<= ) +|^ +")
_SAME = str.maketrans(
    dict.fromkeys("’‘‛ʼʻ′`´＇", "'")
    | dict.fromkeys("«»“”„‟″＂", '"')
    | dict.fromkeys("-‐‑‒–—―−－", " ")
    | dict.fromkeys("ىی", "ي")
    | {"ة": "ه", "ک": "ك", "ـ": ""}
)
_ARTICLE = "ال"
_ATTACHED = "وفبكل"
_AT_ONCE = ((0, 0, False),)
_WITH_ARTICLE = (*_AT_ONCE, (0, 2, True))
_RANK = {"formal": 0, "short": 0, "former": 1, "inflected": 2, "adjective": 3}

# Written like this, in lower case, these are ordinary words (fowl, a man, "they will go", a grenade, "of that").
# fmt: off
_ORDINARY = frozenset({
    "turkey", "chad", "jordan", "georgia", "polish", "irán", "granada", "grenade", "maurice", "mauricio", "dominique",
    "bénin", "того", "чад", "чада", "чаду", "чадом", "чаде", "перу",
    "group of seven", "groupe des sept", "grupo de los siete", "группа семи", "группы семи", "группе семи",
    "группу семи", "группой семи", "humanitarian initiative", "initiative humanitaire", "iniciativa humanitaria",
    "гуманитарная инициатива", "гуманитарной инициативы", "гуманитарной инициативе", "гуманитарную инициативу",
    "гуманитарной инициативой",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: ``cased`` and ``text`` (lower case) have one length, ``origin[i]`` is where i came from."""

    source: str
    cased: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of ``text[start:end]``, with the marks that hang on its last letter."""
        stop = self.origin[end - 1] + 1
        while stop < len(self.source) and unicodedata.combining(self.source[stop]):
            stop += 1
        return self.origin[start], stop


class Alias(NamedTuple):
    """One folded name. ``code`` is "" for a phrase that contains a name and is none.

    ``body`` lacks the Arabic article when ``article`` is set. ``exact`` holds an abbreviation, which matches only in
    its own case. ``plain`` marks a phrase of ordinary words: a capital inside it makes it none ("кроме Того").
    """

    body: str
    code: str
    kind: str
    form: str
    article: bool = False
    exact: str = ""
    plain: bool = False


class Match(NamedTuple):
    """An alias at folded offsets."""

    start: int
    end: int
    alias: Alias


Index = Mapping[str, tuple[Alias, ...]]


class _Letters(dict[str, str]):
    """What each character folds to, worked out once: compatibility forms opened, marks dropped."""

    def __missing__(self, char: str) -> str:
        if unicodedata.category(char) == "Cf":
            return self.setdefault(char, "")
        opened = unicodedata.normalize("NFKD", char.translate(_SAME)).translate(_SAME)
        kept = (" " if c.isspace() else c for c in opened if not unicodedata.combining(c))
        return self.setdefault(char, "".join(kept))


_LETTERS = _Letters()


def fold_name(name: str) -> str:
    """A name folded, case kept. Runs of space and hyphen become one space, which is dropped beside a Han character."""
    folded = "".join(map(_LETTERS.__getitem__, name))
    return _NEEDLESS.sub("", folded) if " " in folded else folded


def fold(text: str) -> Folded:
    """A text folded like ``fold_name``, keeping where every character came from."""
    pieces = list(map(_LETTERS.__getitem__, text))
    joined = "".join(pieces)
    origin: Sequence[int] = range(len(text))
    if set(map(len, pieces)) != {1}:
        origin = [at for at, piece in enumerate(pieces) for _ in piece]
    kept: list[str] = []
    places: list[int] = []
    start = 0
    for needless in _NEEDLESS.finditer(joined):
        kept.append(joined[start : needless.start()])
        places.extend(origin[start : needless.start()])
        start = needless.end()
    cased = "".join((*kept, joined[start:]))
    places.extend(origin[start:])
    return Folded(text, cased, cased.lower(), tuple(places))


def build_index(names: Iterable[tuple[str, str, str, str]]) -> Index:
    """The index of ``(name, code, kind, form)`` rows, keyed by how a name begins, longest first.

    Of two rows with one folded form the better form is kept (short before adjective). Raises ValueError when one
    folded form has two codes.
    """
    best: dict[str, Alias] = {}
    for name, code, kind, form in names:
        cased = fold_name(name)
        folded = cased.lower()
        article = folded.startswith(_ARTICLE)
        exact = cased if is_abbreviation(name) else ""
        plain = not code and name.islower()
        alias = Alias(folded[len(_ARTICLE) * article :], code, kind, form, article, exact, plain)
        held = best.setdefault(folded, alias)
        if (held.code, held.kind) != (code, kind):
            raise ValueError(f"{name!r} names both {held.code!r} and {code!r}: mend the tables in corpus/data")
        if _RANK.get(form, 0) < _RANK.get(held.form, 0):
            best[folded] = alias
    index: dict[str, list[Alias]] = {}
    for alias in best.values():
        first = _TOKEN.match(alias.body)
        if first is None:
            raise ValueError(f"a name must begin with a letter: {alias.body!r}")
        index.setdefault(first[1] or first[0], []).append(alias)
    return {key: tuple(sorted(found, key=lambda a: -len(a.body))) for key, found in index.items()}


def is_abbreviation(name: str) -> bool:
    """Whether a name is written in capitals throughout, like US, EE. UU. or P5."""
    return name.isupper() and len(name) <= 8


def scan(index: Index, text: Folded, *, adjectives: bool = False) -> Iterator[Match]:
    """Non-overlapping matches, leftmost first and longest at each place. Phrases without a code hide what they hold
    and are not yielded; adjectives count only on request."""
    floor = 0
    any_arabic = _ARABIC.search(text.text) is not None
    for token in _TOKEN.finditer(text.text):
        word = token[1] or token[0]
        arabic = any_arabic and _ARABIC.match(word) is not None
        if not (arabic or word in index) or token.start() < floor:
            continue
        matches = _matches_at(index, text, token, adjectives=adjectives)
        found = max(matches, key=_end, default=None) if arabic else next(matches, None)  # one opening: longest first
        if found is not None:
            floor = found.end
            if found.alias.code:
                yield found


def whole(index: Index, text: Folded, kind: str | None = None) -> Alias | None:
    """The alias that the entire text is, or None. Abbreviations of three letters and more may be in any case, and
    ordinary words are names here: nothing else is in the text."""
    token = _TOKEN.match(text.text)
    if token is None:
        return None
    for match in _matches_at(index, text, token, loose=True):
        if match.start == 0 and match.end == len(text.text) and match.alias.code and kind in (None, match.alias.kind):
            return match.alias
    return None


def _matches_at(
    index: Index, text: Folded, token: re.Match[str], *, adjectives: bool = True, loose: bool = False
) -> Iterator[Match]:
    """Every alias that starts in a word, after any Arabic prefix; longest first after each prefix."""
    at, word = token.start(), token[1] or token[0]
    for skipped, prefix, article in _openings(word):
        for alias in index.get(word[prefix:], ()):
            if (
                alias.article is article
                and (adjectives or alias.form != "adjective")
                and text.text.startswith(alias.body, at + prefix)
                and not _cuts_word(text.text, end := at + prefix + len(alias.body))
                and _case_fits(text, at + skipped, end, alias, loose)
            ):
                yield Match(at + skipped, end, alias)


def _end(match: Match) -> int:
    return match.end


def _openings(word: str) -> Sequence[tuple[int, int, bool]]:
    """Where a name may start in a word: (start of the hit, start of the body, whether the article stands between).

    Arabic attaches "and", "so", "by", "like" and "to" (wa, fa, bi, ka, li) to a name; li melts into the article.
    """
    if word[0] not in _ATTACHED:
        return _WITH_ARTICLE if word.startswith(_ARTICLE) else _AT_ONCE
    offsets = [0, 1] if word[0] in "وف" else [0]
    offsets += [at + 1 for at in offsets if word[at : at + 1] in ("ب", "ك", "ل")]
    openings = [(at, at, False) for at in offsets]
    return openings + [(at, at + 2, True) for at in offsets if word[at : at + 2] in (_ARTICLE, "لل")]


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _cuts_word(text: str, end: int) -> bool:
    """Whether an offset lies inside a word. Chinese has no word boundaries."""
    if not 0 < end < len(text):
        return False
    return all(c.isalnum() and not _is_han(c) for c in text[end - 1 : end + 1])


def _case_fits(text: Folded, start: int, end: int, alias: Alias, loose: bool) -> bool:
    """Whether the writing allows this reading: "us" is not the United States, "turkey" is not Türkiye."""
    if alias.exact:
        any_case = loose and sum(map(str.isalpha, alias.exact)) > 2
        return any_case or text.cased[start:end] == alias.exact
    if alias.plain:
        written = text.cased[start + 1 : end]
        return written.islower() or written.isupper()
    if loose or not alias.code:
        return True
    first, stop = text.span(start, end)
    return unicodedata.normalize("NFC", text.source[first:stop]) not in _ORDINARY
