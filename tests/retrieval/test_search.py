"""Search over the specimen with the embedded model: questions in six languages find their paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.model import Language
from retrieval.model import Passage, Query, Scope

if TYPE_CHECKING:
    from app.wiring import Home

WP3, WP7, DEC2 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7", "LT/CONF.2026/DEC.2"
QUESTIONS = [
    ("en", "What is Norrund's position on the moratorium on new deployments?", f"{WP7}#5"),
    ("fr", "Que propose l’Averland au sujet d’une ligne directe entre les commandements navals ?", f"{WP3}#9"),
    ("es", "¿Qué contribución voluntaria ha hecho Averlandia?", f"{WP3}#4"),
    ("ru", "Сколько инспекторов поддерживает Аверландия?", f"{WP3}#5"),
    ("ar", "ما رأي نوروند في تكلفة عمليات التفتيش؟", f"{WP7}#3"),
    ("zh", "诺伦德对每年提交国家报告有什么看法？", f"{WP7}#7"),
]


def find(home: Home, text: str, language: str = "en", limit: int = 10, **scope: tuple[str, ...]) -> tuple[Passage, ...]:
    return home.search().find(Query(text, Language(language), Scope().narrowed(**scope), limit))


def names(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.paragraph.id.rpartition("@")[0] for passage in passages]


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_a_question_finds_its_paragraph_among_the_first_three(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    assert wanted in names(find(specimen_home, question, language))[:3]


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_versions_count_once_and_the_readers_is_shown(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    passages = find(specimen_home, question, language)
    assert len(set(names(passages))) == len(passages)
    assert passages[0].paragraph.language.value == language
    first = passages[0]
    assert {name.rpartition("@")[0] for name in first.versions} <= {first.paragraph.id.rpartition("@")[0]}
    assert first.paragraph.id not in first.versions and first.versions


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_a_question_crosses_into_another_language(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    other = "en" if language != "en" else "zh"
    passages = find(specimen_home, question, language, languages=(other,))
    assert wanted in names(passages)[:3]
    assert {passage.paragraph.language.value for passage in passages} == {other}


def test_passages_are_ranked_and_their_best_sentence_is_a_span(specimen_home: Home) -> None:
    passages = find(specimen_home, "hotline between naval commands", limit=5)
    assert [passage.rank for passage in passages] == [1, 2, 3, 4, 5]
    assert [passage.score for passage in passages] == sorted((p.score for p in passages), reverse=True)
    for passage in passages:
        start, end = passage.best
        assert 0 <= start < end <= len(passage.paragraph.text)
        assert passage.found_by and set(passage.found_by) <= {"dense", "lexical"}
        assert passage.document.id == passage.paragraph.document_id
    assert "hotline" in passages[0].paragraph.text[slice(*passages[0].best)]


@pytest.mark.parametrize(
    ("scope", "works"),
    [
        ({"states": ("XNR",)}, {WP7}),
        ({"symbols": (WP3,)}, {WP3}),
        ({"statuses": ("adopted",)}, {DEC2}),
        ({"kinds": ("working-paper",)}, {WP3, WP7}),
        ({"states": ("SWE",)}, set()),
    ],
)
def test_only_what_is_in_scope_is_found(
    specimen_home: Home, scope: dict[str, tuple[str, ...]], works: set[str]
) -> None:
    assert {passage.document.work for passage in find(specimen_home, "verification", "en", 50, **scope)} == works


def test_the_home_is_whole(specimen_home: Home) -> None:
    fingerprint = specimen_home.embedder.fingerprint
    assert specimen_home.store.counts() == (18, 240)
    assert specimen_home.store.unindexed(fingerprint) == ()
    assert len(specimen_home.search().documents(Query("x", Language.EN))) == 18
    assert specimen_home.search().embedder_fingerprint == fingerprint
    specimen_home.require_healthy()
