"""A run against the committed baseline, case by case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable
from evals.report.runs import Run, number
from evals.stats import holm, paired

_LEVEL = 0.05


def read_baseline(path: Path) -> Mapping[str, Any]:
    """The suites of a baseline by name.

    Raises:
        Unreadable: it is not a baseline.
    """
    try:
        suites = json.loads(path.read_bytes())["suites"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(f"The baseline {path} cannot be read ({error}).") from None
    if not isinstance(suites, dict):
        raise Unreadable(f"The baseline {path} has no suites.")
    return suites


def against(run: Run, baseline: Mapping[str, Any]) -> dict[str, Any] | None:
    """How each metric of a run differs from the baseline over the cases that both have scored; None where the baseline
    has no run of this suite in this mode.

    ``clear``: the difference is not chance at the level of 5% in all, over every metric of the suite.
    """
    held = baseline.get(run.suite)
    if not isinstance(held, dict) or (held.get("fingerprints") or {}).get("mode", "verbatim") != run.mode:
        return None
    metrics = {}
    for name, figure in run.figures.items():
        found = _metric(run, name, (held.get("scores") or {}).get(name))
        if found:
            metrics[name] = {**found, "better": figure.better}
    adjusted = holm([each["p"] for each in metrics.values()])
    for each, p in zip(metrics.values(), adjusted, strict=True):
        each["clear"] = p < _LEVEL
    marks = held.get("fingerprints") or {}
    own = run.part("fingerprints")
    changed = sorted(name for name in {*marks, *own} if marks.get(name) != own.get(name))
    return {"metrics": metrics, "changed": changed}


def _metric(run: Run, name: str, scores: object) -> dict[str, Any] | None:
    if not isinstance(scores, dict):
        return None
    pairs = []
    for row in run.rows:
        try:
            before, after = number(scores.get(str(row["case"]))), number(row.get(name))
        except ValueError:
            continue
        if before is not None and after is not None:
            pairs.append((before, after, str(row.get("asked", row["case"]))))
    if not pairs:
        return None
    old, new, asked = zip(*pairs, strict=True)
    found = paired(old, new, asked)
    return {
        "before": round(sum(old) / len(old), 4),
        "after": round(sum(new) / len(new), 4),
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "n": found.n,
        "higher": sum(after > before for before, after, _ in pairs),
        "lower": sum(after < before for before, after, _ in pairs),
    }
