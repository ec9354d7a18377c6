"""Drafts and answers read back from their JSON. Each quotation is held against the stored paragraph again. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from app.drafting.compose import authors_of
from app.drafting.draft_model import Change, Draft, DraftParagraph, DraftRequest, ParagraphChange, Role, Share
from app.drafting.model import (
    Answer,
    AnswerRequest,
    Check,
    Checked,
    Citation,
    Coverage,
    Mode,
    Provenance,
    Sentence,
    Standing,
    Understood,
    Verdict,
)
from app.drafting.phrases import phrase
from app.drafting.request import BadRequest, read_scope
from corpus.model import Language
from retrieval.cues import Asked, Cue
from retrieval.model import Passage, Scope

Json = Mapping[str, Any]


def paragraphs_cited(facts: Json) -> set[str]:
    """Ids of the paragraphs that a draft's JSON cites.

    Raises:
        BadRequest: it is not the JSON of a draft.
    """
    try:
        return {
            citation["paragraph"]
            for sentence in [*_sentences(facts), *facts["withheld"]]
            for citation in sentence["citations"]
        }
    except (KeyError, TypeError):
        raise _not_a_draft() from None


def draft_from(facts: Json, held: Mapping[str, Passage]) -> Draft:
    """The draft. A sentence whose paragraph is gone, or says something else now, is withheld.

    Args:
        facts: what ``draft_json`` gave.
        held: the passages of the paragraphs it cites that are on file, by id.

    Raises:
        BadRequest: it is not the JSON of a draft.
    """
    try:
        return _draft(facts, held)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _not_a_draft() from None


def paragraphs_of_answer(facts: Json) -> set[str]:
    """Ids of the paragraphs that an answer's JSON cites or shows."""
    sentences = [*facts["sentences"], *facts["withheld"]]
    cited = {citation["paragraph"] for sentence in sentences for citation in sentence["citations"]}
    return cited | {passage["paragraph"]["id"] for passage in facts["passages"]}


def answer_from(facts: Json, held: Mapping[str, Passage]) -> Answer:
    """The answer. A sentence whose paragraph is gone, or says something else now, is withheld.

    Args:
        facts: what ``answer_json`` gave.
        held: the passages of the paragraphs it names that are on file, by id.
    """
    language = Language(facts["language"])
    limits = _scope(facts["scope"])
    standing = Standing(facts["understood_as"], Asked())
    ignored = tuple(facts.get("ignored", ()))
    request = AnswerRequest(facts["question"], language, Mode(facts["mode"]), limits, ignored, standing)
    again = [_checked(item, language, held) for item in facts["sentences"]]
    withheld = [_checked(item, language, held) for item in facts["withheld"]]
    return Answer(
        request=request,
        scope=limits,
        understood=tuple(_understood(cue) for cue in facts["understood"]),
        abstained=facts["kind"] == "abstention",
        reason=facts["reason"],
        sentences=tuple(item for item in again if item.verdict is not Verdict.UNSUPPORTED),
        withheld=(*withheld, *(item for item in again if item.verdict is Verdict.UNSUPPORTED)),
        coverage=_coverage(facts["coverage"]),
        passages=tuple(_near(shown, held) for shown in facts["passages"] if shown["paragraph"]["id"] in held),
        provenance=_provenance(facts["provenance"]),
    )


def _near(shown: Json, held: Mapping[str, Passage]) -> Passage:
    passage = held[shown["paragraph"]["id"]]
    same = passage.paragraph.text == shown["paragraph"]["text"]
    best = (shown["best"]["start"], shown["best"]["end"])
    return dataclasses.replace(passage, best=best if same else passage.best)


def _understood(cue: Json) -> Understood:
    return Understood(Cue(cue["field"], cue["value"], 0, 0, cue["strength"] == "hard"), cue["text"], cue["applied"])


def _scope(facts: Json) -> Scope:
    given = {**facts}
    since, until = given.pop("since", None), given.pop("until", None)
    return read_scope(given, since, until)


def _draft(facts: Json, held: Mapping[str, Passage]) -> Draft:
    language = Language(facts["language"])
    withheld = [_checked(item, language, held) for item in facts["withheld"]]
    paragraphs: list[DraftParagraph] = []
    for given in facts["paragraphs"]:
        row = [_checked(item, language, held) for item in given["sentences"]]
        withheld += [item for item in row if item.verdict is Verdict.UNSUPPORTED]
        if kept := tuple(item for item in row if item.verdict is not Verdict.UNSUPPORTED):
            paragraphs.append(DraftParagraph(given["label"], kept, Role(given["role"])))
    limits = _scope(facts["scope"])
    request = DraftRequest(
        facts["task"],
        facts["type"],
        language,
        Mode(facts["mode"]),
        facts["on_behalf_of"],
        facts["for_group"],
        limits,
    )
    return Draft(
        request=request,
        scope=limits,
        understood=(),
        title=facts["title"],
        reason=facts["reason"],
        paragraphs=tuple(paragraphs),
        withheld=tuple(withheld),
        notes=tuple((note["n"], note["text"]) for note in facts["notes"]),
        coverage=_coverage(facts["coverage"]),
        passages=tuple(held.values()),
        provenance=_provenance(facts["provenance"]),
        balance=tuple(Share(**share) for share in facts["balance"]),
        revises=facts["revises"],
        changes=tuple(_change(change) for change in facts["changes"]),
    )


def _checked(facts: Json, language: Language, held: Mapping[str, Passage]) -> Checked:
    citations: list[Citation] = []
    fault = None
    for given in facts["citations"]:
        passage = held.get(given["paragraph"])
        if passage is None or passage.paragraph.text[given["start"] : given["end"]] != given["quote"]:
            fault = phrase("source_changed", language, paragraph=given["paragraph"])
        else:
            citations.append(Citation(given["n"], passage, given["start"], given["end"]))
    verbatim = facts["kind"] == "verbatim" and citations
    claim = "" if facts["kind"] == "frame" else citations[0].quote if verbatim else facts["text"]
    authors = tuple(dict.fromkeys(code for citation in citations for code in authors_of(citation.passage)))
    sentence = Sentence(facts["text"], facts["kind"], tuple(citations), claim, authors, language)
    checks = tuple(Check(**check) for check in facts["checks"])
    if fault:
        return Checked(sentence, (*checks, Check("quote", False, fault)), Verdict.UNSUPPORTED, fault)
    return Checked(sentence, checks, Verdict(facts["verdict"]), facts.get("reason"))


def _coverage(facts: Json) -> Coverage:
    given = {**facts, "states_silent": tuple(facts["states_searched_without_evidence"])}
    del given["states_searched_without_evidence"]
    return Coverage(**{**given, "states_cited": tuple(facts["states_cited"])})


def _provenance(facts: Json) -> Provenance:
    return Provenance(
        id=facts["id"],
        created=facts["created"],
        model=facts["model"],
        prompts=tuple((prompt["name"], prompt["sha256"]) for prompt in facts["prompts"]),
        embedder=facts["embedder"],
        index=facts["index"],
        corpus=facts["corpus"],
        seconds=tuple(facts["seconds"].items()),
        tokens=(facts["tokens"]["input"], facts["tokens"]["output"]),
    )


def _change(facts: Json) -> ParagraphChange:
    runs = tuple(Change(**run) for run in facts["changes"])
    return ParagraphChange(facts["before"], facts["after"], Role(facts["role"]), runs)


def _sentences(facts: Json) -> Sequence[Json]:
    return [sentence for paragraph in facts["paragraphs"] for sentence in paragraph["sentences"]]


def _not_a_draft() -> BadRequest:
    return BadRequest("This is not a draft as this version writes it to a .json file.", "draft")
