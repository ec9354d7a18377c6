"""The gate: it opens for a run that is no worse, and stays shut for one that is, or that breaks a hard rule once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.cli import main
from evals.gate import faults, read_baseline, write_baseline
from evals.model import Row
from evals.results import Held
from tests.builders.evaluation import MARKS, rows_of, run_of

QUESTIONS = 60
BASE = {"right": [1.0] * QUESTIONS, "slips": [0.0] * QUESTIONS, "exact": [1.0] * QUESTIONS}
Gate = Callable[..., list[str]]


def spoilt(metric: str, cases: int, value: float | None) -> dict[str, list[Any]]:
    """The scores of the baseline, but for so many cases."""
    return {**BASE, metric: [value] * cases + BASE[metric][cases:]}


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    """A baseline of one suite."""
    path = tmp_path / "baseline.json"
    write_baseline(path, [run_of(tmp_path / "base", rows_of(BASE))])
    return path


@pytest.fixture
def gate(tmp_path: Path, baseline: Path) -> Gate:
    """What keeps the gate shut for rows, or for a run."""

    def held(rows: list[Row] | Held, whole: bool = False, **facts: Any) -> list[str]:
        run = rows if isinstance(rows, Held) else run_of(tmp_path / "run", rows, **facts)
        return [str(fault) for fault in faults([run], read_baseline(baseline), whole=whole)]

    return held


def test_the_gate_opens_for_the_same_run_and_for_a_better_one(gate: Gate) -> None:
    assert gate(rows_of(BASE)) == []
    assert gate(rows_of(BASE), whole=True) == []


def test_ten_questions_of_sixty_that_fall_shut_it_and_one_does_not(gate: Gate) -> None:
    (fault,) = gate(rows_of(spoilt("right", 10, 0.0)))
    assert fault == "toy: right: it was 1.0000 and is 0.8333 over 60 cases (p 0.0029)"  # 3/1024: of three figures
    assert gate(rows_of(spoilt("right", 1, 0.0))) == []
    assert gate(rows_of(spoilt("right", 5, 0.0))) == []  # 3/32
    assert len(gate(rows_of(spoilt("right", 6, 0.0)))) == 1  # 3/64


def test_a_figure_that_is_better_when_lower_shuts_it_when_it_rises(gate: Gate) -> None:
    (fault,) = gate(rows_of(spoilt("slips", 10, 1.0)))
    assert fault == "toy: slips: it was 0.0000 and is 0.1667 over 60 cases (p 0.0029)"


def test_six_languages_of_one_question_are_one_fall(tmp_path: Path) -> None:
    asked = [f"q{place // 6}" for place in range(QUESTIONS)]
    path = tmp_path / "six.json"
    write_baseline(path, [run_of(tmp_path / "base", rows_of(BASE, asked=asked))])
    run = run_of(tmp_path / "run", rows_of(spoilt("right", 6, 0.0), asked=asked))
    assert faults([run], read_baseline(path), whole=True) == []


def test_a_hard_rule_breaks_with_one_case(gate: Gate) -> None:
    assert gate(rows_of(spoilt("exact", 1, 0.5))) == ["toy: exact: it must never fail and fails in c0"]
    (fault, _) = gate(rows_of(spoilt("exact", 7, 0.0)))
    assert fault == "toy: exact: it must never fail and fails in c0, c1, c2, c3, c4 and 2 more"
    assert gate(rows_of(spoilt("exact", 1, None))) == []  # not scored is no breach; many of them are a fall


@pytest.mark.parametrize("metric", ["right", "slips", "exact"])
def test_cases_that_are_missing_or_no_longer_scored_count_as_the_worst(gate: Gate, metric: str) -> None:
    (fault,) = gate(rows_of(spoilt(metric, 10, None)))
    assert fault.startswith(f"toy: {metric}: it was ")
    assert fault.endswith("(p 0.0029); 10 of them have no score now, as c0")
    rows = rows_of(BASE)
    assert len(gate(rows[10:])) == 3
    assert gate(rows[1:]) == []
    failed = [Row(row.case, {"right": 0.0, "slips": 4.0, "exact": 0.0}, {}, "the model was away") for row in rows[:1]]
    assert gate([*failed, *rows[1:]]) == ["toy: exact: it must never fail and fails in c0"]


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"fingerprints": {**MARKS, "mode": "local"}}, "mode local for verbatim"),
        ({"fingerprints": {**MARKS, "model": "openai:m"}}, "model openai:m for verbatim"),
        ({"split": "dev"}, "split dev for None"),
        ({"sample": 60}, "sample 60 for None"),
    ],
)
def test_a_run_that_was_made_otherwise_is_not_compared(gate: Gate, facts: dict[str, Any], what: str) -> None:
    wanted = f"toy: it was run otherwise than the baseline ({what}); run it the same way"
    assert gate(rows_of(BASE), **facts) == [wanted]


def test_other_code_and_other_papers_are_what_it_is_for(gate: Gate) -> None:
    assert gate(rows_of(BASE), fingerprints={**MARKS, "code": "new", "corpus": "new", "embedder": "new"}) == []


def test_a_figure_or_a_suite_that_is_gone_shuts_it(tmp_path: Path, baseline: Path, gate: Gate) -> None:
    gone = {name: scores for name, scores in BASE.items() if name != "slips"}
    assert gate(rows_of(gone)) == ["toy: slips: the run does not have this figure; accept a new baseline"]
    other = run_of(tmp_path / "other", rows_of(BASE), suite="other")
    assert gate(other) == ["other: the baseline does not have this suite; accept one with --accept"]
    assert gate(other, whole=True) == ["toy: it was not run; the baseline has it"]


def reseal(facts: dict[str, Any]) -> dict[str, Any]:
    """With the seal that belongs to what was changed."""
    return {**facts, "seal": hashlib.sha256(json.dumps(facts["suites"], sort_keys=True).encode()).hexdigest()}


def changed(change: Callable[[dict[str, Any]], object], sealed: bool) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        facts = json.loads(data)
        change(facts)
        return json.dumps(reseal(facts) if sealed else facts).encode()

    return spoil


def score(facts: dict[str, Any], value: Any) -> None:
    facts["suites"]["toy"]["scores"]["right"][0] = value


def mean(facts: dict[str, Any], value: Any) -> None:
    facts["suites"]["toy"]["metrics"]["right"] = value


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "a score": changed(lambda facts: score(facts, 0.0), sealed=False),
    "a score, sealed": changed(lambda facts: score(facts, 0.0), sealed=True),
    "a mean": changed(lambda facts: mean(facts, 0.5), sealed=False),
    "a mean, sealed": changed(lambda facts: mean(facts, 0.5), sealed=True),
    "no mean, sealed": changed(lambda facts: mean(facts, None), sealed=True),
    "a text for a score, sealed": changed(lambda facts: score(facts, "1"), sealed=True),
    "a score too many, sealed": changed(
        lambda facts: facts["suites"]["toy"]["scores"]["right"].append(1.0), sealed=True
    ),
    "a figure left out, sealed": changed(lambda facts: facts["suites"]["toy"]["scores"].pop("exact"), sealed=True),
    "a suite left out": changed(lambda facts: facts["suites"].pop("toy"), sealed=False),
    "the way it was made left out, sealed": changed(lambda facts: facts["suites"]["toy"].pop("made_with"), sealed=True),
    "the seal": changed(lambda facts: facts.update(seal="0" * 64), sealed=False),
    "no seal": changed(lambda facts: facts.pop("seal"), sealed=False),
    "no object of suites, sealed": changed(lambda facts: facts.update(suites=[]), sealed=True),
    "NaN": lambda data: data.replace(b"[1.0, 1.0", b"[NaN, 1.0", 1),
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "not UTF-8": lambda data: b"\xff" + data,
    "a list": lambda data: b"[]",
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_baseline_that_was_changed_is_one_clear_line(
    tmp_path: Path, baseline: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    data = TAMPERED[name](baseline.read_bytes())
    assert data != baseline.read_bytes()
    baseline.write_bytes(data)
    assert main(["gate", str(tmp_path / "base"), "--baseline", str(baseline)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        f"rapporteur-eval: The baseline {baseline} was changed by hand or is damaged. "
        "Accept one anew: rapporteur-eval gate DIR --accept\n"
    )


def test_a_baseline_of_another_format_or_none_says_so(baseline: Path, tmp_path: Path) -> None:
    baseline.write_bytes(changed(lambda facts: facts.update(format=2), sealed=False)(baseline.read_bytes()))
    with pytest.raises(Unreadable, match=r"is of format 2; this version reads 1\. Accept a new one\.$"):
        read_baseline(baseline)
    with pytest.raises(Unreadable, match=r"^There is no baseline .*nowhere\.json\. Make one: "):
        read_baseline(tmp_path / "nowhere.json")


def test_accepting_a_run_keeps_the_other_suites_and_writes_the_same_bytes(
    tmp_path: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, words = baseline.read_bytes(), ["--baseline", str(baseline)]
    run_of(tmp_path / "other", rows_of({"right": [0.5, None]}), suite="other")
    assert main(["gate", str(tmp_path / "other"), *words]) == 1
    assert capsys.readouterr().out.startswith("FAIL other: the baseline does not have this suite")
    assert main(["gate", str(tmp_path / "other"), *words, "--accept"]) == 0
    assert capsys.readouterr().out == f"The baseline {baseline} holds other as they are now.\n"
    kept = read_baseline(baseline)
    assert list(kept) == ["other", "toy"]
    assert kept["other"]["metrics"] == {"right": 0.5}
    assert main(["gate", str(tmp_path / "other"), *words]) == 0
    assert capsys.readouterr().out == "The gate is open: other are no worse than the baseline.\n"
    assert main(["gate", str(tmp_path), *words]) == 0  # base and other: all that the baseline has
    capsys.readouterr()
    second = baseline.read_bytes()
    assert main(["gate", str(tmp_path), *words, "--accept"]) == 0
    assert baseline.read_bytes() == second != first


def test_the_command_says_which_figures_fell(
    tmp_path: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_of(tmp_path / "run", rows_of(spoilt("right", 20, 0.0)))
    assert main(["gate", str(tmp_path / "run"), "--baseline", str(baseline)]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("FAIL toy: right: it was 1.0000 and is 0.6667 over 60 cases (p 0.000")
    assert captured.err == ""
