"""Everything that a report says, as JSON: the page and the text are made of this and of nothing else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.report.cases import all_sentences, clipped, worst
from evals.report.differences import against
from evals.report.runs import Figure, Run
from evals.report.targets import Standing, by_language, chance, counts

_WORST = 6  # cases of a run that are shown
_LISTED = 50  # failed and unscored cases, and disagreements, of a run
_PAIR_METRICS = ("ndcg@10", "recall@1", "recall@5")
Json = dict[str, Any]


def report_json(
    runs: Sequence[Run],
    left_out: Sequence[tuple[str, str]],
    found: Sequence[Standing],
    baseline: Mapping[str, Any] | None,
) -> Json:
    """The figures of all runs. No times: the same runs give the same report."""
    ordered = sorted(runs, key=lambda run: (run.suite, run.mode, run.name))
    return {
        "format": 1,
        "standing": counts(found),
        "targets": [_standing(each) for each in found],
        "trust": _trust(ordered),
        "suites": [_suite(run, baseline) for run in ordered],
        "left_out": [{"folder": name, "why": why} for name, why in left_out],
    }


def times_json(runs: Sequence[Run]) -> list[Json]:
    """What the runs took, of those that say so."""
    told = ("made", "seconds", "jobs", "kept", "tokens", "cost", "scorers")
    return [
        {"run": run.name, "suite": run.suite, **{name: run.timing[name] for name in told if name in run.timing}}
        for run in sorted(runs, key=lambda run: (run.suite, run.mode, run.name))
        if run.timing
    ]


def _trust(runs: Sequence[Run]) -> list[Json]:
    """How far each scorer can be trusted, with the runs that say so; several may say the same."""
    found: dict[str, Json] = {}
    for run in runs:
        for trust in _dicts(run.facts.get("trust")):
            found.setdefault(json.dumps(trust, sort_keys=True), {**trust, "runs": []})["runs"].append(run.name)
    return list(found.values())


def _standing(standing: Standing) -> Json:
    target, measured = standing.target, standing.measured
    return {
        "id": target.id,
        "issue": target.issue,
        "what": target.what,
        "at_least" if target.least else "at_most": target.wanted,
        "unit": target.unit,
        "state": standing.state,
        "sure": standing.sure,
        "why": standing.why,
        "measured": dataclasses.asdict(measured) if measured else None,
        "note": target.note,
        "chance": chance(standing),
    }


def _suite(run: Run, baseline: Mapping[str, Any] | None) -> Json:
    facts = run.facts
    return {
        "run": run.name,
        "suite": run.suite,
        "mode": run.mode,
        "about": str(facts.get("about", "")),
        **{name: facts.get(name) for name in ("cases", "questions", "documents", "split", "sample")},
        "metrics": [_metric(figure) for figure in run.figures.values()],
        "by_language": _by_language(run),
        "pairs": _pairs(run),
        "curve": _curve(run),
        "tables": {name: value for name, value in sorted(run.part("tables").items()) if _is_small(value)},
        "baseline": None if baseline is None else against(run, baseline),
        "worst": worst(run, _WORST),
        **{name: _listed(facts.get(name)) for name in ("failed", "unscored")},
        "disagreements": _listed(_disagreements(run)),
        "fingerprints": {name: str(value) for name, value in sorted(run.part("fingerprints").items())},
    }


def _metric(figure: Figure) -> Json:
    facts = dataclasses.asdict(figure)
    return {**facts, "ends": list(figure.ends), "best": figure.best, "broken": figure.broken}


def _by_language(run: Run) -> Json:
    """By metric: its mean and n in each language, and the language in which it is worst where they differ."""
    found: Json = {}
    for name, figure in run.figures.items():
        held = by_language(run, name)
        known = {language: each.mean for language, each in held.items() if each.mean is not None}
        if not known:
            continue
        least = min(known, key=lambda language: (figure.goodness(known[language]), language))
        apart = len(set(known.values())) > 1
        values = {
            language: {"mean": each.mean, "low": each.low, "high": each.high, "n": each.n}
            for language, each in held.items()
        }
        found[name] = {"languages": values, "worst": least if apart else None}
    return found


def _pairs(run: Run) -> list[Json]:
    """The matrices of question language by paper language: ``cells`` by ``question>paper``."""
    held = run.part("tables").get("pairs")
    pairs = held if isinstance(held, dict) else {}
    matrices = []
    for name in _PAIR_METRICS:
        cells = {
            pair: each[name]
            for pair, each in sorted(pairs.items())
            if ">" in pair and isinstance(each, dict) and _is_summary(each.get(name))
        }
        if cells:
            asked = sorted({pair.partition(">")[0] for pair in cells})
            papers = sorted({pair.partition(">")[2] for pair in cells})
            matrices.append({"metric": name, "asked": asked, "papers": papers, "cells": cells})
    return matrices


def _curve(run: Run) -> list[Json]:
    """Both errors over the cut: items of ``cut`` and figures."""
    held = run.part("tables").get("curve")
    return [item for item in _dicts(held) if all(_is_figure(value) or value is None for value in item.values())]


def _disagreements(run: Run) -> list[Json]:
    """Of which sentences the scorers differ, in words instead of by place."""
    rows = {str(row["case"]): row for row in run.rows}
    found = []
    for item in _dicts(run.facts.get("disagreements")):
        row = rows.get(str(item.get("case")), {})
        sentences: dict[object, Json] = dict(enumerate(all_sentences(row)))
        place = item.get("sentence")
        found.append({**item, "sentence": sentences.get(place, {}).get("text", place)})
    return found


def _listed(held: object) -> Json:
    items = _dicts(held)
    shown = [{name: _short(value) for name, value in item.items()} for item in items[:_LISTED]]
    return {"count": len(items), "shown": shown}


def _short(value: object) -> object:
    return clipped(value, 300) if isinstance(value, str) else value


def _is_small(value: object) -> bool:
    """Whether a table is a figure or a few of them, to be shown as it is."""
    held = value.values() if isinstance(value, dict) else [value]
    return len(list(held)) <= 12 and all(isinstance(each, str | int | float | None) for each in held)


def _is_summary(value: object) -> bool:
    return isinstance(value, dict) and _is_figure(value.get("mean"))


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _dicts(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
