"""Questions that ask of everyone who has spoken, in six languages, and questions that do not."""

from __future__ import annotations

import pytest

from retrieval.everyone import asked_of_everyone
from retrieval.understand import read_question

ASKED = [
    "Who has spoken in favour of the moratorium?",
    "Who opposes the moratorium, and who supports it?",
    "Which delegations have asked for a shorter deadline?",
    "What do the States parties say about the hotline?",
    "Where do all the delegations stand on the hotline?",
    "Please list the views of the various groups on the hotline.",
    "What proposals have been made on the hotline?",
    "Qui s'oppose au moratoire ?",
    "Quels États demandent un délai plus court ?",
    "Que disent les délégations au sujet de la ligne directe ?",
    "Quelles propositions ont été faites au sujet de la ligne directe ?",
    "Les points de vue des différents États sur la ligne directe",
    "¿Quiénes se oponen a la moratoria?",
    "¿Qué Estados piden un plazo más corto?",
    "¿Qué dicen los Estados sobre la línea directa?",
    "¿Qué propuestas se han hecho sobre la línea directa?",
    "Las posturas de los distintos grupos sobre la línea directa",
    "Кто выступает против моратория?",
    "Какие государства поддерживают мораторий?",
    "Что говорят делегации о линии прямой связи?",
    "Какие предложения были внесены о линии прямой связи?",
    "Позиции разных стран по линии прямой связи",
    "من يعارض الوقف الاختياري؟",
    "ما الدول التي تؤيد الوقف الاختياري؟",
    "ماذا تقول الوفود عن خط الاتصال المباشر؟",
    "ما المقترحات المقدمة بشأن خط الاتصال المباشر؟",
    "مواقف مختلف الدول من خط الاتصال المباشر",
    "谁反对暂停部署？",
    "哪些国家支持暂停部署？",
    "各代表团对热线怎么看？",
    "关于热线，各国提出了什么建议？",
    "关于热线有哪些意见？",
]
NOT_ASKED = [
    "Who chairs the Committee?",
    "Who said that 214 inspections had been carried out?",
    "What does Sweden say about the views of other delegations?",
    "What does article VI require of all States?",
    "How many inspectors are there?",
    "Which States does LT/CONF.2031/PC.I/WP.3 call upon?",
    "What does the Chair's summary say about the views of delegations?",
    "Qui préside le Comité ?",
    "Que dit la Suède de l'avis des autres délégations ?",
    "¿Quién preside el Comité?",
    "¿Dónde se reunió el Comité y quién estaba presente?",
    "Кто председательствует в Комитете?",
    "Что говорит Швеция о позициях других делегаций?",
    "من هو رئيس اللجنة؟",
    "ما موقف السويد من خط الاتصال المباشر؟",
    "谁担任委员会主席？",
    "瑞典对各国的立场怎么看？",
]


@pytest.mark.parametrize("question", ASKED)
def test_a_question_of_everyone_is_told(question: str) -> None:
    assert asked_of_everyone(question, read_question(question)) is not None


@pytest.mark.parametrize("question", NOT_ASKED)
def test_other_questions_are_not_taken_for_one(question: str) -> None:
    assert asked_of_everyone(question, read_question(question)) is None


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("What are the views of all delegations on the hotline?", "on the hotline?"),
        ("Que disent toutes les délégations de la ligne directe ?", "de la ligne directe ?"),
        ("¿Qué dicen los demás Estados sobre la línea directa?", "¿ sobre la línea directa?"),
        ("Каковы мнения всех делегаций о линии прямой связи?", "о линии прямой связи?"),
        ("ما آراء جميع الوفود في خط الاتصال المباشر؟", "في خط الاتصال المباشر؟"),
        ("谁支持暂停部署？", "暂停部署？"),
        ("Who has said what?", "Who has said what?"),
        ("所有代表团有什么看法？", "所有代表团有什么看法？"),
    ],
)
def test_what_is_searched_for_is_the_matter_without_the_words_that_ask(question: str, matter: str) -> None:
    assert asked_of_everyone(question, read_question(question)) == matter
