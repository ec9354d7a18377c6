"""Follow-ups in six languages: of somebody else, about something else, or nothing of the kind."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversation.followup import resolve, resolve_with
from app.drafting.judge import Judge
from app.drafting.model import Standing

FIRST = {
    "en": "What does Sweden say about risk reduction?",
    "fr": "Que dit la Suède de la réduction des risques ?",
    "es": "¿Qué dice Suecia sobre la reducción de riesgos?",
    "ru": "Что говорит Швеция о снижении рисков?",
    "ar": "ما موقف السويد من الحد من المخاطر؟",
    "zh": "瑞典如何看待减少核风险？",
}
OTHERS = {
    "en": "and the United States?",
    "fr": "Et les États-Unis ?",
    "es": "¿Y los Estados Unidos?",
    "ru": "А Соединенные Штаты?",
    "ar": "والولايات المتحدة؟",
    "zh": "美国呢？",
}
ELSE = {
    "en": "What about verification?",
    "fr": "Qu’en est-il de la vérification ?",
    "es": "¿Y sobre la verificación?",
    "ru": "А что о проверке?",
    "ar": "وماذا عن التحقق؟",
    "zh": "又如何看待第六条？",
}
SUBJECT = {
    "en": "risk reduction", "fr": "réduction des risques", "es": "reducción de riesgos",
    "ru": "снижении рисков", "ar": "الحد من المخاطر", "zh": "减少核风险",
}  # fmt: skip


@pytest.mark.parametrize("language", FIRST)
def test_the_same_is_asked_of_another_state(language: str) -> None:
    first = resolve(FIRST[language], None)
    assert first.asked.authors == ("SWE",)
    then = resolve(OTHERS[language], first)
    assert then.asked.authors == ("USA",)
    assert SUBJECT[language] in then.text
    back = resolve({"zh": "瑞典呢？"}.get(language, OTHERS["en"]), then)
    assert SUBJECT[language] in back.text


@pytest.mark.parametrize("language", FIRST)
def test_something_else_is_asked_of_the_same_state(language: str) -> None:
    then = resolve(ELSE[language], resolve(FIRST[language], None))
    assert then.text == ELSE[language]
    assert then.asked.authors == ("SWE",)
    assert [cue.value for cue in then.carried] == ["SWE"]


@pytest.mark.parametrize(
    "question",
    [
        "How many inspectors are needed in ports?",
        "What does Norway say about mines?",
        "Combien coûtent les inspections ?",
    ],
)
def test_a_question_that_stands_alone_takes_nothing_from_the_one_before(question: str) -> None:
    then = resolve(question, resolve(FIRST["en"], None))
    assert (then.text, then.carried) == (question, ())
    assert "SWE" not in then.asked.authors


def test_a_year_or_session_is_added_or_replaced() -> None:
    first = resolve(FIRST["en"], None)
    dated = resolve("And in 2019?", first)
    assert dated.text == "What does Sweden say about risk reduction (in 2019)?"
    assert dated.asked.years == ("2019",)
    assert resolve("and in 2020?", dated).asked.years == ("2020",)


def test_what_was_carried_once_is_carried_on() -> None:
    second = resolve("What about verification?", resolve(FIRST["en"], None))
    third = resolve("And do they support a moratorium?", second)
    assert third.asked.authors == ("SWE",)
    other = resolve("And Norway?", third)
    assert other.asked.authors == ("NOR",)
    assert "moratorium" in other.text


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_questions_can_follow_each_other(first: str, then: str) -> None:
    assert resolve(then, resolve(first, None)).text is not None


class Words:
    """A judge that words a follow-up as it is told."""

    def __init__(self, reply: str) -> None:
        self.reply, self.asked = reply, 0

    async def standing_alone(self, _before: str, _question: str) -> str:
        self.asked += 1
        return self.reply


def worded(reply: str, question: str = "And why did they oppose it?") -> tuple[Standing, Words]:
    judge = Words(reply)
    return asyncio.run(resolve_with(cast(Judge, judge), question, resolve(FIRST["en"], None))), judge


def test_a_models_words_are_taken_where_they_add_nothing() -> None:
    standing, _ = worded("Why did Sweden oppose risk reduction?")
    assert standing.text == "Why did Sweden oppose risk reduction?"
    assert standing.asked.authors == ("SWE",)


@pytest.mark.parametrize(
    "reply",
    [
        "Why did Norway oppose risk reduction?",
        "Why did Sweden oppose risk reduction in 2015?",
        "Why did Sweden oppose LT/CONF.2026/DEC.2?",
        "Pourquoi la Suède s’est-elle opposée à la réduction des risques ?",
        "",
        "Sweden " * 200,
    ],
)
def test_a_models_words_are_left_where_they_name_what_nobody_asked(reply: str) -> None:
    standing, judge = worded(reply)
    assert standing == resolve("And why did they oppose it?", resolve(FIRST["en"], None))
    assert judge.asked == 1


def test_a_question_that_stands_alone_is_not_given_to_the_model() -> None:
    standing, judge = worded("?", "What does Norway say about verification?")
    assert standing.text == "What does Norway say about verification?"
    assert judge.asked == 0


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Qué dice sobre la verificación?", "es"),
        ("Что говорит о проверке?", "ru"),
        ("ماذا تقول عن التحقق؟", "ar"),
        ("如何看待核查？", "zh"),
    ],
)
def test_a_question_whose_subject_is_left_out_is_asked_of_the_same(question: str, language: str) -> None:
    assert resolve(question, resolve(FIRST[language], None)).asked.authors == ("SWE",)
    other = {
        "es": "¿Qué dice Noruega de eso?",
        "ru": "Что говорит Норвегия?",
        "ar": "ماذا تقول النرويج؟",
        "zh": "挪威如何看待？",
    }
    assert resolve(other[language], resolve(FIRST[language], None)).asked.authors == ("NOR",)
