"""What the product is asked to do with a case, and the outcome: the reply a user would get, without what differs from
one run to the next (its id, its date, its seconds)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

from app.conversation.followup import resolve, resolve_with
from app.drafting.claims import statement_of
from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft
from app.drafting.explore import reranked
from app.drafting.gate import CUT
from app.drafting.model import Answer, AnswerRequest, Checked, Mode, Sentence, Standing
from app.drafting.pipeline import SHOWN
from app.drafting.request import RERANKED, check_request, draft_request, read_scope
from app.schema import answer_json, draft_json, report_json
from corpus.language import detect_language
from corpus.model import Document, Language, Paragraph
from evals.desk import Desk
from evals.model import Case, Outcome
from retrieval.lifts import lifts_of
from retrieval.model import EVERYTHING, Passage, Query, Scope
from retrieval.understand import read_question

FOUND, MIXED = "found", "mixed"  # what an answer finds; all languages at once
POOLS = (*(language.value for language in Language), MIXED)
DEPTH = 20  # how much of a ranking is kept
NOT_HELD = "a paragraph that the case expects is not held with these words"


async def answer(desk: Desk, case: Case) -> Outcome:
    """A question answered; its sentences judged."""
    given = await desk.assistant.answer(AnswerRequest(case.question, Language(case.language), desk.mode))
    return {**timeless(answer_json(given)), "judged": await _judged(desk, given.sentences), "tokens": _tokens(given)}


async def converse(desk: Desk, case: Case) -> Outcome:
    """A follow-up answered, after the questions before it."""
    before: Standing | None = None
    judge = desk.assistant.judge(desk.mode) if desk.mode is Mode.MODEL else None
    for said in (*case.facts["before"], case.question):
        before = await resolve_with(judge, said, before) if judge else resolve(said, before)
    wanted = AnswerRequest(case.question, Language(case.language), desk.mode, standing=before)
    given = await desk.assistant.answer(wanted)
    searched = _admitted(desk, given.scope)
    return {
        **timeless(answer_json(given)),
        "searched": searched,
        "meant": _admitted(desk, _meant(case)),
        "tokens": _tokens(given),
    }


async def draft(desk: Desk, case: Case) -> Outcome:
    """A draft of the case's type; its sentences judged."""
    wanted = draft_request(
        case.question,
        case.facts["type"],
        language=case.language,
        mode=desk.mode.value,
        on_behalf_of=case.facts.get("on_behalf_of"),
        scope=EVERYTHING,
        configured=desk.home.settings.model,
    )
    given: Draft = await write_draft(desk.assistant, wanted)
    sentences = [item for paragraph in given.paragraphs for item in paragraph.sentences]
    return {**timeless(draft_json(given)), "judged": await _judged(desk, sentences), "tokens": _tokens(given)}


async def check(desk: Desk, case: Case) -> Outcome:
    """A text checked as a user would have it checked: the evidence is found, not given."""
    settings = desk.home.settings
    wanted = check_request(
        case.facts.get("text", case.question),
        language=case.language,
        mode=desk.mode.value,
        scope=EVERYTHING,
        configured=settings.model,
    )
    return timeless(report_json(await desk.home.verifier(desk.mode).verify(wanted)))


async def weigh(desk: Desk, case: Case) -> Outcome:
    """A claim held by each judge against the paragraph that it cites, or the evidence that came with it. ``seconds``
    are taken out of the outcome before it is read."""
    passages = _evidence(desk, case)
    if not passages:
        return {"why": NOT_HELD}
    language = Language(case.language)
    scores, seconds = {}, {}
    for name, judging in desk.judges.items():
        began = time.perf_counter()
        scores[name] = await judging(case.question, language, passages)
        seconds[name] = time.perf_counter() - began
    if seconds:
        seconds["verifier"] += seconds["similarity"]  # which came first and made the vectors that both need
    found = await _verdict(desk, case, passages)
    return {**found, "judges": scores, "seconds": seconds, "evidence": [passage.paragraph.text for passage in passages]}


async def decide(desk: Desk, case: Case) -> Outcome:
    """Whether a question is answered at all. In local mode what decides it: scope, then the surest of the passages
    read, without quotations and renderings."""
    if desk.mode is not Mode.LOCAL:
        given = await desk.assistant.answer(AnswerRequest(case.question, Language(case.language), desk.mode))
        cited = [citation.paragraph.id for item in given.sentences for citation in item.sentence.citations]
        return {"abstained": given.abstained, "reason": given.reason, "cited": cited}
    asked = read_question(case.question)
    found = await desk.assistant.look(case.question, asked, EVERYTHING, Language(case.language))
    judge = desk.assistant.judge(Mode.LOCAL)
    if found.refusal or judge is None:
        return {"abstained": True, "reason": found.refusal, "sure": 0.0, "cited": []}
    ranked = await judge.ranked(case.question, found.passages[:SHOWN])
    sure = max((probability for probability, _ in ranked), default=0.0)
    cited = [passage.paragraph.id for probability, passage in ranked if probability >= CUT]
    return {"abstained": sure < CUT, "reason": None, "sure": round(sure, 4), "cited": cited}


async def rank(desk: Desk, case: Case) -> Outcome:
    """A question searched as an answer searches for it, with the scope that it names; a language model, where there
    is one, reorders the first. A case that means a paragraph in all its languages is also asked bare, of each
    language alone and of all at once."""
    expected = _expected(desk, case)
    if expected is None:
        return {"why": NOT_HELD}
    spoken = Language(case.language)
    found = await desk.assistant.look(case.question, read_question(case.question), EVERYTHING, spoken)
    passages, judge, tokens = found.ranked, desk.assistant.judge(desk.mode), (0, 0)
    if judge is not None:
        passages, cost = await reranked(judge, case.question, passages, RERANKED)
        tokens = cost.tokens
    rankings = {FOUND: [[passage.paragraph.id, round(passage.score, 4)] for passage in passages[:DEPTH]]}
    relevant = {FOUND: expected}
    counts = {"input": tokens[0], "output": tokens[1]}
    if not crosslingual(case):
        return {"rankings": rankings, "relevant": relevant, "tokens": counts}
    search = desk.home.search()
    for pool in POOLS:
        scope = EVERYTHING if pool == MIXED else EVERYTHING.narrowed(languages=(pool,))
        ranked = search.ranked(Query(case.question, spoken, scope))[:DEPTH]
        rankings[pool] = [[item.paragraph_id, round(item.score, 4)] for item in ranked]
        relevant[pool] = [id_ for id_ in expected if pool == MIXED or id_.endswith(f"@{pool}")]
    lifts = {str(language): round(lift, 4) for language, lift in lifts_of(search.embedder_fingerprint)(spoken).items()}
    return {"rankings": rankings, "relevant": relevant, "lifts": lifts, "tokens": counts}


def crosslingual(case: Case) -> bool:
    """Whether the case means each paragraph in all six languages: its ids name no language."""
    return all("@" not in item["paragraph"] for item in case.facts["expected"])


def _meant(case: Case) -> Scope:
    """The papers that a follow-up asks for, as its case says."""
    return read_scope(case.facts.get("scope", {}), None, None)


def _admitted(desk: Desk, scope: Scope) -> list[str]:
    """The papers that a scope admits, by symbol or id: two scopes are alike when they admit the same."""
    held = desk.home.catalogue.current().documents.values()
    return sorted({document.symbol or document.id for document in held if scope.admits(document)})


async def _judged(desk: Desk, sentences: Sequence[Checked]) -> list[dict[str, Any]]:
    """What each judge says of each sentence that claims something: of all its citations together, of each alone, and
    of all without each."""
    judged: list[dict[str, Any]] = []
    for place, checked in enumerate(sentences):
        if checked.sentence.kind == "frame" or not checked.sentence.citations or not desk.judges:
            continue
        item: dict[str, Any] = {"sentence": place}
        for name, judging in desk.judges.items():
            item[name] = await _of_citations(judging, checked.sentence)
        judged.append(item)
    return judged


async def _of_citations(judging: Any, sentence: Sentence) -> dict[str, Any]:
    passages = list({citation.paragraph.id: citation.passage for citation in sentence.citations}.values())
    whole = await judging(sentence.claim, sentence.language, passages)
    if len(passages) == 1:
        return {"all": whole, "alone": [whole], "without": [0.0]}
    alone = [await judging(sentence.claim, sentence.language, [passage]) for passage in passages]
    rest = [[other for other in passages if other is not passage] for passage in passages]
    without = [await judging(sentence.claim, sentence.language, others) for others in rest]
    return {"all": whole, "alone": alone, "without": without}


async def _verdict(desk: Desk, case: Case, passages: Sequence[Passage]) -> dict[str, Any]:
    """What the product's own check says, with the language model of the mode."""
    judge = desk.assistant.judge(desk.mode)
    statement = statement_of(case.question, Language(case.language))
    found = await desk.scales.against(statement, passages, judge)
    failed = [check.name for check in found.checked.checks if check.passed is False]
    counts = {"input": judge.tokens[0], "output": judge.tokens[1]} if judge else {"input": 0, "output": 0}
    return {"score": found.score, "verdict": found.checked.verdict.value, "failed": failed, "tokens": counts}


def _evidence(desk: Desk, case: Case) -> list[Passage]:
    """The paragraph that a claim cites, or texts that came with it; nothing when the paragraph is not held with these
    words."""
    if "evidence" in case.facts:
        return [_made(text, place) for place, text in enumerate(case.facts["evidence"], start=1)]
    paragraph = desk.home.store.paragraphs([case.facts["paragraph"]]).get(case.facts["paragraph"])
    wanted = case.facts.get("text_sha256")
    if paragraph is None or (wanted is not None and sha256_of(paragraph.text) != wanted):
        return []
    document = desk.home.store.document(paragraph.document_id)
    return [] if document is None else [Passage(1, 1.0, ("cited",), paragraph, document, (0, len(paragraph.text)), ())]


def _made(text: str, place: int) -> Passage:
    """A text that is of no paper, as a passage."""
    language = detect_language(text)
    document = Document(f"doc:evidence@{language}", None, language, "", pages=1)
    paragraph = Paragraph(document.id, f"~{place}", place, language, text)
    return Passage(place, 1.0, ("given",), paragraph, document, (0, len(text)), ())


def _expected(desk: Desk, case: Case) -> list[str] | None:
    """The ids that a case expects, in all languages where it names none; None when one is not held, or not with its
    words."""
    wanted: dict[str, str | None] = {}
    for item in case.facts["expected"]:
        id_, sha256 = item["paragraph"], item.get("text_sha256")
        for language in Language:
            version = id_ if "@" in id_ else f"{id_}@{language}"
            wanted[version] = sha256.get(language.value) if isinstance(sha256, Mapping) else sha256
    held = desk.home.store.paragraphs(wanted)
    same = (id_ in held and sha256 in (None, sha256_of(held[id_].text)) for id_, sha256 in wanted.items())
    return list(wanted) if all(same) else None


def sha256_of(text: str) -> str:
    """The hash by which a case names the words of a paragraph."""
    return hashlib.sha256(text.encode()).hexdigest()


def timeless(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply without its id, its date and its seconds, and without the ids that hang on them."""
    made = {key: value for key, value in reply["provenance"].items() if key not in ("id", "created", "seconds")}
    return {**{key: value for key, value in reply.items() if key != "id"}, "provenance": made}


def _tokens(given: Answer | Draft) -> dict[str, int]:
    return {"input": given.provenance.tokens[0], "output": given.provenance.tokens[1]}
