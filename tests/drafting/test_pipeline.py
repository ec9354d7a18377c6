"""The story of one answer, with a shelf of passages and a model that follows a script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.drafting.gate import MOST_SENTENCES
from app.drafting.model import Answer, AnswerRequest, Mode, Verdict
from app.drafting.phrases import phrase
from app.drafting.pipeline import SHOWN
from corpus.model import Language
from retrieval.model import EVERYTHING, Passage, Scope

Make = Callable[..., Passage]
Ask = Callable[..., Answer]
QUESTION = "What should happen to the moratorium?"
SUPPORTS = (
    "阿弗兰支持在2034年之前暂停新的部署，在此期间，已布设的水雷可以维护或拆除，但不得更换，各方均应遵守这一规定。"
)
OPPOSES = "诺伦德反对关于在2034年之前暂停新部署的提议，因为无法核查这一承诺，而且新布设的水雷与原有的水雷无法区分开来。"
RENDERED = "Averland supports a moratorium on new deployments until 2034."


@pytest.fixture
def pair(passage: Make) -> list[Passage]:
    return [
        passage(SUPPORTS, label="10", language="zh", score=0.90),
        passage(OPPOSES, label="5", language="zh", work="LT/CONF.2031/PC.I/WP.7", by=("XNR",), score=0.88),
    ]


@pytest.fixture
def ask(assistant: Callable[..., Any]) -> Ask:
    def answer(retriever: Any, model: Any = None, question: str = QUESTION, scope: Scope = EVERYTHING) -> Answer:
        request = AnswerRequest(question, Language.EN, Mode.LOCAL if model else Mode.VERBATIM, scope)
        result: Answer = asyncio.run(assistant(retriever, model).answer(request))
        return result

    return answer


def test_without_a_model_the_nearest_are_quoted_and_said_to_be_doubtful(
    ask: Ask, shelf: Callable[..., Any], pair: list[Passage]
) -> None:
    answer = ask(shelf(pair))
    assert not answer.abstained
    assert answer.reason == phrase("doubtful", Language.EN)
    assert [item.sentence.claim for item in answer.sentences] == [SUPPORTS, OPPOSES]
    assert {item.verdict for item in answer.sentences} == {Verdict.SUPPORTED}
    assert (answer.provenance.model, answer.provenance.prompts, answer.provenance.tokens) == (None, (), (0, 0))
    assert (answer.provenance.embedder, answer.provenance.index) == ("embedder-1", "index-1")
    assert (answer.coverage.papers_held, answer.coverage.papers_cited, answer.coverage.states_silent) == (2, 2, ())


def test_the_gate_keeps_the_passages_that_answer_surest_first(
    ask: Ask, shelf: Callable[..., Any], script: Callable[..., Any], pair: list[Passage], passage: Make
) -> None:
    no = passage(
        "诺伦德每年接待六千多艘商船，其海军有十四艘舰艇在相关水域活动，这些舰艇均未布设任何自主水雷，也从未发生事故。",
        language="zh",
    )
    model = script(gate={"阿弗兰支持": 0.75, "诺伦德反对": 0.95, "商船": 0.66})
    answer = ask(shelf([*pair, no]), model)
    quotations = [item.sentence.claim for item in answer.sentences if item.sentence.kind == "verbatim"]
    assert quotations == [OPPOSES, SUPPORTS]
    assert [citation.n for item in answer.sentences for citation in item.sentence.citations] == [1, 2]
    assert answer.reason is None
    assert answer.provenance.model == "scripted"
    assert {name for name, _ in answer.provenance.prompts} == {"gate", "render"}
    assert sum("Question:" in prompt for prompt in model.prompts) == 2  # two are enough


@pytest.mark.parametrize(
    ("sure", "read", "quoted"),
    [
        ((0.9, 0.1, 0.9, 0.9), 2, 1),
        ((0.7, 0.1, 0.1, 0.7), 4, 2),
        ((0.7, 0.7, 0.9, 0.9), 2, 2),
        ((0.1, 0.1, 0.1, 0.1), 4, 0),
        ((0.1, 0.1, 0.9, 0.9), 3, 1),
        ((0.66, 0.1, 0.1, 0.67), 4, 1),
    ],
)
def test_the_model_reads_until_it_has_enough(
    ask: Ask,
    shelf: Callable[..., Any],
    script: Callable[..., Any],
    passage: Make,
    sure: tuple[float, ...],
    read: int,
    quoted: int,
) -> None:
    papers = [
        passage(f"Averland considers that mine number {n} should be removed from the strait before 2034.", label=str(n))
        for n in range(1, 5)
    ]
    model = script(gate={f"mine number {n} ": value for n, value in enumerate(sure, start=1)})
    answer = ask(shelf(papers), model)
    assert sum("Question:" in prompt for prompt in model.prompts) == read
    assert len(answer.sentences) == quoted


def test_when_the_gate_says_no_to_all_there_is_no_answer(
    ask: Ask, shelf: Callable[..., Any], script: Callable[..., Any], pair: list[Passage]
) -> None:
    answer = ask(shelf(pair * 4), script(gate={}))
    assert answer.abstained
    assert answer.reason == phrase("gate_refused", Language.EN, count=SHOWN)
    assert (answer.sentences, answer.withheld, len(answer.passages)) == ((), (), SHOWN)
    assert answer.coverage.states_cited == ()


@pytest.mark.parametrize(
    ("rendering", "failed"),
    [
        (RENDERED, None),
        (RENDERED.replace("2034", "2043"), "numbers"),
        (RENDERED.replace("Averland", "Sweden"), "names"),
        ("Averland opposes, rejects and reduces new deployments; it does not abolish the moratorium.", "support"),
        (SUPPORTS, "language"),
    ],
)
def test_a_wrong_rendering_is_withheld_with_its_reason_and_the_quotation_stays(
    ask: Ask,
    shelf: Callable[..., Any],
    script: Callable[..., Any],
    pair: list[Passage],
    rendering: str,
    failed: str | None,
) -> None:
    model = script(gate={"阿弗兰支持": 0.9}, rendering=rendering)
    answer = ask(shelf(pair), model)
    assert not answer.abstained
    assert answer.sentences[0].sentence.claim == SUPPORTS
    read, written = answer.provenance.tokens
    assert (read > 10, written) == (True, 3 + 2)  # the rendering, and one word for each of two judgements
    if failed is None:
        assert [item.sentence.kind for item in answer.sentences] == ["verbatim", "rendered"]
        assert answer.sentences[1].verdict is not Verdict.UNSUPPORTED
        assert answer.withheld == ()
    else:
        assert len(answer.sentences) == 1
        (withheld,) = answer.withheld
        assert (withheld.verdict, withheld.sentence.claim) == (Verdict.UNSUPPORTED, rendering)
        assert failed in (withheld.reason or "")


def test_an_empty_rendering_is_no_rendering(
    ask: Ask, shelf: Callable[..., Any], script: Callable[..., Any], pair: list[Passage]
) -> None:
    answer = ask(shelf(pair), script(gate={"阿弗兰支持": 0.9}, rendering="  \n"))
    assert ([item.sentence.kind for item in answer.sentences], answer.withheld) == (["verbatim"], ())


@pytest.mark.parametrize(
    ("question", "scope", "named"),
    [
        ("What does Sweden want?", EVERYTHING, "Sweden"),
        ("What happened to the moratorium in 1995?", EVERYTHING, "1995"),
        ("What does A/CONF.1/2 say?", EVERYTHING, "A/CONF.1/2"),
        ("What does Averland say about Peru?", EVERYTHING, "Peru"),
        (QUESTION, Scope(languages=("fr",)), "filters"),
    ],
)
def test_an_abstention_asks_no_model_and_names_what_is_missing(
    ask: Ask,
    shelf: Callable[..., Any],
    script: Callable[..., Any],
    pair: list[Passage],
    question: str,
    scope: Scope,
    named: str,
) -> None:
    model = script(gate={"": 1.0})
    answer = ask(shelf(pair), model, question, scope)
    assert answer.abstained
    assert named in (answer.reason or "")
    assert (answer.sentences, model.prompts) == ((), [])


def test_a_state_in_the_question_is_the_only_one_searched(
    ask: Ask, shelf: Callable[..., Any], pair: list[Passage]
) -> None:
    retriever = shelf(pair)
    answer = ask(retriever, None, "What does Norrund want?")
    assert [query.scope.states for query in retriever.queries] == [("XNR",)]
    assert (answer.coverage.states_cited, answer.coverage.papers_searched) == (("XNR",), 1)


def test_a_state_asked_for_beside_one_on_file_is_counted_as_silent(
    ask: Ask, shelf: Callable[..., Any], pair: list[Passage]
) -> None:
    answer = ask(shelf(pair), None, "What do Norrund and Sweden want?")
    assert (answer.coverage.states_cited, answer.coverage.states_silent) == (("XNR",), ("SWE",))


def test_what_was_understood_comes_back_with_the_words_and_whether_it_counted(
    ask: Ask, shelf: Callable[..., Any], pair: list[Passage]
) -> None:
    answer = ask(shelf(pair), None, "What does Norrund say about Averland’s moratorium in article VI?")
    seen = [(item.cue.field, item.cue.value, item.text, item.cue.hard, item.applied) for item in answer.understood]
    assert seen == [
        ("state", "XNR", "Norrund", True, True),
        ("about", "XAV", "Averland", False, True),
        ("article", "VI", "article VI", False, False),
    ]
    assert answer.scope == Scope(states=("XNR",))


def test_a_state_named_in_passing_is_preferred_and_not_the_only_one_searched(
    ask: Ask, shelf: Callable[..., Any], pair: list[Passage]
) -> None:
    retriever = shelf(pair)
    answer = ask(retriever, None, "When did Norrund ratify the moratorium?")
    assert [(query.scope, query.prefer) for query in retriever.queries] == [(EVERYTHING, Scope(states=("XNR",)))]
    assert (answer.abstained, answer.coverage.papers_searched) == (False, 2)


@pytest.mark.parametrize("ignore", [("state",), ("all",)])
def test_what_is_ignored_neither_narrows_nor_refuses(
    assistant: Callable[..., Any], shelf: Callable[..., Any], pair: list[Passage], ignore: tuple[str, ...]
) -> None:
    for question in ("What does Norrund want?", "What does Sweden want?"):
        request = AnswerRequest(question, Language.EN, Mode.VERBATIM, EVERYTHING, ignore)
        answer = asyncio.run(assistant(shelf(pair)).answer(request))
        assert (answer.abstained, answer.scope, answer.coverage.papers_searched) == (False, EVERYTHING, 2)
        assert [(item.cue.field, item.applied) for item in answer.understood] == [("state", False)]


def test_of_everyone_each_author_is_quoted_and_a_small_model_reads_no_more_than_five(
    ask: Ask, shelf: Callable[..., Any], script: Callable[..., Any], passage: Make
) -> None:
    authors = ("XAV", "XNR", "XKE", "XSL", "XTV", "XOB", "XMI")
    words = "It supports a moratorium on new deployments of autonomous sea mines until 2034, without any exception."
    papers = [
        passage(words, label=str(n), by=(code,), work=f"LT/CONF.2031/WP.{n}", score=0.9 - n / 1000)
        for n, code in enumerate(authors)
    ]
    papers.insert(1, passage(words, label="9", by=("XAV",), work="LT/CONF.2031/WP.0", score=0.8995))
    question = "What are the views of all delegations on a moratorium?"
    quoted = ask(shelf(papers), question=question)
    assert set(quoted.coverage.states_cited) == set(authors)
    nearest = ask(shelf(papers), question="Should there be a moratorium?")
    assert len(nearest.sentences) == MOST_SENTENCES
    model = script(gate={"moratorium": 0.9})
    judged = ask(shelf(papers), model, question)
    assert sum("Question:" in prompt for prompt in model.prompts) == SHOWN
    assert len(judged.coverage.states_cited) == SHOWN
