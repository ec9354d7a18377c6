"""The words of a Word paragraph as a reader sees them: insertions in, deletions out, note marks raised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.footnotes import raised
from corpus.quality import Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_INSIDE = {
    f"{_W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "sdtContent", "customXml", "dir", "bdo")
}
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delText")}
_BOX = f"{_W}txbxContent"
_BULLET_CODES = range(0xF000, 0xF100)


def children(element: Any) -> Iterator[Any]:
    """The paragraphs and tables directly below an element, those in content controls and insertions too."""
    pending = list(reversed(element))
    while pending:
        child = pending.pop()
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (*_INSIDE, f"{_W}sdt"):
            pending += reversed(child)
        elif child.tag == f"{_MC}AlternateContent" and len(child):
            pending += reversed(child[0])


def named(element: Any, name: str) -> Iterator[Any]:
    """The children of one name, those in content controls too."""
    pending = list(reversed(element))
    while pending:
        child = pending.pop()
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (*_INSIDE, f"{_W}sdt"):
            pending += reversed(child)


class Notes:
    """Footnotes and endnotes by id, numbered in the order in which they are called."""

    def __init__(self, document: Any) -> None:
        self.called: list[tuple[str, str, int]] = []
        self.page = 1
        self._texts = {kind: _note_texts(document, kind) for kind in ("footnote", "endnote")}
        self._counted = 0

    def call(self, kind: str, name: str, custom: str | None) -> str:
        """The mark of a call, raised; "" for a call of a note that is not there."""
        text = self._texts[kind].get(name)
        if text is None:
            return ""
        if custom is None:
            self._counted += 1
        mark = custom or raised(str(self._counted))
        self.called.append((mark, text, self.page))
        return mark


def _note_texts(document: Any, kind: str) -> dict[str, str]:
    from lxml import etree

    parts = [
        r.target_part for r in document.part.rels.values() if r.reltype == f"{_OFFICE}{kind}s" and not r.is_external
    ]
    if not parts:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(parts[0].blob, parser)
    except etree.LxmlError as error:
        raise Unreadable("the notes of this Word file are damaged; get a new copy of it") from error
    found = {}
    for note in root.iterfind(f"{_W}{kind}"):
        if note.get(f"{_W}type") in (None, "normal"):
            reader = Paragraphs(None, rendered=False)
            texts = (reader.text(paragraph)[0] for paragraph in note.iter(f"{_W}p"))
            found[str(note.get(f"{_W}id"))] = " ".join(" ".join(text.split()) for text in texts if text.strip())
    return found


class Paragraphs:
    """Reads paragraphs in order; fields can run over several of them."""

    def __init__(self, notes: Notes | None, *, rendered: bool) -> None:
        self.rendered = rendered  # the file says where Word broke its pages
        self._notes = notes
        self._fields: list[bool] = []  # for each open field, whether its result has begun
        self._custom: tuple[str, str] | None = None

    def text(self, paragraph: Any) -> tuple[str, list[int]]:
        """The words, soft line breaks as line ends, and the offsets of page breaks in them."""
        words: list[str] = []
        breaks: list[int] = []
        pending = [(child, False) for child in reversed(paragraph)]
        while pending:
            child, raised_run = pending.pop()
            if child.tag in _UNSEEN:
                continue
            if child.tag == f"{_W}r":
                if not _is_hidden(child):
                    raised_run = _is_raised(child)
                    pending += [(inner, raised_run) for inner in reversed(child)]
            elif child.tag in _INSIDE or child.tag == f"{_W}sdt":
                pending += [(inner, False) for inner in reversed(child)]
            elif child.tag == f"{_MC}AlternateContent" and len(child):
                pending += [(inner, raised_run) for inner in reversed(child[0])]
            elif child.tag == f"{_W}fldChar":
                self._field(child.get(f"{_W}fldCharType"))
            elif all(self._fields):
                self._piece(child, raised_run, words, breaks)
        return "".join(words), breaks

    @staticmethod
    def boxes(paragraph: Any) -> Iterator[Any]:
        """The paragraphs and tables of the text boxes that hang on a paragraph, each once."""
        for content in paragraph.iter(f"{_MC}AlternateContent", _BOX):
            held = content.iterancestors(f"{_MC}AlternateContent", _BOX)
            if any(True for _ in held):
                continue
            box = content if content.tag == _BOX else next(content[0].iter(_BOX), None) if len(content) else None
            if box is not None:
                yield from children(box)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _piece(self, child: Any, raised_run: bool, words: list[str], breaks: list[int]) -> None:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "t":
            text = child.text or ""
            if self._custom is not None and self._notes is not None:
                text, self._custom = self._notes.call(*self._custom, text.strip() or "*"), None
            words.append(raised(text) if raised_run and text.strip().isdigit() else text)
        elif name in ("tab", "ptab"):
            words.append(" ")
        elif name in ("br", "cr"):
            if child.get(f"{_W}type") == "page":
                breaks += [] if self.rendered else [len("".join(words).strip())]
            else:
                words.append("\n")
        elif name == "lastRenderedPageBreak":
            breaks.append(len("".join(words).strip()))
        elif name == "noBreakHyphen":
            words.append("\u2011")
        elif name == "sym":
            words.append(_symbol(child.get(f"{_W}char") or ""))
        elif name in ("footnoteReference", "endnoteReference") and self._notes is not None:
            self._call(name.removesuffix("Reference"), child, words)

    def _call(self, kind: str, child: Any, words: list[str]) -> None:
        assert self._notes is not None  # only a body calls notes
        own = str(child.get(f"{_W}id"))
        if child.get(f"{_W}customMarkFollows") in ("1", "true"):
            self._custom = (kind, own)
        else:
            words.append(self._notes.call(kind, own, None))


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(f"{_W}val") not in ("0", "false")


def _is_raised(run: Any) -> bool:
    raise_ = run.find(f"{_W}rPr/{_W}vertAlign")
    return raise_ is not None and raise_.get(f"{_W}val") == "superscript"


def _symbol(code: str) -> str:
    """A character of a symbol font: a bullet where it is one of theirs."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return "•" if value in _BULLET_CODES else chr(value) if value < 0x110000 else ""
