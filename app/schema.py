"""What goes over the wire: passages, answers, drafts and documents as plain dictionaries with the contract's names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from app.bundle import bundled
from app.drafting.draft_model import Draft
from app.drafting.model import Answer, Checked, Citation, Coverage, Provenance, SearchResult, Understood
from app.drafting.phrases import locator_of
from app.drafting.verify import Report
from app.paper_schema import Json, document_json, paragraph_json, passage_json, scope_json
from corpus.model import Language

__all__ = [
    "Json",
    "answer_json",
    "citation_json",
    "document_json",
    "draft_json",
    "paragraph_json",
    "passage_json",
    "report_json",
    "scope_json",
    "search_json",
    "sentence_json",
    "understood_json",
]


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
    facts: Json = {
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
    return bundled(facts, _texts((*answer.sentences, *answer.withheld)))


def draft_json(draft: Draft) -> Json:
    """A draft; without paragraphs, and with the reason, when nothing on file carries it."""
    facts: Json = {
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
    rows = [item for paragraph in draft.paragraphs for item in paragraph.sentences]
    return bundled(facts, _texts((*rows, *draft.withheld)))


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
    facts: Json = {
        "kind": "check",
        "mode": report.request.mode.value,
        "scope": scope_json(report.request.scope),
        "sentences": sentences,
        "coverage": _coverage_json(report.coverage),
        "provenance": _provenance_json(report.provenance),
    }
    found = {each.paragraph.id: each.paragraph.text for item in report.sentences for each in item.found}
    return bundled(facts, found | _texts(item.checked for item in report.sentences))


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


def _texts(checked: Iterable[Checked]) -> dict[str, str]:
    """The text of every paragraph that is cited, by id."""
    cited = (citation.paragraph for item in checked for citation in item.sentence.citations)
    return {paragraph.id: paragraph.text for paragraph in cited}
