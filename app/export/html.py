"""A draft as one page of HTML that asks nothing of any other: for reading, printing and sending on. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.drafting.draft_model import Draft, Role
from app.drafting.phrases import phrase
from app.export.blocks import ADDED, REMOVED, Block, balance_of, blocks, clean, is_rtl, notes_of
from app.export.direction import directed

if TYPE_CHECKING:
    import jinja2

_TAGS: Mapping[str, str] = {ADDED: "ins", REMOVED: "del"}


@dataclass(frozen=True, slots=True)
class _Bit:
    """A piece as the page shows it. ``tag`` is "" where nothing changed; ``call`` the place of a call of a note, which
    can stand right ``after_call`` of another."""

    tag: str
    text: str
    note: int = 0
    call: str = ""
    after_call: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """A block as the page shows it."""

    kind: str
    number: tuple[_Bit, ...]
    bits: tuple[_Bit, ...]


def html(draft: Draft) -> str:
    """The page: title, the reason where there is one, paragraphs, authors, notes with links both ways.

    Where the draft says what changed, the page shows it as added and removed text. It holds no script and loads
    nothing. All text is escaped.
    """
    language = draft.request.language
    calls: dict[int, int] = {}
    shown = tuple(_shown(block, calls) for block in blocks(draft))
    return (
        _environment()
        .get_template("draft.html")
        .render(
            draft=draft,
            language=language.value,
            dir="rtl" if is_rtl(language) else "ltr",
            title=clean(draft.title),
            reason=clean(draft.reason or ""),
            blocks=shown,
            notes=notes_of(draft),
            called=calls,
            balance=balance_of(draft),
            word=functools.partial(phrase, language=language),
            directed=functools.partial(directed, rtl=is_rtl(language)),
        )
    )


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("app.export"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(block: Block, calls: dict[int, int]) -> _Shown:
    kind = "heading" if block.role is Role.HEADING else "numbered" if block.number else "plain"
    number = tuple(_Bit(_TAGS.get(piece.op, ""), piece.text) for piece in block.number)
    return _Shown(kind, number, tuple(_bits(block, calls)))


def _bits(block: Block, calls: dict[int, int]) -> Iterator[_Bit]:
    """The pieces; ``calls`` counts how often each note was called, so that every call has a place of its own."""
    after_call = False
    for piece in block.pieces:
        call = ""
        if piece.note:
            calls[piece.note] = calls.get(piece.note, 0) + 1
            call = f"call-{piece.note}" + (f"-{calls[piece.note]}" if calls[piece.note] > 1 else "")
        yield _Bit(_TAGS.get(piece.op, ""), piece.text, piece.note, call, after_call)
        after_call = bool(call)
