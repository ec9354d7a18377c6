"""The paragraphs of a draft in the sources' own words, led in as the type of text does it."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.compose import authors_of, grouped, quoted, whose
from app.drafting.draft_model import DraftRequest, Role
from app.drafting.forms import FORMS, Block, heading, lead_in
from app.drafting.judge import Judge
from app.drafting.model import Checked, Verdict
from app.drafting.phrases import author_of
from app.drafting.pipeline import Assistant
from corpus.model import Status
from retrieval.model import Passage

_MOST = 6  # quotations of a draft
_MOST_BALANCED = 20  # passages from which a summary takes one for each author


def most_quoted(request: DraftRequest) -> int:
    """How many passages are chosen for a draft."""
    return _MOST_BALANCED if FORMS[request.type].balanced else _MOST


async def quoted_blocks(
    assistant: Assistant,
    request: DraftRequest,
    chosen: Sequence[Passage],
    others: Sequence[Passage],
    judge: Judge | None,
) -> tuple[list[Block], list[Checked]]:
    """Paragraphs of checked quotations, with those of others under a heading of their own; and what failed."""
    form, language = FORMS[request.type], request.language
    blocks: list[Block] = []
    withheld: list[Checked] = []
    n, last = 0, tuple[str, ...]()
    for title, groups in (("heading_own", _ordered(request, chosen)), ("heading_context", grouped(others))):
        rows: list[Block] = []
        for group in groups:
            row: list[Checked] = []
            for passage in group:
                n += 1
                key = lead_in(form, passage, first=whose(passage) != last)
                last = whose(passage)
                for item in await assistant.checked(quoted(passage, n, language, key=key), judge):
                    (withheld if item.verdict is Verdict.UNSUPPORTED else row).append(item)
            if row:
                rows.append((_role(request, group[0]), tuple(row)))
        blocks += [heading(title, language)] if rows and others else []
        blocks += rows
    return blocks, withheld


def _ordered(request: DraftRequest, chosen: Sequence[Passage]) -> list[list[Passage]]:
    """The passages paragraph by paragraph: by author, together or each on its own; one for each author, by name, where
    the text is balanced; adopted texts first where it is an outcome."""
    form = FORMS[request.type]
    if form.impersonal:
        return [[passage] for passage in sorted(chosen, key=lambda item: item.document.status is not Status.ADOPTED)]
    if form.apart:
        return [[passage] for group in grouped(chosen) for passage in group]
    if not form.balanced:
        return grouped(chosen)
    best: dict[tuple[str, ...], Passage] = {}
    for passage in chosen:
        if authors_of(passage):  # adopted texts and those of the Chair are not views to be balanced
            best.setdefault(whose(passage), passage)
    return [
        [passage]
        for passage in sorted(best.values(), key=lambda passage: author_of(passage.document, request.language))
    ]


def _role(request: DraftRequest, passage: Passage) -> Role:
    """Adopted texts stand before the operative paragraphs of an outcome, without a number."""
    form = FORMS[request.type]
    return Role.PLAIN if form.impersonal and passage.document.status is Status.ADOPTED else form.body
