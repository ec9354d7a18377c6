"""What a question names, in six languages: who speaks, what is spoken about, years and symbols."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understand import Asked, read_question

CASES: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("What does Sweden say about Iran?", ("SWE",), ("IRN",)),
    ("What did the United States say about the Islamic Republic of Iran?", ("USA",), ("IRN",)),
    ("Which States spoke about Iran?", (), ("IRN",)),
    ("What is Sweden's position on verification?", ("SWE",), ()),
    ("According to Sweden, what should be done?", ("SWE",), ()),
    ("What should be done, according to the United States?", ("USA",), ()),
    ("Do Sweden and Norway agree?", ("SWE", "NOR"), ()),
    ("What does Iran say about Iran?", ("IRN",), ()),
    ("Que dit la Suède au sujet de l’Iran ?", ("SWE",), ("IRN",)),
    ("Que dit la France sur la Syrie ?", ("FRA",), ("SYR",)),
    ("Selon la Suède, que faut-il faire ?", ("SWE",), ()),
    ("D’après les États-Unis, que faut-il faire ?", ("USA",), ()),
    ("¿Qué dice Suecia sobre el Irán?", ("SWE",), ("IRN",)),
    ("¿Qué dice México acerca de Israel?", ("MEX",), ("ISR",)),
    ("Según Suecia, ¿qué debe hacerse?", ("SWE",), ()),
    ("Что говорит Швеция об Иране?", ("SWE",), ("IRN",)),
    ("Что говорят Соединенные Штаты в отношении Ирана?", ("USA",), ("IRN",)),
    ("По мнению Швеции, что следует сделать?", ("SWE",), ()),
    ("ماذا تقول السويد عن إسرائيل؟", ("SWE",), ("ISR",)),
    ("ما موقف السويد بشأن سوريا؟", ("SWE",), ("SYR",)),
    ("瑞典关于伊朗说了什么？", ("SWE",), ("IRN",)),
    ("美国对伊朗的立场是什么？", ("USA",), ("IRN",)),
    ("瑞典怎么看核查？", ("SWE",), ()),
    ("What does Averland say about the moratorium?", ("XAV",), ()),
]


@pytest.mark.parametrize(("question", "authors", "about"), CASES, ids=[case[0] for case in CASES])
def test_who_speaks_and_who_is_spoken_about(question: str, authors: tuple[str, ...], about: tuple[str, ...]) -> None:
    asked = read_question(question)
    assert (asked.authors, asked.about) == (authors, about)


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("What does the New Agenda Coalition say?", ("NAC",)),
        ("What do NAM and the NAC ask for?", ("NAM", "NAC")),
        ("Que demande le Mouvement des pays non alignés ?", ("NAM",)),
    ],
)
def test_groups(question: str, groups: tuple[str, ...]) -> None:
    assert read_question(question).groups == groups


@pytest.mark.parametrize("question", ["What was said about BRICS?", "Que dit la Suède sur l’ASEAN ?"])
def test_a_group_spoken_about_is_not_asked_for_its_view(question: str) -> None:
    assert read_question(question).groups == ()


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What was agreed in 2010?", ("2010",)),
        ("Between 2010 and 2015, and again in 2010", ("2010", "2015")),
        ("2010年商定了什么？", ("2010",)),
        ("ماذا تقرر في عام ٢٠١٠؟", ("2010",)),
        ("In 1 400 or 20101 or resolution 2087(2013)", ()),
        ("What does NPT/CONF.2020/PC.II/WP.30 say?", ()),
    ],
)
def test_years(question: str, years: tuple[str, ...]) -> None:
    assert read_question(question).years == years


@pytest.mark.parametrize(
    "question",
    [
        "What does NPT/CONF.2020/PC.II/WP.30 say?",
        "NPT/CONF.2020/PC.II/WP.30第5段说了什么？",
        "Что в NPT/CONF.2020/PC.II/WP.30?",
        "ماذا في NPT/CONF.2020/PC.II/WP.30؟",
    ],
)
def test_symbols(question: str) -> None:
    assert read_question(question).symbols == ("NPT/CONF.2020/PC.II/WP.30",)


def test_a_question_that_names_nothing() -> None:
    assert read_question("What is verification?") == read_question("") == Asked()


@given(st.text(alphabet=st.sampled_from(list("Sweden Iranabout2010 NPT/.瑞典关于")), max_size=60))
def test_nobody_is_both_and_nothing_is_named_twice(question: str) -> None:
    asked = read_question(question)
    assert not set(asked.authors) & set(asked.about)
    for named in (asked.authors, asked.groups, asked.about, asked.years, asked.symbols):
        assert len(named) == len(set(named))
