"""What one file may hold and take. Every figure is a setting (``max_…``), and a refusal names it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.quality import Unreadable

MEGABYTE = 1024 * 1024
_COMPRESSED = (b"%PDF-", b"PK")
_MARKDOWN = 4  # Markdown takes four times as long as other text
_WORD = 3  # a line of Word is a paragraph, one of a text is not


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold: megabytes on disk, unpacked (a Word file's parts together, a PDF's each) and of plain
    text; pages; parts of a Word file; levels of nesting; lines, and characters of one line.

    And what it may take: ``read_seconds`` without getting further, and ``read_mb``, megabytes of address space beyond
    what a fresh reader has. More is granted with its size and with every page read, so that a paper of ten thousand
    pages can be read and a small file that swells cannot.
    """

    file_mb: int = 200
    unpacked_mb: int = 200
    text_mb: int = 16
    pages: int = 20_000
    entries: int = 5_000
    nesting: int = 500
    lines: int = 300_000
    line: int = 100_000
    read_seconds: float = 6.0
    read_mb: int = 320

    def time(self, size: int, pages: int = 0) -> float:
        """Seconds within which the next page or step, or the end, must come."""
        return self.read_seconds + 1.0 * size / MEGABYTE + 0.02 * pages

    def space(self, data: bytes, pages: int = 0) -> int:
        """Bytes of address space. A compressed file gets less, because its size says little of its content."""
        factor = 3 if data.startswith(_COMPRESSED) else 24
        return self.read_mb * MEGABYTE + factor * len(data) + 96 * 1024 * pages

    def require_size(self, size: int) -> None:
        """Raises Unreadable for a file of more bytes than are read."""
        if size > self.file_mb * MEGABYTE:
            raise Unreadable(
                f"the file has more than {self.file_mb} MB, {_named('file_mb')}; "
                "divide it, or save it without its pictures"
            )

    def require_text(self, size: int, *, markdown: bool = False) -> None:
        """Raises Unreadable for more bytes of text than are read."""
        most = self.text_mb / (_MARKDOWN if markdown else 1)
        if size > most * MEGABYTE:
            kind = "Markdown" if markdown else "text"
            raise Unreadable(f"the file holds more than {most:g} MB of {kind}, {_named('text_mb')}; divide it")

    def require_lines(self, text: str) -> None:
        """Raises Unreadable for a text of more lines, or a longer one, than any paper has."""
        if (count := text.count("\n") + text.count("\f")) > self.lines:
            raise Unreadable(f"the file holds {count} lines, more lines than any paper; {self.most_lines()}; divide it")
        start = 0
        while start + self.line < len(text):
            end = text.rfind("\n", start, start + self.line + 1)
            if end < 0:
                raise self.too_long()
            start = end + 1

    def too_long(self) -> Unreadable:
        """The refusal of a line, or a paragraph, that is longer than any paper has."""
        return Unreadable(f"a line has more than {self.line} characters, {_named('line')}; no paper has such a line")

    def most_lines(self, *, word: bool = False) -> str:
        """The limit of lines, in words."""
        return f"at most {self.most(word=word)} are read ({setting('lines')} is {self.lines})"

    def most(self, *, word: bool = False) -> int:
        """How many lines are read; those of Word are paragraphs."""
        return self.lines // (_WORD if word else 1)

    def deep(self, what: str, most: int | None = None) -> Unreadable:
        """The refusal of elements that lie too deep in each other."""
        return Unreadable(
            f"{what} nests its elements too deep to be read, more than {most or self.nesting} "
            f"({setting('nesting')}); save its text as plain text and ingest that"
        )

    def unpacks(self, what: str) -> Unreadable:
        """The refusal of a file that is far larger than it looks."""
        return Unreadable(f"{what}, {_named('unpacked_mb')} is {self.unpacked_mb} MB; it is not opened")

    def too_slow(self) -> str:
        """Why a file is given up that takes too long."""
        return (
            f"reading it does not come to an end: no step within {self.read_seconds:g} s ({setting('read_seconds')}); "
            "the file is damaged, or made to do this"
        )

    def too_large(self) -> str:
        """Why a file is given up that takes too much memory."""
        return (
            f"reading it takes more memory than one file may have, {self.read_mb} MB ({setting('read_mb')}); "
            "the file is damaged, or made to do this"
        )


def setting(name: str) -> str:
    """The setting of a limit, as it is written in the environment."""
    return f"RAPPORTEUR_MAX_{name.upper()}"


def _named(name: str) -> str:
    return f"the limit ({setting(name)})"
