"""The files to read: which they are, what they are called, what can be told before they are read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.limits import Limits
from corpus.quality import Unreadable
from corpus.rows import file_key

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".pdf", ".docx", ".html", ".htm", ".xhtml")
_PLAIN_BYTES = 32 * 1024  # up to here a worker takes longer to start than to read, whatever the text is
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, bidirectional ones too, bytes that are no text, line separators


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``name``: what an uploaded file is called by its sender; it is shown and never used as a path."""

    path: Path
    name: str | None = None

    @property
    def shown(self) -> str:
        """The name as people may see it: what cannot be seen, or turns the text around, is written out."""
        return visible(self.name or str(self.path))

    @property
    def key(self) -> str:
        """What the file is known by when it comes again."""
        if self.name is None:
            return file_key(self.path)
        return hashlib.sha256(b"upload:" + self.name.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def slug(self) -> str:
        """A name for a paper without a symbol."""
        return re.sub(r"[^\w\-]+", "-", Path(self.name or self.path).stem.lower()).strip("-") or "paper"


@dataclass(frozen=True, slots=True)
class Look:
    """What can be told of a file before it is read. ``plain``: a small text, which may be read without a worker."""

    sha256: str
    size: int
    plain: bool


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read, in order: a file as given, a folder's papers by name, subfolders included.

    In a folder, files with other suffixes, hidden ones, Word's own lock files and links that lead out of it are passed
    over; a link that is given itself is followed. A folder that cannot
    be opened comes itself, so that it is told.
    """
    for path in paths:
        yield from sorted(_papers_in(path)) if _is_folder(path) else (path,)


def look_at(path: Path, limits: Limits) -> Look:
    """Looks at a file without reading it into memory.

    Raises:
        Unreadable: it cannot be opened, is no ordinary file, or is too large.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("this is a folder and cannot be opened as a file; check its permissions")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("this is a device or a pipe; give an ordinary file")
        limits.require_size(status.st_size)
        with path.open("rb") as file:
            head = file.read(_PLAIN_BYTES + 1)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise Unreadable("there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unreadable(f"the file cannot be opened ({reason}); check its name and permissions") from None
    return Look(sha256, status.st_size, _is_small_text(head))


def _papers_in(top: Path) -> list[Path]:
    found: list[Path] = []
    closed: list[OSError] = []
    for folder, _, names in os.walk(top, onerror=closed.append):
        held = (Path(folder, name) for name in names if _is_paper(name))
        found += [file for file in held if file.is_file() and _lies_in(file, top)]
    return found + [Path(error.filename) for error in closed]


def _lies_in(file: Path, top: Path) -> bool:
    """Whether a file is in a folder, and not a link to one that lies elsewhere."""
    return not file.is_symlink() or file.resolve().is_relative_to(top.resolve())


def visible(text: str) -> str:
    """A text on one line with everything written out that cannot be seen or turns the text around."""
    return "".join(_visible(character) for character in text)


def _is_small_text(head: bytes) -> bool:
    """Whether these bytes are read as text whatever they hold: a file is read by its content, not by its name."""
    other = head.lstrip().startswith((b"<", b"PK", b"\xef\xbb\xbf<")) or b"%PDF" in head[:1024] or b"\x00" in head
    return len(head) <= _PLAIN_BYTES and not other


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, say: it is told when the file is looked at
        return False


def _is_paper(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith((".", "~$"))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    if "\udc80" <= character <= "\udcff":  # a byte of a name that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
