"""The characters of a PDF page as pdfium finds them: where each stands and how large it is. Nothing is decided here."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

SAME_LINE = 0.6  # of the type size: raised and lowered characters stand nearer to their line than this
_LEVEL = 1.0  # points
NOTHING = "\x00"  # no character of the text
LOST = "\ufffd"  # a character that the file draws and does not name
_SAMPLE = 20  # lines that say which way the text of a page runs, spaces that say whether the file draws them
_LONGEST_NAME = 96  # of a font, in bytes
_LINE_END = re.compile("[\n\ufffe\x02]|$")  # a hyphen at the end of a line stands for that end
_SPACES = re.compile(r"\s+")
_HANGING = re.compile(r"^(?:\d{1,3}(?: \w+)?[.．、]?|[(（]?\w{1,4}[)）]|\w{1,5}[.．、]|[^\w\s]|\d{1,3} ?[-–])$")


def cleaned(text: str) -> str:
    """One space between words; a hyphen at the line's end, which the library marks in its own way, as a hyphen."""
    text = text.replace("\ufffe", "-").replace("\x02", "-").replace("\r", "").replace(NOTHING, "")
    return _SPACES.sub(" ", text).strip()


def hangs(text: str) -> bool:
    """Whether a text is a number or a bullet that stands before its paragraph, across whatever gap."""
    return _HANGING.match(text) is not None


class TextPage:
    """A page's text and its places, in points, upwards and to the right as the text is read.

    ``turn`` is how far the text stands turned on the page's own axes, in degrees: 0, 90, 180 or 270.
    """

    def __init__(self, page: Any) -> None:
        from pypdfium2 import raw

        self._raw, self._page, self._textpage = raw, page, page.get_textpage()
        self._handle = self._textpage.raw
        self._rect, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._to_x, self._to_y = ctypes.byref(self._x), ctypes.byref(self._y)
        self.text = self._text()
        self.turn = self._usual_turn()
        self.width, self.height = self._measures()

    def close(self) -> None:
        """Frees what the library holds."""
        self._textpage.close()

    def lines(self) -> Iterator[tuple[int, int]]:
        """First character and end of each line that holds anything, without the space around it."""
        text, start = self.text, 0
        for end in _LINE_END.finditer(text):
            stop = end.start() if end.group() == "\n" else end.end()
            first, last = start, stop
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
            if last > first:
                yield from self._level(first, last)
            start = end.end()

    def _level(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A line, or the lines that the library took for one: it goes on after some dashes."""
        base = self.baseline(first)
        apart = abs(self.baseline(last - 1) - base)
        if apart > _LEVEL and apart > SAME_LINE * self.size(last - 1) and not self.size_and_askew(first)[1]:
            inked = (n for n in range(first + 1, last) if not self.text[n].isspace())
            for n in inked:
                before, base = base, self.baseline(n)
                if abs(base - before) > SAME_LINE * self.size(n):
                    yield first, n
                    first = n
        yield first, last

    def draws_spaces(self) -> bool:
        """Whether any of the first spaces of a page stands in the file, and is not a gap between words."""
        spaces = (match.start() for match in itertools.islice(re.finditer(" ", self.text), _SAMPLE))
        return any(not self.is_made(at) and self.box(at)[0] < self.box(at)[1] for at in spaces)

    def box(self, index: int) -> tuple[float, float]:
        """Left and right of a character's cell."""
        return self.boxes((index,))[0]

    def boxes(self, indices: Iterable[int]) -> list[tuple[float, float]]:
        """The same of many characters: by far the quickest way to ask."""
        loose, handle, rect = self._raw.FPDFText_GetLooseCharBox, self._handle, self._rect
        found = []
        for index in indices:
            loose(handle, index, rect)
            found.append((rect.left, rect.right) if not self.turn else self._turned(rect))
        return found

    def _turned(self, rect: Any) -> tuple[float, float]:
        if self.turn == 180:
            return self.width - rect.right, self.width - rect.left
        low, high = sorted((rect.bottom, rect.top))
        return (low, high) if self.turn == 90 else (self.width - high, self.width - low)

    def baseline(self, index: int) -> float:
        """Of the line that a character stands on, above the foot of the page."""
        self._raw.FPDFText_GetCharOrigin(self._handle, index, self._to_x, self._to_y)
        if not self.turn:
            return self._y.value - self._foot
        if self.turn == 180:
            return self.height - self._y.value
        return self.height - self._x.value if self.turn == 90 else self._x.value

    def pen(self, index: int) -> float:
        """Where on its line the file begins to draw a character."""
        self._raw.FPDFText_GetCharOrigin(self._handle, index, self._to_x, self._to_y)
        return round(self._y.value if self.turn in (90, 270) else self._x.value, 2)

    def size(self, index: int) -> float:
        """The size of a character's type as it is drawn."""
        matrix = self._matrix
        self._raw.FPDFText_GetMatrix(self._handle, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        return float(self._raw.FPDFText_GetFontSize(self._handle, index)) * scale

    def size_and_askew(self, index: int) -> tuple[float, bool]:
        """The size, and whether the character runs another way than the page's text: a stamp, a watermark."""
        size = self.size(index)
        return size, self._turn(self._matrix) != self.turn

    def is_bold(self, index: int) -> bool:
        """Whether the name of a character's font says that it is bold."""
        size = self._raw.FPDFText_GetFontInfo(self._handle, index, self._name, _LONGEST_NAME, None)
        return b"bold" in self._name.raw[: min(size, _LONGEST_NAME)].lower()

    def is_made(self, index: int) -> bool:
        """Whether the library put a character there for a gap that it saw."""
        return bool(self._raw.FPDFText_IsGenerated(self._handle, index) == 1)

    def _text(self) -> str:
        """All characters, one for each that the library counts; ``NOTHING`` stands for the second half of a pair."""
        count = self._textpage.count_chars()
        text = str(self._textpage.get_text_range()) if count else ""
        if len(text) == count:
            return text
        units = [int(self._raw.FPDFText_GetUnicode(self._handle, n)) for n in range(count)]
        found = []
        for before, unit, after in zip([0, *units], units, [*units[1:], 0], strict=False):
            if 0xD800 <= unit < 0xDC00 <= after < 0xE000:
                found.append(chr(0x10000 + ((unit - 0xD800) << 10) + after - 0xDC00))
            elif 0xD800 <= before < 0xDC00 <= unit < 0xE000:
                found.append(NOTHING)
            else:
                found.append(chr(unit) if unit and not 0xD800 <= unit < 0xE000 else LOST)
        return "".join(found)

    def _turn_at(self, index: int) -> int:
        """The direction of a character, in degrees; those between the four of a page as they are."""
        self._raw.FPDFText_GetMatrix(self._handle, index, self._matrix)
        return self._turn(self._matrix)

    @staticmethod
    def _turn(matrix: Any) -> int:
        across, up = matrix.a, matrix.b
        return 0 if across > 0 and not up else round(math.degrees(math.atan2(up, across)) / 5) * 5 % 360

    def _usual_turn(self) -> int:
        seen: Counter[int] = Counter()
        start = 0
        for line in self.text.split("\n", _SAMPLE)[:_SAMPLE]:
            if line.strip():
                seen[self._turn_at(start + len(line) - len(line.lstrip()))] += len(line)
            start += len(line) + 1
        usual = next((turn for turn, _ in seen.most_common()), 0)
        return usual if usual in (90, 180, 270) else 0

    def _measures(self) -> tuple[float, float]:
        """Width and height as the text is read. pdfium gives them as the page is shown."""
        width, height = self._page.get_size()
        shown = self._page.get_rotation()
        if (shown in (90, 270)) != (self.turn in (90, 270)):
            width, height = height, width
        self._foot = self._page.get_mediabox()[1] if not self.turn else 0.0
        return float(width), float(height)
