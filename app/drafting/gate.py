"""When to abstain, and which passages to use. Pure: decides from what was asked, what is held and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.aim import Plan, plan
from app.drafting.compose import whose
from app.drafting.phrases import names, phrase
from app.drafting.spans import stands_alone
from corpus.model import Document, Language
from corpus.names import find_names
from retrieval.cues import Asked
from retrieval.model import Passage

__all__ = [
    "CLOSE",
    "CUT",
    "ENOUGH",
    "FEW",
    "FLOOR",
    "MARGIN",
    "MOST_AUTHORS",
    "MOST_SENTENCES",
    "SURE",
    "Plan",
    "by_author",
    "by_nearness",
    "choose",
    "plan",
    "quotable",
    "refusal_by_content",
]
MOST_SENTENCES = 5
FEW = 3  # so many are offered within MARGIN, further ones only when they are CLOSE to the best
CLOSE = 0.03
MOST_AUTHORS = 10  # sentences of an answer about everyone
MARGIN = 0.06  # a passage this much below the best one is not offered beside it
FLOOR = 0.70  # nonsense scored 0.70 to 0.77, the right paragraph 0.75 or more: only what is far below is refused
SURE = 0.80  # from here on one passage is enough: 2.8 of 5 are read for an answer, and none is lost (60 questions)
ENOUGH = 2  # passages that hold the answer; no more are looked for
CUT = 0.67  # P(yes) that a passage holds the answer; evals/FIGURES.md has both errors of other cuts


def refusal_by_content(
    asked: Asked, passages: Sequence[Passage], held: Sequence[Document], language: Language
) -> str | None:
    """Why what was found cannot answer: a State or a year that none of it mentions, or nothing near at all."""
    if not passages or passages[0].score < FLOOR:
        return phrase("nothing_near", language)
    mentioned = {
        hit.code
        for passage in passages
        for hit in find_names(passage.paragraph.text, adjectives=True)
        if hit.kind == "state"
    }
    mentioned |= {code for passage in passages for code in passage.document.submitters}
    missing = tuple(code for code in asked.about if code not in mentioned)
    if missing:
        return phrase("no_mention_of", language, states=names(missing, language))
    if not asked.years:
        return None
    text = " ".join(passage.paragraph.text for passage in passages)
    dated = " ".join(f"{document.date} {document.session} {document.title}" for document in held)
    years = [year for year in asked.years if year not in text and year not in dated]
    if years:
        return phrase("no_year", language, years=", ".join(years))
    return None


def quotable(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that stand alone when quoted, best first; all of them when none does."""
    return tuple(passage for passage in passages if stands_alone(passage)) or tuple(passages)


def choose(passages: Sequence[Passage], most: int = MOST_SENTENCES) -> tuple[Passage, ...]:
    """Those worth quoting: close behind the best, best first."""
    if not passages:
        return ()
    least = passages[0].score - MARGIN
    return tuple(passage for passage in passages if passage.score >= least)[:most]


def by_nearness(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those worth quoting in an answer: a few, and further ones that are as good as these. Best first."""
    near = choose(passages)
    return tuple(passage for n, passage in enumerate(near) if n < FEW or passage.score >= near[0].score - CLOSE)


def by_author(passages: Sequence[Passage], most: int = MOST_AUTHORS) -> tuple[Passage, ...]:
    """Those worth quoting where everyone is asked: the best of each author, then what else is close behind the best.
    Best first."""
    near = choose(passages, len(passages))
    first: dict[tuple[str, ...], Passage] = {}
    for passage in near:
        first.setdefault(whose(passage), passage)
    more = [passage for passage in near if passage not in first.values()]
    chosen = (*first.values(), *more)[:most]
    return tuple(passage for passage in near if passage in chosen)
