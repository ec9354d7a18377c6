"""Request bodies, as the contract names them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.drafting.draft_model import Role
from app.drafting.request import LONGEST_QUESTION, LONGEST_TEXT, RERANKED, read_scope
from corpus.model import Status
from retrieval.model import Scope

_MOST_VALUES = 50
_A_WORD = r"[^\W_]"  # a question that holds no letter and no digit asks nothing
_Language = Literal["ar", "en", "es", "fr", "ru", "zh"]
_Mode = Literal["verbatim", "local", "model"]
_Values = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=_MOST_VALUES)]
_Date = Annotated[str, Field(json_schema_extra={"format": "date"})]
_Ignored = Annotated[
    list[
        Literal[
            "state",
            "group",
            "session",
            "symbol",
            "since",
            "until",
            "kind",
            "status",
            "language",
            "year",
            "article",
            "about",
            "all",
        ]
    ],
    Field(max_length=_MOST_VALUES),
]
_Asked = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, pattern=_A_WORD)]
_MOST_PARAGRAPHS = 500


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ScopeBody(_Body):
    """Filters. Each is a list of which any value matches."""

    state: _Values = []
    group: _Values = []
    session: _Values = []
    kind: _Values = []
    symbol: _Values = []
    language: Annotated[list[_Language], Field(max_length=_MOST_VALUES)] = []
    status: Annotated[list[Status], Field(max_length=_MOST_VALUES)] = []
    since: _Date | None = None
    until: _Date | None = None

    def scope(self) -> Scope:
        """The filters as retrieval takes them."""
        lists = self.model_dump(exclude={"since", "until"})
        return read_scope(lists, self.since, self.until)


class SearchBody(_Body):
    """What to search for."""

    query: _Asked
    language: _Language | None = None
    limit: int = Field(default=10, ge=1, le=100)
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []
    mode: _Mode | None = None
    rerank: StrictBool = False
    rerank_depth: int = Field(default=RERANKED, ge=1, le=100)


class AskBody(_Body):
    """A question."""

    question: _Asked
    language: _Language | None = None
    mode: _Mode | None = None
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []


class DraftBody(_Body):
    """A drafting task."""

    task: _Asked
    type: Literal["position-paragraph", "working-paper", "statement", "chair-summary", "outcome-paragraph"]
    language: _Language | None = None
    on_behalf_of: str | None = None
    mode: _Mode | None = None
    scope: ScopeBody = ScopeBody()
    ignore: _Ignored = []


class CheckBody(_Body):
    """A text that somebody wrote."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT, pattern=_A_WORD)
    language: _Language | None = None
    mode: _Mode | None = None
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


class InstructionBody(_Body):
    """How a draft shall change, in words."""

    instruction: _Asked


class EditBody(_Body):
    """The paragraphs of a draft as a person left them."""

    paragraphs: list[ParagraphBody] = Field(max_length=_MOST_PARAGRAPHS)
