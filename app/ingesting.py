"""Files into the store and the indexes, as one job that can be watched and stopped: for terminal and service."""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import schema
from app.faults import one_line
from app.wiring import Home, Progress
from corpus.ingest import Ingested, Source, Step, ingest
from corpus.jobs import seldom

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

    Returns:
        The result as the contract names it. ``stopped``: whether it ended early; ``not_done``: the files that were not
        read then. What was read is kept, and is indexed the next time.
    """
    started = time.perf_counter()
    jobs = home.jobs
    note = seldom(lambda progress: jobs.progress(job_id, progress))

    def stopped() -> bool:
        return watcher.stop() or jobs.is_cancelled(job_id)

    def told(step: Step) -> None:
        note(dataclasses.asdict(step))
        watcher.reading(step)

    def indexed(done: int, total: int) -> None:
        note({"done": len(files), "total": len(files), "indexed": done, "paragraphs": total})
        watcher.indexing(done, total)
        if done < total and stopped():
            raise _Stopped

    jobs.start(job_id)
    rows: list[schema.Json] = []
    early = False
    try:
        for row in ingest(home.store, files, workers=workers, progress=told, cancelled=stopped):
            rows.append(_row_json(row))
        early = len(rows) < len(files)
        if not early:
            home.index_pending(indexed)
    except (_Stopped, KeyboardInterrupt):
        early = True
    except Exception as error:
        jobs.fail(job_id, one_line(error))
        raise
    left = [file if isinstance(file, Source) else Source(file) for file in files[len(rows) :]]
    result = _result(rows, time.perf_counter() - started, stopped=early, not_done=[source.shown for source in left])
    if early:
        jobs.cancel(job_id)
    jobs.finish(job_id, result)
    return result


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
        facts: schema.Json = {**empty, "submitters": [], "groups": [], "pages": 0, "paragraphs": 0, "warnings": []}
    else:
        facts = schema.document_json(dataclasses.replace(document, paragraphs=()))
        facts["paragraphs"] = len(document.paragraphs)
    return {**facts, "file": row.file, "outcome": row.outcome, "error": row.error}
