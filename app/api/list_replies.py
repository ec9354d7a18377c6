"""The shapes of lists, papers, jobs and conversations, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from app.api.replies import Answer, LanguageCode, Paragraph, Passage, Understood


class Alive(BaseModel):
    """The process runs."""

    status: Literal["alive"]


class Ready(BaseModel):
    """Questions can be answered."""

    status: Literal["ready"]
    documents: int
    paragraphs: int


class Found(BaseModel):
    """Ranked paragraphs."""

    query: str
    scope: dict[str, Any]
    understood: list[Understood]
    note: str | None
    passages: list[Passage]


class DocumentFacts(BaseModel):
    """A document as it is listed."""

    id: str
    symbol: str | None
    language: LanguageCode
    title: str | None
    kind: str | None
    session: str | None
    date: str | None
    submitters: list[str]
    groups: list[str]
    status: str
    pages: int
    sha256: str
    file: str
    warnings: list[str]


class Document(DocumentFacts):
    """A document with its paragraphs in reading order."""

    paragraphs: list[Paragraph]


class _Page(BaseModel):
    """A page of a list: how many there are in all, and the offset of the next page."""

    total: int
    next: int | None


class Documents(_Page):
    """What is held."""

    documents: list[DocumentFacts]


class Job(BaseModel):
    """Work that goes on; ``result`` is there at the end."""

    id: str
    kind: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    progress: dict[str, Any]
    result: dict[str, Any] | None
    error: str | None
    created: str
    updated: str


class Removed(BaseModel):
    """What was taken away."""

    removed: str


class ConversationFacts(BaseModel):
    """A conversation as it is listed."""

    id: str
    title: str
    created: str
    updated: str


class Conversations(_Page):
    """Conversations, the last used first."""

    conversations: list[ConversationFacts]


class Message(BaseModel):
    """A question of a conversation and its answer."""

    id: str
    question: str
    created: str
    answer: Answer


class Conversation(ConversationFacts):
    """A conversation with its questions and answers."""

    messages: list[Message]


class Feedback(BaseModel):
    """What a reader said of a result."""

    id: str
    provenance: str
    rating: Literal["right", "wrong", "misattributed", "missing"]
    comment: str | None
    created: str


class RatedResult(Feedback):
    """The same with the result."""

    result: dict[str, Any]


class Ratings(_Page):
    """What readers said, newest first."""

    feedback: list[RatedResult]
