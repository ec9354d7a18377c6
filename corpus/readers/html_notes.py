"""Footnotes of a page: what calls one, what is one, and its words without its mark and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from corpus.footnotes import raised
from corpus.readers.html_lists import Attributes
from corpus.readers.lines import Footnote

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BLOCKS = HEADINGS | {
    "blockquote", "caption", "dd", "div", "dl", "dt", "footer", "li", "ol", "p", "pre", "table", "td", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MARK = re.compile(r"\s*[\[(]?\s*(\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|\*{1,3})\s*[\])]?\s*")
_LETTER = re.compile(r"\s*[\[(]?\s*(?:[ivxl]{1,5}|[a-z])\s*[\])]?\s*", re.IGNORECASE)
_LEADING = re.compile(r"[\[(]?(?P<mark>\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\*+)[\])]?[.:]?(?:\s+|(?<=[\])¹²³⁴⁵⁶⁷⁸⁹⁰*])|(?=[^\W\d]))")
_NAMED = re.compile(r"_?(?:fn|ftn|edn|foot-?note|end-?note|cite_note)[-_:.]*(?P<number>\d{1,3})", re.IGNORECASE)
_NOTE_ROLES = ("doc-footnote", "doc-endnote", "footnote", "endnote")
_LIST_ROLES = ("doc-endnotes", "doc-footnotes", "footnotes", "endnotes")
_LIST_CLASS = re.compile(r"(?:^|\s)(?:footnotes|endnotes)(?:\s|$)", re.IGNORECASE)
_BACK = re.compile(r"backlink|backref|back-ref", re.IGNORECASE)
_CALLS = re.compile(r"noteref|note-ref|notereference|footnote-call", re.IGNORECASE)
_WAY_BACK = re.compile(r"[\s\[(]*(?:[↩↑⇑⮐^\ufe0e\ufe0f]+|\d{1,3}|\*{1,3}|[a-z]{1,5})[\])\s]*", re.IGNORECASE)
_CAN_BE_NOTE = frozenset(["dd", "div", "li", "p", "td", "tr"])
_LONGEST_MARK = 12  # characters, brackets and spaces included
_FEW = 12  # elements around a mark


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is never shown."""
    return bool(attributes) and (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or bool(_HIDDEN.search(attributes.get("style") or ""))
    )


def roles(attributes: Attributes) -> str:
    """What an element says that it is for."""
    return f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}"


class Notes:
    """The notes found so far, and the calls that may lead to them."""

    def __init__(self) -> None:
        self.found: list[Footnote] = []
        self._calls: dict[str, tuple[str, int]] = {}  # by the name of their target: the mark, the page

    def called(self, node: LexborNode, attributes: Attributes, page: int) -> str | None:
        """The raised mark, when an element is nothing but the call of a note. A letter is written as a number."""
        target = (attributes.get("href") or "").rpartition("#")[2] if "href" in attributes else _linked(node)
        is_call = bool(_CALLS.search(f"{roles(attributes)} {attributes.get('class') or ''}"))
        if not (node.tag == "sup" or is_call or _NAMED.fullmatch(target)) or (shown := short_text(node)) is None:
            return None
        match = _MARK.fullmatch(shown)
        if match is None and not (target and _NAMED.fullmatch(target) and _LETTER.fullmatch(shown)):
            return None
        mark = raised(match[1] if match else str(len(self._calls) + 1))
        return self._calls.setdefault(target, (mark, page))[0] if target else mark

    def take(self, node: LexborNode, attributes: Attributes, page: int, *, listed: int | None) -> bool:
        """Keeps an element when it is a note.

        Args:
            listed: its number in a list of notes, 0 for none; None when it stands in no such list.
        """
        if node.tag not in _CAN_BE_NOTE:
            return False
        names = [name for inner in (node, *_leading(node)) if inner.attributes for name in _names(inner.attributes)]
        if not (names or attributes or listed is not None):
            return False
        telling = list(_names(attributes)) if node.tag == "div" else names
        name = next((name for name in telling if name in self._calls or _NAMED.fullmatch(name)), "")
        if not name and listed is None and not any(role in _NOTE_ROLES for role in roles(attributes).split()):
            return False
        text = " ".join("".join(_words(node)).split())
        mark, page = next((self._calls[name] for name in names if name in self._calls), ("", page))
        if not mark and (numbered := _NAMED.fullmatch(name)):
            mark = raised(numbered["number"])
        if not mark and listed:
            mark = raised(str(listed))
        typed = _LEADING.match(text)
        if typed and (not mark or raised(typed["mark"]) == mark):
            mark, text = raised(typed["mark"]), text[typed.end() :]
        if text:
            self.found.append(Footnote(mark, text.strip(), page))
        return True


def holds_notes(attributes: Attributes) -> bool:
    """Whether an element is a list of notes."""
    return any(role in _LIST_ROLES for role in roles(attributes).split()) or bool(
        _LIST_CLASS.search(attributes.get("class") or "")
    )


def short_text(node: LexborNode, longest: int = _LONGEST_MARK) -> str | None:
    """The text of an element that holds little; None for one that holds much."""
    text = ""
    for count, (inner, entering) in enumerate(walk(node)):
        if inner.is_text_node and entering:
            text += inner.text_content or ""
        if count > 2 * _FEW or len(text) > longest:
            return None
    return text


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node inside an element, once when it is entered and once when it is left."""
    node, depth = root.child, 1
    while node is not None:
        yield node, True
        if (below := node.child) is not None:
            node, depth = below, depth + 1
            continue
        yield node, False
        after = node.next
        while after is None:
            depth -= 1
            parent = node.parent
            if not depth or parent is None:
                return
            node = parent
            yield node, False
            after = node.next
        node = after


def _linked(node: LexborNode) -> str:
    """Where the first link of a short element leads."""
    for count, (inner, _) in enumerate(walk(node)):
        if inner.is_element_node and (href := inner.attributes.get("href")):
            return href.rpartition("#")[2]
        if count > _FEW:
            break
    return ""


def _names(attributes: Attributes) -> Iterator[str]:
    return (name for key in ("id", "name") if (name := attributes.get(key)))


def _leading(node: LexborNode) -> Iterator[LexborNode]:
    """The elements before the first words of an element."""
    for count, (inner, entering) in enumerate(walk(node)):
        if count > _FEW or (inner.is_text_node and (inner.text_content or "").strip()):
            return
        if entering and inner.is_element_node:
            yield inner


def _words(node: LexborNode) -> Iterator[str]:
    """The words of a note, without the ways back to its calls."""
    skipped = 0
    inside: list[bool] = []
    for inner, entering in walk(node):
        if inner.is_text_node:
            if entering and not skipped:
                yield inner.text_content or ""
            continue
        if entering:
            inside.append(_is_left_out(inner))
            skipped += inside[-1]
            if not skipped and inner.tag == "sup" and (mark := _MARK.fullmatch(short_text(inner) or "")):
                inside[-1], skipped = True, skipped + 1
                yield raised(mark[1])
        else:
            skipped -= inside.pop()
        if inner.tag in BLOCKS or inner.tag in ("br", "hr"):
            yield " "


def _is_left_out(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if is_hidden(attributes) or _BACK.search(f"{roles(attributes)} {attributes.get('class') or ''}"):
        return True
    leads_back = (attributes.get("href") or "").startswith("#")
    return leads_back and bool(_WAY_BACK.fullmatch(short_text(node) or ""))
