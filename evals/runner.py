"""A suite is run: papers taken in, each case done, every outcome kept so that a run can go on where it stopped.

What is kept lies under the sha256 of the code that made it: another version of the product never sees it.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import importlib.resources
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.drafting.model import Mode
from app.faults import one_line
from app.settings import Settings, load_settings
from app.wiring import Home
from corpus.errors import RapporteurError
from corpus.ingest import files_in, ingest_file
from evals.cases import line_of
from evals.desk import Desk
from evals.model import Case, Outcome, Row, Suite

_ROOMS = ("app", "retrieval", "prompts", "corpus", "evals")
_SOURCES = frozenset({".py", ".toml", ".j2", ".json"})
_MARK = "CACHEDIR.TAG"
_MARK_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# What rapporteur-eval keeps between runs. It may be deleted.\n"
)


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: a suite, its cases, the papers, who writes, how many processes, where to keep outcomes. ``judge``: a
    language model that judges besides."""

    suite: Suite
    cases: Sequence[Case]
    documents: tuple[Path, ...]
    mode: Mode
    jobs: int
    kept: Path
    judge: str | None = None


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
    kept = _prepared(job.kept) / _papers_name(job)
    with _papers(job, kept, tell) as home:
        fingerprints = {
            "embedder": home.embedder.fingerprint,
            "corpus": home.catalogue.current().fingerprint,
            "mode": job.mode.value,
            "model": home.settings.model if job.mode is Mode.MODEL else job.mode.value,
            "code": code_fingerprint(),
        }
        if job.judge is not None:
            fingerprints["judge"] = job.judge
        stamp = json.dumps([_task_name(job.suite), fingerprints], sort_keys=True)
        files = {case.id: kept / "outcomes" / f"{_sha(stamp + line_of(case))}.json" for case in job.cases}
        done = {
            case.id: held for case in job.cases if not job.suite.timed and (held := _held(files[case.id])) is not None
        }
        reused, seconds = len(done), {}
        failed: dict[str, str] = {}
        left = [case for case in job.cases if case.id not in done]
        for count, (case, outcome, fault, took) in enumerate(_results(job, home, left), start=1):
            seconds[case.id] = took
            if outcome is None:
                failed[case.id] = fault
            else:
                done[case.id] = outcome
                if not job.suite.timed:
                    _keep(files[case.id], outcome)
            tell(job.suite.name, reused + count, len(job.cases))
    judging = _judging(done.values())
    rows = tuple(scored(job.suite, case, done.get(case.id), failed.get(case.id)) for case in job.cases)
    return Ran(rows, fingerprints, seconds, judging, reused, _tokens(done.values()))


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


@functools.cache
def code_fingerprint() -> str:
    """The sha256, in sixteen digits, of every source file of the product."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        folder = Path(str(importlib.resources.files(room)))
        for path in sorted(each for each in folder.rglob("*") if each.suffix in _SOURCES and each.is_file()):
            if path.name != "baseline.json":
                digest.update(f"{room}/{path.relative_to(folder)}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _results(job: Job, home: Home, cases: Sequence[Case]) -> Iterator[tuple[Case, dict[str, Any] | None, str, float]]:
    """Each case with its outcome, as they come; or with why it has none."""
    if job.jobs <= 1 or len(cases) < 2 * job.jobs:
        desk = Desk(home, job.mode, job.judge)
        for case in cases:
            yield (case, *_done(job.suite, desk, case))
        return
    with ProcessPoolExecutor(
        job.jobs, get_context("spawn"), _start, (job.suite.name, str(home.settings.home), job.mode.value, job.judge)
    ) as pool:
        waiting = {pool.submit(_work, case): case for case in cases}
        try:
            for future in as_completed(waiting):
                yield (waiting[future], *future.result())
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


_WORKER: dict[str, Any] = {}  # of a process that does cases: what it does them with


def _start(suite: str, folder: str, mode: str, judge: str | None) -> None:
    from evals.suites import SUITES

    _WORKER.update(suite=SUITES[suite], desk=Desk(Home(_apart(Path(folder))), Mode(mode), judge))


def _work(case: Case) -> tuple[dict[str, Any] | None, str, float]:
    return _done(_WORKER["suite"], _WORKER["desk"], case)


def _done(suite: Suite, desk: Desk, case: Case) -> tuple[dict[str, Any] | None, str, float]:
    began = time.perf_counter()
    try:
        outcome = asyncio.run(suite.task(desk, case))  # type: ignore[arg-type]  # an async function gives a coroutine
    except RapporteurError as error:
        return None, one_line(error), time.perf_counter() - began
    return json.loads(json.dumps(outcome, allow_nan=False)), "", time.perf_counter() - began


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


def _prepared(folder: Path) -> Path:
    """The folder of what this version of the code keeps; what other versions kept in it is deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(_MARK_TEXT, encoding="utf-8")
    for other in folder.glob("code-*"):
        if other.name != f"code-{code_fingerprint()}":
            shutil.rmtree(other, ignore_errors=True)
    return folder / f"code-{code_fingerprint()}"


def _papers_name(job: Job) -> str:
    """A name for the papers of a job: what lies in their folders and how they are indexed."""
    settings = load_settings("")
    digest = hashlib.sha256(f"{settings.embedder} {settings.indexing} {job.suite.ingest}".encode())
    for folder in job.documents:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"papers-{digest.hexdigest()[:16]}"


def _task_name(suite: Suite) -> str:
    """Suites that ask the same share what is kept."""
    return f"{suite.task.__module__}.{getattr(suite.task, '__qualname__', suite.name)}"


def _held(file: Path) -> dict[str, Any] | None:
    try:
        held = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return held if isinstance(held, dict) else None


def _keep(file: Path, outcome: Outcome) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    part.replace(file)


def _judging(outcomes: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The mean seconds of each judge for a claim. They are taken out of the outcomes, which are the same in every
    run."""
    taken = [seconds for outcome in outcomes if (seconds := outcome.pop("seconds", None))]
    return {name: sum(each[name] for each in taken) / len(taken) for name in (taken[0] if taken else ())}


def _tokens(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    counts = [outcome.get("tokens") or {} for outcome in outcomes]
    return sum(each.get("input", 0) for each in counts), sum(each.get("output", 0) for each in counts)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
