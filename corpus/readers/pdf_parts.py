"""Whether a PDF is whole, told from its bytes: pdfium reads past damage and says nothing of the text that is lost.

A packed part carries a checksum of what it holds; every part stands where the table of parts says; between parts stands
nothing. What a flipped bit or a cut breaks there is counted, and so is what a part unpacks to.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from corpus.limits import MEGABYTE, Limits
from corpus.readers.pdf_words import is_map, is_sound

_SPACE = b"\0\t\n\f\r "
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}obj\b")
_BODY = re.compile(rb"\bstream(?:\r\n|\n|\r)|\bendobj\b")
_ENDED = re.compile(rb"[\0\t\n\f\r ]{0,9}endstream[\0\t\n\f\r ]{1,9}endobj\b")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([fn])[\r\n ]{0,2}|(\d+) \d+[\r\n ]{1,4}")
_FILTER = re.compile(rb"/Filter[\0\t\n\f\r ]{0,9}(\[[^\]]{0,2000}\]|/\w+)")
_LENGTH = re.compile(rb"/Length[\0\t\n\f\r ]{1,9}(\d{1,10})(?![\d\0\t\n\f\r ]{1,20}R)")
_REFERENCE = re.compile(rb"(?<![\d.])(\d{1,10}) \d{1,5} R\b")
_LINE = re.compile(rb"[^\r\n]*")
_FIRST = re.compile(rb"/First[\0\t\n\f\r ]{0,9}(\d{1,9})")
_PAGE = re.compile(rb"/Type[\0\t\n\f\r ]{0,9}/Page(?![A-Za-z])")
_KNOWN = frozenset(
    b"FlateDecode Fl LZWDecode LZW ASCII85Decode A85 ASCIIHexDecode AHx RunLengthDecode RL CCITTFaxDecode CCF"
    b" DCTDecode DCT JBIG2Decode JPXDecode Crypt".split()
)
_FLATE = (b"FlateDecode", b"Fl")
_PACKED = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"H\x89", b"h\xde")  # what zlib opens with
_MOST_FILTERS = 8  # of one part; a paper has one or two
_MOST_PARTS = 1_000_000
_LONGEST_HEAD = 65_536  # bytes of a part that are looked at for what it says of itself
_LONGEST_MAP = 1_000_000
_TOO_LARGE = "a part of this PDF unpacks to far more than a page"
_CHUNK = 256 * 1024


class Parts:
    """The parts of a PDF, gone through once. ``broken``: places where the file is damaged; ``pages``: how many parts
    are pages.

    Raises:
        Unreadable: a part unpacks to more than it may.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.broken = 0
        self._data, self._limits = data, limits
        self._locked = b"/Encrypt" in data  # what is packed is then scrambled too
        self._places: dict[int, set[int]] = {}
        self._wanted: set[int] = set()
        self._pages: set[int] = set()
        self._start = max(0, data[:1024].find(b"%PDF-"))
        self._tables: list[tuple[int, int]] = []
        self._walk()
        self._check_tables()
        self.broken += len(self._wanted - self._places.keys())
        self.pages = len(self._pages)

    def _walk(self) -> None:
        at, count = self._start, 0
        while (found := _OBJECT.search(self._data, at)) and count < _MOST_PARTS:
            count += 1
            self._between(at, found.start())
            number = int(found[1])
            self._places.setdefault(number, set()).add(found.start() - self._start)
            body = _BODY.search(self._data, found.end())
            if body is None:
                self.broken += 1
                return
            head = self._data[found.end() : min(body.start(), found.end() + _LONGEST_HEAD)]
            self._head(number, head)
            at = self._stream(head, body.end()) if body[0][0] == ord("s") else body.end()
        self._between(at, len(self._data))

    def _between(self, at: int, end: int) -> None:
        """What stands between two parts: comments, tables, trailers, and nothing else."""
        data = self._data
        while at < end:
            if data[at] in _SPACE:
                at += 1
            elif data[at] == ord("%"):
                at = _end_of_line(data, at, end)
            elif data.startswith(b"xref", at):
                at = self._table(at, end)
            elif data.startswith((b"trailer", b"startxref"), at):
                key = b"startxref" if data[at] == ord("t") else b"%"
                following = data.find(key, at + 1, end)
                self._wanted |= _wanted(data[at : following if 0 < following < at + _LONGEST_HEAD else at])
                at = following if following > 0 else end
            else:
                self.broken += 1
                return

    def _table(self, at: int, end: int) -> int:
        """Notes what a table says of where parts stand; where it ends."""
        at += 4
        number = 0
        while at < end:
            if self._data[at] in _SPACE:
                at += 1
                continue
            entry = _ENTRY.match(self._data, at, end)
            if entry is None:
                break
            if entry[3]:
                number = int(entry[3])
            else:
                if entry[2] == b"n":
                    self._tables.append((number, int(entry[1])))
                number += 1
            at = entry.end()
        return at

    def _check_tables(self) -> None:
        own = {place for places in self._places.values() for place in places}
        self.broken += sum(place not in self._places.get(number, ()) for number, place in self._tables if own)

    def _head(self, number: int, head: bytes) -> None:
        self._wanted |= _wanted(head)
        if _PAGE.search(head):
            self._pages.add(number)
        if len(head) < _LONGEST_HEAD:
            self.broken += not is_sound(head)

    def _stream(self, head: bytes, start: int) -> int:
        """Looks at what a part holds packed; where it ends."""
        said = _LENGTH.search(head)
        end = _ENDED.match(self._data, start + int(said[1])) if said else None
        if end is None:
            self.broken += said is not None
            end = _ENDED.search(self._data, start)
        stop = end.end() if end else len(self._data)
        self.broken += end is None
        given = _FILTER.search(head)
        names = re.findall(rb"\w+", given[1]) if given else []
        if len(names) > _MOST_FILTERS:
            raise self._limits.unpacks(_TOO_LARGE)
        self.broken += not set(names) <= _KNOWN
        if self._locked or b"/Image" in head:
            return stop
        if not names:
            content = self._data[start : min(stop, start + _LONGEST_MAP)]
            self.broken += content.startswith(_PACKED) or (b"begincmap" in content and not is_map(content))
        elif names[0] in _FLATE:
            times = next((n for n, name in enumerate(names) if name not in _FLATE), len(names))
            keep = b"/ObjStm" in head
            text = self._unpack(start, stop, times, keep=keep)
            if keep:
                self._packed_parts(head, text)
        return stop

    def _unpack(self, start: int, stop: int, times: int, *, keep: bool) -> bytes:
        """Unpacks a part to see that it can be; gives what it holds where that is to be kept."""
        total, held = 0, bytearray()
        try:
            for piece in unpacked(memoryview(self._data)[start:stop], times):
                total += len(piece)
                if total > self._limits.unpacked_mb * MEGABYTE:
                    raise self._limits.unpacks(_TOO_LARGE)
                if keep:
                    held += piece
        except (zlib.error, EOFError):
            self.broken += 1
        return bytes(held)

    def _packed_parts(self, head: bytes, text: bytes) -> None:
        """Notes the parts that lie packed in another one."""
        first = _FIRST.search(head)
        if first is None:
            self.broken += 1
            return
        said = text[: int(first[1])].split()
        if not said or not all(word.isdigit() and len(word) < 11 for word in said):
            self.broken += 1
            return
        self._wanted |= _wanted(text)
        numbers, places = [int(word) for word in said[::2]], [int(first[1]) + int(word) for word in said[1::2]]
        for number, place, following in zip(numbers, places, [*places[1:], len(text)], strict=False):
            self._places.setdefault(number, set())
            if _PAGE.search(text, place, following):
                self._pages.add(number)


def unpacked(data: memoryview, times: int) -> Iterator[bytes]:
    """What packed bytes hold, piece by piece; packed so many times over.

    Raises:
        zlib.error: the bytes are damaged.
        EOFError: they end too soon.
    """
    pieces: Iterator[bytes] = (bytes(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK))
    for _ in range(times):
        pieces = _unpacked_once(pieces)
    return pieces


def _unpacked_once(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not packer.eof:
            yield packer.decompress(rest, _CHUNK)
            rest = packer.unconsumed_tail
        if packer.eof:
            return
    raise EOFError


def _end_of_line(data: bytes, at: int, end: int) -> int:
    line = _LINE.match(data, at, end)
    return line.end() if line else end


def _wanted(text: bytes) -> set[int]:
    """The numbers of the parts that a text refers to."""
    return {int(number) for number in _REFERENCE.findall(text)}
