"""Word to lines: each paragraph a line, with the number Word shows before it; notes, headers and footers beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.footnotes import raised
from corpus.joining import join_lines
from corpus.limits import Limits
from corpus.masthead_words import DISTRIBUTION
from corpus.quality import Unreadable
from corpus.readers.docx_lines import CONTENTS
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_package import DAMAGED, Package, W, attribute, sections, value
from corpus.readers.docx_story import Story
from corpus.readers.docx_styles import Styles
from corpus.readers.html_blocks import assemble
from corpus.readers.html_pieces import Piece, Setting
from corpus.readers.lines import Footnote, Reading

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ORDER = ("first", "default", "even")


def read_docx(data: bytes, limits: Limits | None = None) -> Reading:
    """The lines of a Word file, with its footnotes and endnotes.

    Raises:
        Unreadable: no Word document, locked, damaged or far larger unpacked than a paper can be.
    """
    limits = limits or Limits()
    package = Package(data, limits)
    body = package.document().find(f"{W}body")
    if body is None:
        raise Unreadable(DAMAGED)
    styles, numbering = Styles(package.part_of("styles")), Numbering.of(package.part_of("numbering"))
    notes = _Notes(package, styles, numbering, limits, body)
    story = Story(styles, numbering, limits, notes)
    story.read(body)
    aside = _headers_and_footers(package, styles, numbering, limits, body)
    reading = assemble([*aside, *story.lines.pieces], notes.found)
    lines = (replace(line, running=True, level=0) if line.level == CONTENTS else line for line in reading.lines)
    return replace(reading, lines=tuple(lines), warnings=tuple(_warnings(story)))


class _Notes:
    """Footnotes and endnotes, numbered in the order of their calls. Endnotes go on where footnotes end, so that no two
    marks are the same."""

    def __init__(self, package: Package, styles: Styles, numbering: Numbering, limits: Limits, body: Any) -> None:
        self.found: list[Footnote] = []
        self._package, self._styles, self._numbering, self._limits = package, styles, numbering, limits
        self._elements: dict[str, dict[str, Any]] = {}
        self._seen: set[tuple[str, str]] = set()
        calls = (own for own in body.iter(f"{W}footnoteReference") if not attribute(own, "customMarkFollows"))
        start = _first_number(body) - 1
        self._counts = {"footnote": start, "endnote": start + sum(1 for _ in calls)}

    def call(self, kind: str, name: str, page: int, custom: str | None) -> str:
        """The mark of a call, raised. The first call of a note brings its text."""
        if custom is None:
            self._counts[kind] += 1
        mark = raised(str(self._counts[kind]) if custom is None else custom)
        if (kind, name) not in self._seen:
            self._seen.add((kind, name))
            text = self._text(kind, name)
            if custom and text.startswith(custom):
                text = text.removeprefix(custom).strip()
            if text:
                self.found.append(Footnote(mark, text, page))
        return mark

    def _text(self, kind: str, name: str) -> str:
        if kind not in self._elements:
            root = self._package.part_of(f"{kind}s")
            held = root.iterfind(f"{W}{kind}") if root is not None else ()
            self._elements[kind] = {
                attribute(own, "id"): own for own in held if attribute(own, "type") in ("", "normal")
            }
        if name not in self._elements[kind]:
            return ""
        story = Story(self._styles, self._numbering.fresh(), self._limits)
        story.read(self._elements[kind][name])
        return join_lines(piece.text for piece in story.lines.pieces)


def _first_number(body: Any) -> int:
    """What footnotes are counted from."""
    section = next(sections(body), None)
    text = value(section.find(f"{W}footnotePr"), "numStart") if section is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _headers_and_footers(
    package: Package, styles: Styles, numbering: Numbering, limits: Limits, body: Any
) -> Iterator[Piece]:
    """Those of the first section, as lines beside the text. A header that holds a masthead is text."""
    section = next(sections(body), None)
    for kind in ("header", "footer"):
        names = package.related(package.main, kind)
        references = section.findall(f"{W}{kind}Reference") if section is not None else ()
        targets = {attribute(own, "type"): names.get(own.get(_ID)) for own in references}
        for target in dict.fromkeys(targets.get(each) for each in _ORDER):
            root = package.tree(target) if target else None
            if root is None:
                continue
            story = Story(styles, numbering.fresh(), limits)
            story.read(root)
            pieces = story.lines.pieces
            if any(DISTRIBUTION.match(piece.text) for piece in pieces):
                yield from pieces
            else:
                yield from (Piece(piece.text, 1, True, Setting(level=CONTENTS)) for piece in pieces)


def _warnings(story: Story) -> Iterator[str]:
    if story.changed:
        yield "The file holds tracked changes; it is read as if all of them were accepted."
    if story.embeds:
        yield "A part of the file is embedded in another format and was not read."
