"""Passages made by hand, a retriever that holds them and a model that follows a script."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from app.drafting.model import Mode
from app.drafting.pipeline import Assistant
from app.drafting.scales import Scales
from corpus.model import Document, Language, Paragraph, Role, Status
from corpus.sentences import split_sentences
from prompts.library import Library
from retrieval.catalogue import Holdings
from retrieval.cues import Asked, Cue
from retrieval.model import Passage, Query
from retrieval.ports import Vectors

Messages = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    input_tokens: int = 10
    output_tokens: int = 3


@dataclass
class Script:
    """Answers yes to a prompt by the first key found in it; renders with one text."""

    gate: dict[str, float] = field(default_factory=dict)
    support: float = 1.0
    rendering: str = ""
    writes: list[str] = field(default_factory=list)  # replies to prompts for a text, in turn; the last one stays
    structured: bool = True
    name: str = "scripted"
    prompts: list[str] = field(default_factory=list)

    async def complete(
        self, messages: Messages, /, *, max_tokens: int = 512, schema: Mapping[str, object] | None = None
    ) -> Reply:
        self.prompts.append(messages[-1][1])
        if "Sources:" in messages[-1][1]:
            return Reply(self.writes.pop(0) if len(self.writes) > 1 else self.writes[0])
        return Reply(self.rendering)

    async def probability_yes(self, messages: Messages, /) -> float:
        text = messages[-1][1]
        self.prompts.append(text)
        if "Claim:" in text:
            return self.support
        return next((sure for key, sure in self.gate.items() if key in text), 0.0)


class Alike:
    """A claim and a text are as near as the words that they share, in one language; else somewhat near."""

    async def cosines(self, claims: Sequence[str], texts: Sequence[str], /) -> Vectors:
        return np.array([[self._near(claim, text) for text in texts] for claim in claims], np.float32)

    def _near(self, claim: str, text: str) -> float:
        own, its = set(claim.casefold().split()), set(text.casefold().split())
        return 0.75 + 0.25 * len(own & its) / max(len(own), 1)


class Files:
    """Papers by symbol and by id."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    async def cited(self, symbol: str, labels: Sequence[str], /) -> tuple[Passage, ...] | None:
        own = [passage for passage in self._passages if passage.document.work == symbol]
        return tuple(passage for passage in own if passage.paragraph.label in labels) if own else None

    async def held(self, ids: Collection[str], /) -> dict[str, Passage]:
        return {passage.paragraph.id: passage for passage in self._passages if passage.paragraph.id in ids}


@dataclass
class Shelf:
    """A retriever over passages given best first. It searches as it is told and remembers what that was."""

    passages: Sequence[Passage]
    queries: list[Query] = field(default_factory=list)

    async def find(self, query: Query, /) -> tuple[Passage, ...]:
        self.queries.append(query)
        inside = [passage for passage in self.passages if query.scope.admits(passage.document)]
        return tuple(replace(passage, rank=rank) for rank, passage in enumerate(inside[: query.limit], start=1))

    async def documents(self, query: Query, /) -> tuple[Holdings, Holdings]:
        held = Holdings({passage.document.id: passage.document for passage in self.passages}.values())
        return held, Holdings(document for document in held if query.scope.admits(document))

    def fingerprints(self) -> tuple[str, str, str]:
        return "embedder-1", "index-1", "corpus-1"


@pytest.fixture(scope="session")
def passage() -> Callable[..., Passage]:
    """A passage of one paragraph: ``passage("Words.", label="2", by=("XNR",), status=Status.GROUP)``."""
    return make_passage


@pytest.fixture(scope="session")
def naming() -> Callable[..., Asked]:
    """What a question names, by field; hard unless said otherwise: ``naming(state="XAV", hard=False)``."""

    def make(*, hard: bool = True, **fields: str | tuple[str, ...]) -> Asked:
        given = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
        return Asked(tuple(Cue(name, value, 0, 1, hard) for name, values in given.items() for value in values))

    return make


@pytest.fixture(scope="session")
def shelf() -> Callable[..., Shelf]:
    return Shelf


@pytest.fixture(scope="session")
def files() -> Callable[..., Files]:
    """Papers by symbol and by id: ``files(passages)``."""
    return Files


@pytest.fixture(scope="session")
def script() -> Callable[..., Script]:
    return Script


@pytest.fixture(scope="session")
def assistant() -> Callable[..., Assistant]:
    """An assistant over passages, with the script as its local model: ``assistant(Shelf(passages), script)``."""

    def make(retriever: Shelf, model: Script | None = None) -> Assistant:
        models = {Mode.LOCAL: model, Mode.MODEL: model} if model else {}
        return Assistant(retriever, models, Library(), Scales(Alike()))

    return make


def make_passage(
    text: str,
    *,
    work: str = "LT/CONF.2031/PC.I/WP.3",
    label: str = "1",
    language: str = "en",
    by: tuple[str, ...] = ("XAV",),
    groups: tuple[str, ...] = (),
    status: Status = Status.NATIONAL,
    date: str | None = "2029-03-14",
    score: float = 0.9,
    best: int = 0,
    said_by: str | None = None,
    headings: tuple[str, ...] = (),
    role: Role = Role.PARAGRAPH,
    session: str | None = None,
    kind: str = "document",
) -> Passage:
    own = Language(language)
    symbol = None if work.startswith("doc:") else work
    document = Document(
        f"{work}@{own}",
        symbol,
        own,
        "A title",
        kind,
        session,
        date=date,
        submitters=by,
        groups=groups,
        status=status,
        file="a.txt",
    )
    ordinal = int("".join(filter(str.isdigit, label)) or 1)
    paragraph = Paragraph(document.id, label, ordinal, own, text, role, 2, headings, said_by=said_by)
    spans = split_sentences(text, own)
    return Passage(1, score, ("dense",), paragraph, document, spans[best] if spans else (0, len(text)))
