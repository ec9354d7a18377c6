"""Run folders in, ``report.html``, ``report.json`` and ``report.md`` out."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from evals.gate import read_baseline
from evals.report.figures import report_json, times_json
from evals.report.markdown import markdown
from evals.report.runs import read_runs
from evals.report.targets import read_targets, standings

TARGETS = Path(str(importlib.resources.files("evals") / "targets.toml"))
Json = Mapping[str, Any]


def write_report(runs: Sequence[Path], out: Path, baseline: Path | None, targets: Path, *, bare: bool = False) -> None:
    """Writes the report of these runs into the folder ``out``. The same runs give the same bytes.

    Args:
        runs: run folders; one that cannot be read is named in the report and left out.
        out: is made where it is not there.
        baseline: what the runs are held against.
        targets: what was promised, as in ``evals/targets.toml``.
        bare: only figures, without cases and times: the same for the same figures, and without the words of any paper.

    Raises:
        Unreadable: the targets or the baseline are not what they should be.
    """
    promised = read_targets(targets)
    held = read_baseline(baseline) if baseline else None
    found, left_out = read_runs(runs)
    report = report_json(found, left_out, standings(promised, found), held)
    if bare:
        report["suites"] = [
            {**suite, "worst": [], "disagreements": {**suite["disagreements"], "shown": []}}
            for suite in report["suites"]
        ]
    elif taken := times_json(found):
        report["times"] = taken
    out.mkdir(parents=True, exist_ok=True)
    whole = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    (out / "report.json").write_text(whole + "\n", encoding="utf-8")
    (out / "report.md").write_text(markdown(report), encoding="utf-8")
    (out / "report.html").write_text(page(report), encoding="utf-8")


def page(report: Json) -> str:
    """The report as one page: no script, nothing fetched, every text escaped."""
    from evals.report import plots

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("evals.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": figure, "amount": amount, "signed": signed, "short": short}
    drawn = {name: _drawing(getattr(plots, name)) for name in ("curve", "heat", "intervals", "reliability", "standing")}
    environment.globals |= {"draw": drawn, "on_scale": on_scale}
    style = (importlib.resources.files("evals.report") / "templates" / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(report, style=Markup(style))  # noqa: S704  # our own file


def figure(value: object) -> str:
    """A figure as it is shown; a dash for none."""
    if value is None:
        return "\u2013"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def amount(value: float | None, unit: str) -> str:
    """A figure in its unit, as short as it can be said; a share with three digits."""
    if value is None:
        return "\u2013"
    return f"{value:g}\u00a0{unit}" if unit else f"{value:.3f}"


def signed(value: float) -> str:
    """A difference."""
    return f"{value:+.3f}"


def short(value: object) -> str:
    """A value of a table, as text."""
    return figure(value) if isinstance(value, float) else str(value)


def on_scale(metrics: Sequence[Json]) -> list[Json]:
    """The metrics that are shares and were scored: what can stand on one scale."""
    return [each for each in metrics if each["mean"] is not None and each["ends"] == [0.0, 1.0]]


def _drawing(draw: Any) -> Any:
    def drawn(facts: Any) -> Markup:
        return Markup(draw(facts))  # noqa: S704  # the drawing library escapes the texts in it

    return drawn
