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

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[^\W_{_HAN}]+|(?=([{_HAN}]{{2}}))[{_HAN}]")  # a word, or one of two Han characters (group 1)
_NEEDLESS = re.compile(rf"(?<=[{_HAN}]) +| +(?=[{_HAN}])|(?<= ) +|^ +")
_SAME = str.maketrans(
    dict.fromkeys("’‘‛ʼʻ′`´＇", "'")
    | dict.fromkeys("«»“”„‟″＂", '"')
    | dict.fromkeys("-‐‑‒–—―−－", " ")
    | dict.fromkeys("ىی", "ي")
    | {"ة": "ه", "ک": "ك", "ـ": ""}
)
_ARTICLE = "ال"
_RANK = {"formal": 0, "short": 0, "former": 1, "inflected": 2, "adjective": 3}

# Written like this, in lower case, these are ordinary words (fowl, a man, "they will go", a grenade, "of that").
# fmt: off
_ORDINARY = frozenset({
    "turkey", "chad", "jordan", "georgia", "polish", "irán", "granada", "grenade", "maurice", "mauricio", "dominique",
    "bénin", "того", "чад", "чада", "чаду", "чадом", "чаде", "перу",
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


@dataclass(frozen=True, slots=True)
class Alias:
    """One folded name. ``code`` is "" for a phrase that contains a name and is none.

    ``body`` lacks the Arabic article when ``article`` is set. ``exact`` holds an abbreviation, which matches only in
    its own case.
    """

    body: str
    code: str
    kind: str
    form: str
    article: bool = False
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Match:
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
    return _NEEDLESS.sub("", "".join(map(_LETTERS.__getitem__, name)))


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
        alias = Alias(folded[len(_ARTICLE) * article :], code, kind, form, article, exact)
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
    for token in _TOKEN.finditer(text.text):
        word = token[1] or token[0]
        if token.start() < floor or (word not in index and not _is_arabic(word)):
            continue
        found: Match | None = None
        for match in _matches_at(index, text, token.start(), word):
            longer = found is None or match.end > found.end
            if longer and (adjectives or match.alias.form != "adjective"):
                found = match
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
    for match in _matches_at(index, text, 0, token[1] or token[0], loose=True):
        if match.start == 0 and match.end == len(text.text) and match.alias.code and kind in (None, match.alias.kind):
            return match.alias
    return None


def _matches_at(index: Index, text: Folded, at: int, word: str, *, loose: bool = False) -> list[Match]:
    """Every alias that starts in the word at this place, after any Arabic prefix."""
    openings = _arabic_openings(word) if _is_arabic(word) else [(0, 0, False)]
    return [
        Match(at + skipped, end, alias)
        for skipped, prefix, article in openings
        for alias in index.get(word[prefix:], ())
        if alias.article is article
        and text.text.startswith(alias.body, at + prefix)
        and not _cuts_word(text.text, end := at + prefix + len(alias.body))
        and _case_fits(text, at + skipped, end, alias, loose)
    ]


def _arabic_openings(word: str) -> list[tuple[int, int, bool]]:
    """Where a name may start in a word: (start of the hit, start of the body, whether the article stands between).

    Arabic attaches "and", "so", "by", "like" and "to" (wa, fa, bi, ka, li) to a name; li melts into the article.
    """
    offsets = [0, 1] if word[0] in "وف" else [0]
    offsets += [at + 1 for at in offsets if word[at : at + 1] in ("ب", "ك", "ل")]
    openings = [(at, at, False) for at in offsets]
    return openings + [(at, at + 2, True) for at in offsets if word[at : at + 2] in (_ARTICLE, "لل")]


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


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
    if loose or not alias.code:
        return True
    first, stop = text.span(start, end)
    return unicodedata.normalize("NFC", text.source[first:stop]) not in _ORDINARY
