"""Two runs of the same cases against each other: which figures moved, by how much, and how likely by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.quality import Unreadable
from evals.results import Held
from evals.stats import Difference, paired

WORST_DEFAULT = 0.0


@dataclass(frozen=True, slots=True)
class Moved:
    """One metric of both runs, over the cases that the first scored. A case that the second lacks or did not score
    counts with the metric's worst value and is named in ``lost``."""

    name: str
    before: float
    after: float
    difference: Difference
    higher: int
    lower: int
    lost: tuple[str, ...]
    better: str

    @property
    def p_worse(self) -> float:
        """How likely so large a change for the worse is by chance, one-sided."""
        return self.difference.p_worse

    def as_json(self) -> dict[str, Any]:
        """The fields by name."""
        found = self.difference
        return {
            "before": self.before,
            "after": self.after,
            "difference": found.difference,
            "low": found.low,
            "high": found.high,
            "p": found.p,
            "n": found.n,
            "higher": self.higher,
            "lower": self.lower,
            "lost": list(self.lost),
            "better": self.better,
        }


def compare_runs(before: Held, after: Held) -> list[Moved]:
    """Every metric that the first run has and the second declares.

    Raises:
        Unreadable: they are of different suites, or have no case in common.
    """
    if before.suite != after.suite:
        raise Unreadable(
            f"{before.folder} is of {before.suite}, {after.folder} of {after.suite}. Compare two of one suite."
        )
    if not before.asked.keys() & after.asked.keys():
        raise Unreadable(f"{before.folder} and {after.folder} have no case in common. Run both over the same cases.")
    found = []
    for name, scores in before.scores.items():
        if name in after.scores:
            item = compared(name, scores, after, before.asked)
            if item is not None:
                found.append(item)
    return found


def compared(name: str, before: Mapping[str, float | None], run: Held, asked: Mapping[str, str]) -> Moved | None:
    """One metric, over the cases that had a score before; None when there is none.

    Args:
        name: of the metric; the run declares it.
        before: a score, or None, by case.
        run: what is held against it.
        asked: the question of each case: its cases differ together.
    """
    declared = run.facts.get("declared", {}).get(name, {})
    down = declared.get("better") == "lower"
    worst = float(declared.get("default", WORST_DEFAULT))
    had = {case: score for case, score in before.items() if score is not None}
    if not had:
        return None
    now = run.scores.get(name, {})
    lost = tuple(case for case in had if now.get(case) is None)
    new = [worst if (score := now.get(case)) is None else score for case in had]
    old = list(had.values())
    sign = -1.0 if down else 1.0  # so that lower is worse
    found = paired(
        [sign * each for each in old], [sign * each for each in new], [asked.get(case, case) for case in had]
    )
    if down:
        found = Difference(0.0 - found.difference, 0.0 - found.high, 0.0 - found.low, found.p, found.p_worse, found.n)
    steps = [after - earlier for earlier, after in zip(old, new, strict=True)]
    ways = (sum(step > 0 for step in steps), sum(step < 0 for step in steps))
    return Moved(name, _mean(old), _mean(new), found, *ways, lost, "lower" if down else "higher")


def as_text(moved: Sequence[Moved]) -> str:
    """A line a metric, for people."""
    lines = []
    for item in moved:
        found = item.difference
        what = f"{item.before:.4f} to {item.after:.4f}, {found.difference:+.4f} [{found.low:+.4f}, {found.high:+.4f}]"
        lost = f", {len(item.lost)} no longer scored" if item.lost else ""
        lines.append(f"{item.name}: {what}, p {found.p:.4f}, n {found.n}, {item.higher} up, {item.lower} down{lost}")
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
