"""Request bodies, as the contract names them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.drafting.draft_model import Role
from app.drafting.request import LONGEST_QUESTION, LONGEST_TEXT, RERANKED, read_scope
from retrieval.model import Scope

_MOST_VALUES = 50
_MOST_PARAGRAPHS = 500


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ScopeBody(_Body):
    """Filters. Each is a list of which any value matches."""

    state: list[str] = Field(default=[], max_length=_MOST_VALUES)
    group: list[str] = Field(default=[], max_length=_MOST_VALUES)
    session: list[str] = Field(default=[], max_length=_MOST_VALUES)
    kind: list[str] = Field(default=[], max_length=_MOST_VALUES)
    symbol: list[str] = Field(default=[], max_length=_MOST_VALUES)
    language: list[str] = Field(default=[], max_length=_MOST_VALUES)
    status: list[str] = Field(default=[], max_length=_MOST_VALUES)
    since: str | None = None
    until: str | None = None

    def scope(self) -> Scope:
        """The filters as retrieval takes them."""
        lists = self.model_dump(exclude={"since", "until"})
        return read_scope(lists, self.since, self.until)


class SearchBody(_Body):
    """What to search for."""

    query: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    language: str | None = None
    limit: int = Field(default=10, ge=1, le=100)
    scope: ScopeBody = ScopeBody()
    ignore: list[str] = Field(default=[], max_length=_MOST_VALUES)
    mode: str | None = None
    rerank: bool = False
    rerank_depth: int = Field(default=RERANKED, ge=1, le=100)


class AskBody(_Body):
    """A question."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    language: str | None = None
    mode: str | None = None
    scope: ScopeBody = ScopeBody()
    ignore: list[str] = Field(default=[], max_length=_MOST_VALUES)


class DraftBody(_Body):
    """A drafting task."""

    task: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    type: str
    language: str | None = None
    on_behalf_of: str | None = None
    mode: str | None = None
    scope: ScopeBody = ScopeBody()
    ignore: list[str] = Field(default=[], max_length=_MOST_VALUES)


class CheckBody(_Body):
    """A text that somebody wrote."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    language: str | None = None
    mode: str | None = None
    scope: ScopeBody = ScopeBody()


class SentenceBody(BaseModel):
    """A sentence of a draft as a person left it. What else stands in a sentence of ours is not read."""

    text: str = Field(max_length=LONGEST_TEXT)


class ParagraphBody(BaseModel):
    """A paragraph of a draft as a person left it: its text, or its sentences."""

    role: Role | None = None
    label: str | None = None
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    sentences: list[SentenceBody] = Field(default=[], max_length=_MOST_PARAGRAPHS)


class ConversationBody(_Body):
    """A new conversation."""

    title: str = Field(default="", max_length=200)


class FeedbackBody(_Body):
    """What a reader says of an answer, a draft or a check: ``provenance`` is its id there."""

    provenance: str = Field(min_length=1, max_length=64)
    rating: Literal["right", "wrong", "misattributed", "missing"]
    comment: str | None = Field(default=None, max_length=LONGEST_QUESTION)


class Paging(_Body):
    """Which page of a list."""

    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class ReviseBody(_Body):
    """How a draft shall change: an instruction, or the paragraphs as a person left them."""

    instruction: str | None = Field(default=None, max_length=LONGEST_QUESTION)
    paragraphs: list[ParagraphBody] | None = Field(default=None, max_length=_MOST_PARAGRAPHS)
