"""When to abstain, and which passages to use. Pure: decides from what was asked, what is held and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.drafting.phrases import names, phrase
from app.drafting.spans import stands_alone
from corpus.model import Document, Language
from corpus.names import find_names
from retrieval.model import Passage, Scope
from retrieval.understand import Asked

MOST_SENTENCES = 3
MARGIN = 0.06  # a passage this much below the best one is not offered beside it
FLOOR = 0.70  # nonsense scored 0.70 to 0.77, the right paragraph 0.75 or more: only what is far below is refused
CUT = 0.70  # P(yes) that a passage holds the answer: the cut measured over six languages


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to search, or why not to answer."""

    scope: Scope
    refusal: str | None = None


def plan(asked: Asked, scope: Scope, held: Sequence[Document], inside: Sequence[Document], language: Language) -> Plan:
    """What the question names becomes scope; what it names and nobody has on file becomes a refusal.

    Args:
        scope: the filters set by the user. They win: they are never widened.
        held: all documents.
        inside: those that the filters admit.
    """
    if not held:
        return Plan(scope, phrase("nothing_held", language))
    if not inside:
        return Plan(scope, phrase("nothing_in_scope", language))
    states = _among(asked.authors, (code for document in inside for code in document.submitters))
    groups = _among(asked.groups, (code for document in inside for code in document.groups))
    if (asked.authors or asked.groups) and not (states or groups):
        nobody = names(asked.authors, language, asked.groups)
        return Plan(scope, phrase("no_paper_by", language, states=nobody))
    works = {document.work for document in inside}
    symbols = tuple(symbol for symbol in asked.symbols if symbol in works)
    if asked.symbols and not symbols:
        return Plan(scope, phrase("no_symbol_held", language, symbols=", ".join(asked.symbols)))
    if symbols and not scope.symbols:
        scope = scope.narrowed(symbols=symbols)
    if states and not scope.states:
        scope = scope.narrowed(states=states)
    elif groups and not states and not scope.groups:
        scope = scope.narrowed(groups=groups)
    return Plan(scope)


def _among(codes: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
    known = set(held)
    return tuple(code for code in codes if code in known)


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
