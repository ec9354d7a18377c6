"""The lines of a page that holds Arabic, put into reading order by the places of their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.footnotes import raised
from corpus.readers.pieces import GAP, HIGHER, RAISED, SAME_LINE, Piece
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
from corpus.readers.textpage import NOTHING, TextPage, cleaned, hangs

_MARK = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_TOKEN = re.compile(rf"{_MARK.pattern}|(?P<arabic>[{LETTERS}]+)|(?P<figures>\d+)|(?P<others>[^\W\d_{LETTERS}]+)|\S")
_ARABIC = re.compile(rf"[{LETTERS}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
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
                left, right = min(glyph.left for glyph in group), max(glyph.right for glyph in group)
                yield Piece(text, left, right, base, size, bold, askew)
            group = []

    def _glyphs(self, first: int, last: int, base: float, size: float) -> Iterator[Glyph]:
        """The words of a line, in the file's order."""
        for match in _TOKEN.finditer(self._text, first, last):
            start, stop = match.span()
            space = self._space if stop < last and self._text[stop].isspace() else NO_SPACE
            if match.lastgroup == "arabic":
                yield self._word(start, stop, space)
            elif match.lastgroup == "figures":
                *before, number = self._figures(start, stop, base, size)
                yield from before
                yield number._replace(space=space)
            elif match.group() != NOTHING:
                yield self._rightwards(start, stop)._replace(space=space)

    def _word(self, start: int, stop: int, space: float) -> Glyph:
        text, box = self._text[start:stop], self._page.box
        left, right = box(start)
        if stop - start == 1:
            return Glyph(text, left, right, space, start)
        end, _ = box(stop - 1)
        if end < left and not _MARK.search(text) and self._runs_left(start, stop, left, end):
            if ALEF_LAM.search(text):
                text = self._with_ligatures(text, start)
            return Glyph(text, end, right, space, start)
        return word(self._letters(start, stop))._replace(space=space, at=start)

    def _runs_left(self, start: int, stop: int, left: float, end: float) -> bool:
        """Whether the middle of a long word stands between its ends."""
        return stop - start <= _SHORT or end <= self._page.box((start + stop) // 2)[0] <= left

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

    def _rightwards(self, start: int, stop: int) -> Glyph:
        """A Latin word, a number or a sign."""
        text, box = self._text[start:stop], self._page.box
        left, right = box(start)
        if stop - start > 1:
            last_left, last_right = box(stop - 1)
            if last_left < left:
                letters = sorted(self._letters(start, stop), key=lambda letter: letter.left)
                text = "".join(letter.text for letter in letters)
            left, right = min(left, last_left), max(right, last_right)
        return Glyph(text, left, right)

    def _figures(self, start: int, stop: int, base: float, size: float) -> list[Glyph]:
        """A number; the mark of a note that stands beside it apart, in raised digits."""
        if not (self._is_raised(start, base, size) or (stop - start > 1 and self._is_raised(stop - 1, base, size))):
            return [self._rightwards(start, stop)]
        found = []
        for n in range(start, stop):
            text = self._text[n]
            found.append(Glyph(raised(text) if self._is_raised(n, base, size) else text, *self._page.box(n)))
        return found

    def _is_raised(self, at: int, base: float, size: float) -> bool:
        return self._page.size(at) < RAISED * size and self._page.baseline(at) > base + HIGHER * size


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))
