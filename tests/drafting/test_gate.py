"""When there is no answer: nothing on file, nothing in scope, nobody by that name, another year, another symbol."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting import gate
from app.drafting.phrases import phrase
from corpus.model import Document, Language, Status
from retrieval.catalogue import Holdings
from retrieval.cues import Asked
from retrieval.model import EVERYTHING, Passage, Scope
from retrieval.understand import read_question

Make = Callable[..., Passage]
Naming = Callable[..., Asked]
WP3, WP7 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7"
TEXT = "Averland considers that no new mine should be laid before the year 2034, and asks Norrund to agree."
OPPOSED = "Norrund opposes the moratorium, since it cannot be verified by anyone at all without great cost."


@pytest.fixture
def held(passage: Make) -> tuple[Document, ...]:
    return passage(TEXT).document, passage(OPPOSED, work=WP7, by=("XNR",), groups=("NAM",)).document


def planned(asked: Asked, held: Sequence[Document], scope: Scope = EVERYTHING) -> gate.Plan:
    everything = Holdings(held)
    return gate.plan(asked, scope, everything, everything.within(scope), Language.EN)


def test_with_no_papers_it_says_how_to_add_some() -> None:
    assert planned(Asked(), ()).refusal == phrase("nothing_held", Language.EN)


def test_filters_that_admit_no_paper_are_not_widened(naming: Naming, held: tuple[Document, ...]) -> None:
    scope = Scope(sessions=("2010/PC.I",))
    plan = planned(naming(state="XAV"), held, scope)
    assert plan == gate.Plan(scope, phrase("nothing_in_scope", Language.EN))


@pytest.mark.parametrize(
    ("fields", "scope", "name"),
    [
        ({"state": "SWE"}, EVERYTHING, "Sweden"),
        ({"group": "EU"}, EVERYTHING, "European Union"),
        ({"state": "XNR"}, Scope(states=("XAV",)), "Norrund"),
    ],
)
def test_an_author_who_is_not_on_file_is_named(
    naming: Naming, held: tuple[Document, ...], fields: dict[str, str], scope: Scope, name: str
) -> None:
    assert name in (planned(naming(**fields), held, scope).refusal or "")


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
    plan = planned(read_question(question), held)
    assert (plan.scope, plan.refusal) == (scope, None)


def test_the_filters_of_the_user_win(naming: Naming, papers: tuple[Document, ...]) -> None:
    scope = Scope(states=("XAV", "XNR"), symbols=(WP3, WP7), since="2000-01-01")
    named = naming(state="XAV", symbol=WP3, since="2029-01-01", session="2031/PC.I")
    plan = planned(named, papers, scope)
    assert plan.scope == scope.narrowed(sessions=("2031/PC.I",))
    assert {cue.field for cue in plan.applied} == {"session"}


@pytest.fixture
def papers(passage: Make) -> tuple[Document, ...]:
    """Papers of three sessions, of 2018, 2029 and 2030."""
    made = [
        passage(TEXT, work="NPT/CONF.2020/PC.II/WP.1", session="2020/PC.II", date="2018-04-23", by=("SWE",)),
        passage(TEXT, session="2031/PC.I", kind="working-paper"),
        passage(TEXT, work=WP7, by=("XNR",), session="2031/PC.II", date="2030-03-11", language="zh"),
        passage(TEXT, work="LT/CONF.2026/DEC.2", by=(), status=Status.ADOPTED, session="2026", date="2026-05-22"),
    ]
    return tuple(item.document for item in made)


@pytest.mark.parametrize(
    ("fields", "scope"),
    [
        ({"session": "2020/PC.II"}, Scope(sessions=("2020/PC.II",))),
        ({"session": "PC.II"}, Scope(sessions=("2020/PC.II", "2031/PC.II"))),
        ({"session": "2031/PC"}, Scope(sessions=("2031/PC.I", "2031/PC.II"))),
        ({"session": "2030/PC.II"}, Scope(sessions=("2031/PC.II",))),
        ({"session": "2018/PC"}, Scope(sessions=("2020/PC.II",))),
        ({"session": "2026"}, Scope(sessions=("2026",))),
        ({"kind": "working-paper"}, Scope(kinds=("working-paper",))),
        ({"status": "adopted"}, Scope(statuses=("adopted",))),
        ({"language": "zh"}, Scope(languages=("zh",))),
        ({"since": "2029-01-01", "until": "2029-12-31"}, Scope(since="2029-01-01", until="2029-12-31")),
        ({"year": "2018"}, Scope(since="2018-01-01", until="2018-12-31")),
        ({"year": "1995"}, EVERYTHING),
        ({"state": "XNR", "year": "2018"}, Scope(states=("XNR",))),
        ({"state": ("XNR", "SWE"), "group": "NAM"}, Scope(states=("XNR", "SWE"))),
    ],
    ids=str,
)
def test_explicit_cues_narrow(
    naming: Naming, papers: tuple[Document, ...], fields: dict[str, str], scope: Scope
) -> None:
    plan = planned(naming(**fields), papers)
    assert (plan.scope, plan.prefer, plan.refusal) == (scope, EVERYTHING, None)
    assert bool(plan.applied) == (scope != EVERYTHING)


@pytest.mark.parametrize(
    "fields",
    [
        {"session": "2010/PC.I"},
        {"session": "PC.III"},
        {"since": "2032-01-01"},
        {"until": "2017-12-31"},
        {"kind": "draft"},
        {"state": "XNR", "session": "2031/PC.I"},
    ],
    ids=str,
)
def test_explicit_cues_that_no_paper_fits_are_said(
    naming: Naming, papers: tuple[Document, ...], fields: dict[str, str]
) -> None:
    plan = planned(naming(**fields), papers)
    assert plan.scope == EVERYTHING
    assert plan.applied == frozenset()
    for value in fields.values():
        assert {"XNR": "Norrund"}.get(value, value) in (plan.refusal or "")


@pytest.mark.parametrize(
    ("fields", "prefer"),
    [
        ({"state": "XNR"}, Scope(states=("XNR",))),
        ({"state": "BRA"}, EVERYTHING),
        ({"state": "XNR", "year": "2030"}, Scope(states=("XNR",), since="2030-01-01", until="2030-12-31")),
        ({"state": "XNR", "year": "2018"}, Scope(states=("XNR",))),
        ({"session": "PC.I"}, Scope(sessions=("2031/PC.I",))),
        ({"since": "2030-01-01"}, Scope(since="2030-01-01")),
        ({"about": "XNR", "article": "VI"}, EVERYTHING),
    ],
    ids=str,
)
def test_implied_cues_are_preferred_and_leave_nothing_out(
    naming: Naming, papers: tuple[Document, ...], fields: dict[str, str], prefer: Scope
) -> None:
    plan = planned(naming(hard=False, **fields), papers)
    assert (plan.scope, plan.prefer, plan.refusal) == (EVERYTHING, prefer, None)


def test_a_preference_stays_within_what_is_searched(naming: Naming, papers: tuple[Document, ...]) -> None:
    asked = Asked((*naming(state="XNR").cues, *naming(hard=False, year="2018").cues))
    plan = planned(asked, papers)
    assert (plan.scope, plan.prefer) == (Scope(states=("XNR",)), EVERYTHING)
    assert {cue.field for cue in plan.applied} == {"state"}


@pytest.mark.parametrize("symbols", [("LT/CONF.2031/PC.I/WP.9",), ("LT/CONF.2031/PC.I/WP.33", "A/RES/1/1")])
def test_a_symbol_that_is_not_on_file_is_named(
    naming: Naming, held: tuple[Document, ...], symbols: tuple[str, ...]
) -> None:
    refusal = planned(naming(symbol=symbols), held).refusal or ""
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
    ("fields", "named"),
    [
        ({"about": "XNR"}, None),
        ({"about": "XAV"}, None),
        ({"about": "SWE"}, "Sweden"),
        ({"about": ("XNR", "SWE")}, "Sweden"),
        ({"state": "SWE"}, "Sweden"),
        ({"state": "XAV"}, None),
        ({"year": "2034"}, None),
        ({"year": "2029"}, None),
        ({"year": "1995"}, "1995"),
        ({"year": ("2034", "1995")}, "1995"),
        ({"since": "1995-01-01"}, None),
        ({"article": "XII"}, None),
    ],
    ids=str,
)
def test_a_state_or_a_year_that_nothing_found_speaks_of_is_named(
    naming: Naming, passage: Make, fields: dict[str, str], named: str | None
) -> None:
    refusal = refused((passage(TEXT),), naming(hard=False, **fields))
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


def test_of_everyone_each_author_is_chosen_before_any_is_chosen_twice(passage: Make) -> None:
    own = [passage(TEXT, label=str(n), score=0.90 - n / 1000) for n in range(1, 13)]
    other = passage(TEXT, label="20", by=("XNR",), work="LT/CONF.2031/PC.I/WP.7", score=0.86)
    adopted = passage(TEXT, label="30", by=(), status=Status.ADOPTED, work="LT/CONF.2026/DEC.2", score=0.85)
    far = passage(TEXT, label="40", by=("XKE",), work="LT/CONF.2031/PC.I/WP.9", score=0.80)
    chosen = gate.by_author([*own, other, adopted, far])
    assert chosen == (*own[: gate.MOST_AUTHORS - 2], other, adopted)
    assert gate.by_author([]) == ()


def test_further_passages_are_offered_only_when_they_are_close_to_the_best(passage: Make) -> None:
    scores = (0.90, 0.88, 0.85, 0.8701, 0.86, 0.871)
    passages = [passage(TEXT, label=str(n), score=score) for n, score in enumerate(scores)]
    assert gate.by_nearness(passages) == (*passages[:3], passages[3])
    assert gate.by_nearness([]) == ()
