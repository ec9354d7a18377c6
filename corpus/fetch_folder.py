"""The folder of downloads: one place for each paper and language, where a paper appears only when it is whole."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote

from corpus.fetch_bounds import Refusal

_MAGIC, _END = b"%PDF-", b"%%EOF"
_HEAD = 512  # bytes that tell what a body is
_TAIL = 4096  # where a PDF has its end mark
_MEGABYTE = 1024 * 1024
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said by which it knows a version again: ``ETag`` and ``Last-Modified`` as they came."""

    etag: str | None = None
    modified: str | None = None

    @classmethod
    def of(cls, etag: object, modified: object) -> Validators:
        """Only what can be sent back: ASCII, of a bearable length."""
        return cls(_sendable(etag), _sendable(modified))

    @property
    def strong(self) -> str | None:
        """What assures that a part belongs to the rest, byte for byte."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.modified


class Slot:
    """The place of one paper in one language: the paper, the part of it that came so far, and a note beside each.

    The symbol is encoded, so that nothing in it is a path.
    """

    def __init__(self, folder: Path, symbol: str, language: str) -> None:
        name = f"{quote(symbol, safe='')}.{language}.pdf"
        self.paper = folder / name
        self.part = folder / f"{name}.part"
        self._identity = {"symbol": symbol, "language": language}  # on some systems two symbols are one file name

    def held(self) -> Validators | None:
        """How to ask whether the paper changed; None: there is none, or it is not as it came."""
        note = self._note(self.paper)
        if note is None or not self.paper.is_file() or note.get("sha256") != _sha256(self.paper):
            return None
        return Validators.of(note.get("etag"), note.get("modified"))

    def begun(self) -> tuple[int, Validators] | None:
        """The size of the part and what it is a part of; None: there is none that can be gone on with."""
        note = self._note(self.part)
        size = self.part.stat().st_size if self.part.is_file() else 0
        if note is None or not size:
            return None
        validators = Validators.of(note.get("etag"), note.get("modified"))
        return (size, validators) if validators.strong else None

    def drop_part(self) -> None:
        """Forgets what came so far."""
        self.part.unlink(missing_ok=True)
        _note_of(self.part).unlink(missing_ok=True)

    def begin(self, validators: Validators) -> BinaryIO:
        """A new part to write to."""
        self.drop_part()
        self._write_note(self.part, validators)
        return self.part.open("wb")

    def keep(self, validators: Validators) -> None:
        """Makes the part the paper, in one step."""
        sha256 = _sha256(self.part)
        self.part.replace(self.paper)
        self._write_note(self.paper, validators, sha256=sha256)
        self.drop_part()

    def _note(self, file: Path) -> dict[str, object] | None:
        try:
            note = json.loads(_note_of(file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        is_own = isinstance(note, dict) and self._identity.items() <= note.items()
        return note if is_own else None

    def _write_note(self, file: Path, validators: Validators, **more: str) -> None:
        note = {**self._identity, "etag": validators.etag, "modified": validators.modified, **more}
        _note_of(file).write_text(json.dumps(note), encoding="utf-8")


class Incoming:
    """A body on its way into a part: counted, and judged by its bytes. What is no PDF never touches the part.

    Args:
        slot: where to.
        validators: of this version.
        start: bytes that the part already has; 0: the body is the whole paper.
        largest: bytes.
    """

    def __init__(self, slot: Slot, validators: Validators, start: int, largest: int) -> None:
        self.size = start
        self._slot, self._validators, self._largest = slot, validators, largest
        self._head = b""
        self._file: BinaryIO | None = slot.part.open("ab") if start else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, piece: bytes) -> None:
        """Takes the next bytes. Raises Refusal when they are too many, or begin as no PDF does."""
        self.size += len(piece)
        self.require_size(self.size)
        if self._file is not None:
            self._file.write(piece)
            return
        self._head += piece
        if len(self._head) >= _HEAD:
            self._begin()

    def require_size(self, size: int) -> None:
        """Raises Refusal when a paper of so many bytes is too large; the part is not kept."""
        if size > self._largest:
            self._slot.drop_part()
            raise Refusal(f"the paper is larger than {self._largest // _MEGABYTE} MB, which is the limit")

    def finish(self, expected: int | None) -> None:
        """Keeps the paper. Raises Refusal when it is not whole.

        Args:
            expected: bytes of the whole paper, where the server said how many.
        """
        if self._file is None:
            self._begin()
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if expected is not None and self.size < expected:
            raise Refusal("the connection broke off before the whole paper had come; fetch it again", again=0)
        if self.size != (expected or self.size) or not _ends_as_pdf(self._slot.part):
            self._slot.drop_part()
            raise Refusal("the paper that the server sent is cut short: its end is missing")
        self._slot.keep(self._validators)

    def _begin(self) -> None:
        if not self._head.startswith(_MAGIC):
            if self._head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                raise Refusal("the server sent a web page instead of the paper; look whether it is in this language")
            raise Refusal("what the server sent is not a PDF")
        self._file = self._slot.begin(self._validators)
        self._file.write(self._head)


def _ends_as_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return _END in file.read()


def _note_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _sendable(value: object) -> str | None:
    is_fit = isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
    return str(value) if is_fit and value else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
