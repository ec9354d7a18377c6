"""Drafts: what was asked for, the paragraphs, what changed from one version to the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.drafting.model import Checked, Coverage, Mode, Provenance, Understood
from corpus.model import Language
from retrieval.model import EVERYTHING, Passage, Scope


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A drafting task. ``on_behalf_of`` is the code of a State, or of a group when ``for_group``; None: all on file."""

    task: str
    type: str
    language: Language
    mode: Mode
    on_behalf_of: str | None = None
    for_group: bool = False
    scope: Scope = EVERYTHING
    ignore: tuple[str, ...] = ()


class Role(StrEnum):
    """What a paragraph of a draft is: numbered text, text without a number, or a heading."""

    NUMBERED = "numbered"
    PLAIN = "plain"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """A paragraph of a draft. ``label`` is the number printed before it, ``~n`` where none is: its place in the draft,
    from 1."""

    label: str
    sentences: tuple[Checked, ...]
    role: Role = Role.NUMBERED


@dataclass(frozen=True, slots=True)
class Share:
    """What one author has in a draft, and how many of its papers were searched. ``author`` is a code."""

    author: str
    sentences: int
    papers: int


@dataclass(frozen=True, slots=True)
class Change:
    """A run of a text that is the ``same`` before and after, ``added`` or ``removed``."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """How a paragraph became another. ``before`` and ``after`` are labels; None where it is new, or is gone. The same
    and the removed runs joined are its old text, the same and the added its new one."""

    before: str | None
    after: str | None
    role: Role
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of cited paragraphs; none, with the reason, when nothing on file carries it. ``notes`` are (n, text).

    ``balance`` counts its authors, where the type of text wants it. A revised draft says which one it ``revises``, and
    what changed, paragraph by paragraph.
    """

    request: DraftRequest
    scope: Scope
    understood: tuple[Understood, ...]
    title: str
    reason: str | None
    paragraphs: tuple[DraftParagraph, ...]
    withheld: tuple[Checked, ...]
    notes: tuple[tuple[int, str], ...]
    coverage: Coverage
    passages: tuple[Passage, ...]
    provenance: Provenance
    left_out: tuple[Passage, ...] = ()
    balance: tuple[Share, ...] = ()
    revises: str | None = None
    changes: tuple[ParagraphChange, ...] = ()
