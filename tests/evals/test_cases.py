"""Case files: what is read, what is chosen, and what is said of a line that is wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.cases import FOLDER, cases_of, chosen, fingerprint
from evals.model import SPLITS, Case, Suite
from evals.suites import SUITES
from tests.builders.evaluation import TOY, case, write_lines

GOOD = {"case": "a", "language": "en", "question": "Who?"}
CLAIM = {"claim": "Norrund has ten ships.", "evidence": "Norrund has ten ships.", "label": "supported"}
POINT = {"id": "p", "paragraph": "LT/1#2", "vital": True, "words": {"en": "ten ships"}}


def read(path: Path, text: str | bytes, suite: Suite = TOY) -> list[Case]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return cases_of(suite, path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "it is not one JSON object"),
        ('["a"]', "it is not one JSON object"),
        (json.dumps(GOOD)[:-4], "it is not one JSON object"),
        ('{"case": "a", "language": "en", "question": "Who?", "score": NaN}', "it is not one JSON object"),
        ('{"case": "a", "language": "en", "question": "Who?", "score": -Infinity}', "it is not one JSON object"),
        ({"case": "b", "language": "en"}, "it needs case, language and question, each a text"),
        (GOOD | {"question": "  "}, "it needs case, language and question, each a text"),
        (GOOD | {"case": 7}, "it needs case, language and question, each a text"),
        (GOOD | {"case": "b", "language": "de"}, "'de' is not one of ar, en, es, fr, ru, zh"),
        (GOOD | {"expected": []}, "expected is empty; name a paragraph, or say with missing what is not on file"),
        (GOOD | {"expected": "LT/1#2"}, "expected must be a list of objects"),
        (GOOD | {"expected": [{"paragraph": "LT/1"}]}, "each of expected needs a paragraph, as SYMBOL#LABEL"),
        (GOOD | {"points": {"id": "p"}}, "points must be a list of objects"),
        (GOOD | {"points": ["p"]}, "points must be a list of objects"),
        (GOOD | {"points": [{"id": "p"}]}, "each of points needs a paragraph, as SYMBOL#LABEL"),
        (GOOD | {"points": [{"paragraph": "LT/1#2"}]}, "each of points needs an id"),
        (GOOD | {"points": [POINT | {"vital": "yes"}]}, "vital must be true or false"),
        (
            GOOD | {"points": [POINT | {"words": "ten"}]},
            "the words of a point must be an object: the words by language",
        ),
        (GOOD | {"states": "XAV"}, "states must be a list of texts"),
        (GOOD | {"before": [1]}, "before must be a list of texts"),
        (GOOD | {"right": "yes"}, "right must be true or false"),
        (GOOD | {"paragraph": ["LT/1#2@en"]}, "paragraph must be a text, as SYMBOL#LABEL@LANGUAGE"),
        (GOOD | {"evidence": "Norrund."}, "evidence must be a list of texts"),
        (GOOD | {"missing": None}, "missing must be a text: what is not on file"),
        (GOOD | {"scope": ["XAV"]}, "scope must be an object"),
        (CLAIM | {"claim": ""}, "claim must be a text"),
        (CLAIM | {"evidence": []}, "evidence must be a text, or a list of texts"),
        (CLAIM | {"evidence": ["Norrund.", " "]}, "evidence must be a text, or a list of texts"),
        (CLAIM | {"label": "perhaps"}, "label 'perhaps' is not known; write supported or unsupported"),
        (CLAIM | {"language": "de"}, "'de' is not one of ar, en, es, fr, ru, zh"),
        (GOOD | {"case": "first"}, "there is a case first already"),
    ],
)
def test_a_line_that_is_no_case_is_named_by_its_number(tmp_path: Path, line: str | dict[str, Any], reason: str) -> None:
    path = tmp_path / "cases.jsonl"
    first, wrong = json.dumps(GOOD | {"case": "first"}), line if isinstance(line, str) else json.dumps(line)
    with pytest.raises(Unreadable) as error:
        read(path, f"{first}\n\n{wrong}\n")
    assert str(error.value) == f"Line 3 of {path} is not a case: {reason}."


@pytest.mark.parametrize(
    ("suite", "needed"),
    [
        ("retrieval", "expected"),
        ("answers", "points"),
        ("abstention", "missing or expected"),
        ("check", "paragraph or evidence"),
        ("conversation", "before"),
    ],
)
def test_a_case_lacks_what_its_suite_needs(tmp_path: Path, suite: str, needed: str) -> None:
    path = tmp_path / "cases.jsonl"
    with pytest.raises(Unreadable) as error:
        read(path, json.dumps(GOOD), SUITES[suite])
    assert str(error.value) == f"Line 1 of {path} is not a case: a case of {suite} needs {needed}."


@pytest.mark.parametrize("spoil", ["missing", "latin", "folder"])
def test_a_file_that_cannot_be_read(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "cases.jsonl"
    if spoil == "latin":
        path.write_bytes(b'{"case": "\xe9"}')
    elif spoil == "folder":
        path.mkdir()
    with pytest.raises(Unreadable, match=r"^The cases .*cases\.jsonl cannot be read \("):
        cases_of(TOY, path)


def test_a_byte_order_mark_empty_lines_and_other_line_ends_are_no_fault(tmp_path: Path) -> None:
    second = json.dumps(GOOD | {"case": "b", "question": "One\u2028two?"}, ensure_ascii=False)
    found = read(tmp_path / "cases.jsonl", f"\ufeff\n{json.dumps(GOOD)}\r\n\r\n   \n{second}")
    assert [(each.id, each.question) for each in found] == [("a", "Who?"), ("b", "One\u2028two?")]


def test_a_file_without_a_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^There is no case in .*empty\.jsonl\.$"):
        read(tmp_path / "empty.jsonl", "\ufeff\n\n")


def test_a_point_is_vital_and_of_no_language_unless_it_says_otherwise(tmp_path: Path) -> None:
    line = GOOD | {"points": [{"id": "p", "paragraph": "LT/1#2@fr"}, POINT | {"vital": False}]}
    (found,) = read(tmp_path / "cases.jsonl", json.dumps(line))
    assert found.facts["points"] == [
        {"id": "p", "paragraph": "LT/1#2", "vital": True, "words": {}},
        POINT | {"vital": False},
    ]


def test_a_labelled_set_from_elsewhere_becomes_cases_of_check(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        CLAIM | {"id": 17},
        {"claim": "Норрундия имеет десять кораблей.", "evidence": ["У неё их нет.", "Ships."], "label": "REFUTES"},
        {"claim": "诺伦德有十艘船。", "evidence": "诺伦德有船。", "label": 0, "language": "zh", "error": "number"},
        {"claim": "It is so.", "evidence": "It is so.", "label": True, "language": "en"},
    ]
    found = cases_of(SUITES["check"], write_lines(tmp_path / "set.jsonl", lines))
    assert [(one.id, one.language, one.facts["right"], one.facts["error"]) for one in found] == [
        ("17", "en", True, None),
        ("line-2", "ru", False, "unsupported"),
        ("line-3", "zh", False, "number"),
        ("line-4", "en", True, None),
    ]
    assert found[1].facts["evidence"] == ["У неё их нет.", "Ships."]
    assert found[0].question == CLAIM["claim"]


def six(name: str, split: str = "dev") -> list[Case]:
    return [
        case(f"{name}-{code}", code, question_id=name, split=split) for code in ("ar", "en", "es", "fr", "ru", "zh")
    ]


def test_a_sample_is_drawn_by_question_whole_and_always_the_same() -> None:
    cases = [each for number in range(20) for each in six(f"q{number}")]
    drawn = chosen(cases, sample=25)
    assert drawn == chosen(list(reversed(cases)), sample=25)[::-1]
    counts = Counter(each.asked for each in drawn)
    assert set(counts.values()) == {6}
    assert 25 <= len(drawn) < 25 + 6
    assert [each for each in cases if each in drawn] == drawn  # in their order
    assert {each.asked for each in drawn} <= {each.asked for each in chosen(cases, sample=40)}
    assert chosen([*cases, *six("another")], sample=126) == [*cases, *six("another")]
    assert chosen(cases, sample=500) == cases


def test_a_split_is_chosen_from_and_must_have_cases() -> None:
    cases = [*six("a"), *six("b", "test")]
    assert [each.asked for each in chosen(cases, "test")] == ["b"] * 6
    assert chosen(cases) == cases
    assert len(chosen(cases, "dev", 1)) == 6
    with pytest.raises(Unreadable, match=r"^No case belongs to the split test; leave --split out for all of them\.$"):
        chosen(six("a"), "test")


def test_the_fingerprint_is_of_the_content_and_not_of_the_order() -> None:
    cases = six("a")
    assert fingerprint(cases) == fingerprint(cases[::-1])
    assert fingerprint(cases) != fingerprint(cases[1:])
    assert fingerprint([case("a", split="dev")]) != fingerprint([case("a", split="test")])


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if not suite.optional])
def test_every_suite_over_the_specimen_has_hundreds_of_cases_in_each_language_alike(name: str) -> None:
    cases = cases_of(SUITES[name])
    assert len(cases) >= 200
    if name != "check":  # where some sets are English alone
        counts = Counter(each.language for each in cases)
        assert len(counts) == 6
        assert len(set(counts.values())) == 1
    splits: dict[str, set[str]] = {}
    for each in cases:
        splits.setdefault(each.asked, set()).add(each.facts["split"])
    assert all(len(found) == 1 for found in splits.values())  # a question is on one side or the other
    assert set.union(*splits.values()) == set(SPLITS)


def test_every_file_of_cases_belongs_to_a_suite_and_every_suite_can_be_read() -> None:
    used = {name for suite in SUITES.values() for name in suite.cases}
    assert used == {path.stem for path in FOLDER.glob("*.jsonl")}
    assert all(cases_of(suite) for suite in SUITES.values())
