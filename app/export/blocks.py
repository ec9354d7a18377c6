"""A draft as blocks of pieces, which every format writes out: text, calls of notes, what changed. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.drafting.compose import footnotes
from app.drafting.draft_model import Change, Draft, DraftParagraph, ParagraphChange, Role
from corpus.model import Language
from corpus.names import display_name
from corpus.unseen import seen

SAME, ADDED, REMOVED = "same", "added", "removed"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or the call of a ``note`` (then without text). ``op``: same, added or removed."""

    op: str
    text: str = ""
    note: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. ``op``: whether it stays, is new, or is gone as a whole. ``number`` is what is printed before it."""

    role: Role
    op: str
    number: tuple[Piece, ...]
    pieces: tuple[Piece, ...]


def blocks(draft: Draft) -> tuple[Block, ...]:
    """The paragraphs with what changed in them. One that no change speaks of stands in its place as it is."""
    return tuple(_block(change, own) for change, own in _woven(draft))


def new_blocks(draft: Draft) -> tuple[Block, ...]:
    """The paragraphs as they now are, whatever changed."""
    language = draft.request.language
    return tuple(_block(_unchanged(own, language), own) for own in draft.paragraphs)


def notes_of(draft: Draft) -> Mapping[int, str]:
    """The text of every note, by its number; also of one that a sentence calls and the draft does not list."""
    sentences = [item.sentence for paragraph in draft.paragraphs for item in paragraph.sentences]
    notes = {**dict(footnotes(sentences, draft.request.language)), **dict(draft.notes)}
    return {n: clean(notes[n]) for n in sorted(notes)}


def balance_of(draft: Draft) -> tuple[tuple[str, str, str], ...]:
    """Rows of the table of authors: name, sentences in the draft, papers searched."""
    language = draft.request.language.value
    return tuple(
        (clean(display_name(share.author, language)), str(share.sentences), str(share.papers))
        for share in draft.balance
    )


def clean(text: str) -> str:
    """Text that any XML or HTML can hold: each forbidden character replaced by one other, and what could hide or turn
    words written out."""
    return seen(_FORBIDDEN.sub(lambda found: " " if found[0].isspace() else "\ufffd", text))


def is_rtl(language: Language) -> bool:
    """Whether the language runs from right to left."""
    return language is Language.AR


def _woven(draft: Draft) -> Iterator[tuple[ParagraphChange, DraftParagraph | None]]:
    """The changes in order, each with its paragraph; before each, the paragraphs that no change speaks of."""
    language, own = draft.request.language, _paragraphs_of(draft)
    spoken, place = set(own.values()), 0
    for index, change in enumerate(draft.changes):
        if index in own:
            for at in range(place, own[index]):
                if at not in spoken:
                    yield _unchanged(draft.paragraphs[at], language), draft.paragraphs[at]
            place = max(place, own[index] + 1)
        yield change, draft.paragraphs[own[index]] if index in own else None
    for at in range(place, len(draft.paragraphs)):
        if at not in spoken:
            yield _unchanged(draft.paragraphs[at], language), draft.paragraphs[at]


def _paragraphs_of(draft: Draft) -> dict[int, int]:
    """By place of a change, the place of the paragraph it ends in. Two may have the same label."""
    free: dict[str, list[int]] = {}
    for place, paragraph in enumerate(draft.paragraphs):
        free.setdefault(paragraph.label, []).append(place)
    return {
        index: free[change.after].pop(0)
        for index, change in enumerate(draft.changes)
        if change.after is not None and free.get(change.after)
    }


def _unchanged(paragraph: DraftParagraph, language: Language) -> ParagraphChange:
    between = "" if language is Language.ZH else " "
    text = between.join(item.sentence.text for item in paragraph.sentences)
    return ParagraphChange(paragraph.label, paragraph.label, paragraph.role, (Change(SAME, text),))


def _block(change: ParagraphChange, paragraph: DraftParagraph | None) -> Block:
    op = ADDED if change.before is None else REMOVED if change.after is None else SAME
    pieces = tuple(_pieces(change.changes, paragraph, op))
    return Block(change.role, op, tuple(_number(change)), pieces)


def _number(change: ParagraphChange) -> Iterator[Piece]:
    before, after = (_printed(label, change.role) for label in (change.before, change.after))
    if before == after:
        yield from [Piece(SAME, after)] if after else []
        return
    yield from [Piece(REMOVED, before)] if before else []
    yield from [Piece(ADDED, after)] if after else []


def _printed(label: str | None, role: Role) -> str:
    if label is None or role is not Role.NUMBERED or label.startswith("~"):
        return ""
    return clean(f"{label}." if label[-1:].isalnum() else label)


def _pieces(changes: Sequence[Change], paragraph: DraftParagraph | None, op: str) -> Iterator[Piece]:
    """The runs, cut where a sentence ends, so that the calls of its notes stand there."""
    calls, left = _calls(changes, paragraph)
    start = 0
    for change in changes:
        if change.op == REMOVED:
            yield Piece(REMOVED, clean(change.text))
            continue
        end = start + len(change.text)
        stops = [start, *sorted(at for at in calls if start < at < end), end]
        for since, until in itertools.pairwise(stops):
            if since < until:
                yield Piece(change.op, clean(change.text[since - start : until - start]))
                yield from calls.pop(until, ())
        start = end
    for late in (*calls.values(), [Piece(op, note=n) for n in left]):
        yield from late


def _calls(
    changes: Sequence[Change], paragraph: DraftParagraph | None
) -> tuple[dict[int, list[Piece]], tuple[int, ...]]:
    """The calls by where they stand in the new text; the notes of sentences that are not found in it."""
    kept = [change for change in changes if change.op != REMOVED]
    text = "".join(change.text for change in kept)
    ops = [change.op for change in kept for _ in change.text]
    calls: dict[int, list[Piece]] = {}
    left: list[int] = []
    place = 0
    for item in paragraph.sentences if paragraph else ():
        notes = list(dict.fromkeys(citation.n for citation in item.sentence.citations))
        start = text.find(item.sentence.text, place)
        if start < 0:
            left += notes
            continue
        place = start + len(item.sentence.text)
        letters = {op for op, sign in zip(ops[start:place], item.sentence.text, strict=True) if sign.isalnum()}
        op = ADDED if (letters or set(ops[start:place])) == {ADDED} else SAME  # a full stop makes no sentence the same
        calls.setdefault(place, []).extend(Piece(op, note=n) for n in notes)
    return calls, tuple(left)
