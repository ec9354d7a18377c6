"""Running a suite: the same bytes every time, on from where it stopped, and every case counted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.drafting.model import Mode
from evals.cases import line_of
from evals.kept import Outcomes, code_fingerprint, papers_folder
from evals.model import Case
from evals.runner import Job, Ran, run_job
from evals.suites import SUITES
from tests.builders.evaluation import TOY, case, write_lines

PAPER = "LT/CONF.2031/PC.I/WP.7"
ENTRY = "import sys; from evals.cli import main; sys.exit(main())"
QUESTIONS = {
    "ar": "متى انضمت نورند إلى المعاهدة؟",
    "en": "When did Norrund join the treaty?",
    "es": "¿Cuándo se adhirió Norrundia al tratado?",
    "fr": "Quand le Norrund a-t-il adhéré au traité ?",
    "ru": "Когда Норрундия присоединилась к договору?",
    "zh": "诺伦德什么时候加入条约的？",
}
LINES = [
    {"case": f"joined-{code}", "question_id": "joined", "language": code, "question": question,
     "expected": [{"paragraph": f"{PAPER}#1"}]}
    for code, question in QUESTIONS.items()
]  # fmt: skip


@pytest.fixture
def job(taken_in: Path, kept: Path, papers: Path) -> Job:
    """A suite over the papers; its cases are put in by the test."""
    del taken_in
    return Job(TOY, (), (papers,), Mode.VERBATIM, 1, kept)


def run(job: Job, *cases: Case, **changes: Any) -> Ran:
    return run_job(replace(job, cases=cases, **changes), lambda _what, _done, _total: None)


def test_two_runs_write_the_same_bytes_and_the_second_does_nothing_anew(
    evaluate: Callable[..., Any], own_keep: Path
) -> None:
    first = evaluate("retrieval", LINES, keep=own_keep)
    second = evaluate("retrieval", LINES, keep=own_keep, out="again")
    assert first.bytes == second.bytes
    assert (first.timing["kept"], second.timing["kept"]) == (0, 6)
    assert (len(first.timing["cases"]), second.timing["cases"]) == (6, {})
    trec = sorted(path.name for path in (first.folder / "trec").iterdir())
    assert len(trec) == 16  # found, mixed and six languages
    assert all(
        (first.folder / "trec" / name).read_bytes() == (second.folder / "trec" / name).read_bytes() for name in trec
    )


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def waited(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


def outcomes_in(keep: Path) -> list[Path]:
    return sorted(keep.glob("code-*/papers-*/outcomes/*.json"))


def test_a_run_that_was_killed_leaves_nothing_behind_and_goes_on_to_the_bytes_of_an_unbroken_one(
    evaluate: Callable[..., Any], own_keep: Path, papers: Path, tmp_path: Path
) -> None:
    lines = [{**line, "case": f"{line['case']}-{turn}"} for turn in range(6) for line in LINES]
    given = ["--cases", write_lines(tmp_path / "lines.jsonl", lines), "--documents", papers]
    words = [*given, "--out", tmp_path / "killed", "--keep", own_keep, "--jobs", "2"]
    command = [sys.executable, "-c", ENTRY, "run", "retrieval", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    workers: list[int] = []
    try:
        waited(lambda: process.poll() is not None or len(outcomes_in(own_keep)) >= 3)
        workers += children(process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert len(workers) >= 2
    waited(lambda: not any(map(lives, workers)))
    done = len(outcomes_in(own_keep))
    assert not (tmp_path / "killed").exists()
    assert 3 <= done < len(lines)
    resumed = evaluate("retrieval", lines, "--jobs", "2", keep=own_keep)
    assert (resumed.timing["kept"], resumed.timing["jobs"]) == (done, 2)
    shutil.rmtree(outcomes_in(own_keep)[0].parent)
    unbroken = evaluate("retrieval", lines, keep=own_keep, out="unbroken")
    assert (unbroken.timing["kept"], unbroken.timing["jobs"]) == (0, 1)
    assert unbroken.bytes == resumed.bytes


def toy(name: str, right: float | None = 1.0, **facts: Any) -> Case:
    return case(name, outcome={"scores": {"right": right, "slips": 0.0, "exact": 1.0}}, **facts)


def test_a_case_that_fails_has_the_worst_values_and_says_why(job: Job) -> None:
    points = [{"id": "p", "paragraph": f"{PAPER}#5", "vital": True, "words": {}}]
    task = "Norrund's position on the moratorium"
    good = case("good", question=task, type="position-paragraph", on_behalf_of="Norrund", points=points)
    bad = case("bad", question=task, type="sonnet", points=points)
    ran = run(job, good, bad, suite=SUITES["drafts"])
    fine, failed = ran.rows
    assert (fine.failed, fine.scores["point_recall_vital"], fine.scores["quote_exact"]) == (None, 1.0, 1.0)
    assert failed.failed is not None
    assert "“sonnet” is not one of them." in failed.failed
    metrics = SUITES["drafts"].metrics
    assert failed.scores
    assert all(score == metrics[name].worst for name, score in failed.scores.items())
    assert failed.scores["withheld_share"] == 1.0  # lower is better
    again = run(job, good, bad, suite=SUITES["drafts"])
    assert (again.kept, list(again.seconds)) == (1, ["bad"])  # what failed is tried again
    assert again.rows == ran.rows


def test_a_mode_without_its_model_fails_every_case(job: Job) -> None:
    asked = case("a", question="What does Norrund say about the moratorium?", expected=[{"paragraph": f"{PAPER}#5"}])
    ran = run(job, asked, suite=SUITES["abstention"], mode=Mode.MODEL)
    (row,) = ran.rows
    assert row.failed
    assert row.scores == {"right": 0.0, "answered_answerable": 0.0}


def test_an_outcome_that_holds_what_is_no_number_is_a_failed_case(job: Job) -> None:
    told: list[tuple[str, int, int]] = []
    cases = [toy("fine"), toy("broken", float("nan")), toy("endless", float("inf")), toy("unscored", None)]
    ran = run_job(replace(job, cases=cases), lambda *said: told.append(said))
    assert told == [("toy", 1, 4), ("toy", 2, 4), ("toy", 3, 4), ("toy", 4, 4)]
    assert [row.failed for row in ran.rows] == [
        None,
        "The outcome holds NaN, which is no number.",
        "The outcome holds Infinity, which is no number.",
        None,
    ]
    assert [row.scores["right"] for row in ran.rows] == [1.0, 0.0, 0.0, None]
    assert ran.rows[1].scores == {"right": 0.0, "slips": 4.0, "exact": 0.0}


def test_a_half_written_outcome_is_done_anew_and_tokens_and_seconds_are_counted_apart(job: Job, own_keep: Path) -> None:
    def judged(name: str, seconds: float) -> Case:
        outcome = {"scores": {"right": 1.0}, "tokens": {"input": 5, "output": 2}, "seconds": {"overlap": seconds}}
        return case(name, outcome=outcome)

    cases = [judged("a", 1.0), judged("b", 3.0), toy("c")]
    first = run(job, *cases, kept=own_keep)
    files = outcomes_in(own_keep)
    whole = [file.read_bytes() for file in files]
    files[0].write_bytes(whole[0][:-5])
    files[1].write_bytes(b"[]")
    again = run(job, *cases, kept=own_keep)
    assert (first.kept, again.kept, len(again.seconds)) == (0, 1, 2)
    assert again.rows == first.rows
    assert [file.read_bytes() for file in outcomes_in(own_keep)] == whole
    for ran in (first, again):
        assert (ran.tokens, ran.judging) == ((10, 4), {"overlap": 2.0})
        assert "seconds" not in ran.rows[0].seen


def test_an_outcome_is_kept_for_what_it_was_made_from(tmp_path: Path) -> None:
    line = line_of(toy("a"))
    here = Outcomes(tmp_path, {"mode": "verbatim", "task": "one"})
    here.put(line, {"said": "诺伦德"})
    assert Outcomes(tmp_path, {"task": "one", "mode": "verbatim"}).get(line) == {"said": "诺伦德"}
    assert Outcomes(tmp_path, {"mode": "local", "task": "one"}).get(line) is None
    assert Outcomes(tmp_path, {"mode": "verbatim", "task": "other"}).get(line) is None
    assert here.get(line_of(toy("a", split="dev"))) is None
    assert here.get(line_of(toy("b"))) is None
    assert [path.suffix for path in (tmp_path / "outcomes").iterdir()] == [".json"]


def test_what_other_code_kept_is_deleted_and_nothing_else(tmp_path: Path, papers: Path) -> None:
    kept, own = tmp_path / "kept", f"code-{code_fingerprint()}"
    for name in ("code-0123456789abcdef/papers-1/outcomes", f"{own}/papers-1", "mine"):
        (kept / name).mkdir(parents=True)
    (kept / "notes.txt").write_text("mine", encoding="utf-8")
    folder = papers_folder(kept, [papers], ["embedder"])
    assert sorted(path.name for path in kept.iterdir()) == ["CACHEDIR.TAG", own, "mine", "notes.txt"]
    assert (kept / own / "papers-1").is_dir()
    assert folder.parent == kept / own


def test_papers_are_known_by_what_is_in_them(tmp_path: Path, papers: Path) -> None:
    kept, copy = tmp_path / "kept", shutil.copytree(papers, tmp_path / "copy")
    folder = papers_folder(kept, [papers], ["one"])
    assert papers_folder(kept, [copy], ["one"]) == folder
    assert papers_folder(kept, [papers], ["two"]) != folder
    with min(copy.iterdir()).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert papers_folder(kept, [copy], ["one"]) != folder


def test_what_is_timed_is_never_kept(job: Job, own_keep: Path) -> None:
    assert run(job, toy("a"), suite=replace(TOY, timed=True), kept=own_keep).rows[0].failed is None
    assert outcomes_in(own_keep) == []
