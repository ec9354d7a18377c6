"""A run as it lies in a folder: ``run.json`` and ``rows.jsonl``, the same bytes for the same inputs, and
``timing.json`` with everything that differs from one run to the next."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable
from evals.model import Row, Suite
from evals.stats import summarise

RUN, ROWS, TIMING = "run.json", "rows.jsonl", "timing.json"
_UNREAD = ("passages", "sources", "seals", "left_out")  # of a reply: what rows leave out, for it is in the papers


@dataclass(frozen=True, slots=True)
class Held:
    """A run that was read: what run.json says, and its scores by metric and case. ``asked`` is the question of each
    case."""

    folder: Path
    facts: Mapping[str, Any]
    scores: Mapping[str, Mapping[str, float | None]]
    asked: Mapping[str, str]

    @property
    def suite(self) -> str:
        """The suite it is of."""
        return str(self.facts["suite"])


def summary_of(suite: Suite, rows: Sequence[Row]) -> dict[str, Any]:
    """What run.json says of the rows: means with intervals, by language too, what failed and what was not scored."""
    metrics, by_language = {}, {}
    for name in suite.metrics:
        having = [row for row in rows if name in row.scores]
        if not having:
            continue
        metrics[name] = _summary(having, name)
        languages = sorted({row.case.language for row in having})
        by_language[name] = {
            language: _summary([row for row in having if row.case.language == language], name) for language in languages
        }
    unscored = [row for row in rows if row.failed is None and any(score is None for score in row.scores.values())]
    return {
        "cases": len(rows),
        "questions": len({row.case.asked for row in rows}),
        "documents": len({row.case.cluster for row in rows}),
        "failed": [{"case": row.case.id, "why": row.failed} for row in rows if row.failed is not None],
        "unscored": [{"case": row.case.id, "why": _why(row)} for row in unscored],
        "metrics": metrics,
        "declared": {name: suite.metrics[name].as_json() for name in metrics},
        "by_language": by_language,
        "tables": {name: table for each in suite.tables for name, table in each(rows).items()},
    }


def write_run(out: Path, facts: Mapping[str, Any], rows: Sequence[Row], timing: Mapping[str, Any]) -> None:
    """Writes the three files."""
    out.mkdir(parents=True, exist_ok=True)
    scored = frozenset(facts["metrics"])
    lines = (json.dumps(_row(row, scored), ensure_ascii=False, allow_nan=False) + "\n" for row in rows)
    (out / ROWS).write_text("".join(lines), encoding="utf-8")
    (out / RUN).write_text(json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    (out / TIMING).write_text(json.dumps(timing, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_run(folder: Path) -> Held:
    """A run that was written.

    Raises:
        Unreadable: a file is missing, is no run, or holds what is no number.
    """
    facts = _json(folder / RUN)
    if not isinstance(facts.get("suite"), str) or not isinstance(facts.get("metrics"), dict):
        raise Unreadable(f"{folder / RUN} is not the summary of a run. Run the suite again.")
    for name, metric in facts["metrics"].items():
        if not isinstance(metric, dict) or not all(is_number(metric.get(key)) for key in ("mean", "low", "high")):
            raise Unreadable(f"The figure {name} in {folder / RUN} is not a number. Run the suite again.")
    scores: dict[str, dict[str, float | None]] = {name: {} for name in facts["metrics"]}
    asked: dict[str, str] = {}
    for number, line in enumerate(_lines(folder / ROWS), start=1):
        try:
            row = json.loads(line, parse_constant=functools.partial(_no_number, f"line {number} of {folder / ROWS}"))
            case = row["case"]
            asked[case] = str(row.get("asked", case))
            found = {name: row[name] for name in scores if name in row}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unreadable(f"Line {number} of {folder / ROWS} is not a row of a run. Run the suite again.") from None
        for name, value in found.items():
            if not is_number(value):
                raise Unreadable(f"Line {number} of {folder / ROWS}: {name} is not a number. Run the suite again.")
            scores[name][case] = value
    if len(asked) != facts.get("cases"):
        raise Unreadable(f"{folder} says {facts.get('cases')} cases and has {len(asked)}. Run the suite again.")
    return Held(folder, facts, scores, asked)


def runs_in(folder: Path) -> list[Path]:
    """The folders of runs: this one, or those in it, by name.

    Raises:
        Unreadable: there is none.
    """
    if (folder / RUN).is_file():
        return [folder]
    found = sorted(path.parent for path in folder.glob(f"*/{RUN}"))
    if not found:
        raise Unreadable(f"There is no run in {folder}. Make one: rapporteur-eval run SUITE --out {folder}")
    return found


def is_number(value: object) -> bool:
    """Whether it is a figure, or None: not scored."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value))


def _summary(rows: Sequence[Row], name: str) -> dict[str, float | int | None]:
    clusters = [row.case.cluster for row in rows]
    if len(set(clusters)) == 1:  # all about one document: nothing is known of others, only of other questions
        clusters = [row.case.asked for row in rows]
    return summarise([row.scores[name] for row in rows], clusters).as_json()


def _why(row: Row) -> str:
    named = ", ".join(name for name, score in row.scores.items() if score is None)
    return str(row.seen.get("why") or f"nothing to score: {named}")


def _row(row: Row, scored: Collection[str]) -> dict[str, Any]:
    """A row as a line. What was seen is left out where a metric has its name: it would be read as a score."""
    case = row.case
    shown = {name: value for name, value in row.seen.items() if name not in _UNREAD and name not in scored}
    if "passages" in row.seen:
        shown["found"] = [passage["paragraph"]["id"] for passage in row.seen["passages"]]
    failed = {"failed": row.failed} if row.failed is not None else {}
    named = {"case": case.id, "language": case.language, "question": case.question}
    expected = {name: value for name, value in case.facts.items() if name != "question_id"}
    return {
        **named,
        "asked": case.asked,
        "cluster": case.cluster,
        **failed,
        **row.scores,
        "expected": expected,
        **{name: value for name, value in shown.items() if name not in named},
    }


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes(), parse_constant=functools.partial(_no_number, str(path)))
    except OSError:
        raise Unreadable(f"There is no run in {path.parent}. Make one: rapporteur-eval run SUITE --out DIR") from None
    except ValueError:
        raise Unreadable(f"{path} is not JSON. Run the suite again.") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{path} is not the summary of a run. Run the suite again.")
    return found


def _no_number(where: str, name: str) -> float:
    raise Unreadable(f"{name} in {where} is no number. Run the suite again.")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError):
        raise Unreadable(f"{path} cannot be read. Run the suite again.") from None
