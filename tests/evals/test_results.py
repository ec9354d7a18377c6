"""A run in its folder: what is written is read again, and what is not whole is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.model import Case, Row
from evals.results import read_run, runs_in, summary_of
from evals.suites import SUITES
from tests.builders.evaluation import TOY, Scored, case, rows_of, run_of

SCORES: Scored = {"right": [1.0, 0.0, None], "slips": [0.0, 4.0, 1.0]}


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = run_of(tmp_path / "deep" / "out", rows_of(SCORES, asked=["a", "a", "b"]))
    assert run.suite == "toy"
    assert run.asked == {"c0": "a", "c1": "a", "c2": "b"}
    assert run.scores == {"right": {"c0": 1.0, "c1": 0.0, "c2": None}, "slips": {"c0": 0.0, "c1": 4.0, "c2": 1.0}}
    assert runs_in(tmp_path / "deep" / "out") == runs_in(tmp_path / "deep") == [tmp_path / "deep" / "out"]


def test_the_summary_counts_every_case_and_lists_what_failed_and_what_was_not_scored() -> None:
    rows = [
        Row(case("a", "en", document="D1", question_id="q"), {"right": 1.0, "slips": 0.0}, {}),
        Row(case("b", "fr", document="D1", question_id="q"), {"right": 0.0, "slips": 4.0}, {}, "the model was away"),
        Row(case("c", "fr", document="D2"), {"right": None}, {"why": "it is not held"}),
        Row(case("d", "en", document="D2"), {"right": None}, {}),
    ]
    found = summary_of(TOY, rows)
    assert (found["cases"], found["questions"], found["documents"]) == (4, 3, 2)
    assert found["failed"] == [{"case": "b", "why": "the model was away"}]
    assert found["unscored"] == [
        {"case": "c", "why": "it is not held"},
        {"case": "d", "why": "nothing to score: right"},
    ]
    right = found["metrics"]["right"]
    assert (right["mean"], right["n"], right["unscored"]) == (0.5, 2, 2)
    assert found["metrics"]["slips"]["mean"] == 2.0
    assert set(found["declared"]) == {"right", "slips"}  # of "exact" no case says anything
    assert found["declared"]["slips"]["default"] == 4.0
    assert {code: one["mean"] for code, one in found["by_language"]["right"].items()} == {"en": 1.0, "fr": 0.0}


def test_a_row_keeps_what_was_asked_and_leaves_out_what_is_in_the_papers(tmp_path: Path) -> None:
    passages = [{"paragraph": {"id": "LT/1#2@en", "text": "Ten ships."}, "score": 1.0}]
    seen = {"case": "not this", "kind": "answer", "passages": passages, "sources": [1]}
    run_of(tmp_path, [Row(case("a", question_id="q", split="dev", document="D"), {"right": 1.0}, seen)])
    row = json.loads((tmp_path / "rows.jsonl").read_text(encoding="utf-8"))
    assert row == {
        "case": "a", "language": "en", "question": "Who?", "asked": "q", "cluster": "D", "right": 1.0,
        "expected": {"split": "dev", "document": "D"}, "kind": "answer", "found": ["LT/1#2@en"],
    }  # fmt: skip


def no_row(folder: Path) -> None:
    lines = (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "rows.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")


def half_a_row(folder: Path) -> None:
    (folder / "rows.jsonl").write_bytes((folder / "rows.jsonl").read_bytes()[:-9])


def row(number: int, **changes: Any) -> Any:
    def spoil(folder: Path) -> None:
        lines = (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()
        lines[number] = json.dumps(json.loads(lines[number]) | changes)
        (folder / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    return spoil


def run_json(**changes: Any) -> Any:
    def spoil(folder: Path) -> None:
        facts = json.loads((folder / "run.json").read_bytes())
        (folder / "run.json").write_text(json.dumps(facts | changes), encoding="utf-8")

    return spoil


def content(name: str, data: bytes) -> Any:
    return lambda folder: (folder / name).write_bytes(data)


def without(name: str) -> Any:
    return lambda folder: (folder / name).unlink()


FIGURE = {"mean": 0.5, "low": 0.0, "high": 1.0, "n": 2, "unscored": 0}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without("run.json"), r"There is no run in .*out\. Make one: "),
        (without("rows.jsonl"), r"rows\.jsonl cannot be read\."),
        (content("rows.jsonl", b"\xff\n"), r"rows\.jsonl cannot be read\."),
        (content("run.json", b"{"), r"run\.json is not JSON\."),
        (content("run.json", b"[]"), r"run\.json is not the summary of a run\."),
        (content("run.json", b'{"name": "of something else"}'), r"run\.json is not the summary of a run\."),
        (run_json(suite=None), r"run\.json is not the summary of a run\."),
        (run_json(metrics={"right": FIGURE | {"mean": float("nan")}}), r"NaN in .*run\.json is no number\."),
        (run_json(metrics={"right": FIGURE | {"high": "1"}}), r"The figure right in .*run\.json is not a number\."),
        (run_json(metrics={"right": 0.5}), r"The figure right in .*run\.json is not a number\."),
        (run_json(tables={"curve": [float("inf")]}), r"Infinity in .*run\.json is no number\."),
        (run_json(cases=4), r"out says 4 cases and has 3\."),
        (no_row, r"out says 3 cases and has 2\."),
        (half_a_row, r"out says 3 cases and has 2\."),
        (row(1, case="c0"), r"out says 3 cases and has 2\."),
        (row(1, case=["c1"]), r"Line 2 of .*rows\.jsonl is not a row of a run\."),
        (row(1, right=float("nan")), r"NaN in line 2 of .*rows\.jsonl is no number\."),
        (row(1, right="1"), r"Line 2 of .*rows\.jsonl: right is not a number\."),
        (row(2, slips=True), r"Line 3 of .*rows\.jsonl: slips is not a number\."),
        (row(0, judged=[{"all": float("nan")}]), r"NaN in line 1 of .*rows\.jsonl is no number\."),
        (content("rows.jsonl", b"7\n"), r"Line 1 of .*rows\.jsonl is not a row of a run\."),
    ],
)
def test_a_run_that_is_not_whole_is_refused(tmp_path: Path, spoil: Any, reason: str) -> None:
    folder = tmp_path / "out"
    run_of(folder, rows_of(SCORES))
    spoil(folder)
    with pytest.raises(Unreadable, match=reason) as error:
        read_run(folder)
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(("Run the suite again.", "run SUITE --out DIR"))


def test_a_score_that_is_no_number_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        run_of(tmp_path, [Row(case("a"), {"right": 1.0}, {"sure": float("nan")})])


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^There is no run in "):
        runs_in(tmp_path)


def test_cases_of_one_document_are_drawn_by_question() -> None:
    rows = [
        Row(
            Case(str(n), "en", "?", {"document": "A", "missing": "state"}), {"right": float(n % 2)}, {"abstained": True}
        )
        for n in range(20)
    ]
    metric = summary_of(SUITES["abstention"], rows)["metrics"]["right"]
    assert metric["low"] < metric["mean"] < metric["high"]
