"""An answer as a page shows it: each sentence with the notes of what it rests on, what the question was understood to
name, what was searched. Pure."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.drafting.model import Answer, Checked, Citation, Verdict
from app.drafting.phrases import author_of, described, phrase, source_of
from app.drafting.spans import span_to_quote
from app.show import coverage_lines
from app.web.site import ui
from corpus.model import Language
from retrieval.cues import EVERY_FIELD
from retrieval.model import Passage

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that a question named: a link that asks again without it, or with it once more."""

    label: str
    title: str
    used: bool
    href: str
    again: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """What a citation rests on, as it stands beside the sentence. ``place`` is its id in the page."""

    place: str
    citation: Citation
    source: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what stands beside it: the notes no sentence before it had; what its checks found fault with."""

    item: Checked
    marks: tuple[tuple[Citation, str], ...]
    notes: tuple[Note, ...]
    verdict: str
    faults: tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """Gives each citation of an answer its note, once. ``name`` keeps the ids of two answers apart."""

    name: str
    language: Language
    _seen: set[int] = field(default_factory=set)

    def said(self, item: Checked) -> Said:
        """A sentence with the notes that it brings."""
        marks = tuple((citation, self.place(citation.n)) for citation in item.sentence.citations)
        notes = tuple(self._note(citation) for citation, _ in marks if citation.n not in self._seen)
        self._seen |= {citation.n for citation, _ in marks}
        doubtful = item.verdict in (Verdict.PARTIAL, Verdict.UNCHECKED) and item.sentence.kind != "frame"
        faults = tuple(check.detail for check in item.checks if check.passed is False and check.detail)
        return Said(item, marks, notes, item.verdict.value if doubtful else "", faults if doubtful else ())

    def place(self, n: int) -> str:
        """The id of the paragraph of a citation."""
        return f"note-{self.name}-{n}"

    def _note(self, citation: Citation) -> Note:
        document = citation.passage.document
        source = source_of(document, citation.paragraph, self.language)
        warnings = tuple(warning for warning in document.warnings if "conflict" in warning)
        return Note(self.place(citation.n), citation, source, warnings)


@dataclass(frozen=True, slots=True)
class Near:
    """A paragraph that is near and no answer."""

    place: str
    passage: Passage
    author: str
    source: str
    start: int
    end: int


def shown(answer: Answer, notes: Notes, conversation: str | None = None) -> dict[str, Any]:
    """What the templates of an answer take."""
    reader = answer.request.language
    standing = answer.request.standing
    asked = standing.text if standing else answer.request.question
    made = answer.provenance
    how = ", ".join(filter(None, (ui(reader, f"ask.{answer.request.mode}"), made.model)))
    return {
        "answer": answer,
        "said": [notes.said(item) for item in answer.sentences],
        "withheld": [notes.said(item) for item in answer.withheld],
        "reader": reader,
        "say": functools.partial(ui, reader),
        "standing": asked if asked != answer.request.question else "",
        "chips": chips(answer, asked),
        "coverage": coverage_lines(answer.coverage, reader),
        "near": _near(answer, notes) if answer.abstained else [],
        "left_out": phrase("left_out", reader, count=len(answer.left_out)) if answer.left_out else "",
        "made": ui(reader, "ask.made", seconds=f"{sum(spent for _, spent in made.seconds):.2f}", how=how),
        "conversation": conversation,
    }


def chips(answer: Answer, asked: str) -> list[Chip]:
    """What the question named, each once."""
    request, ignored = answer.request, answer.request.ignore
    found: dict[tuple[str, str], Chip] = {}
    for item in answer.understood:
        name = item.cue.field
        left_out = name in ignored or EVERY_FIELD in ignored
        if not (item.applied or left_out):
            continue
        others = [each for each in ignored if each != name and not (left_out and each == EVERY_FIELD)]
        fields = others if left_out else [*others, name]
        again = {"q": asked, "lang": request.language.value, "mode": request.mode.value}
        label = described(item.cue, request.language)
        title = phrase("take_back" if left_out else "leave_out", request.language, what=label)
        href = "/?" + urlencode([*again.items(), *(("ignore", each) for each in fields)])
        found[name, item.cue.value] = Chip(label, title, not left_out, href, {**again, "ignore": fields})
    return list(found.values())


def _near(answer: Answer, notes: Notes) -> list[Near]:
    reader = answer.request.language
    return [
        Near(
            notes.place(-n),
            passage,
            author_of(passage.document, reader),
            source_of(passage.document, passage.paragraph, reader),
            *span_to_quote(passage),
        )
        for n, passage in enumerate(answer.passages[:_NEAR], start=1)
    ]
