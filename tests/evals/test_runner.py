"""Running a suite: the same bytes every time, on from where it stopped, and every case counted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.drafting.model import Mode
from evals.cases import line_of
from evals.kept import Outcomes, code_fingerprint, papers_folder
from evals.model import Case, Outcome
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
    assert all((first.folder / "trec" / name).read_bytes() == (second.folder / "trec" / name).read_bytes() for name in trec)


def test_two_processes_write_what_one_writes(evaluate: Callable[..., Any], own_keep: Path, kept: Path) -> None:
    alone = evaluate("retrieval", LINES)
    together = evaluate("retrieval", LINES, "--jobs", "2", keep=own_keep, out="together")
    assert together.bytes == alone.bytes
    assert (together.timing["jobs"], together.timing["kept"], len(together.timing["cases"])) == (2, 0, 6)


def test_a_run_that_was_killed_goes_on_and_ends_as_if_it_had_not_been(
    evaluate: Callable[..., Any], own_keep: Path, papers: Path, tmp_path: Path
) -> None:
    whole = evaluate("retrieval", LINES * 1)
    more = [{**line, "case": f"{line['case']}-{turn}"} for turn in range(20) for line in LINES]
    cases = write_lines(tmp_path / "more.jsonl", more)
    words = ["--cases", cases, "--documents", papers, "--out", tmp_path / "killed", "--keep", own_keep, "--jobs", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, "run", "retrieval", *map(str, words)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while len(list(own_keep.glob("code-*/papers-*/outcomes/*.json"))) < 3:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert not (tmp_path / "killed").exists()
    done = len(list(own_keep.glob("code-*/papers-*/outcomes/*.json")))
    assert 3 <= done < len(more)
    resumed = evaluate("retrieval", more, keep=own_keep)
    assert resumed.timing["kept"] == done
    assert whole.facts["cases"] == 6
    shutil.rmtree(next(own_keep.glob("code-*/papers-*/outcomes")))
    assert evaluate("retrieval", more, keep=own_keep, out="unbroken").bytes == resumed.bytes
