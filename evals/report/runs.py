"""Run folders as they lie on disk, read with mistrust: figures must be figures, and texts are cleaned for showing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.web.eval_runs import lower_is_better
from corpus.quality import Unreadable
from evals import results

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of a run: how it was declared, and what it came to. None where nothing was scored."""

    name: str
    about: str
    better: str
    ends: tuple[float, float]
    hard: bool
    source: str
    parameters: Mapping[str, Any]
    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int

    @property
    def best(self) -> float:
        """What a case without a fault scores."""
        return self.ends[1] if self.better == "higher" else self.ends[0]

    @property
    def broken(self) -> bool:
        """Whether a rule that allows no exception was broken by some case."""
        return self.hard and self.mean is not None and self.mean != self.best

    def goodness(self, score: float) -> float:
        """A score as 0 for the worst of the range and 1 for the best."""
        first, last = self.ends
        share = (score - first) / (last - first) if last > first else 1.0
        return min(1.0, max(0.0, share if self.better == "higher" else 1.0 - share))


@dataclass(frozen=True, slots=True)
class Run:
    """What a run folder holds, fit for showing. ``held`` is the same as it is compared."""

    name: str
    held: results.Held
    facts: Mapping[str, Any]
    figures: Mapping[str, Figure]
    rows: Sequence[Mapping[str, Any]]
    timing: Mapping[str, Any]

    @property
    def suite(self) -> str:
        """The suite that was run."""
        return str(self.facts["suite"])

    @property
    def mode(self) -> str:
        """Who wrote: verbatim, local or model."""
        return str(self.part("fingerprints").get("mode", "verbatim"))

    def part(self, name: str) -> Mapping[str, Any]:
        """A part of run.json by its name; empty where there is none."""
        found = self.facts.get(name)
        return found if isinstance(found, dict) else {}


def read_runs(folders: Sequence[Path]) -> tuple[list[Run], list[tuple[str, str]]]:
    """The runs that could be read, and the folders that could not, each with why."""
    runs: list[Run] = []
    left: list[tuple[str, str]] = []
    for folder in folders:
        try:
            runs.append(read_run(folder))
        except Unreadable as error:
            left.append((shown(folder.name), shown(str(error))))
    return runs, left


def read_run(folder: Path) -> Run:
    """One run folder. Without timing.json it has no times.

    Raises:
        Unreadable: run.json or rows.jsonl is missing or is not what a run writes.
    """
    try:
        held = results.read_run(folder)
    except RecursionError:
        raise _unlike(folder, "it is nested too deeply") from None
    facts = _object(folder / results.RUN)
    try:
        declared = facts.get("declared") or {}
        figures = {name: _figure(name, each, declared.get(name) or {}) for name, each in facts["metrics"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unlike(folder / results.RUN, error) from None
    rows = [
        _cleaned(_parsed(folder / results.ROWS, line)) for line in (folder / results.ROWS).read_bytes().splitlines()
    ]
    timing = _object(folder / results.TIMING) if (folder / results.TIMING).exists() else {}
    return Run(shown(folder.name), held, facts, figures, rows, timing)


def shown(text: str) -> str:
    """A text fit for showing: signs that nobody sees and that turn what others see are written out."""
    return _UNSEEN.sub(lambda match: f"\u27e8U+{ord(match[0]):04X}\u27e9", text)


def number(value: object) -> float | None:
    """A figure, or None for none.

    Raises:
        ValueError: it is neither.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a figure")
    return float(value)


def _figure(name: str, facts: Mapping[str, Any], declared: Mapping[str, Any]) -> Figure:
    mean, low, high = (number(facts.get(key)) for key in ("mean", "low", "high"))
    first, last = (number(end) for end in declared.get("range", (0.0, 1.0)))
    return Figure(
        name=name,
        about=str(declared.get("about", "")),
        better=str(declared.get("better", "lower" if lower_is_better(name) else "higher")),
        ends=(first or 0.0, 1.0 if last is None else last),
        hard=bool(declared.get("hard", False)),
        source=str(declared.get("source", "")),
        parameters=dict(declared.get("parameters") or {}),
        mean=mean,
        low=low,
        high=high,
        n=int(facts["n"]),
        unscored=int(facts.get("unscored", 0)),
    )


def _object(path: Path) -> dict[str, Any]:
    facts = _cleaned(_parsed(path, path.read_bytes()))
    if not isinstance(facts, dict):
        raise _unlike(path, "it is not one JSON object")
    return facts


def _parsed(path: Path, data: bytes) -> Any:
    try:
        return json.loads(data, parse_constant=_no_figure)
    except (ValueError, RecursionError) as error:
        raise _unlike(path, error) from None


def _unlike(path: Path, why: object) -> Unreadable:
    return Unreadable(f"{path} is not what a run writes ({shown(str(why))}). Run the suite again.")


def _no_figure(name: str) -> float:
    raise ValueError(f"{name} is not a figure")


def _cleaned(value: Any) -> Any:
    """The same with every text fit for showing."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {shown(name): _cleaned(item) for name, item in value.items()}
    return value
