"""A Word file taken apart: what it says with all changes accepted, and with all rejected."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Word:
    """A Word file taken apart."""

    parts: Mapping[str, bytes]
    document: Any = field(init=False)
    footnotes: Any = field(init=False)

    def __post_init__(self) -> None:
        self.document = etree.fromstring(self.parts["word/document.xml"])
        self.footnotes = etree.fromstring(self.parts["word/footnotes.xml"])

    def accepted(self) -> list[str]:
        """The paragraphs with all changes accepted, without tables and without the calls of notes."""
        return self._without("del")

    def rejected(self) -> list[str]:
        """The paragraphs with all changes rejected."""
        return self._without("ins")

    def _without(self, change: str) -> list[str]:
        lines, held = [], ""
        body = list(self.document.find(f"{W}body").iterchildren(f"{W}p"))
        gone = [own.find(f"{W}pPr/{W}rPr/{W}{change}") is not None for own in body]
        assert not gone[-1], "the last paragraph mark of a text can never go"
        for paragraph, is_gone in zip(body, gone, strict=True):
            held += "".join(_said(run) for run in paragraph.iter(f"{W}r") if run.getparent().tag != f"{W}{change}")
            if not is_gone:  # without its mark a paragraph runs on into the next
                lines.append(held)
                held = ""
        return lines

    def notes(self) -> dict[str, str]:
        """The text of the notes by their id, without those that part notes from text."""
        return {
            own.get(f"{W}id"): "".join(text.text for text in own.iter(f"{W}t")).strip()
            for own in self.footnotes
            if own.get(f"{W}type") is None
        }

    def calls(self) -> list[str]:
        """The texts of the notes in the order in which the body calls them."""
        notes = self.notes()
        return [notes[own.get(f"{W}id")] for own in self.document.iter(f"{W}footnoteReference")]


def _said(run: Any) -> str:
    style = run.find(f"{W}rPr/{W}rStyle")
    if style is not None and style.get(f"{W}val") == "FootnoteReference":
        return ""
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(signs.get(own.tag, own.text or "") for own in run if own.tag != f"{W}rPr")


def taken_apart(data: bytes) -> Word:
    """The parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return Word({name: archive.read(name) for name in archive.namelist()})
