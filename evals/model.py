"""What a suite is made of: cases, a task that does them, scorers that read what came, metrics that say what a score is.

The steps are apart. A task asks the product and gives an *outcome*: JSON, as a user would get it. A scorer is pure:
it reads a case and an outcome, nothing else. What scores become over many cases is in ``evals.stats``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.wiring import Home
from evals.desk import Desk

SPLITS = ("dev", "test")  # what may be looked at while the product is being changed, and what may not
Outcome = Mapping[str, Any]
Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One question. ``facts`` is the rest of its line: what is expected, by paragraph id and hash."""

    id: str
    language: str
    question: str
    facts: Mapping[str, Any]

    @property
    def asked(self) -> str:
        """What it asks, in whatever language: the cases of one question stand or fall together in a comparison."""
        return str(self.facts.get("question_id", self.id))

    @property
    def cluster(self) -> str:
        """What this case is resampled with: the document that it is about, or else the question that it asks."""
        document = self.facts.get("document")
        if document is None:
            expected = self.facts.get("expected") or [{}]
            document = str(self.facts.get("paragraph") or expected[0].get("paragraph", "")).partition("#")[0]
        return str(document) or self.asked


@dataclass(frozen=True, slots=True)
class Metric:
    """What a score says. ``source`` is where it is defined; ``parameters`` are what it was computed with.

    A case that failed or is missing has the worst value of the range. Where ``hard``, one case that is not at its
    best is a fault, however good the mean.
    """

    name: str
    about: str
    better: Literal["higher", "lower"] = "higher"
    low: float = 0.0
    high: float = 1.0
    hard: bool = False
    source: str = ""
    parameters: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def worst(self) -> float:
        """What a failed or missing case scores."""
        return self.low if self.better == "higher" else self.high

    @property
    def best(self) -> float:
        """What a case without a fault scores."""
        return self.high if self.better == "higher" else self.low

    def as_json(self) -> dict[str, Any]:
        """The declaration by name, as run.json has it."""
        return {
            "about": self.about,
            "better": self.better,
            "range": [self.low, self.high],
            "default": self.worst,
            "hard": self.hard,
            "source": self.source,
            "parameters": dict(self.parameters),
        }


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores of one case by metric. None: could not be scored, which is counted. A metric that says nothing of a case
    is left out of ``names``.

    ``score`` is pure: a case and its outcome, nothing else. ``names`` says which metrics a case has before it is run,
    so that one that fails has its zeros.
    """

    metrics: tuple[Metric, ...]
    score: Callable[[Case, Outcome], Scores]
    names: Callable[[Case], Collection[str]] | None = None

    def names_of(self, case: Case) -> Collection[str]:
        """The metrics that this case has."""
        return self.names(case) if self.names else tuple(metric.name for metric in self.metrics)


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its scores by metric and what was seen, for reading. ``failed``: why it could not be done."""

    case: Case
    scores: Scores
    seen: Outcome
    failed: str | None = None


Task = Callable[[Desk, Case], Coroutine[Any, Any, Outcome]]
Table = Callable[[Sequence[Row]], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Suite:
    """A task, the cases it is for, how their outcomes are scored, and the papers they are about.

    ``tables`` are what run.json says besides the means. ``fields``: what each case must have besides case, language and
    question; one of each group. ``ingest`` takes the papers in where they are not files to be read as they are.
    ``optional``: without its own papers the suite is skipped; they are not part of this project. ``judged`` makes
    scorers that go by judges of support, from the cut of each. ``timed``: its outcomes are times, so nothing is kept
    and nothing runs beside it.
    """

    name: str
    about: str
    cases: tuple[str, ...]
    documents: tuple[Path, ...]
    task: Task
    scorers: tuple[Scorer, ...]
    fields: tuple[tuple[str, ...], ...] = ()
    tables: tuple[Table, ...] = ()
    ingest: Callable[[Home, Path], None] | None = None
    optional: bool = False
    judged: Callable[[Mapping[str, float]], tuple[Scorer, ...]] | None = None
    timed: bool = False

    @property
    def metrics(self) -> dict[str, Metric]:
        """The metrics of its scorers by name."""
        return {metric.name: metric for scorer in self.scorers for metric in scorer.metrics}
