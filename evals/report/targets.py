"""Targets: what was promised, where its figure comes from, and whether it is met."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable
from evals.report.runs import Figure, Run, number

MET, NOT_MET, NOT_MEASURED = "met", "not met", "not measured"
WORST = "worst"  # instead of a language: the one in which the figure is worst


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its interval and n where they are known, and where it comes from. ``run``: the name of its run."""

    value: float
    low: float | None
    high: float | None
    n: int | None
    source: str
    run: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One promise. ``wanted`` is the least (``least``) or else the most that is allowed; ``unit`` is empty for shares.

    ``suite``, ``metric`` and ``mode`` say which run gives the figure; ``language``: of one language, or of the worst;
    ``table``: a figure of run.json's tables instead of a metric. ``by_hand`` counts where no run gives it.
    """

    id: str
    issue: int
    what: str
    wanted: float
    least: bool
    unit: str
    suite: str | None
    metric: str | None
    mode: str
    language: str | None
    table: str | None
    by_hand: Measured | None
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a target stands. ``sure``: whether the whole interval lies on the same side of it; None: no interval."""

    target: Target
    state: str
    measured: Measured | None
    sure: bool | None
    why: str


def read_targets(path: Path) -> list[Target]:
    """The targets of a TOML file.

    Raises:
        Unreadable: the file, or one of its targets, is not what it should be.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"The targets {path} cannot be read ({error}).") from None
    targets = []
    for place, facts in enumerate(held.get("target", []), start=1):
        try:
            targets.append(_target(facts))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"Target {place} of {path} ({facts.get('id', 'no id')}) is not one: {error}.") from None
    if len({target.id for target in targets}) != len(targets):
        raise Unreadable(f"Two targets of {path} have one id; give each its own.")
    return targets


def standings(targets: Iterable[Target], runs: Sequence[Run]) -> list[Standing]:
    """Where each target stands: by a run of all cases, else by what was measured by hand, else by a run of some."""
    return [_standing(target, runs) for target in targets]


def counts(found: Iterable[Standing]) -> dict[str, int]:
    """How many targets stand how."""
    states = [standing.state for standing in found]
    return {state: states.count(state) for state in (MET, NOT_MET, NOT_MEASURED)}


def _target(facts: Mapping[str, Any]) -> Target:
    least = "at_least" in facts
    wanted = number(facts["at_least" if least else "at_most"])
    if wanted is None:
        raise ValueError("it needs at_least or at_most")
    source = facts.get("from", {})
    if source and ("suite" not in source or not ({"metric", "table"} & set(source))):
        raise ValueError("from needs a suite, and a metric or a table")
    hand = facts.get("by_hand")
    return Target(
        id=str(facts["id"]),
        issue=int(facts["issue"]),
        what=str(facts["what"]),
        wanted=wanted,
        least=least,
        unit=str(facts.get("unit", "")),
        suite=source.get("suite"),
        metric=source.get("metric"),
        mode=str(source.get("mode", "verbatim")),
        language=source.get("language"),
        table=source.get("table"),
        by_hand=_by_hand(hand) if hand else None,
        note=_line(facts.get("note", "")),
    )


def _by_hand(facts: Mapping[str, Any]) -> Measured:
    value, low, high = (number(facts.get(key)) for key in ("value", "low", "high"))
    if value is None:
        raise ValueError("by_hand needs a value")
    source = f"measured by hand, {facts['date']}: {facts['command']}"
    return Measured(value, low, high, facts.get("n"), source, note=_line(facts.get("note", "")))


def _standing(target: Target, runs: Sequence[Run]) -> Standing:
    whole = [run for run in runs if not (run.facts.get("sample") or run.facts.get("split"))]
    measured, why = _from_runs(target, whole)
    if measured is None:
        measured = target.by_hand or _from_runs(target, runs)[0]
    if measured is None:
        return Standing(target, NOT_MEASURED, None, None, why)
    held = _holds(target, measured.value)
    ends = (measured.low, measured.high)
    sure = None if None in ends else all(_holds(target, end) == held for end in ends if end is not None)
    if not held and not target.unit and target.wanted == float(target.least):
        sure = True  # one case that breaks a rule without exception has broken it
    return Standing(target, MET if held else NOT_MET, measured, sure, why)


def chance(standing: Standing) -> str:
    """What a figure without a fault leaves open: with few cases, faults may be far from rare and none be seen."""
    measured = standing.measured
    if measured is None or standing.target.unit or not measured.n or measured.value not in (0.0, 1.0):
        return ""
    if standing.state != MET or (measured.value == 1.0) != standing.target.least:
        return ""
    unseen = 1 - 0.05 ** (1 / measured.n)
    return f"No fault among {measured.n}: a share of {unseen:.2g} would go unseen one time in twenty."


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _holds(target: Target, value: float) -> bool:
    return value >= target.wanted if target.least else value <= target.wanted


def _from_runs(target: Target, runs: Sequence[Run]) -> tuple[Measured | None, str]:
    """The figure by the largest run of the target's suite and mode; and why there is none."""
    if target.suite is None:
        return None, ""
    fitting = [run for run in runs if (run.suite, run.mode) == (target.suite, target.mode)]
    fitting.sort(key=lambda run: (-len(run.rows), run.name))
    if not fitting:
        return None, f"no run of {target.suite} in mode {target.mode} is in this report"
    for run in fitting:
        if found := _table(target, run) if target.table else _metric(target, run):
            return found, ""
    return None, f"the run of {target.suite} has no {target.table or target.metric}"


def _table(target: Target, run: Run) -> Measured | None:
    value: Any = run.part("tables")
    for name in str(target.table).split("."):
        value = value.get(name) if isinstance(value, dict) else None
    summary = value if isinstance(value, dict) else {"mean": value}
    mean, low, high = (number(summary.get(key)) for key in ("mean", "low", "high"))
    if mean is None:
        return None
    return Measured(mean, low, high, summary.get("n"), f"{_named(run)}, {target.table}", run.name)


def _metric(target: Target, run: Run) -> Measured | None:
    name = str(target.metric)
    if target.language is None:
        figure = run.figures.get(name)
        if figure is None or figure.mean is None:
            return None
        return Measured(figure.mean, figure.low, figure.high, figure.n, f"{_named(run)}, {name}", run.name)
    held = by_language(run, name)
    known = {each: figure for each, figure in held.items() if figure.mean is not None}
    if not known:
        return None
    order = sorted(known, key=lambda each: (known[each].mean or 0.0, each))
    chosen = target.language if target.language != WORST else order[0 if target.least else -1]
    if chosen not in known:
        return None
    of = known[chosen]
    return Measured(of.mean or 0.0, of.low, of.high, of.n, f"{_named(run)}, {name} in {chosen}", run.name)


def by_language(run: Run, metric: str) -> dict[str, Figure]:
    """A metric's figure in each language of the questions."""
    whole = run.figures.get(metric)
    held = run.part("by_language").get(metric)
    if whole is None or not isinstance(held, dict):
        return {}
    found = {}
    for language, facts in sorted(held.items()):
        try:
            mean, low, high = (number(facts.get(key)) for key in ("mean", "low", "high"))
            n, unscored = int(facts["n"]), int(facts.get("unscored", 0))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        found[language] = replace(whole, mean=mean, low=low, high=high, n=n, unscored=unscored)
    return found


def _named(run: Run) -> str:
    sample = ", a sample" if run.facts.get("sample") else ""
    split = f", split {run.facts['split']}" if run.facts.get("split") else ""
    return f"{run.suite} ({run.mode}{split}{sample})"
