"""Phrases of a table found in a text, with exact offsets. Chinese needs no word boundaries, the other languages do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.name_matching import Folded, fold, fold_name

# A word, a Han character or a mark. The title marks of Chinese do not count: they stand inside a term.
_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+|[^\s《》〈〉]")


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[frozenset[str], ...]
    folded: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """``text[start:end]`` is a phrase of the table with this value."""

    start: int
    end: int
    value: str


class Phrases:
    """The phrases of one language.

    ``entries`` are (phrase, value). ``table`` gives the keys of a word of a phrase, ``text`` those of a word of a text,
    each with the place in the word where the hit would begin; both get the word folded, its case kept. Words are the
    same when they share a key. Words with a key in ``between`` may stand inside a phrase, and up to ``gap`` words of
    any kind after its first word, unless one begins a phrase. Of two entries that read alike the earlier one counts.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        table: Callable[[str], frozenset[str]],
        text: Callable[[str], Mapping[str, int]],
        between: frozenset[str] = frozenset(),
        gap: int = 0,
    ) -> None:
        self._text = text
        self._gap = gap
        self._between = between
        self._index: dict[str, list[_Phrase]] = {}
        for name, value in entries:
            folded = fold_name(name)
            words = tuple(table(word) for word in _TOKEN.findall(folded))
            for key in words[0]:
                self._index.setdefault(key, []).append(_Phrase(words, folded.lower(), value))

    def find(self, text: str) -> tuple[Found, ...]:
        """The phrases in a text, in its order, not overlapping: of those that overlap the longest, then the first.

        Phrases of one length are told apart by their writing: one that stands there letter by letter comes first.
        """
        folded = fold(text)
        free = bytearray(b"\1" * len(folded.text))
        found: list[Found] = []
        for start, end, phrase in sorted(self._candidates(folded), key=lambda hit: _rank(folded, *hit)):
            if all(free[start:end]):
                free[start:end] = bytes(end - start)
                found.append(Found(*folded.span(start, end), phrase.value))
        return tuple(sorted(found, key=lambda hit: hit.start))

    def _candidates(self, folded: Folded) -> Iterable[tuple[int, int, _Phrase]]:
        tokens = list(_TOKEN.finditer(folded.cased))
        keys = [self._text(token[0]) for token in tokens]
        for first, token in enumerate(tokens):
            for key, skipped in keys[first].items():
                for phrase in self._index.get(key, ()):
                    starts = range(first + 1, self._last_start(tokens, keys, first) + 1)
                    beyond = next(filter(None, (self._beyond(phrase.words[1:], keys, at) for at in starts)), 0)
                    if beyond:
                        yield token.start() + skipped, tokens[beyond - 1].end(), phrase

    def _last_start(self, tokens: Sequence[re.Match[str]], keys: Sequence[Mapping[str, int]], first: int) -> int:
        """The last place where the second word of a phrase may stand when its first word stands here."""
        at = first + 1
        while at < min(len(keys), first + 1 + self._gap) and tokens[at][0][0].isalpha():
            if not self._index.keys().isdisjoint(keys[at]):
                break
            at += 1
        return at

    def _beyond(self, words: Sequence[frozenset[str]], keys: Sequence[Mapping[str, int]], at: int) -> int:
        """Where a text that goes on like these words is past them; 0 when it goes on otherwise."""
        for word in words:
            while at < len(keys) and word.isdisjoint(keys[at]) and not self._between.isdisjoint(keys[at]):
                at += 1
            if at == len(keys) or word.isdisjoint(keys[at]):
                return 0
            at += 1
        return at


def _rank(folded: Folded, start: int, end: int, phrase: _Phrase) -> tuple[int, int, bool]:
    return start - end, start, folded.text[start:end] != phrase.folded
