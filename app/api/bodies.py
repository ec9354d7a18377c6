"""Request bodies of the API alone, as the contract names them. Those that other ways in share are in ``serving``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from app.drafting.draft_model import Role
from app.drafting.request import LONGEST_QUESTION, LONGEST_TEXT
from app.serving.bodies import Asked, Body

_MOST_PARAGRAPHS = 500


class SentenceBody(BaseModel):
    """A sentence of a draft as a person left it. What else stands in a sentence of ours is not read."""

    text: str = Field(max_length=LONGEST_TEXT)


class ParagraphBody(BaseModel):
    """A paragraph of a draft as a person left it: its text, or its sentences."""

    role: Role | None = None
    label: str | None = None
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    sentences: list[SentenceBody] = Field(default=[], max_length=_MOST_PARAGRAPHS)


class ConversationBody(Body):
    """A new conversation."""

    title: str = Field(default="", max_length=200)


class FeedbackBody(Body):
    """What a reader says of an answer, a draft or a check: ``provenance`` is its id there."""

    provenance: str = Field(min_length=1, max_length=64)
    rating: Literal["right", "wrong", "misattributed", "missing"]
    comment: str | None = Field(default=None, max_length=LONGEST_QUESTION)


class Paging(Body):
    """Which page of a list."""

    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class InstructionBody(Body):
    """How a draft shall change, in words."""

    instruction: Asked


class EditBody(Body):
    """The paragraphs of a draft as a person left them."""

    paragraphs: list[ParagraphBody] = Field(max_length=_MOST_PARAGRAPHS)
