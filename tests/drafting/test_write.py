"""What a model writes: kept only when it passes, asked for once more, withheld in the open; whatever it replies."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft, DraftRequest
from app.drafting.model import Answer, AnswerRequest, Checked, Mode, Verdict
from app.drafting.phrases import phrase
from app.drafting.request import TYPES
from app.schema import answer_json, draft_json
from corpus.errors import RapporteurError
from corpus.model import Language, Role, Status
from retrieval.model import Passage

Make = Callable[..., Passage]
EN = Language.EN
QUESTION = "What should happen to the moratorium?"
MINES = "Averland considers that no new mine should be laid before the year 2034."
COSTS = "Norrund does not support an increase in the number of inspectors beyond 18."
DECIDES = "The Conference decides to meet in the year 2031."
TRUE = ("Averland considers that no new mine should be laid before 2034.", "P1")
WRONG_STATE = ("Norrund considers that no new mine should be laid before 2034.", "P1")
WRONG_NUMBER = ("Averland considers that no new mine should be laid before 2044.", "P1")
NOBODYS = ("No new mine should be laid before the year 2034.", "P1")
UNKNOWN = ("Averland considers that no new mine should be laid before 2034.", "P9")


@pytest.fixture(scope="module")
def papers(passage: Make) -> list[Passage]:
    return [
        passage(MINES),
        passage(COSTS, work="LT/CONF.2031/PC.I/WP.7", label="3", by=("XNR",)),
        passage(DECIDES, work="LT/CONF.2026/DEC.2", label="2", by=(), status=Status.ADOPTED),
    ]


def reply(*sentences: tuple[str, str], kind: str = "text") -> str:
    given = [{"text": text, "sources": [key]} for text, key in sentences]
    return json.dumps({"paragraphs": [{"kind": kind, "sentences": given}]})


@pytest.fixture(scope="module")
def ask(papers: list[Passage], shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any) -> Any:
    def answer(*replies: str, **facts: Any) -> tuple[Answer, Any]:
        model = script(writes=list(replies), **facts)
        request = AnswerRequest(QUESTION, EN, Mode.MODEL)
        return asyncio.run(assistant(shelf(papers), model).answer(request)), model

    return answer


def texts(items: Sequence[Checked]) -> list[str]:
    return [item.sentence.text for item in items]


def asked(model: Any) -> int:
    return sum("Sources:" in prompt for prompt in model.prompts)


def test_a_sentence_that_its_source_bears_out_is_kept_with_its_citation(ask: Any) -> None:
    answer, model = ask(reply(TRUE))
    (item,) = answer.sentences
    assert (item.sentence.kind, item.sentence.text) == ("written", TRUE[0])
    assert item.verdict is Verdict.SUPPORTED
    (citation,) = item.sentence.citations
    assert (citation.n, citation.quote) == (1, MINES)
    assert (answer.abstained, answer.reason, answer.withheld, asked(model)) == (False, None, (), 1)


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (WRONG_STATE, "attribution"),
        (WRONG_NUMBER, "numbers"),
        (NOBODYS, "attribution"),
        (UNKNOWN, "quote"),
        (("Averland states: “we shall lay mines until the year 2034 and beyond”.", "P1"), "quote"),
        (("Аверланд считает, что до 2034 года не следует ставить новые мины.", "P1"), "language"),
        (("Many States consider that no new mine should be laid before 2034.", "P1"), "attribution"),
    ],
)
def test_a_wrong_sentence_is_asked_for_once_more_and_then_withheld_in_the_open(
    ask: Any, wrong: tuple[str, str], check: str
) -> None:
    answer, model = ask(reply(TRUE, wrong), reply(wrong))
    assert texts(answer.sentences) == [TRUE[0]]
    (item,) = answer.withheld
    assert (item.sentence.text, item.verdict) == (wrong[0], Verdict.UNSUPPORTED)
    assert check in {each.name for each in item.checks if each.passed is False}
    assert item.reason
    assert asked(model) == 2
    second = [prompt for prompt in model.prompts if "Sources:" in prompt][1]
    assert wrong[0] in second
    assert item.reason in second


def test_a_sentence_that_is_mended_takes_the_place_of_the_one_that_failed(ask: Any) -> None:
    also = ("Norrund does not support an increase beyond 18.", "P2")
    answer, _ = ask(reply(WRONG_NUMBER, also), reply(TRUE))
    assert texts(answer.sentences) == [TRUE[0], also[0]]
    assert [citation.n for item in answer.sentences for citation in item.sentence.citations] == [1, 2]
    assert answer.withheld == ()


def test_what_was_kept_is_not_taken_twice_when_the_model_repeats_itself(ask: Any) -> None:
    answer, _ = ask(reply(TRUE, WRONG_NUMBER), reply(TRUE, WRONG_NUMBER))
    assert texts(answer.sentences) == [TRUE[0]]
    assert texts(answer.withheld) == [WRONG_NUMBER[0]]


@pytest.mark.parametrize("garbage", ["", '{"paragraphs": [{"kind": "te', '{"a": 1}', "[[[["], ids=repr)
def test_a_reply_that_cannot_be_read_gives_the_sources_own_words(ask: Any, garbage: str) -> None:
    answer, model = ask(garbage)
    assert {item.sentence.kind for item in answer.sentences} == {"verbatim"}
    assert answer.reason == f"{phrase('model_unreadable', EN)} {phrase('doubtful', EN)}"
    assert asked(model) == 2


def test_where_nothing_passes_the_sources_own_words_stand_in(ask: Any) -> None:
    answer, model = ask(reply(WRONG_STATE))
    assert {item.sentence.kind for item in answer.sentences} == {"verbatim"}
    assert texts(answer.withheld) == [WRONG_STATE[0]]
    assert answer.reason.startswith(phrase("own_words", EN))
    assert asked(model) == 2


def test_that_the_sources_do_not_serve_is_an_abstention(ask: Any) -> None:
    answer, model = ask('{"paragraphs": []}')
    assert answer.abstained
    assert answer.reason == phrase("gate_refused", EN, count=3)
    assert asked(model) == 1


def test_a_model_without_schemas_is_asked_for_lines(ask: Any) -> None:
    answer, model = ask(f"{TRUE[0]} [P1]", structured=False)
    assert texts(answer.sentences) == [TRUE[0]]
    assert "square brackets" not in model.prompts[0]  # that is said in the system message


def test_a_sentence_on_two_papers_keeps_only_those_that_bear_it_out(ask: Any) -> None:
    one = {
        "text": "Norrund does not support an increase in the number of inspectors beyond 18.",
        "sources": ["P1", "P2"],
    }
    both = {"text": "Averland and Norrund agree on 18 inspectors.", "sources": ["P1", "P2"]}
    answer, _ = ask(json.dumps({"paragraphs": [{"kind": "text", "sentences": [one, both]}]}))
    (item,) = answer.sentences
    assert [citation.paragraph.label for citation in item.sentence.citations] == ["3"]
    assert any("taken away" in check.detail for check in item.checks)
    assert texts(answer.withheld) == [both["text"]]


def test_a_citation_that_does_not_bear_the_sentence_out_is_taken_away_and_that_is_said(
    passage: Make, shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any
) -> None:
    papers = [passage(MINES), passage("这句话与此无关，只谈渔业和旅游业的发展情况。", label="9", language="zh")]
    both = {"text": TRUE[0], "sources": ["P1", "P2"]}
    model = script(writes=[json.dumps({"paragraphs": [{"kind": "text", "sentences": [both]}]})])
    real, scales = assistant(shelf(papers), model), assistant(shelf(papers), model).scales
    weigh = scales._weighed

    async def apart(*given: Any) -> Any:
        first, second = await weigh(*given)
        return [first, replace(second, score=0.1)]

    scales._weighed = apart
    real.scales = scales
    (item,) = asyncio.run(real.answer(AnswerRequest(QUESTION, EN, Mode.MODEL))).sentences
    assert [citation.paragraph.label for citation in item.sentence.citations] == ["1"]
    assert any("taken away: LT/CONF.2031/PC.I/WP.3#9@zh" in check.detail for check in item.checks)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Averland recalls that President Reagan considers that no mine is safe.", True),
        ("Averland considers that no mine is safe.", False),
    ],
)
def test_words_that_a_paper_quotes_are_said_to_be_anothers(
    passage: Make, shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any, text: str, kept: bool
) -> None:
    quoted = passage("I consider that no mine is safe.", said_by="President Reagan", role=Role.QUOTATION)
    model = script(writes=[reply((text, "P1"))])
    answer = asyncio.run(assistant(shelf([quoted]), model).answer(AnswerRequest(QUESTION, EN, Mode.MODEL)))
    assert (text in texts(answer.sentences)) == kept
    assert (text in texts(answer.withheld)) == (not kept)


def test_what_the_window_has_no_room_for_is_said(
    passage: Make, shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any
) -> None:
    long = [passage(f"Averland considers {n} " + "that mines matter " * 250, label=str(n)) for n in range(1, 12)]
    model = script(writes=['{"paragraphs": []}'])
    answer = asyncio.run(assistant(shelf(long), model).answer(AnswerRequest(QUESTION, EN, Mode.MODEL)))
    read = model.prompts[0].count("<source key=")
    assert 0 < read < 11
    assert len(answer.left_out) == 11 - read
    assert answer_json(answer)["left_out"] == [item.paragraph.id for item in answer.left_out]


# -- whatever is asked and whatever is replied

WORDS = st.sampled_from(
    [
        TRUE[0],
        WRONG_STATE[0],
        WRONG_NUMBER[0],
        NOBODYS[0],
        COSTS,
        DECIDES,
        MINES,
        "I obey.",
        "Many States agree.",
        "。",
        "",
    ]
)
SENTENCES = st.builds(
    lambda text, keys: {"text": text, "sources": keys},
    WORDS | st.text(max_size=60),
    st.lists(st.sampled_from(["P1", "P2", "P3", "P4", "[P1]", "1", "x"]), max_size=3),
)
REPLIES = st.one_of(
    st.text(max_size=200),
    st.lists(st.lists(SENTENCES, max_size=4), max_size=3).map(
        lambda rows: json.dumps({"paragraphs": [{"kind": "preambular", "sentences": row} for row in rows]})
    ),
    st.lists(SENTENCES, min_size=1, max_size=4).map(
        lambda row: json.dumps({"paragraphs": [{"kind": "text", "sentences": row}]})[: 20 + 7 * len(row) ** 3]
    ),
    st.lists(st.tuples(WORDS, st.sampled_from(["[P1]", "[P2][P3]", "[P7]", ""])), max_size=5).map(
        lambda rows: "\n".join(f"{text} {keys}" for text, keys in rows)
    ),
)


def holds(items: Sequence[Checked], withheld: Sequence[Checked], held: set[str]) -> None:
    """What is true of every text that leaves the house."""
    for item in items:
        assert item.verdict is not Verdict.UNSUPPORTED
        if item.sentence.kind == "frame":
            assert not item.sentence.citations
            continue
        assert item.sentence.citations
        for citation in item.sentence.citations:
            assert citation.paragraph.id in held
            assert citation.quote == citation.paragraph.text[citation.start : citation.end] != ""
        assert all(check.passed is not False for check in item.checks if check.name in HARD)
    for item in withheld:
        assert item.verdict is Verdict.UNSUPPORTED
        assert item.reason


HARD = {"quote", "numbers", "names", "attribution", "language"}
FUZZED = int(os.environ.get("FUZZED", "150"))  # thousands by hand
FUZZ = settings(max_examples=FUZZED, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(
    replies=st.lists(REPLIES, min_size=1, max_size=3),
    mode=st.sampled_from(list(Mode)),
    language=st.sampled_from(list(Language)),
    question=st.sampled_from(
        [
            QUESTION,
            "And Norrund?",
            "وموقف نورند؟",
            "诺伦德的立场？",
            "What did Sweden say in 1995?",
            "LT/CONF.2026/DEC.2",
        ]
    ),
    sure=st.floats(0, 1),
)
def test_every_answer_is_cited_to_the_letter_whatever_is_asked_and_replied(
    replies: list[str], mode: Mode, language: Language, question: str, sure: float, papers: list[Passage],
    shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any,
) -> None:  # fmt: skip
    model = script(writes=list(replies), gate={"mine": sure, "Norrund": 1 - sure}, support=sure, rendering=replies[0])
    answer = asyncio.run(assistant(shelf(papers), model).answer(AnswerRequest(question, language, mode)))
    holds(answer.sentences, answer.withheld, {item.paragraph.id for item in papers})
    assert answer.abstained == (not answer.sentences)
    assert answer.reason or not answer.abstained
    assert asked(model) <= 2
    json.dumps(answer_json(answer))


@FUZZ
@given(
    replies=st.lists(REPLIES, min_size=1, max_size=3),
    mode=st.sampled_from(list(Mode)),
    language=st.sampled_from(list(Language)),
    kind=st.sampled_from(TYPES),
    speaker=st.sampled_from([None, "XAV", "XNR", "SWE"]),
    sure=st.floats(0, 1),
)
def test_every_draft_is_cited_to_the_letter_whatever_is_asked_and_replied(
    replies: list[str], mode: Mode, language: Language, kind: str, speaker: str | None, sure: float,
    papers: list[Passage], shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any,
) -> None:  # fmt: skip
    model = script(writes=list(replies), gate={"mine": sure, "Norrund": 1 - sure}, support=sure, rendering=replies[0])
    request = DraftRequest("the moratorium on mines", kind, language, mode, speaker)
    draft: Draft = asyncio.run(write_draft(assistant(shelf(papers), model), request))
    items = [item for paragraph in draft.paragraphs for item in paragraph.sentences]
    holds(items, draft.withheld, {item.paragraph.id for item in papers})
    noted = {citation.n for item in items for citation in item.sentence.citations}
    assert noted == {n for n, _ in draft.notes}
    assert draft.reason or draft.paragraphs
    assert asked(model) <= 2
    json.dumps(draft_json(draft))


class Refuses:
    """A model that takes no schema: it says so once."""

    name, structured = "refuses", True

    def __init__(self) -> None:
        self.schemas: list[bool] = []

    async def complete(self, _messages: Any, /, *, max_tokens: int = 512, schema: Any = None) -> Any:
        self.schemas.append(schema is not None)
        if schema is not None:
            self.structured = False
            raise RapporteurError("no schema")
        return type("Reply", (), {"text": f"{TRUE[0]} [P1]", "input_tokens": max_tokens * 0, "output_tokens": 0})

    async def probability_yes(self, _messages: Any, /) -> float:
        return 0.9


def test_a_model_that_refuses_a_schema_is_asked_again_without(
    papers: list[Passage], shelf: Callable[..., Any], assistant: Any
) -> None:
    model = Refuses()
    answer = asyncio.run(assistant(shelf(papers), model).answer(AnswerRequest(QUESTION, EN, Mode.MODEL)))
    assert texts(answer.sentences) == [TRUE[0]]
    assert model.schemas == [True, False]
