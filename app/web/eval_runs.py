"""Runs of ``rapporteur-eval`` as they lie in a folder: read, held against one another. Nothing here evaluates."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_LARGEST = 4_000_000  # bytes of a run.json, and of a report
_REPORT = "report.html"
_MOST_ROWS = 20_000
_FAULTS = ("wrong_", "true_unsupported")  # what metrics begin with that count faults: the lower, the better


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean with its interval; None where nothing was scored. ``best`` is what a case without a fault scores."""

    name: str
    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int
    about: str
    lower_is_better: bool
    best: float


@dataclass(frozen=True, slots=True)
class Run:
    """What ``run.json`` says. ``name`` is its folder's, ``made`` when the file was written; ``failed`` are the cases
    that could not be done, each with why.
    """

    name: str
    suite: str
    split: str
    made: datetime
    cases: int
    metrics: tuple[Metric, ...]
    failed: tuple[tuple[str, str], ...]
    fingerprints: Mapping[str, str]

    def metric(self, name: str) -> Metric | None:
        """The metric of this name."""
        return next((metric for metric in self.metrics if metric.name == name), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One case: its scores by metric (None: not scored), and what else the run noted."""

    case: str
    language: str
    question: str
    scores: Mapping[str, float | None]
    seen: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """How one metric differs between two runs; the cases of both by which way their score went."""

    name: str
    first: Metric
    second: Metric
    difference: float | None
    higher: int
    lower: int
    same: int


def lower_is_better(metric: str) -> bool:
    """Whether a metric counts faults, by its name: of a run that does not declare it."""
    return metric.startswith(_FAULTS)


def read_runs(folder: Path) -> tuple[list[Run], list[tuple[str, str]]]:
    """The runs of a folder, newest first; and the folders that hold none, each with the word for why."""
    runs: list[Run] = []
    broken: list[tuple[str, str]] = []
    try:
        held = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))
    except OSError:
        return [], []
    for each in held:
        try:
            runs.append(_run(each))
        except FileNotFoundError:
            if not (each / _REPORT).is_file():
                broken.append((each.name, "no_run"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            broken.append((each.name, "bad_run"))
    return sorted(runs, key=lambda run: (run.made, run.name), reverse=True), broken


def reports_in(folder: Path) -> list[str]:
    """Where a report lies: "" for the folder itself, else the name of a folder in it."""
    try:
        held = sorted(each for each in folder.iterdir() if not each.name.startswith(".") and (each / _REPORT).is_file())
    except OSError:
        return []
    return [*([""] if (folder / _REPORT).is_file() else []), *(each.name for each in held)]


def read_report(folder: Path, name: str) -> bytes | None:
    """A report as it lies there, by a name that ``reports_in`` gave; None where there is none that can be shown."""
    if name not in reports_in(folder):
        return None
    path = folder / name / _REPORT
    return path.read_bytes() if path.stat().st_size <= _LARGEST else None


def read_rows(folder: Path, run: Run) -> tuple[list[Row] | None, int]:
    """The cases of a run, None when the file is not there; and how many lines could not be read."""
    rows: list[Row] = []
    bad = 0
    names = [metric.name for metric in run.metrics]
    try:
        with (folder / run.name / "rows.jsonl").open(encoding="utf-8", errors="replace") as lines:
            for line in itertools.islice(lines, _MOST_ROWS):
                try:
                    rows.append(_row(json.loads(line), names))
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    bad += 1
    except OSError:
        return None, 0
    return rows, bad


def worst(rows: Sequence[Row], metric: Metric, most: int) -> list[tuple[Row, float]]:
    """The cases with the worst scores, the worst first; none of those that have the best score."""
    scored = [(row, score) for row in rows if (score := row.scores.get(metric.name)) is not None]
    scored.sort(key=lambda pair: (-pair[1] if metric.lower_is_better else pair[1], pair[0].case))
    return [pair for pair in scored if pair[1] != metric.best][:most]


def moved(first: Run, second: Run, rows: tuple[Sequence[Row], Sequence[Row]]) -> list[Moved]:
    """Every metric that both runs have."""
    found = []
    for metric in first.metrics:
        other = second.metric(metric.name)
        if other is None:
            continue
        steps = [after - before for _, _, before, after in _pairs(rows, metric.name)]
        difference = None if metric.mean is None or other.mean is None else round(other.mean - metric.mean, 4)
        ways = (sum(step > 0 for step in steps), sum(step < 0 for step in steps), sum(step == 0 for step in steps))
        found.append(Moved(metric.name, metric, other, difference, *ways))
    return found


def most_moved(
    rows: tuple[Sequence[Row], Sequence[Row]], metric: str, most: int
) -> list[tuple[Row, Row, float, float]]:
    """The cases of both runs whose score changed, those that changed most first."""
    changed = [pair for pair in _pairs(rows, metric) if pair[2] != pair[3]]
    return sorted(changed, key=lambda pair: (-abs(pair[3] - pair[2]), pair[0].case))[:most]


def in_both(rows: tuple[Sequence[Row], Sequence[Row]]) -> int:
    """How many cases both runs have."""
    return len({row.case for row in rows[0]} & {row.case for row in rows[1]})


def _pairs(rows: tuple[Sequence[Row], Sequence[Row]], metric: str) -> Iterator[tuple[Row, Row, float, float]]:
    others = {row.case: row for row in rows[1]}
    for row in rows[0]:
        other = others.get(row.case)
        if other is None:
            continue
        before, after = row.scores.get(metric), other.scores.get(metric)
        if before is not None and after is not None:
            yield row, other, before, after


def _run(folder: Path) -> Run:
    path = folder / "run.json"
    status = path.stat()
    if status.st_size > _LARGEST:
        raise ValueError(f"{path} is too large")
    facts = json.loads(path.read_bytes())
    marks, declared = facts.get("fingerprints") or {}, facts.get("declared") or {}
    return Run(
        name=folder.name,
        suite=str(facts["suite"]),
        split=str(facts.get("split") or ""),
        made=datetime.fromtimestamp(status.st_mtime, UTC),
        cases=int(facts["cases"]),
        metrics=tuple(_metric(str(name), each, declared.get(name) or {}) for name, each in facts["metrics"].items()),
        failed=tuple((str(each["case"]), str(each.get("why", ""))) for each in facts.get("failed") or ()),
        fingerprints={str(name): str(value) for name, value in marks.items()},
    )


def _metric(name: str, facts: Mapping[str, Any], declared: Mapping[str, Any]) -> Metric:
    mean, low, high = (_number(facts.get(key)) for key in ("mean", "low", "high"))
    better = declared.get("better")
    lower = better == "lower" if better else lower_is_better(name)
    first, last = (_number(end) or 0.0 for end in declared.get("range", (0.0, 1.0)))
    counts = (int(facts["n"]), int(facts.get("unscored", 0)))
    return Metric(name, mean, low, high, *counts, str(declared.get("about", "")), lower, first if lower else last)


def _row(facts: Mapping[str, Any], metrics: Sequence[str]) -> Row:
    scores = {name: _number(facts[name]) for name in metrics if name in facts}
    told = ("case", "language", "question", *metrics)
    seen = {str(name): value for name, value in facts.items() if name not in told}
    return Row(str(facts["case"]), str(facts.get("language", "")), str(facts.get("question", "")), scores, seen)


def _number(value: object) -> float | None:
    """A figure; None for none. What is no figure, or endless, is a fault of the file."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a figure")
    return float(value)
