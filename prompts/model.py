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


PromptInput = GateInput | SupportInput | RenderInput


@dataclass(frozen=True, slots=True)
class Prompt:
    """Messages as (role, content), stamped with the sha256 of the templates they came from."""

    name: str
    sha256: str
    messages: tuple[tuple[str, str], ...]
