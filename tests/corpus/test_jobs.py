"""Jobs: from one state to the next, watched and cancelled, and none left running by a process that is gone."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sql

from corpus.jobs import Job, Jobs, JobStatus, seldom
from corpus.store import Store
from corpus.tables import JOBS

DIES = """
import os, signal, sys
from corpus.jobs import Jobs
from corpus.store import Store
jobs = Jobs(Store(sys.argv[1]).database)
waiting, running, done = (jobs.create("ingest") for _ in range(3))
jobs.start(running), jobs.start(done), jobs.finish(done, {})
print(waiting, running, done, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def jobs(store: Store) -> Jobs:
    return Jobs(store.database)


def held(jobs: Jobs, job_id: str) -> Job:
    job = jobs.get(job_id)
    assert job is not None
    return job


def test_a_job_goes_from_queued_to_done(jobs: Jobs) -> None:
    job_id = jobs.create("ingest")
    made = held(jobs, job_id)
    assert (made.status, made.kind, made.progress, made.result, made.error) == (
        JobStatus.QUEUED, "ingest", {}, None, None,
    )  # fmt: skip
    assert jobs.start(job_id) and held(jobs, job_id).status is JobStatus.RUNNING
    assert jobs.progress(job_id, {"done": 1, "total": 2, "file": "a.pdf", "page": 3, "pages": 9})
    assert held(jobs, job_id).progress["page"] == 3
    jobs.finish(job_id, {"documents": [{"id": "LT/1@zh", "title": "标题"}]})
    done = held(jobs, job_id)
    assert (done.status, done.result) == (JobStatus.DONE, {"documents": [{"id": "LT/1@zh", "title": "标题"}]})
    assert made.created == done.created <= done.updated


def test_a_job_that_fails_says_why(jobs: Jobs) -> None:
    job_id = jobs.create("ingest")
    jobs.start(job_id)
    jobs.fail(job_id, "The disk is full.")
    assert (held(jobs, job_id).status, held(jobs, job_id).error) == (JobStatus.FAILED, "The disk is full.")


def test_a_queued_job_that_is_cancelled_never_starts(jobs: Jobs) -> None:
    job_id = jobs.create("ingest")
    assert jobs.cancel(job_id) and not jobs.start(job_id)
    assert held(jobs, job_id).status is JobStatus.CANCELLED


def test_a_running_job_learns_that_it_is_cancelled_and_keeps_what_it_did(jobs: Jobs) -> None:
    job_id = jobs.create("ingest")
    jobs.start(job_id)
    assert not jobs.is_cancelled(job_id)
    assert jobs.cancel(job_id) and jobs.is_cancelled(job_id)
    assert not jobs.progress(job_id, {"done": 2})
    jobs.finish(job_id, {"documents": []})
    assert (held(jobs, job_id).status, held(jobs, job_id).result) == (JobStatus.CANCELLED, {"documents": []})


@pytest.mark.parametrize("ended", ["done", "failed", "cancelled"])
def test_what_has_ended_stays_as_it_is(jobs: Jobs, ended: str) -> None:
    job_id = jobs.create("ingest")
    jobs.start(job_id)
    if ended == "done":
        jobs.finish(job_id, {})
    elif ended == "failed":
        jobs.fail(job_id, "x")
    else:
        jobs.cancel(job_id)
    assert not jobs.cancel(job_id) and not jobs.start(job_id) and not jobs.progress(job_id, {"done": 1})
    jobs.fail(job_id, "too late")
    assert (held(jobs, job_id).status, held(jobs, job_id).progress) == (JobStatus(ended), {})


@pytest.mark.parametrize("job_id", ["", "nothing", "\x00", "\udcff"], ids=ascii)
def test_a_job_that_is_not_there(jobs: Jobs, job_id: str) -> None:
    assert jobs.get(job_id) is None


def test_no_job_of_a_killed_process_stays_running(store: Store, jobs: Jobs) -> None:
    own = jobs.create("ingest")
    ran = subprocess.run(
        [sys.executable, "-P", "-c", DIES, store.url], capture_output=True, text=True, check=False, timeout=120
    )
    waiting, running, done = ran.stdout.split()
    assert held(jobs, running).status is JobStatus.RUNNING
    assert jobs.fail_abandoned() == 2
    for job_id in (waiting, running):
        assert held(jobs, job_id).status is JobStatus.FAILED
        assert "ended before it was done" in (held(jobs, job_id).error or "")
    assert (held(jobs, done).status, held(jobs, own).status) == (JobStatus.DONE, JobStatus.QUEUED)
    assert jobs.fail_abandoned() == 0


def test_jobs_that_ended_long_ago_are_forgotten_and_live_ones_are_not(store: Store, jobs: Jobs) -> None:
    ended, live = jobs.create("ingest"), jobs.create("ingest")
    jobs.cancel(ended)
    with store.database.writing() as connection:
        connection.execute(sql.update(JOBS).values(updated="2020-01-01T00:00:00.000+00:00"))
    jobs.create("ingest")
    assert jobs.get(ended) is None
    assert held(jobs, live).status is JobStatus.QUEUED


def test_progress_is_noted_at_first_at_the_end_and_seldom_between() -> None:
    noted: list[dict[str, Any]] = []
    tell = seldom(noted.append, every=3600)
    for done in range(5):
        tell({"done": done, "total": 4})
    assert [step["done"] for step in noted] == [0, 4]
    often: list[dict[str, Any]] = []
    tell = seldom(often.append, every=0)
    for done in range(5):
        tell({"done": done, "total": 4})
    assert len(often) == 5
