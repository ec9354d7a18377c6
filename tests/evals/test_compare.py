"""Two runs of a suite against each other, case by case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.quality import Unreadable
from evals.cli import main
from evals.compare import Moved, as_text, compare_runs
from tests.builders.evaluation import Scored, rows_of, run_of


def moved(tmp_path: Path, before: Scored, after: Scored, asked: list[str] | None = None) -> dict[str, Moved]:
    runs = [run_of(tmp_path / name, rows_of(each, asked=asked or ())) for name, each in (("a", before), ("b", after))]
    return {item.name: item for item in compare_runs(*runs)}


def test_a_run_against_itself_does_not_differ(tmp_path: Path) -> None:
    scores: Scored = {"right": [1.0, 0.0, 0.5], "slips": [0.0, 4.0, 1.0]}
    for item in moved(tmp_path, scores, scores).values():
        assert item.before == item.after
        shown = item.as_json()
        assert [str(shown[name]) for name in ("difference", "low", "high")] == ["0.0"] * 3  # and not -0.0
        assert (shown["p"], shown["higher"], shown["lower"], shown["lost"]) == (1.0, 0, 0, [])


def test_each_metric_says_how_far_it_moved_and_which_cases_moved(tmp_path: Path) -> None:
    found = moved(
        tmp_path,
        {"right": [1.0] * 6 + [0.0, 0.5], "slips": [0.0] * 8},
        {"right": [0.0] * 6 + [0.0, 1.0], "slips": [1.0] * 6 + [0.0, 0.0]},
    )
    right, slips = found["right"], found["slips"]
    assert (right.before, right.after, right.higher, right.lower, right.difference.n) == (0.8125, 0.125, 1, 6, 8)
    assert right.difference.difference == -0.6875
    assert right.difference.low < -0.6875 < right.difference.high < 0.0
    assert right.p_worse == 2 / 128  # all seven down, or the one of a half up
    assert (slips.before, slips.after, slips.higher, slips.lower) == (0.0, 0.75, 6, 0)
    assert slips.difference.difference == 0.75
    assert 0.0 < slips.difference.low < 0.75 < slips.difference.high <= 1.0
    assert slips.p_worse == 1 / 64  # more slips are worse
    assert (right.better, slips.better) == ("higher", "lower")


def test_fewer_slips_are_not_worse(tmp_path: Path) -> None:
    slips = moved(tmp_path, {"slips": [1.0] * 6}, {"slips": [0.0] * 6})["slips"]
    assert (slips.difference.difference, slips.difference.p, slips.p_worse) == (-1.0, 2 / 64, 1.0)


def test_a_case_that_is_no_longer_scored_has_the_worst_value_and_is_named(tmp_path: Path) -> None:
    scores: Scored = {"right": [1.0, 1.0, None, 1.0], "slips": [0.0, 0.0, 0.0, 0.0]}
    before = run_of(tmp_path / "a", rows_of(scores))
    after = run_of(tmp_path / "b", rows_of({"right": [1.0, None, 1.0], "slips": [0.0, None, 0.0]}))
    right, slips = compare_runs(before, after)
    assert (right.lost, right.before, right.after, right.difference.n) == (("c1", "c3"), 1.0, 0.3333, 3)
    assert (slips.lost, slips.after) == (("c1", "c3"), 2.0)
    assert "right: 1.0000 to 0.3333, -0.6667" in as_text([right])
    assert as_text([right]).endswith("n 3, 0 up, 2 down, 2 no longer scored")


def test_the_languages_of_a_question_count_once(tmp_path: Path) -> None:
    asked = [f"q{number // 6}" for number in range(18)]
    before, after = [1.0] * 18, [0.0] * 18
    item = moved(tmp_path, {"right": before}, {"right": after}, asked)["right"]
    assert (item.p_worse, item.difference.n, item.lower) == (1 / 8, 18, 18)


def test_a_metric_that_nothing_was_scored_by_is_left_out(tmp_path: Path) -> None:
    assert list(moved(tmp_path, {"right": [None], "slips": [1.0]}, {"right": [1.0], "slips": [1.0]})) == ["slips"]


def test_runs_of_two_suites_or_of_other_cases_are_refused(tmp_path: Path) -> None:
    one = run_of(tmp_path / "a", rows_of({"right": [1.0]}))
    other = run_of(tmp_path / "b", rows_of({"right": [1.0]}), suite="another")
    apart = run_of(tmp_path / "c", rows_of({"right": [1.0]}, names=["elsewhere"]))
    with pytest.raises(Unreadable, match=r"is of toy, .* of another\. Compare two of one suite\."):
        compare_runs(one, other)
    with pytest.raises(Unreadable, match="have no case in common"):
        compare_runs(one, apart)


def test_the_command_prints_lines_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_of(tmp_path / "a", rows_of({"right": [1.0, 1.0]}))
    run_of(tmp_path / "b", rows_of({"right": [1.0, 0.0]}))
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert capsys.readouterr().out == (
        "right: 1.0000 to 0.5000, -0.5000 [-1.0000, +0.0000], p 1.0000, n 2, 0 up, 1 down\n"
    )
    assert main(["compare", "--json", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["right"] == {
        "before": 1.0, "after": 0.5, "difference": -0.5, "low": -1.0, "high": 0.0, "p": 1.0, "n": 2,
        "higher": 0, "lower": 1, "lost": [], "better": "higher",
    }  # fmt: skip
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "nowhere")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
