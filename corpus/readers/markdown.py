"""Markdown to lines: CommonMark with tables and footnotes, written as a page and read as one.

Numbers come out as they were typed, where a page would count them anew, and an end of line stays one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from corpus.limits import Limits
from corpus.quality import Unreadable
from corpus.readers.html import read_html
from corpus.readers.lines import Reading
from corpus.readers.text import read_text

_SURE = (
    re.compile(r"(?:\A|\n[ \t]*\n|\f\n?)#{1,6} +\S"),  # a heading
    re.compile(r"^\[\^[^\]\s]{1,40}\]:[ \t]", re.MULTILINE),  # a footnote
    re.compile(r"^(?:\|[ \t]*:?-{3,}:?[ \t]*\|?|:?-{3,}:?[ \t]*\|)[ \t|:\-]*$", re.MULTILINE),  # the rule of a table
    re.compile(r"(?:\A|\n[ \t]*\n)> ?[^\W\d_]|(?:\A|\n[ \t]*\n)> [“«\"„「『*_]"),  # a quotation
    re.compile(r"\[[^\]\n]{1,200}\]\((?:https?://|mailto:|#|\.{0,2}/)[^)\s]*\)"),  # a link
)
_FENCE = re.compile(r"^(?:`{3,}|~{3,})[\w-]*[ \t]*$", re.MULTILINE)
_ENDED = re.compile(r"[.。!！?？;；:：؟؛]['\"”’»)）]*$")
_PAGE = '<br style="page-break-before:always">'
_UTF_8 = b"\xef\xbb\xbf"


def is_markdown(text: str) -> bool:
    """Whether a text is surely Markdown. Numbers and bullets alone are no sign: they stand in every paper."""
    return any(sign.search(text) for sign in _SURE) or len(_FENCE.findall(text)) > 1


def read_markdown(text: str, limits: Limits | None = None) -> Reading:
    """The lines of a Markdown text; of one that cannot be shown whole as a page, those of the text itself."""
    parser, shared = _parser(), dict[str, Any]()
    tokens = parser.parse("".join(_with_pages(text)), shared)
    if any(token.level >= parser.options.maxNesting - 1 for token in tokens):  # what lies deeper is left out
        return read_text(text)
    page = parser.renderer.render(tokens, parser.options, shared)
    try:
        return read_html(_UTF_8 + page.encode("utf-8", "replace"), limits)
    except Unreadable:
        return read_text(text)


def _with_pages(text: str) -> Iterator[str]:
    """The text with its form feeds as marks of a new page, inside a paragraph where none ends there."""
    page, *others = text.split("\f")
    yield page
    for other in others:
        words = page.rstrip(" \t\n")
        ended = page[len(words) :].count("\n") > 1 or not words or _ENDED.search(words[-4:])
        yield f"\n\n{_PAGE}\n\n" if ended else _PAGE
        yield other.lstrip("\n") if ended else other
        page = other


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").disable("code").use(footnote_plugin)  # indented text is text
    parser.core.ruler.before("footnote_tail", "uncalled_footnotes", _keep_uncalled)
    parser.core.ruler.push("typed_numbers", _type_numbers)
    for name, rule in (
        ("softbreak", _end_of_line),
        ("footnote_anchor_name", _note_name),
        ("footnote_caption", _caption),
    ):
        parser.add_render_rule(name, rule)
    return parser


def _keep_uncalled(state: StateCore) -> None:
    """A footnote that nothing calls is a footnote still."""
    held = state.env.get("footnotes", {})
    for label, number in held.get("refs", {}).items():
        if number < 0:
            listed = held.setdefault("list", {})
            held["refs"][label] = len(listed)
            listed[len(listed)] = {"label": label[1:], "count": 0}


def _type_numbers(state: StateCore) -> None:
    """Numbered lists become blocks that begin with the number as it was typed."""
    tokens: list[Token] = []
    typed: list[str] = []  # the mark of the items that are open, none for bullets
    for token in state.tokens:
        tokens.append(token)
        if token.type.startswith("ordered_list"):
            token.tag, token.attrs = "div", {}
        if token.type == "list_item_open":
            typed.append(token.info and f"{token.info}{token.markup} ")
            if token.info:
                token.tag = "div"
                tokens.append(Token("text", "", 0, content=typed[-1]))
        elif token.type == "list_item_close" and typed and typed.pop():  # a note torn out of its item leaves the end
            token.tag = "div"
    state.tokens = [*_with_numbers_inside(tokens)]


def _with_numbers_inside(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, a number before a paragraph as the first of its words."""
    number: Token | None = None
    for token in tokens:
        if token.type == "text":
            number = token
            continue
        if number and token.type == "inline":
            token.children = [number, *(token.children or [])]
            number = None
        elif number and token.type != "paragraph_open":
            yield number
            number = None
        yield token


def _end_of_line(*_: Any) -> str:
    return '<br class="soft-break">'


def _note_name(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """A footnote is known by the number that was typed; one that has a name, by its place."""
    meta = tokens[at].meta
    label = meta.get("label") or ""
    return label if label.isascii() and label.isdigit() else str(meta["id"] + 1)


def _caption(*context: Any) -> str:
    return f"[{_note_name(*context)}]"
