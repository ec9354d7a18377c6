"""Cases made from the planted facts: the committed files are what is made, and what they say stands in the papers."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Language
from corpus.read import read_document
from evals import cases as files
from evals.generate.__main__ import MAKERS, main
from evals.generate.lines import as_text
from evals.generate.subjects import view, view_then, views
from evals.generate.truth import facts
from evals.generate.wording import ask, fill
from evals.suites import SUITES

CASES = Path(__file__).parents[2] / "evals" / "cases"
TYPES = {"position-paragraph", "working-paper", "statement", "chair-summary", "outcome-paragraph"}
LEAST = {"answers": 300, "drafts": 200, "abstention": 300, "conversation": 200}


def cases_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def papers(specimen: Path) -> dict[str, str]:
    """The text of every paragraph of the specimen, by id."""
    read = (read_document(path.read_bytes(), path.name, path.stem) for path in sorted(specimen.glob("*.txt")))
    return {paragraph.id: paragraph.text for document in read for paragraph in document.paragraphs}


@pytest.mark.parametrize("name", MAKERS)
def test_the_committed_file_is_what_is_made(name: str, tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert (tmp_path / f"{name}.jsonl").read_bytes() == (CASES / f"{name}.jsonl").read_bytes()
    assert as_text(MAKERS[name]()) == as_text(MAKERS[name]())


@pytest.mark.parametrize("name", MAKERS)
def test_a_question_is_asked_once_in_each_language_and_in_one_split(name: str) -> None:
    made = cases_of(name)
    assert len(files.cases_of(SUITES[name])) == len(made) >= LEAST[name]
    assert set(Counter(case["language"] for case in made).values()) == {len(made) // len(Language)}
    versions = defaultdict(list)
    for case in made:
        versions[case["question_id"]].append(case)
    for question, asked in versions.items():
        assert sorted(case["language"] for case in asked) == sorted(Language)
        even = int(hashlib.sha256(question.encode()).hexdigest(), 16) % 2 == 0
        assert {case["split"] for case in asked} == {"test" if even else "dev"}
    assert 0.35 <= sum(case["split"] == "test" for case in made) / len(made) <= 0.65


@pytest.mark.parametrize("name", MAKERS)
def test_no_two_cases_ask_the_same_words(name: str) -> None:
    made = cases_of(name)
    asked = {(case["language"], *case.get("before", ()), case["question"]) for case in made}
    assert len(asked) == len({case["case"] for case in made}) == len(made)


@pytest.mark.parametrize("name", MAKERS)
def test_no_question_has_a_brace_or_two_blanks_left(name: str) -> None:
    for case in cases_of(name):
        for text in [case["question"], *case.get("before", ())]:
            assert not set("{}[]|") & set(text)
            assert "  " not in text
            assert text == text.strip()


@pytest.mark.parametrize("name", MAKERS)
def test_the_words_of_every_point_stand_in_its_paragraph(name: str, papers: dict[str, str]) -> None:
    for case in cases_of(name):
        for point in case.get("points", ()):
            assert len(point["words"]) >= len(Language) - 1
            for language, words in point["words"].items():
                assert words in papers[f"{point['paragraph']}@{language}"], (case["case"], point["id"], language)
        for item in case.get("expected", ()):
            assert all(f"{item['paragraph']}@{language}" in papers for language in Language)
        assert f"{case['document']}#1@en" in papers


@pytest.mark.parametrize("name", MAKERS)
def test_a_case_has_something_vital_or_says_what_is_missing(name: str) -> None:
    for case in cases_of(name):
        vital = any(point["vital"] for point in case.get("points", ())) or bool(case.get("expected"))
        assert vital != ("missing" in case), case["case"]


def test_half_of_the_abstention_cases_have_an_answer_and_the_rest_lack_each_kind_of_thing() -> None:
    made = cases_of("abstention")
    missing = Counter(case["missing"] for case in made if "missing" in case)
    assert set(missing) == {"state", "year", "symbol", "subject"}
    assert 0.4 <= missing.total() / len(made) <= 0.6


def test_drafts_are_of_the_five_types_and_on_behalf_of_those_whose_view_is_wanted() -> None:
    made = cases_of("drafts")
    assert {case["type"] for case in made} == TYPES
    assert all(case["states"] == [case["on_behalf_of"]] for case in made if case["on_behalf_of"])


def test_a_symbol_said_to_be_missing_is_not_on_file(papers: dict[str, str]) -> None:
    symbols = {paragraph.partition("#")[0] for paragraph in papers}
    asked = [case["question"] for case in cases_of("abstention") if case.get("missing") == "symbol"]
    assert asked
    assert not symbols & {word for question in asked for word in re.findall(r"LT/[\w./]*[A-Z0-9]", question, re.ASCII)}


def test_a_conversation_leans_on_one_question_or_two_and_says_what_the_last_means() -> None:
    for case in cases_of("conversation"):
        assert len(case["before"]) in (1, 2)
        assert set(case["scope"]) <= {"state", "group", "symbol", "session"}
        assert not {"missing"} & set(case) or not case["points"]


def test_the_newest_of_a_position_is_vital_and_what_it_overtakes_is_not() -> None:
    said = {fact.id: vital for fact, vital in view("XNR", "ceiling").facts}
    assert said["b1-ceiling-10-million"]
    assert not said["norrund-ceiling-2029"]
    assert not said["wp6-quote-norrund"]
    then = {fact.id: vital for fact, vital in view_then("XNR", "ceiling", "2031/PC.I").facts}
    assert then == {"norrund-ceiling-2029": True}


def test_a_view_is_that_of_its_paper_and_what_others_report_only_bears_on_it() -> None:
    said = {fact.id: vital for fact, vital in view("XAV", "inspectors").facts}
    assert said["b2-36-inspectors"]
    assert not said["averland-36-inspectors"]  # the summary of the Chair
    assert not said["osg-30-inspectors-2032"]  # the group it belongs to
    assert views("exercises").states == ("GLP", "OSG")


def test_a_reader_whose_version_diverges_is_not_held_to_it() -> None:
    notice = facts()["osg-notice-14-days"]
    assert set(notice.words) == set(Language) - {Language.ES}
    points = {reader: {point["id"]: point for point in views("exercises").points(reader)} for reader in Language}
    assert points[Language.EN]["osg-notice-14-days"]["vital"]
    assert not points[Language.ES]["osg-notice-14-days"]["vital"]


def test_names_join_with_the_words_before_them() -> None:
    asked = ask("view", 1, who="XNR", what="reports")
    assert asked["fr"] == "Quelle est la position du Norrund concernant les rapports nationaux annuels ?"
    group = ask("view", 2, who="GLP", what="ceiling")
    assert group["es"] == "¿Qué opina el Grupo de Partes Ribereñas del límite máximo del costo de las inspecciones?"
    islands = ask("view", 1, who="XMI", what="drifting")
    assert islands["en"] == "What is the Mirrow Islands' position on drifting mines?"
    assert islands["ru"] == "Какова позиция Островов Мирроу по вопросу о дрейфующих минах?"
    assert islands["fr"] == "Quelle est la position des Îles Mirrow concernant les mines dérivantes ?"
    many = dict.fromkeys(map(str, Language), "[does|do] {who} agree?")
    assert fill(many, who="XMI")["en"] == "Do the Mirrow Islands agree?"
    assert fill(many, who="XNR")["en"] == "Does Norrund agree?"
