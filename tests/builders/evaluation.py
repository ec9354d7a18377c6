"""Cases and runs made by hand, with the scores that a test wants."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.desk import Desk
from evals.model import Case, Metric, Outcome, Row, Scorer, Scores, Suite
from evals.results import Held, read_run, summary_of, write_run

Scored = Mapping[str, Sequence[float | None]]  # by metric: a score for each case
MARKS = {"embedder": "e", "corpus": "c", "mode": "verbatim", "model": "verbatim", "code": "x", "cases": "y"}


async def say(desk: Desk, case: Case) -> Outcome:
    """The outcome is what the case says it is."""
    del desk
    return dict(case.facts["outcome"])


def given(case: Case, outcome: Outcome) -> Scores:
    """The scores are what the outcome says they are."""
    del case
    return dict(outcome["scores"])


TOY = Suite(
    "toy",
    "Scores made by hand.",
    ("toy",),
    (),
    say,
    (
        Scorer(
            (
                Metric("right", "higher is better"),
                Metric("slips", "lower is better", better="lower", high=4.0),
                Metric("exact", "must hold in each case", hard=True),
            ),
            given,
        ),
    ),
)


def case(name: str, language: str = "en", question: str = "Who?", **facts: Any) -> Case:
    """A case with these facts."""
    return Case(name, language, question, facts)


def rows_of(scored: Scored, names: Sequence[str] = (), asked: Sequence[str] = ()) -> list[Row]:
    """A row for each case: ``c0``, ``c1`` and so on, each a question of its own unless ``asked`` says otherwise."""
    size = len(next(iter(scored.values())))
    found = []
    for place in range(size):
        facts = {"question_id": asked[place]} if asked else {}
        name = names[place] if names else f"c{place}"
        found.append(Row(case(name, **facts), {metric: scores[place] for metric, scores in scored.items()}, {}))
    return found


def run_of(folder: Path, rows: Sequence[Row], **facts: Any) -> Held:
    """The run that these rows make, written and read again; ``facts`` are put into run.json."""
    known = {"suite": TOY.name, "about": TOY.about, **summary_of(TOY, rows), "trust": [], "disagreements": []}
    write_run(folder, {**known, "fingerprints": MARKS, **facts}, rows, {"made": "now"})
    return read_run(folder)


def write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """A file of cases."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
