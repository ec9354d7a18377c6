"""The lines of a page that holds Arabic, put into reading order by the places of their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.footnotes import raised
from corpus.readers.pieces import GAP, HIGHER, RAISED, Piece
from corpus.readers.rtl import (
    ALEF_LAM,
    DRAWN_SPACE,
    LETTERS,
    NO_SPACE,
    SPACE,
    Glyph,
    has_arabic,
    is_mark,
    left_to_right,
    logical,
    parted,
    word,
)
from corpus.readers.textpage import NOTHING, SAME_LINE, TextPage, cleaned, hangs

_MARK = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_TOKEN = re.compile(rf"{_MARK.pattern}|(?P<arabic>[{LETTERS}]+)|(?P<figures>\d+)|(?P<others>[^\W\d_{LETTERS}]+)|\S")
_ARABIC = re.compile(rf"[{LETTERS}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
Box = tuple[float, float]
_SHORT = 4  # letters: a word whose ends stand right needs no further look


class RightToLeft:
    """A page with Arabic. A word is placed by its first, middle and last letter; one that does not run from right to
    left, by all of its letters."""

    def __init__(self, page: TextPage, *, draws_spaces: bool) -> None:
        self._page, self._text = page, page.text
        self._space = DRAWN_SPACE if draws_spaces else SPACE
        self._leftwards = 2 * _length(_ARABIC, page.text) > _length(_LETTERS, page.text)

    def pieces(self) -> Iterator[Piece]:
        """One piece for each line, or several where a wide gap parts it."""
        held: list[tuple[int, int]] = []
        at, base, size = 0, 0.0, 0.0
        for first, last in self._page.lines():
            own = _LETTERS.search(self._text, first, last)
            own_at = own.start() if own else first
            own_base, own_size = self._page.baseline(own_at), self._page.size(own_at)
            if held and abs(own_base - base) > SAME_LINE * max(size, own_size):
                yield from self._row(held, at, base, size)
                held = []
            if not held or own_size > size:
                at, base, size = own_at, own_base, own_size
            held.append((first, last))
        if held:
            yield from self._row(held, at, base, size)

    def _row(self, lines: list[tuple[int, int]], at: int, base: float, size: float) -> Iterator[Piece]:
        """The pieces of all that stands on one line, though the library made several of it."""
        glyphs = [glyph for first, last in lines for glyph in self._glyphs(first, last, base, size)]
        if any(_MARK.search(self._text, first, last) for first, last in lines):
            glyphs = self._marked(glyphs)
        leftwards = self._leftwards and any(has_arabic(self._text[first:last]) for first, last in lines)
        read = logical if leftwards else left_to_right
        bold, askew = self._page.is_bold(at), self._page.size_and_askew(at)[1]
        group: list[Glyph] = []
        groups = parted(glyphs, GAP * size)
        for n, own in enumerate(groups if leftwards else reversed(groups), start=1):
            group += own
            text = cleaned(read(group, size))
            if n < len(groups) and hangs(text):
                continue
            if text:
                left, right = min([glyph.left for glyph in group]), max([glyph.right for glyph in group])
                yield Piece(text, left, right, base, size, bold, askew)
            group = []

    def _glyphs(self, first: int, last: int, base: float, size: float) -> Iterator[Glyph]:
        """The words of a line, in the file's order."""
        tokens = list(_TOKEN.finditer(self._text, first, last))
        spans = [match.span() for match in tokens]
        ends = [at for start, stop in spans for at in ((start, stop - 1) if stop - start > 1 else (start,))]
        boxes = iter(self._page.boxes(ends))
        for match, (start, stop) in zip(tokens, spans, strict=True):
            head = next(boxes)
            tail = next(boxes) if stop - start > 1 else head
            space = self._space if stop < last and self._text[stop].isspace() else NO_SPACE
            if match.lastgroup == "arabic":
                yield self._word(match, head, tail, space)
            elif match.lastgroup == "figures" and any(self._is_raised(at, base, size) for at in {start, stop - 1}):
                *before, number = self._figures(start, stop, base, size)
                yield from before
                yield number._replace(space=space)
            elif match.group() != NOTHING:
                text = match.group() if head[0] <= tail[0] else self._from_the_left(start, stop)
                yield Glyph(text, min(head[0], tail[0]), max(head[1], tail[1]), space)

    def _word(self, match: re.Match[str], head: Box, tail: Box, space: float) -> Glyph:
        """An Arabic word, by where its first and last letters stand."""
        text, (start, stop) = match.group(), match.span()
        leftwards = tail[0] < head[0] and (stop - start <= _SHORT or self._has_middle(start, stop, head, tail))
        if stop - start > 1 and (not leftwards or _MARK.search(text)):
            return word(self._letters(start, stop))._replace(space=space, at=start)
        if ALEF_LAM.search(text):
            text = self._with_ligatures(text, start)
        return Glyph(text, tail[0], head[1], space, start)

    def _has_middle(self, start: int, stop: int, head: Box, tail: Box) -> bool:
        """Whether the middle of a long word stands between its ends."""
        return tail[0] <= self._page.box((start + stop) // 2)[0] <= head[0]

    def _with_ligatures(self, text: str, start: int) -> str:
        """The word with lam before alef where one glyph is both: the library turns the two round with the line."""
        for match in ALEF_LAM.finditer(text):
            at = start + match.start()
            if self._page.box(at) == self._page.box(at + 1):
                text = text[: match.start()] + text[match.start() + 1] + text[match.start()] + text[match.end() :]
        return text

    def _letters(self, start: int, stop: int) -> list[Glyph]:
        return [Glyph(self._text[n], *self._page.box(n), pen=self._page.pen(n)) for n in range(start, stop)]

    def _marked(self, glyphs: list[Glyph]) -> list[Glyph]:
        """The words, each with the marks that the file draws over it at another time."""
        strays = [glyph for glyph in glyphs if is_mark(glyph)]
        if not strays:
            return glyphs
        found = []
        for glyph in (glyph for glyph in glyphs if not is_mark(glyph)):
            over = [stray for stray in strays if glyph.at >= 0 and glyph.left <= sum(stray[1:3]) / 2 < glyph.right]
            strays = [stray for stray in strays if stray not in over]
            letters = self._letters(glyph.at, glyph.at + len(glyph.text)) if over else []
            found.append(glyph._replace(text=word([*over, *letters]).text) if over else glyph)
        return found + strays

    def _from_the_left(self, start: int, stop: int) -> str:
        """A Latin word or a number that the file draws from its end."""
        return "".join(letter.text for letter in sorted(self._letters(start, stop), key=lambda letter: letter.left))

    def _figures(self, start: int, stop: int, base: float, size: float) -> list[Glyph]:
        """A number and the mark of a note that stands beside it, the mark in raised digits."""
        found = []
        for n in range(start, stop):
            text = self._text[n]
            found.append(Glyph(raised(text) if self._is_raised(n, base, size) else text, *self._page.box(n)))
        return found

    def _is_raised(self, at: int, base: float, size: float) -> bool:
        return self._page.baseline(at) > base + HIGHER * size and self._page.size(at) < RAISED * size


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))
