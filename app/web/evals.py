"""Evaluations: the runs that were made, each with its metrics and worst cases, and two side by side."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.serving.access import caller_of, home_of
from app.serving.work import Absent
from app.web.eval_runs import (
    Metric,
    Row,
    Run,
    in_both,
    most_moved,
    moved,
    read_report,
    read_rows,
    read_runs,
    reports_in,
    worst,
)
from app.web.site import page

_SHOWN = 20  # cases
_PLOTTED = 30  # runs of a suite
_EDGE = 3.0  # percent of a plot's width, left free at both ends
_REPORT_HEADERS = {  # a report is a file that lies there: it may show itself and do nothing else
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
router = APIRouter(prefix="/evals", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Plot:
    """A mean on its scale, in percent of the plot's width; ``first`` and ``last`` are the ends of the scale."""

    mean: float
    low: float
    high: float
    first: float
    last: float


@router.get("")
async def runs_page(request: Request, a: str = "", b: str = "", metric: str = "") -> HTMLResponse:
    """All runs by suite; two of them side by side where two are named, with the cases that changed by a metric."""
    folder = _folder(request)
    runs, broken = await asyncio.to_thread(read_runs, folder)
    if a and b:
        values = await asyncio.to_thread(_compared, folder, _named(runs, a), _named(runs, b), metric)
        return page(request, "evals_compare.html", runs=runs, pair=(a, b), plot=_plot, **values)
    suites: dict[str, list[Run]] = {}
    for run in runs:
        suites.setdefault(run.suite, []).append(run)
    where = folder if caller_of(request).key is None else Path("HOME") / "evals"
    shown = {name: _by_metric(suites[name][:_PLOTTED]) for name in sorted(suites)}
    reports = await asyncio.to_thread(reports_in, folder)
    values = {"suites": shown, "broken": broken, "where": where, "pair": _last_pair(runs), "reports": reports}
    return page(request, "evals.html", runs=runs, plot=_plot, spread=_spread, **values)


@router.get("/report.html")
async def report(request: Request) -> Response:
    """The report that ``rapporteur-eval report`` wrote beside the runs, as it lies there."""
    return await _report(request, "")


@router.get("/{name}/report.html")
async def report_of(request: Request, name: str) -> Response:
    """The report in the folder of a run, or in a folder of its own."""
    return await _report(request, name)


@router.get("/{name}")
async def run_page(request: Request, name: str, metric: str = "") -> HTMLResponse:
    """One run: its metrics, what it was made with, its worst cases by one of the metrics."""
    folder = _folder(request)
    runs, _ = await asyncio.to_thread(read_runs, folder)
    run = _named(runs, name)
    rows, bad = await asyncio.to_thread(read_rows, folder, run)
    names = [each.name for each in run.metrics]
    chosen = metric if metric in names else next(iter(names), "")
    by = run.metric(chosen)
    reports = await asyncio.to_thread(reports_in, folder)
    values: dict[str, Any] = {"run": run, "rows": rows, "bad": bad, "chosen": chosen, "plot": _plot, "told": _told}
    values |= {"spread": _spread, "worst": worst(rows or [], by, _SHOWN) if by else [], "reported": name in reports}
    return page(request, "evals_run.html", **values)


async def _report(request: Request, name: str) -> Response:
    found = await asyncio.to_thread(read_report, _folder(request), name)
    if found is None:
        raise Absent("There is no report here; rapporteur-eval report writes one.")
    return Response(found, media_type="text/html", headers=_REPORT_HEADERS)


def _by_metric(runs: Sequence[Run]) -> dict[str, list[tuple[Run, Metric]]]:
    """The runs of a suite under each metric that they have, in the order in which the metrics first come."""
    found: dict[str, list[tuple[Run, Metric]]] = {}
    for run in runs:
        for metric in run.metrics:
            found.setdefault(metric.name, []).append((run, metric))
    return found


def _last_pair(runs: Sequence[Run]) -> tuple[str, str]:
    """The last run that has one before it of the same suite, after that one."""
    for place, run in enumerate(runs):
        for other in runs[place + 1 :]:
            if (other.suite, other.split) == (run.suite, run.split):
                return other.name, run.name
    return (runs[-1].name, runs[0].name) if runs else ("", "")


def _compared(folder: Path, first: Run, second: Run, metric: str) -> dict[str, Any]:
    (before, bad), (after, bad_too) = read_rows(folder, first), read_rows(folder, second)
    rows = (before or [], after or [])
    metrics = moved(first, second, rows)
    names = [each.name for each in metrics]
    chosen = metric if metric in names else next(iter(names), "")
    both = in_both(rows)
    return {
        "first": first,
        "second": second,
        "metrics": metrics,
        "chosen": chosen,
        "cases": most_moved(rows, chosen, _SHOWN),
        "both": None if both == len(rows[0]) == len(rows[1]) else both,
        "bad": bad + bad_too,
        "spread": _spread,
    }


def _folder(request: Request) -> Path:
    return home_of(request).folder / "evals"


def _named(runs: Sequence[Run], name: str) -> Run:
    for run in runs:
        if run.name == name:
            return run
    raise Absent(f"There is no run {name[:64]}.")


def _spread(metrics: Sequence[Metric]) -> tuple[float, float]:
    """The ends of the scale on which metrics are shown together: 0 to 1 for shares, else as far as they go."""
    values = [value for each in metrics for value in (each.mean, each.low, each.high) if value is not None]
    return min(0.0, *values, 0.0), max(1.0, *values, 1.0)


def _plot(metric: Metric, ends: tuple[float, float]) -> Plot | None:
    """Where a metric stands on the scale; None when nothing was scored."""
    if metric.mean is None:
        return None
    first, last = ends

    def at(value: float) -> float:
        return round(_EDGE + (value - first) / (last - first) * (100 - 2 * _EDGE), 2)

    low = metric.mean if metric.low is None else metric.low
    high = metric.mean if metric.high is None else metric.high
    return Plot(at(metric.mean), at(low), at(high), first, last)


def _told(row: Row) -> list[tuple[str, str]]:
    """What a run noted of a case, as text."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in row.seen.items()
    ]
