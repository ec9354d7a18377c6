"""What a prompt is made from and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class GateInput:
    """Does this passage answer the question? ``author``: whose paper it is, in English."""

    template: ClassVar[str] = "gate"
    author: str
    passage: str
    question: str


@dataclass(frozen=True, slots=True)
class SupportInput:
    """Is every detail of the claim in the passage?"""

    template: ClassVar[str] = "support"
    author: str
    passage: str
    claim: str


@dataclass(frozen=True, slots=True)
class RenderInput:
    """One sentence into English. ``language``: the English name of the source's language."""

    template: ClassVar[str] = "render"
    source: str
    language: str
    glossary: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph that may be used. ``key`` is how a reply cites it; ``language`` its language's English name."""

    key: str
    author: str
    paper: str
    date: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence of the last reply that was not accepted, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """An answer from sources. ``language`` is the English name of the reader's, ``code`` its code; ``structured``:
    the reply shall be JSON, otherwise lines with keys in brackets."""

    template: ClassVar[str] = "answer"
    question: str
    language: str
    code: str
    sources: tuple[Source, ...]
    structured: bool
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftInput:
    """A draft of one type from sources, on behalf of ``speaker`` where one is named. The rest as in ``AnswerInput``."""

    template: ClassVar[str] = "draft"
    task: str
    type: str
    speaker: str
    language: str
    code: str
    sources: tuple[Source, ...]
    structured: bool
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft with the keys of what it cites."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviseInput:
    """A draft, by paragraph and sentence, to be changed as an instruction says. The rest as in ``AnswerInput``."""

    template: ClassVar[str] = "revise"
    instruction: str
    paragraphs: tuple[tuple[Line, ...], ...]
    language: str
    code: str
    sources: tuple[Source, ...]
    structured: bool
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowupInput:
    """A question that leans on the one before it."""

    template: ClassVar[str] = "followup"
    before: str
    question: str


WriteInput = AnswerInput | DraftInput | ReviseInput
PromptInput = GateInput | SupportInput | RenderInput | AnswerInput | DraftInput | ReviseInput | FollowupInput


@dataclass(frozen=True, slots=True)
class Prompt:
    """Messages as (role, content), stamped with the sha256 of the templates they came from."""

    name: str
    sha256: str
    messages: tuple[tuple[str, str], ...]
