"""A suite is run: papers taken in, each case done, every outcome kept so that a run can go on where it stopped."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from app.drafting.model import Mode
from app.faults import one_line
from app.settings import Settings, load_settings
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.ingest import files_in, ingest_file
from corpus.quality import Unreadable
from evals.cases import line_of
from evals.desk import Desk
from evals.kept import Outcomes, code_fingerprint, papers_folder
from evals.model import Case, Outcome, Row, Suite


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: a suite, its cases, the papers, who writes, how many processes, where to keep outcomes. ``judge``: a
    language model that judges besides; ``unjudged``: no judge is asked anything."""

    suite: Suite
    cases: Sequence[Case]
    documents: tuple[Path, ...]
    mode: Mode
    jobs: int
    kept: Path
    judge: str | None = None
    unjudged: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """The rows in the order of the cases; what made them; what it took. ``seconds`` by case, of those done now;
    ``judging``: those that a judge takes for a claim, by its name; ``kept``: how many cases were done by an earlier
    run."""

    rows: tuple[Row, ...]
    fingerprints: dict[str, str]
    seconds: dict[str, float]
    judging: dict[str, float]
    kept: int
    tokens: tuple[int, int]


def run_job(job: Job, tell: Callable[[str, int, int], None]) -> Ran:
    """Runs a suite.

    Args:
        job: what to run.
        tell: is told what is done, how far it is and of how much.

    Raises:
        RapporteurError: the papers cannot be taken in, or the model cannot be reached at all.
    """
    settings = load_settings(str(job.kept))
    made_with = (settings.embedder, settings.indexing, str(job.suite.ingest and job.suite.ingest.__module__))
    kept = papers_folder(job.kept, job.documents, made_with)
    with _papers(job, kept, tell) as home:
        fingerprints = _fingerprints(job, home)
        outcomes = Outcomes(
            kept, {**fingerprints, "task": f"{job.suite.task.__module__}.{job.suite.task.__qualname__}"}
        )
        found = {} if job.suite.timed else {case.id: outcomes.get(line_of(case)) for case in job.cases}
        done = {case: outcome for case, outcome in found.items() if outcome is not None}
        left = [case for case in job.cases if case.id not in done]
        reused, failed = len(done), dict[str, str]()
        seconds: dict[str, float] = {}
        for count, (case, outcome, fault, took) in enumerate(_results(job, home, left), start=1):
            seconds[case.id] = took
            if outcome is None:
                failed[case.id] = fault
            else:
                done[case.id] = outcome
                if not job.suite.timed:
                    outcomes.put(line_of(case), outcome)
            tell(job.suite.name, reused + count, len(job.cases))
    judging = _judging(done.values())
    rows = tuple(scored(job.suite, case, done.get(case.id), failed.get(case.id)) for case in job.cases)
    return Ran(rows, fingerprints, seconds, judging, reused, _tokens(done.values()))


def _fingerprints(job: Job, home: Home) -> dict[str, str]:
    made_with = {
        "embedder": home.embedder.fingerprint,
        "corpus": home.catalogue.current().fingerprint,
        "mode": job.mode.value,
        "model": home.settings.model if job.mode is Mode.MODEL else job.mode.value,
        "code": code_fingerprint(),
    }
    judge = "none" if job.unjudged else job.judge
    return made_with if judge is None else {**made_with, "judge": judge}


def scored(suite: Suite, case: Case, outcome: Outcome | None, fault: str | None) -> Row:
    """A case with its scores. One that failed has the worst value of each metric that it would have had."""
    scores: dict[str, float | None] = {}
    for scorer in suite.scorers:
        names = scorer.names_of(case)
        if outcome is None:
            scores |= {name: suite.metrics[name].worst for name in names}
        else:
            found = scorer.score(case, outcome)
            scores |= {name: found.get(name) for name in names}
    return Row(case, scores, outcome or {}, fault or (None if outcome is not None else "not run"))


def _results(job: Job, home: Home, cases: Sequence[Case]) -> Iterator[tuple[Case, dict[str, Any] | None, str, float]]:
    """Each case with its outcome, as they come; or with why it has none."""
    if job.jobs <= 1 or len(cases) < 2 * job.jobs:
        desk = Desk(home, job.mode, job.judge, job.unjudged)
        for case in cases:
            yield (case, *_done(job.suite, desk, case))
        return
    given = (job.suite.name, str(home.settings.home), job.mode.value, job.judge, job.unjudged)
    with ProcessPoolExecutor(job.jobs, get_context("spawn"), _start, given) as pool:
        waiting = {pool.submit(_work, case): case for case in cases}
        try:
            for future in as_completed(waiting):
                yield (waiting[future], *future.result())
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


_WORKER: dict[str, Any] = {}  # of a process that does cases: what it does them with


def _start(suite: str, folder: str, mode: str, judge: str | None, unjudged: bool) -> None:
    from evals.suites import SUITES

    threading.Thread(target=_end_with_parent, daemon=True).start()
    _WORKER.update(suite=SUITES[suite], desk=Desk(Home(_apart(Path(folder))), Mode(mode), judge, unjudged))


def _end_with_parent() -> None:
    """Without it, a process whose parent was killed would wait for work for ever."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work(case: Case) -> tuple[dict[str, Any] | None, str, float]:
    return _done(_WORKER["suite"], _WORKER["desk"], case)


def _done(suite: Suite, desk: Desk, case: Case) -> tuple[dict[str, Any] | None, str, float]:
    began = time.perf_counter()
    try:
        line = json.dumps(asyncio.run(_outcome(suite, desk, case)))
        return json.loads(line, parse_constant=_no_number), "", time.perf_counter() - began
    except RapporteurError as error:
        return None, one_line(error), time.perf_counter() - began


def _no_number(name: str) -> float:
    raise Unreadable(f"The outcome holds {name}, which is no number.")


async def _outcome(suite: Suite, desk: Desk, case: Case) -> Outcome:
    return await suite.task(desk, case)


@contextmanager
def _papers(job: Job, kept: Path, tell: Callable[[str, int, int], None]) -> Iterator[Home]:
    """A home of its own that holds the papers, indexed; as it was left by a run before, if there was one."""
    with Home(_apart(kept)) as home:
        with home.writer("evaluate", wait=600.0):
            if not (kept / "ready").exists():
                for folder in job.documents:
                    _take_in(job.suite, home, folder)
                home.index_pending(lambda done, total: tell("papers", done, total))
                (kept / "ready").touch()
        yield home


def _take_in(suite: Suite, home: Home, folder: Path) -> None:
    if suite.ingest is not None:
        suite.ingest(home, folder)
        return
    for file in files_in([folder]):
        ingest_file(home.store, file)


def _apart(folder: Path) -> Settings:
    """The settings in force, over a store and indexes of their own."""
    return load_settings(str(folder)).model_copy(update={"database_url": None, "chroma_url": None})


def _judging(outcomes: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The mean seconds of each judge for a claim. They are taken out of the outcomes, which are the same in every
    run."""
    taken = [seconds for outcome in outcomes if (seconds := outcome.pop("seconds", None))]
    return {name: sum(each[name] for each in taken) / len(taken) for name in (taken[0] if taken else ())}


def _tokens(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    counts = [outcome.get("tokens") or {} for outcome in outcomes]
    return sum(each.get("input", 0) for each in counts), sum(each.get("output", 0) for each in counts)
