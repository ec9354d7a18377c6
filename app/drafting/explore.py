"""The story of one search: understand, look where the question points, reorder when asked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from app.drafting import gate
from app.drafting.judge import Judge
from app.drafting.model import Mode, Reranked, SearchRequest, SearchResult
from app.drafting.phrases import phrase
from app.drafting.pipeline import Assistant, understood
from corpus.symbol import whole_symbol
from retrieval.model import Passage, Query
from retrieval.understand import read_question

_WHOLE_PAPER = 100  # paragraphs of a paper that is asked for by nothing but its symbol


async def explore(assistant: Assistant, request: SearchRequest) -> SearchResult:
    """Passages for a query. Where nothing on file fits what it names, everything within the filters is searched and the
    result says so: a search explores, it never abstains."""
    text, reader, scope = request.query, request.language, request.scope
    asked = read_question(text)
    held, inside = await assistant.retriever.documents(Query(text, reader, scope))
    plan = gate.plan(asked.without(request.ignore), scope, held, inside, reader)
    paper = plan.refusal is None and bool(plan.scope.symbols) and whole_symbol(text) is not None
    most = _WHOLE_PAPER if paper else max(request.limit, request.depth if request.rerank else 0)
    passages = await assistant.retriever.find(Query(text, reader, plan.scope, most, plan.prefer)) if inside else ()
    if paper:
        passages = tuple(sorted(passages, key=lambda item: (item.document.id, item.paragraph.ordinal)))
    judge, cost = assistant.judge(request.rerank or Mode.VERBATIM), None
    if judge:
        passages, cost = await reranked(judge, text, passages, request.depth)
    note = f"{plan.refusal} {phrase('searched_all', reader)}" if plan.refusal and inside else plan.refusal
    shown = understood(text, asked, plan.applied)
    return SearchResult(request, plan.scope, shown, note, _numbered(passages[: request.limit]), cost)


async def reranked(
    judge: Judge, question: str, passages: Sequence[Passage], depth: int
) -> tuple[tuple[Passage, ...], Reranked]:
    """The passages with the first ``depth`` of them in the order of P(yes), and what that cost."""
    started = time.perf_counter()
    judged = await judge.ranked(question, passages[:depth])
    seconds = round(time.perf_counter() - started, 2)
    sure = {passage.paragraph.id: probability for probability, passage in judged}
    ordered = (*(passage for _, passage in judged), *passages[depth:])
    return ordered, Reranked(judge.name, depth, seconds, judge.tokens, sure)


def _numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(replace(passage, rank=rank) for rank, passage in enumerate(passages, start=1))
