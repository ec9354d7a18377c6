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


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("Where does Sweden stand on mines?", "What about Japan?"),
        ("What does Sweden say about mines?", "And what about Japan?"),
        ("Que dit la Suède au sujet des mines ?", "Qu'en est-il du Japon ?"),
        ("¿Qué ha manifestado Suecia sobre las minas?", "¿Y qué hay del Japón?"),
        ("¿Qué opina Suecia de las minas?", "¿Y Kenya?"),
        ("Какой точки зрения придерживается Швеция по вопросу о минах?", "А что насчет Японии?"),
        ("ماذا قالت السويد عن الألغام؟", "وماذا عن اليابان؟"),
        ("关于水雷，瑞典是怎么说的？", "日本又如何？"),
    ],
)
def test_what_about_a_state_asks_for_its_view(first: str, question: str) -> None:
    before = resolve(first, None)
    assert before.asked.authors == ("SWE",)
    then = resolve(question, before)
    assert then.asked.authors in (("JPN",), ("KEN",))
    assert not then.carried
    assert len(then.text) > len(question) + 5


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("What does NPT/CONF.2020/PC.II/WP.30 say about mines?", "What does paragraph 4 of that paper say?"),
        ("Que dit NPT/CONF.2020/PC.II/WP.30 au sujet des mines ?", "Que dit le paragraphe 4 de ce document ?"),
        ("NPT/CONF.2020/PC.II/WP.30号文件对水雷是怎么说的？", "该文件第4段说了什么？"),
    ],
)
def test_that_paper_is_the_paper_that_was_asked_for(first: str, question: str) -> None:
    then = resolve(question, resolve(first, None))
    assert then.asked.symbols == ("NPT/CONF.2020/PC.II/WP.30",)
    assert then.text == question


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("What did Sweden say about mines in 2018?", "Has that changed since?"),
        ("Qu'a dit la Suède au sujet des mines en 2018 ?", "Est-ce toujours sa position ?"),
        ("¿Qué dijo Suecia sobre las minas en 2018?", "¿Ha cambiado eso desde entonces?"),
        ("Что сказала Швеция о минах в 2018 году?", "Это по-прежнему ее позиция?"),
        ("ماذا قالت السويد عن الألغام في عام 2018؟", "هل تغير ذلك منذ ذلك الحين؟"),
        ("2018年，瑞典就水雷说了什么？", "这仍是它的立场吗？"),
    ],
)
def test_whether_that_has_changed_is_asked_of_the_same_state_and_of_any_year(first: str, question: str) -> None:
    before = resolve(first, None)
    assert before.asked.values("year", hard=True) == ("2018",)
    then = resolve(question, before)
    assert then.text == f"{question} ({first})"
    assert (then.asked.authors, then.asked.years) == (("SWE",), ())


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("What does Sweden say about mines?", "And what was decided on that in 2031?"),
        ("Que dit la Suède au sujet des mines ?", "Et qu'a-t-on décidé à ce sujet en 2031 ?"),
        ("¿Qué dice Suecia sobre las minas?", "¿Y qué se decidió al respecto en 2031?"),
        ("Что говорит Швеция о минах?", "А что было решено по этому вопросу в 2031 году?"),
        ("ماذا تقول السويد عن الألغام؟", "وماذا تقرر في هذا الشأن في عام 2031؟"),
        ("关于水雷，瑞典是怎么说的？", "那2031年对此作出了什么决定？"),
    ],
)
def test_what_was_decided_on_that_is_nobodys_view(first: str, question: str) -> None:
    then = resolve(question, resolve(first, None))
    assert then.asked.authors == ()
    assert (then.asked.values("status", hard=True), then.asked.values("year", hard=True)) == (("adopted",), ("2031",))
    assert first in then.text


def test_a_new_question_in_arabic_takes_nothing_from_the_one_before() -> None:
    before = resolve(FIRST["ar"], None)
    for question in ("وفقا للنرويج، ما الذي يجب فعله؟", "كم عدد عمليات التفتيش التي يجب الإبلاغ عن نتائجها؟"):
        assert resolve(question, before).carried == ()


def test_a_follow_up_with_a_matter_of_its_own_is_searched_for_as_it_stands() -> None:
    before = resolve("What did Sweden say about mines in 2018?", None)
    for question in ("And what did it say about that fund for fishing?", "Has it also supported a moratorium?"):
        then = resolve(question, before)
        assert then.text == question
        assert then.asked.authors == ("SWE",)
