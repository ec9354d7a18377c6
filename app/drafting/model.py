"""Answers and drafts: sentences, what each rests on, what was checked, what was withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import Language, Paragraph
from retrieval.cues import Asked, Cue
from retrieval.model import EVERYTHING, Passage, Scope


class Mode(StrEnum):
    """Who writes. ``verbatim`` needs no language model; ``local`` is the embedded one; ``model`` the configured one."""

    VERBATIM = "verbatim"
    LOCAL = "local"
    MODEL = "model"


class Verdict(StrEnum):
    """What the checks say of a sentence."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of one stored paragraph. ``quote`` is ``paragraph.text[start:end]``; nothing else is ever quoted."""

    n: int
    passage: Passage
    start: int
    end: int

    @property
    def paragraph(self) -> Paragraph:
        """The cited paragraph."""
        return self.passage.paragraph

    @property
    def quote(self) -> str:
        """The cited words, cut from the stored text."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one sentence. ``passed`` is None when the check had nothing to say."""

    name: str
    passed: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence before its checks. ``claim`` is the part the checks read; ``author`` the codes it attributes it to."""

    text: str
    kind: str  # "verbatim", "rendered", "written" or "frame"
    citations: tuple[Citation, ...]
    claim: str
    authors: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with its checks; ``reason`` says why it is withheld, when it is."""

    sentence: Sentence
    checks: tuple[Check, ...]
    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was held, searched and cited; which States were searched and gave nothing.

    A document is one language version; a paper is a work in all its languages.
    """

    documents_held: int
    documents_searched: int
    documents_cited: int
    papers_held: int
    papers_searched: int
    papers_cited: int
    authors_held: int
    states_cited: tuple[str, ...]
    states_silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made an answer. ``prompts`` are (name, sha256); ``seconds`` are (step, seconds)."""

    id: str
    created: str
    model: str | None
    prompts: tuple[tuple[str, str], ...]
    embedder: str
    index: str
    corpus: str
    seconds: tuple[tuple[str, float], ...]
    tokens: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Understood:
    """A cue of a question with the question's own words, and whether it had a say in what was searched or answered."""

    cue: Cue
    text: str
    applied: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands alone: its words, and what it names. ``carried`` are cues of the question before it."""

    text: str
    asked: Asked
    carried: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A question in a language of the six, in a mode, within a scope. Cues of the fields in ``ignore`` do nothing.
    ``standing``: what a follow-up stands for."""

    question: str
    language: Language
    mode: Mode
    scope: Scope = EVERYTHING
    ignore: tuple[str, ...] = ()
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited sentences, or an abstention with its reason. ``passages`` are what was found, or what is near; ``scope`` is
    what was searched: the filters, narrowed by what the question names; ``left_out`` what a model's window had no room
    for."""

    request: AnswerRequest
    scope: Scope
    understood: tuple[Understood, ...]
    abstained: bool
    reason: str | None
    sentences: tuple[Checked, ...]
    withheld: tuple[Checked, ...]
    coverage: Coverage
    passages: tuple[Passage, ...]
    provenance: Provenance
    left_out: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A text that somebody wrote, to be held against what is on file; each paragraph in its own language unless one is
    named."""

    text: str
    mode: Mode
    language: Language | None = None
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. With ``rerank``, the language model of that mode reorders the first ``depth`` passages."""

    query: str
    language: Language
    scope: Scope = EVERYTHING
    limit: int = 10
    ignore: tuple[str, ...] = ()
    rerank: Mode | None = None
    depth: int = 5


@dataclass(frozen=True, slots=True)
class Reranked:
    """What reordering cost. ``sure`` is P(yes) of each passage that was read, by paragraph id; tokens in and out."""

    model: str
    depth: int
    seconds: float
    tokens: tuple[int, int]
    sure: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, best first. ``note`` says why all papers were searched although the question names where to look."""

    request: SearchRequest
    scope: Scope
    understood: tuple[Understood, ...]
    note: str | None
    passages: tuple[Passage, ...]
    reranked: Reranked | None = None
