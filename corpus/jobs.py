"""Long work that is watched, cancelled and outlived: every job is a row of the store."""

from __future__ import annotations

import functools
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from corpus.database import Database
from corpus.rows import not_storable
from corpus.tables import JOBS

_KEPT = timedelta(days=30)


class JobStatus(StrEnum):
    """Where a job stands. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_LIVE = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. ``created`` and ``updated`` are in UTC, ISO 8601. ``error`` says why it failed."""

    id: str
    kind: str
    status: JobStatus
    progress: dict[str, Any]
    result: dict[str, Any] | None
    error: str | None
    created: str
    updated: str


class Jobs:
    """The jobs of a store. A job belongs to the process that created it, and fails when that process is gone.

    Args:
        database: the store's.
        owner: names the process; by default this one.
    """

    def __init__(self, database: Database, owner: str | None = None) -> None:
        self._database = database
        self._owner = owner or _this_process()
        self._untold: dict[str, str] = {}  # jobs that failed when the store could not be written, and why

    def create(self, kind: str) -> str:
        """Notes a job that waits for its turn, and returns its id. Jobs that ended a month ago are forgotten."""
        job_id, now = uuid.uuid4().hex, _now()
        forgotten = (datetime.now(UTC) - _KEPT).isoformat(timespec="milliseconds")
        with self._database.writing() as connection:
            connection.execute(
                sql.delete(JOBS).where(JOBS.c.updated < forgotten, JOBS.c.status.not_in(_values(*_LIVE)))
            )
            connection.execute(
                sql.insert(JOBS).values(
                    id=job_id, kind=kind, status=JobStatus.QUEUED.value, progress={}, owner=self._owner,
                    created=now, updated=now,
                )
            )  # fmt: skip
        return job_id

    def start(self, job_id: str) -> bool:
        """Its turn has come; False when it was cancelled before."""
        return self._change(job_id, (JobStatus.QUEUED,), status=JobStatus.RUNNING)

    def progress(self, job_id: str, progress: dict[str, Any]) -> bool:
        """Notes how far a running job is; False when it was cancelled and should stop."""
        return self._change(job_id, (JobStatus.RUNNING,), progress=progress)

    def finish(self, job_id: str, result: dict[str, Any]) -> None:
        """A running job is done. Of a cancelled one the result is kept: what it did before it stopped."""
        if not self._change(job_id, (JobStatus.RUNNING,), status=JobStatus.DONE, result=result):
            self._change(job_id, (JobStatus.CANCELLED,), result=result)

    def fail(self, job_id: str, reason: str) -> None:
        """A job cannot go on; the reason is one line for people. It has failed also when the store cannot note it."""
        self._untold[job_id] = reason
        self._change(job_id, _LIVE, status=JobStatus.FAILED, error=reason)
        del self._untold[job_id]

    def cancel(self, job_id: str) -> bool:
        """Asks a job to stop; False when it had ended."""
        return self._change(job_id, _LIVE, status=JobStatus.CANCELLED)

    def is_cancelled(self, job_id: str) -> bool:
        """Whether somebody asked it to stop."""
        with self._database.reading() as connection:
            status = connection.scalars(sql.select(JOBS.c.status).where(JOBS.c.id == job_id)).first()
        return status == JobStatus.CANCELLED

    def get(self, job_id: str) -> Job | None:
        """The job as it stands now."""
        if not_storable(job_id):
            return None
        columns = [column for column in JOBS.c if column.name != "owner"]
        with self._database.reading() as connection:
            row = connection.execute(sql.select(*columns).where(JOBS.c.id == job_id)).one_or_none()
        if row is None:
            return None
        job = Job(**{**row._mapping, "status": JobStatus(row.status)})
        lost = self._untold.get(job_id) if job.status in _LIVE else None
        return job if lost is None else replace(job, status=JobStatus.FAILED, error=lost)

    def counts(self) -> dict[str, int]:
        """How many jobs there are of each status that any has."""
        query = sql.select(JOBS.c.status, sql.func.count().label("number")).group_by(JOBS.c.status)
        with self._database.reading() as connection:
            return {row.status: row.number for row in connection.execute(query)}

    def fail_abandoned(self) -> int:
        """Fails every job whose process is gone, and returns how many. The caller holds the home for writing, so a job
        of any other process has lost it."""
        reason = "The process that did this ended before it was done. Start it again; what was stored is kept."
        with self._database.writing() as connection:
            return connection.execute(
                sql.update(JOBS)
                .where(JOBS.c.owner != self._owner, JOBS.c.status.in_(_values(*_LIVE)))
                .values(status=JobStatus.FAILED.value, error=reason, updated=_now())
            ).rowcount

    def _change(self, job_id: str, allowed: tuple[JobStatus, ...], **values: Any) -> bool:
        if "status" in values:
            values["status"] = values["status"].value
        with self._database.writing() as connection:
            return (
                connection.execute(
                    sql.update(JOBS)
                    .where(JOBS.c.id == job_id, JOBS.c.status.in_(_values(*allowed)))
                    .values(**values, updated=_now())
                ).rowcount
                > 0
            )


def seldom(tell: Callable[[dict[str, Any]], Any], every: float = 0.5) -> Callable[[dict[str, Any]], None]:
    """``tell`` at most once in ``every`` seconds, and always of the first and of the last file: a page takes less time
    than a commit."""
    last = -every

    def told(progress: dict[str, Any]) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every or progress.get("done") == progress.get("total"):
            last = now
            tell(progress)

    return told


@functools.cache
def _this_process() -> str:
    return f"{os.getpid()}-{uuid.uuid4().hex}"


def _values(*statuses: JobStatus) -> list[str]:
    return [status.value for status in statuses]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
