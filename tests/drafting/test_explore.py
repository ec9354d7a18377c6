"""The story of one search: where the question points, everything when nothing is there, and reordering."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app import schema, show
from app.drafting.explore import explore
from app.drafting.model import Mode, SearchRequest, SearchResult
from app.drafting.phrases import phrase
from app.drafting.request import BadRequest, read_ignored, read_text, search_request
from corpus.model import Language
from retrieval.model import EVERYTHING, Passage, Scope

Make = Callable[..., Passage]
Look = Callable[..., SearchResult]
WP7 = "LT/CONF.2031/PC.I/WP.7"


@pytest.fixture
def three(passage: Make) -> list[Passage]:
    return [
        passage("Averland supports a moratorium.", label="3", score=0.9),
        passage("Norrund opposes a moratorium.", label="2", work=WP7, by=("XNR",), score=0.8),
        passage("Norrund asks for figures.", label="1", work=WP7, by=("XNR",), score=0.7),
    ]


@pytest.fixture
def look(assistant: Callable[..., Any], shelf: Callable[..., Any], three: list[Passage]) -> Look:
    def search(query: str, model: Any = None, **fields: Any) -> SearchResult:
        request = SearchRequest(query, Language.EN, **fields)
        return asyncio.run(explore(assistant(shelf(three), model), request))

    return search


def texts(result: SearchResult) -> list[str]:
    return [passage.paragraph.text.split()[0] for passage in result.passages]


def test_a_state_asked_for_its_view_narrows(look: Look) -> None:
    result = look("What does Norrund say about a moratorium?")
    assert (result.scope, result.note) == (Scope(states=("XNR",)), None)
    assert {passage.document.submitters for passage in result.passages} == {("XNR",)}
    assert [(item.text, item.applied) for item in result.understood] == [("Norrund", True)]


@pytest.mark.parametrize(
    "query",
    ["What does Sweden say?", "papers of NPT/CONF.2015/PC.II", "LT/CONF.2031/PC.I/WP.99", "Papers since 2050"],
)
def test_where_nothing_fits_everything_is_searched_and_the_result_says_so(look: Look, query: str) -> None:
    result = look(query)
    assert (result.scope, len(result.passages)) == (EVERYTHING, 3)
    assert (result.note or "").endswith(phrase("searched_all", Language.EN))
    assert not any(item.applied for item in result.understood)


def test_the_filters_of_the_user_are_never_widened(look: Look) -> None:
    result = look("What does Norrund say?", scope=Scope(states=("XAV",)))
    assert (result.scope, texts(result)) == (Scope(states=("XAV",)), ["Averland"])
    assert "Norrund" in (result.note or "")
    nothing = look("mines", scope=Scope(states=("SWE",)))
    assert (nothing.passages, nothing.note) == ((), phrase("nothing_in_scope", Language.EN))


def test_a_cue_is_removable(look: Look) -> None:
    result = look("What does Norrund say?", ignore=("state",))
    assert (result.scope, len(result.passages), result.note) == (EVERYTHING, 3, None)
    assert [(item.cue.field, item.applied) for item in result.understood] == [("state", False)]


def test_a_symbol_alone_gives_the_paper_in_its_order(look: Look) -> None:
    result = look(WP7, limit=2)
    assert [(passage.rank, passage.paragraph.label) for passage in result.passages] == [(1, "1"), (2, "2")]
    assert look(f"{WP7} moratorium").passages[0].paragraph.label == "2"


def test_a_model_reorders_the_first_passages_and_says_what_it_cost(look: Look, script: Callable[..., Any]) -> None:
    model = script(gate={"Norrund opposes": 0.9, "Averland supports": 0.4, "figures": 0.95})
    result = look("moratorium", model, rerank=Mode.LOCAL, depth=2)
    assert [passage.paragraph.label for passage in result.passages] == ["2", "3", "1"]
    assert [passage.rank for passage in result.passages] == [1, 2, 3]
    cost = result.reranked
    assert cost is not None
    assert (cost.model, cost.depth, list(cost.sure.values())) == ("scripted", 2, [0.9, 0.4])
    assert (cost.tokens[0] > 0, cost.tokens[1], len(model.prompts)) == (True, 2, 2)
    assert cost.seconds >= 0


def test_the_cost_and_each_judgement_are_shown(look: Look, script: Callable[..., Any]) -> None:
    model = script(gate={"Norrund opposes": 0.91234, "Averland supports": 0.4})
    result = look("moratorium", model, rerank=Mode.LOCAL, depth=2)
    said = schema.search_json(result)
    assert [passage.get("p_yes") for passage in said["passages"]] == [0.9123, 0.4, None]
    assert set(said["rerank"]) == {"model", "depth", "seconds", "tokens"}
    assert said["rerank"]["tokens"] == {"input": result.reranked.tokens[0], "output": 2} if result.reranked else False
    text = show.search_text(result)
    assert "P(yes) 0.91]" in text
    assert text.splitlines()[-1].startswith("scripted read the first 2 passages and reordered them")
    assert "rerank" not in schema.search_json(look("moratorium"))


def test_passages_judged_alike_keep_their_order(look: Look, script: Callable[..., Any], three: list[Passage]) -> None:
    result = look("moratorium", script(gate={"moratorium": 0.5}), rerank=Mode.LOCAL)
    assert [passage.paragraph.id for passage in result.passages] == [passage.paragraph.id for passage in three]


def test_more_are_read_than_shown_where_the_depth_says_so(look: Look, script: Callable[..., Any]) -> None:
    model = script(gate={"figures": 0.9})
    result = look("moratorium", model, rerank=Mode.LOCAL, depth=3, limit=1)
    assert ([passage.paragraph.label for passage in result.passages], len(model.prompts)) == (["1"], 3)


def test_without_papers_a_search_says_how_to_add_some(assistant: Callable[..., Any], shelf: Callable[..., Any]) -> None:
    result = asyncio.run(explore(assistant(shelf([])), SearchRequest("mines", Language.FR)))
    assert (result.passages, result.note) == ((), phrase("nothing_held", Language.FR))


def test_reordering_needs_a_language_model() -> None:
    def asked(**fields: Any) -> SearchRequest:
        return search_request("mines", language=None, scope=EVERYTHING, limit=10, rerank=True, **fields)

    for refused in ({"configured": "verbatim"}, {"configured": "local", "mode": "verbatim"}):
        with pytest.raises(BadRequest, match="choose mode local or model"):
            asked(**refused)
    assert asked(configured="verbatim", mode="local").rerank is Mode.LOCAL
    assert asked(configured="openai:gpt-x").rerank is Mode.MODEL
    assert replace(asked(configured="local"), rerank=None).depth == 5


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  mines \n at\tsea ", "mines at sea"),
        ("mi\u00adnes\u200b \u202eat\u202c sea\ufeff", "mines at sea"),
        ("mines\x00at\x1bsea\x85", "mines at sea"),
        ("\udce9t\udce9 mines", "t mines"),
        ("Sue\u0300de", "Suède"),
        ("{{ question }} {0} %s", "{{ question }} {0} %s"),
        ("水雷", "水雷"),
        ("2018", "2018"),
    ],
)
def test_what_is_not_seen_is_not_read(typed: str, read: str) -> None:
    assert read_text(typed, "question") == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("\x00\u202e", "is empty"),
        ("?!… — «»", "holds no word"),
        ("？。、", "holds no word"),
        ("؟،", "holds no word"),
        ("\U0001f600", "holds no word"),
        ("mine " * 10_000, "50000 characters long; at most 4000"),
    ],
    ids=lambda value: value[:12],
)
def test_what_holds_no_question_is_refused_in_one_line(typed: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said) as refused:
        read_text(typed, "question")
    assert "\n" not in str(refused.value)


def test_only_fields_of_a_question_can_be_ignored() -> None:
    assert read_ignored(["state", "year", "state", "all"]) == ("state", "year", "all")
    with pytest.raises(BadRequest, match="choose from state, group"):
        read_ignored(["text"])
