"""When there is no answer: nothing on file, nothing in scope, nobody by that name, another year, another symbol."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting import gate
from app.drafting.phrases import phrase
from corpus.model import Document, Language
from retrieval.model import EVERYTHING, Passage, Scope
from retrieval.understand import Asked, read_question

Make = Callable[..., Passage]
WP3, WP7 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7"
TEXT = "Averland considers that no new mine should be laid before the year 2034, and asks Norrund to agree."
OPPOSED = "Norrund opposes the moratorium, since it cannot be verified by anyone at all without great cost."


@pytest.fixture
def held(passage: Make) -> tuple[Document, ...]:
    return passage(TEXT).document, passage(OPPOSED, work=WP7, by=("XNR",), groups=("NAM",)).document


def planned(asked: Asked, held: tuple[Document, ...], scope: Scope = EVERYTHING) -> gate.Plan:
    return gate.plan(asked, scope, held, [document for document in held if scope.admits(document)], Language.EN)


def test_with_no_papers_it_says_how_to_add_some() -> None:
    assert planned(Asked(), ()).refusal == phrase("nothing_held", Language.EN)


def test_filters_that_admit_no_paper_are_not_widened(held: tuple[Document, ...]) -> None:
    scope = Scope(sessions=("2010/PC.I",))
    assert planned(Asked(authors=("XAV",)), held, scope) == gate.Plan(scope, phrase("nothing_in_scope", Language.EN))


@pytest.mark.parametrize(
    ("asked", "scope", "name"),
    [
        (Asked(authors=("SWE",)), EVERYTHING, "Sweden"),
        (Asked(groups=("EU",)), EVERYTHING, "European Union"),
        (Asked(authors=("XNR",)), Scope(states=("XAV",)), "Norrund"),
    ],
)
def test_an_author_who_is_not_on_file_is_named(
    held: tuple[Document, ...], asked: Asked, scope: Scope, name: str
) -> None:
    assert name in (planned(asked, held, scope).refusal or "")


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("What does Averland want?", Scope(states=("XAV",))),
        ("What do Averland and Sweden want?", Scope(states=("XAV",))),
        ("What does the Non-Aligned Movement want?", Scope(groups=("NAM",))),
        (f"What does {WP7} say?", Scope(symbols=(WP7,))),
        ("What should be verified?", EVERYTHING),
        ("What is said about Averland?", EVERYTHING),
    ],
)
def test_what_the_question_names_becomes_scope(held: tuple[Document, ...], question: str, scope: Scope) -> None:
    assert planned(read_question(question), held) == gate.Plan(scope)


def test_the_filters_of_the_user_win(held: tuple[Document, ...]) -> None:
    scope = Scope(states=("XAV", "XNR"), symbols=(WP3, WP7))
    assert planned(Asked(authors=("XAV",), symbols=(WP3,)), held, scope) == gate.Plan(scope)


@pytest.mark.parametrize("symbols", [("LT/CONF.2031/PC.I/WP.9",), ("LT/CONF.2031/PC.I/WP.33", "A/RES/1/1")])
def test_a_symbol_that_is_not_on_file_is_named(held: tuple[Document, ...], symbols: tuple[str, ...]) -> None:
    refusal = planned(Asked(symbols=symbols), held).refusal or ""
    assert all(symbol in refusal for symbol in symbols)


def refused(passages: tuple[Passage, ...], asked: Asked, language: Language = Language.EN) -> str | None:
    return gate.refusal_by_content(asked, passages, [passage.document for passage in passages], language)


@pytest.mark.parametrize("language", Language)
def test_nothing_found_is_said_in_the_readers_language(language: Language) -> None:
    assert refused((), Asked(), language) == phrase("nothing_near", language)


@pytest.mark.parametrize(("score", "refuses"), [(0.69, True), (0.70, False), (0.90, False)])
def test_what_is_far_off_is_refused(passage: Make, score: float, refuses: bool) -> None:
    assert (refused((passage(TEXT, score=score),), Asked()) is not None) == refuses


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (Asked(about=("XNR",)), None),
        (Asked(about=("XAV",)), None),
        (Asked(about=("SWE",)), "Sweden"),
        (Asked(about=("XNR", "SWE")), "Sweden"),
        (Asked(years=("2034",)), None),
        (Asked(years=("2029",)), None),
        (Asked(years=("1995",)), "1995"),
        (Asked(years=("2034", "1995")), "1995"),
    ],
)
def test_a_state_or_a_year_that_nothing_found_speaks_of_is_named(
    passage: Make, asked: Asked, named: str | None
) -> None:
    refusal = refused((passage(TEXT),), asked)
    assert (refusal is None) if named is None else (refusal is not None and named in refusal)


@given(scores=st.lists(st.floats(0.5, 1.0), max_size=8), most=st.integers(1, 6))
def test_those_chosen_are_the_first_ones_close_behind_the_best(passage: Make, scores: list[float], most: int) -> None:
    passages = [passage(TEXT, score=score) for score in sorted(scores, reverse=True)]
    chosen = gate.choose(passages, most)
    assert list(chosen) == passages[: len(chosen)]
    assert len(chosen) == min(most, sum(item.score >= passages[0].score - gate.MARGIN for item in passages))


def test_what_cannot_stand_alone_is_not_offered_beside_what_can(passage: Make) -> None:
    whole, item, opening = passage(TEXT), passage("The Baltic Sea", label="2"), passage(f"{TEXT[:-1]}:", label="3")
    assert gate.quotable([item, whole, opening]) == (whole,)
    assert gate.quotable([item, opening]) == (item, opening)
