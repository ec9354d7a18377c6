"""The shapes of what comes back, for the OpenAPI document. Replies are made by ``app.schema`` and held to this by
tests."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

LanguageCode = Literal["ar", "en", "es", "fr", "ru", "zh"]
ModeName = Literal["verbatim", "local", "model"]


class Problem(BaseModel):
    """What went wrong and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Span(BaseModel):
    """A stretch of a paragraph's text, in code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Mark(BaseModel):
    """A printed number, bullet or footnote mark that was taken out of the text at this place."""

    kind: str
    text: str
    offset: int = Field(ge=0)


class Paragraph(BaseModel):
    """One paragraph: its own words, and what its document says of it."""

    id: str
    document: str
    symbol: str | None
    label: str
    page: int
    headings: list[str]
    language: LanguageCode
    text: str
    role: str
    said_by: str | None
    marks: list[Mark]
    notes: list[str]
    brackets: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]
    title: str | None
    submitters: list[str]
    groups: list[str]
    session: str | None
    kind: str | None
    status: str
    date: str | None


class Passage(BaseModel):
    """A paragraph found; ``best`` is the span offered for quotation."""

    rank: int = Field(ge=1)
    score: float
    found_by: list[str]
    best: Span
    versions: list[str]
    paragraph: Paragraph


class Understood(BaseModel):
    """Something the question names, and whether it narrowed the search."""

    field: str
    value: str
    text: str
    strength: Literal["hard", "soft"]
    applied: bool


class Citation(BaseModel):
    """``quote`` is exactly ``text[start:end]`` of the paragraph."""

    n: int = Field(ge=1)
    paragraph: str
    symbol: str | None
    locator: str
    submitters: list[str]
    language: LanguageCode
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Check(BaseModel):
    """One check of one sentence; null when it had nothing to say."""

    name: str
    passed: bool | None
    detail: str


class Sentence(BaseModel):
    """A sentence with what it rests on and what the checks say."""

    text: str
    kind: Literal["verbatim", "rendered", "written", "frame"]
    citations: list[Citation]
    verdict: Literal["supported", "partial", "unsupported", "unchecked"]
    checks: list[Check]


class Withheld(Sentence):
    """A sentence that is not put forward, and why."""

    reason: str | None = None


class Coverage(BaseModel):
    """What was held, searched and cited, and who is silent."""

    documents_held: int
    documents_searched: int
    documents_cited: int
    states_cited: list[str]
    states_searched_without_evidence: list[str]


class Tokens(BaseModel):
    """What a language model read and wrote."""

    input: int
    output: int


class PromptUsed(BaseModel):
    """A prompt, by name and hash."""

    name: str
    sha256: str


class Provenance(BaseModel):
    """What made a result."""

    id: str
    created: str
    model: str | None
    prompts: list[PromptUsed]
    embedder: str
    index: str
    corpus: str
    seconds: dict[str, float]
    tokens: Tokens


class SourceText(BaseModel):
    """A cited paragraph as it stood then."""

    paragraph: str
    sha256: str
    text: str


class _Bundle(BaseModel):
    withheld: list[Withheld] = []
    coverage: Coverage
    scope: dict[str, Any]
    provenance: Provenance
    sources: list[SourceText]
    seals: list[str]


class Answer(_Bundle):
    """A cited answer, or an abstention with its reason and the nearest passages."""

    kind: Literal["answer", "abstention"]
    question: str
    understood_as: str
    language: LanguageCode
    mode: ModeName
    reason: str | None
    understood: list[Understood]
    sentences: list[Sentence]
    passages: list[Passage]
    left_out: list[str]


class DraftParagraph(BaseModel):
    """A paragraph of a draft; ``~n`` where it bears no number."""

    label: str
    role: Literal["numbered", "plain", "heading"]
    sentences: list[Sentence]


class Note(BaseModel):
    """A footnote."""

    n: int
    text: str


class Draft(_Bundle):
    """A version of a draft."""

    kind: Literal["draft"]
    id: str
    type: str
    language: LanguageCode
    mode: ModeName
    on_behalf_of: str | None
    for_group: bool
    task: str
    understood: list[Understood]
    title: str | None
    reason: str | None
    paragraphs: list[DraftParagraph]
    notes: list[Note]
    passages: list[Passage]
    left_out: list[str]
    balance: list[dict[str, Any]]
    revises: str | None
    changes: list[dict[str, Any]]


class CheckedSentence(Withheld):
    """A sentence of somebody's text, and what it was held against."""

    score: float | None = Field(ge=0, le=1)
    found: list[Citation]


class CheckReport(_Bundle):
    """A text, sentence by sentence."""

    kind: Literal["check"]
    mode: ModeName
    sentences: list[CheckedSentence]
