"""What goes over the wire: passages, answers, drafts and documents as plain dictionaries with the contract's names."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from app.drafting.draft_model import Draft
from app.drafting.model import Answer, Checked, Citation, Coverage, Provenance, SearchResult, Understood
from app.drafting.phrases import locator_of
from app.drafting.verify import Report
from corpus.model import Document, Language, Paragraph
from retrieval.model import Passage, Scope

Json = dict[str, Any]


def paragraph_json(paragraph: Paragraph, document: Document) -> Json:
    """One paragraph with what its document says of it."""
    return {
        "id": paragraph.id,
        "document": document.id,
        "symbol": document.symbol,
        "label": paragraph.label,
        "page": paragraph.page,
        "headings": list(paragraph.headings),
        "language": paragraph.language.value,
        "text": paragraph.text,
        "role": paragraph.role.value,
        "said_by": paragraph.said_by,
        "marks": [dataclasses.asdict(mark) for mark in paragraph.marks],
        "notes": list(paragraph.notes),
        "brackets": [dataclasses.asdict(bracket) for bracket in paragraph.brackets],
        "suggestions": [dataclasses.asdict(suggestion) for suggestion in paragraph.suggestions],
        "title": document.title,
        "submitters": list(document.submitters),
        "groups": list(document.groups),
        "session": document.session,
        "kind": document.kind,
        "status": document.status.value,
        "date": document.date,
    }


def passage_json(passage: Passage) -> Json:
    """A paragraph found, with its rank and the span offered for quotation."""
    return {
        "rank": passage.rank,
        "score": passage.score,
        "found_by": list(passage.found_by),
        "best": {"start": passage.best[0], "end": passage.best[1]},
        "versions": list(passage.versions),
        "paragraph": paragraph_json(passage.paragraph, passage.document),
    }


def document_json(document: Document) -> Json:
    """A document as listed; its paragraphs too when it carries them."""
    facts: Json = {
        "id": document.id,
        "symbol": document.symbol,
        "language": document.language.value,
        "title": document.title,
        "kind": document.kind,
        "session": document.session,
        "dates": document.dates,
        "place": document.place,
        "date": document.date,
        "submitters": list(document.submitters),
        "groups": list(document.groups),
        "status": document.status.value,
        "original_language": document.original_language.value if document.original_language else None,
        "distribution": document.distribution,
        "changes": document.changes,
        "notes": list(document.notes),
        "pages": document.pages,
        "sha256": document.sha256,
        "file": document.file,
        "warnings": list(document.warnings),
    }
    if document.paragraphs:
        facts["paragraphs"] = [paragraph_json(paragraph, document) for paragraph in document.paragraphs]
    return facts


def scope_json(scope: Scope) -> Json:
    """The filters in force, without the empty ones."""
    names = {"states": "state", "groups": "group", "sessions": "session", "kinds": "kind", "symbols": "symbol"}
    names |= {"languages": "language", "statuses": "status", "since": "since", "until": "until"}
    held = {names[field.name]: getattr(scope, field.name) for field in dataclasses.fields(scope)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items() if value}


def citation_json(citation: Citation, language: Language) -> Json:
    """A citation; ``quote`` is cut from the stored text here and nowhere else."""
    return {
        "n": citation.n,
        "paragraph": citation.paragraph.id,
        "symbol": citation.passage.document.symbol,
        "locator": locator_of(citation.paragraph, language),
        "submitters": list(citation.passage.document.submitters),
        "language": citation.paragraph.language.value,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def sentence_json(checked: Checked) -> Json:
    """A sentence with its citations, verdict and checks; with the reason when it is withheld."""
    sentence = checked.sentence
    facts: Json = {
        "text": sentence.text,
        "kind": sentence.kind,
        "citations": [citation_json(citation, sentence.language) for citation in sentence.citations],
        "verdict": checked.verdict.value,
        "checks": [dataclasses.asdict(check) for check in checked.checks],
    }
    return {**facts, "reason": checked.reason} if checked.reason else facts


def understood_json(understood: Sequence[Understood]) -> list[Json]:
    """What the question was understood to name, in its own words and order."""
    return [
        {
            "field": item.cue.field,
            "value": item.cue.value,
            "text": item.text,
            "strength": "hard" if item.cue.hard else "soft",
            "applied": item.applied,
        }
        for item in understood
    ]


def search_json(result: SearchResult) -> Json:
    """Passages found; with what reordering cost and how sure the model was of each passage it read."""
    passages = [passage_json(passage) for passage in result.passages]
    facts: Json = {
        "query": result.request.query,
        "scope": scope_json(result.scope),
        "understood": understood_json(result.understood),
        "note": result.note,
        "passages": passages,
    }
    if cost := result.reranked:
        for passage in passages:
            if (sure := cost.sure.get(passage["paragraph"]["id"])) is not None:
                passage["p_yes"] = round(sure, 4)
        tokens = {"input": cost.tokens[0], "output": cost.tokens[1]}
        facts["rerank"] = {"model": cost.model, "depth": cost.depth, "seconds": cost.seconds, "tokens": tokens}
    return facts


def answer_json(answer: Answer) -> Json:
    """An answer or an abstention."""
    return {
        "kind": "abstention" if answer.abstained else "answer",
        "question": answer.request.question,
        "understood_as": answer.request.standing.text if answer.request.standing else answer.request.question,
        "language": answer.request.language.value,
        "mode": answer.request.mode.value,
        "reason": answer.reason,
        "scope": scope_json(answer.scope),
        "understood": understood_json(answer.understood),
        "ignored": list(answer.request.ignore),
        "sentences": [sentence_json(item) for item in answer.sentences],
        "withheld": [sentence_json(item) for item in answer.withheld],
        "coverage": _coverage_json(answer.coverage),
        "passages": [passage_json(passage) for passage in answer.passages],
        "left_out": [passage.paragraph.id for passage in answer.left_out],
        "provenance": _provenance_json(answer.provenance),
    }


def draft_json(draft: Draft) -> Json:
    """A draft; without paragraphs, and with the reason, when nothing on file carries it."""
    return {
        "kind": "draft",
        "id": draft.provenance.id,
        "type": draft.request.type,
        "language": draft.request.language.value,
        "mode": draft.request.mode.value,
        "on_behalf_of": draft.request.on_behalf_of,
        "for_group": draft.request.for_group,
        "task": draft.request.task,
        "scope": scope_json(draft.scope),
        "understood": understood_json(draft.understood),
        "title": draft.title,
        "reason": draft.reason,
        "paragraphs": [
            {
                "label": paragraph.label,
                "role": paragraph.role.value,
                "sentences": [sentence_json(item) for item in paragraph.sentences],
            }
            for paragraph in draft.paragraphs
        ],
        "withheld": [sentence_json(item) for item in draft.withheld],
        "notes": [{"n": n, "text": text} for n, text in draft.notes],
        "coverage": _coverage_json(draft.coverage),
        "passages": [passage_json(passage) for passage in draft.passages],
        "left_out": [passage.paragraph.id for passage in draft.left_out],
        "balance": [dataclasses.asdict(share) for share in draft.balance],
        "revises": draft.revises,
        "changes": [dataclasses.asdict(change) for change in draft.changes],
        "provenance": _provenance_json(draft.provenance),
    }


def report_json(report: Report) -> Json:
    """A checked text: each sentence as elsewhere, with its score and what it was held against."""
    sentences = [
        {
            **sentence_json(item.checked),
            "score": item.score,
            "found": [citation_json(citation, item.checked.sentence.language) for citation in item.found],
        }
        for item in report.sentences
    ]
    return {
        "kind": "check",
        "mode": report.request.mode.value,
        "scope": scope_json(report.request.scope),
        "sentences": sentences,
        "coverage": _coverage_json(report.coverage),
        "provenance": _provenance_json(report.provenance),
    }


def _coverage_json(coverage: Coverage) -> Json:
    facts = dataclasses.asdict(coverage)
    facts["states_cited"] = list(coverage.states_cited)
    facts["states_searched_without_evidence"] = list(facts.pop("states_silent"))
    return facts


def _provenance_json(provenance: Provenance) -> Json:
    return {
        "id": provenance.id,
        "created": provenance.created,
        "model": provenance.model,
        "prompts": [{"name": name, "sha256": sha256} for name, sha256 in provenance.prompts],
        "embedder": provenance.embedder,
        "index": provenance.index,
        "corpus": provenance.corpus,
        "seconds": dict(provenance.seconds),
        "tokens": {"input": provenance.tokens[0], "output": provenance.tokens[1]},
    }
