"""An ingest as a job: watched, stopped by a wish or a signal, failed with its reason, never left running."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.ingesting import Watcher, ingest_job, stoppable
from app.settings import Settings
from app.wiring import Home
from corpus.ingest import Step
from corpus.jobs import Job, Jobs, JobStatus
from retrieval import build

PAPER = "LT/CONF.2031/{n}\n\n标题\n\n1. 这里有文字。\n"
ENTRY = "import sys; from app.cli import main; sys.exit(main())"


@pytest.fixture
def home(models: Path, tmp_path: Path) -> Iterator[Home]:
    with Home(Settings(home=tmp_path / "home", models=models)) as opened, opened.writer("tests"):
        yield opened


def papers(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{n:03}.txt" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_text(PAPER.format(n=n), encoding="utf-8")
    return paths


def watcher(
    reading: Callable[[Step], None] = lambda _: None, stop: Callable[[], bool] = lambda: False
) -> tuple[Watcher, list[tuple[int, int]]]:
    indexed: list[tuple[int, int]] = []
    return Watcher(reading, lambda done, total: indexed.append((done, total)), stop), indexed


def job_of(home: Home, job_id: str) -> Job:
    job = Jobs(home.store.database).get(job_id)
    assert job is not None
    return job


def test_a_job_is_done_when_everything_is_read_and_indexed(home: Home, tmp_path: Path) -> None:
    files, steps = papers(tmp_path / "in", 3), list[Step]()
    job_id = Jobs(home.store.database).create("ingest")
    looks, indexed = watcher(steps.append)
    result = ingest_job(home, job_id, files, looks)
    assert (result["stopped"], result["not_done"], result["totals"]["added"]) == (False, [], 3)
    assert [row["file"] for row in result["documents"]] == [str(file) for file in files]
    job = job_of(home, job_id)
    assert (job.status, job.result) == (JobStatus.DONE, json.loads(json.dumps(result)))
    assert (job.progress["done"], job.progress["total"]) == (3, 3)
    assert (indexed[-1], steps[-1]) == ((3, 3), Step(3, 3, str(files[-1])))


def test_a_job_that_is_stopped_keeps_what_it_read_and_names_what_is_left(home: Home, tmp_path: Path) -> None:
    files, steps = papers(tmp_path / "in", 5), list[Step]()
    jobs = Jobs(home.store.database)
    job_id = jobs.create("ingest")
    looks, indexed = watcher(steps.append, lambda: steps[-1].done == 2)
    result = ingest_job(home, job_id, files, looks)
    assert ([row["outcome"] for row in result["documents"]], result["stopped"]) == (["added", "added"], True)
    assert result["not_done"] == [str(file) for file in files[2:]]
    assert (job_of(home, job_id).status, indexed) == (JobStatus.CANCELLED, [])
    looks, indexed = watcher()
    again = ingest_job(home, jobs.create("ingest"), files, looks)
    assert (again["totals"]["unchanged"], again["totals"]["added"], indexed[-1]) == (2, 3, (5, 5))


def test_a_job_that_is_cancelled_from_elsewhere_stops(home: Home, tmp_path: Path) -> None:
    jobs = Jobs(home.store.database)
    job_id = jobs.create("ingest")

    def cancel(step: Step) -> None:
        if step.done == 1:
            jobs.cancel(job_id)

    looks, _ = watcher(cancel)
    result = ingest_job(home, job_id, papers(tmp_path / "in", 4), looks)
    assert (len(result["documents"]), len(result["not_done"])) == (1, 3)
    assert (job_of(home, job_id).status, job_of(home, job_id).result) == (JobStatus.CANCELLED, result)


def test_stopping_while_indexing_says_that_every_file_was_read(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_AT_ONCE", 1)  # else three small papers are one batch
    job_id, indexed = Jobs(home.store.database).create("ingest"), list[int]()
    looks = Watcher(lambda _: None, lambda done, _total: indexed.append(done), lambda: bool(indexed))
    result = ingest_job(home, job_id, papers(tmp_path / "in", 3), looks)
    assert (len(result["documents"]), result["not_done"], result["stopped"]) == (3, [], True)
    assert job_of(home, job_id).status is JobStatus.CANCELLED
    assert home.store.unindexed(home.index_name), "what was not indexed is left for the next time"


def test_a_job_that_breaks_has_failed_and_says_why(home: Home, tmp_path: Path) -> None:
    def broken(_step: Step) -> None:
        raise OSError("the terminal is gone")

    job_id = Jobs(home.store.database).create("ingest")
    with pytest.raises(OSError, match="the terminal is gone"):
        ingest_job(home, job_id, papers(tmp_path / "in", 2), watcher(broken)[0])
    job = job_of(home, job_id)
    assert (job.status, "the terminal is gone" in (job.error or "")) == (JobStatus.FAILED, True)


def test_whoever_opens_a_home_for_writing_finds_no_job_running(models: Path, tmp_path: Path) -> None:
    with Home(Settings(home=tmp_path, models=models)) as home:
        gone = Jobs(home.store.database, owner="a process that is gone")
        job_id = gone.create("ingest")
        gone.start(job_id)
        with home.writer("tests"):
            assert job_of(home, job_id).status is JobStatus.FAILED


def test_the_first_signal_is_a_wish_and_the_second_one_interrupts() -> None:
    given = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores the signal
    try:
        with stoppable() as stop:
            assert not stop()
            os.kill(os.getpid(), signal.SIGINT)
            assert stop()
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(60)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, given)


def test_ctrl_c_keeps_what_was_read_says_what_was_not_and_exits_with_130(tmp_path: Path) -> None:
    files, home = papers(tmp_path / "in", 400), tmp_path / "home"
    command = [sys.executable, "-P", "-c", ENTRY, "ingest", str(tmp_path / "in"), "--json", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not stored(home):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=120)
    result: dict[str, Any] = json.loads(out)
    assert (process.returncode, "Traceback" in error) == (130, False)
    assert result["stopped"] is True
    names = [row["file"] for row in result["documents"]] + result["not_done"]
    assert names == [str(file) for file in files] and result["not_done"]
    assert stored(home) == len(result["documents"])


def stored(home: Path) -> int:
    """How many documents a home holds; 0 while it is being made."""
    try:
        with closing(sqlite3.connect(f"file:{home / 'rapporteur.db'}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0
