"""Files into the store and the indexes, as one job that can be watched and stopped: for terminal and service."""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from app import schema
from app.faults import one_line
from app.wiring import Home, Progress
from corpus.errors import DiskFailed, StoreUnavailable
from corpus.ingest import Ingested, Source, Step, ingest
from corpus.jobs import Jobs, seldom
from retrieval.ports import IndexBusy

_TRIES, _FIRST_WAIT = 4, 0.5  # seconds; doubled for each further one
_OUTCOMES = ("added", "replaced", "unchanged", "refused")


class _Stopped(Exception):
    """Somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who looks on. ``reading`` is told of files and pages, ``indexing`` of paragraphs done and in all; ``stop`` is
    asked several times a second."""

    reading: Callable[[Step], None]
    indexing: Progress
    stop: Callable[[], bool]


def ingest_job(
    home: Home, job_id: str, files: Sequence[Path | Source], watcher: Watcher, workers: int | None = None
) -> schema.Json:
    """Carries a job out that was created for these files. The caller holds the home for writing.

    Args:
        home: where to.
        job_id: of ``Jobs.create``.
        files: as ``corpus.ingest.ingest`` takes them.
        watcher: who looks on. A job that is cancelled stops too.
        workers: how many processes read; see ``corpus.ingest.ingest``.

    A store or an index that cannot be written for now is tried again a few times, within seconds.

    Returns:
        The result as the contract names it. ``stopped``: whether it ended early; ``not_done``: the files that were not
        read then. What was read is kept, and is indexed the next time.
    """
    started = time.perf_counter()
    jobs, told, limits = home.jobs, _Told(home.jobs, job_id, len(files), watcher), home.settings.limits
    jobs.start(job_id)
    rows: list[schema.Json] = []
    early = False

    def read() -> None:
        rest = files[len(rows) :]
        for row in ingest(home.store, rest, workers=workers, progress=told.step, cancelled=told.stopped, limits=limits):
            rows.append(_row_json(row))

    try:
        _patiently(read, told.stopped)
        early = len(rows) < len(files)
        if not early:
            _patiently(lambda: home.index_pending(told.indexed), told.stopped)
    except (_Stopped, KeyboardInterrupt):
        early = True
    except Exception as error:
        with contextlib.suppress(StoreUnavailable):  # it is told by the job all the same
            jobs.fail(job_id, one_line(error))
        raise
    left = [file if isinstance(file, Source) else Source(file) for file in files[len(rows) :]]
    result = _result(rows, time.perf_counter() - started, stopped=early, not_done=[source.shown for source in left])
    if early:
        jobs.cancel(job_id)
    jobs.finish(job_id, result)
    return result


class _Told:
    """Tells a job and its watcher how far it is, and says whether to stop."""

    def __init__(self, jobs: Jobs, job_id: str, count: int, watcher: Watcher) -> None:
        self._jobs, self._job_id, self._count, self._watcher = jobs, job_id, count, watcher
        self._note = seldom(lambda progress: jobs.progress(job_id, progress))

    def stopped(self) -> bool:
        return self._watcher.stop() or self._jobs.is_cancelled(self._job_id)

    def step(self, step: Step) -> None:
        done = step.done + self._count - step.total  # of all the files, also when the rest is tried again
        step = replace(step, done=done, total=self._count)
        self._note(dataclasses.asdict(step))
        self._watcher.reading(step)

    def indexed(self, done: int, total: int) -> None:
        self._note({"done": self._count, "total": self._count, "indexed": done, "paragraphs": total})
        self._watcher.indexing(done, total)
        if done < total and self.stopped():
            raise _Stopped


def _patiently(step: Callable[[], object], stopped: Callable[[], bool]) -> None:
    """Does a step again, after a longer wait each time, when a store or an index cannot be written for now. What it did
    before stays, and is not done twice."""
    trying = Retrying(
        retry=retry_if_exception(
            lambda error: isinstance(error, StoreUnavailable | IndexBusy | DiskFailed) and error.retry and not stopped()
        ),
        wait=wait_exponential_jitter(multiplier=_FIRST_WAIT, exp_base=2, jitter=_FIRST_WAIT),
        stop=stop_after_attempt(_TRIES),
        reraise=True,
    )
    trying(step)


@contextlib.contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """While this lasts the first Ctrl-C is a wish, which the function given answers; the second one interrupts."""
    asked = threading.Event()

    def wish(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        asked.set()

    before = signal.signal(signal.SIGINT, wish)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _result(rows: list[schema.Json], seconds: float, *, stopped: bool, not_done: list[str]) -> schema.Json:
    totals = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in _OUTCOMES}
    result = {"documents": rows, "totals": totals, "seconds": round(seconds, 2)}
    return {**result, "stopped": stopped, "not_done": not_done}


def _row_json(row: Ingested) -> schema.Json:
    document = row.document
    if document is None:
        empty = dict.fromkeys(("id", "symbol", "language", "title", "kind", "session", "date", "status", "sha256"))
        facts: schema.Json = {
            **empty,
            "submitters": [],
            "groups": [],
            "pages": 0,
            "paragraphs": 0,
            "characters": 0,
            "warnings": [],
        }
    else:
        facts = schema.document_json(dataclasses.replace(document, paragraphs=()))
        facts["paragraphs"] = len(document.paragraphs)
        facts["characters"] = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return {**facts, "file": row.file, "outcome": row.outcome, "error": row.error}
