"""The report as Markdown: the same figures, for a terminal, a diff or a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_MARKS = re.compile(r"([\\`*_{}\[\]|#~])")
_SIDES = ("expected", "came")
Json = Mapping[str, Any]


def markdown(report: Json) -> str:
    """The whole text."""
    return "\n".join(_lines(report)) + "\n"


def plain(value: object) -> str:
    """A text that is shown as it is: no mark of Markdown or HTML in it works, no address becomes a link."""
    text = " ".join(str(value).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", text).replace("://", ":&#47;&#47;").replace("www.", "www&#46;").replace("@", "&#64;")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table; every cell is escaped."""
    yield "| " + " | ".join(plain(name) for name in head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(plain(cell) for cell in row) + " |"
    yield ""


def _lines(report: Json) -> Iterator[str]:
    stands = report["standing"]
    yield "# Evaluation report\n"
    yield "## Where the product stands\n"
    yield ", ".join(f"{state}: {count}" for state, count in stands.items()) + ".\n"
    yield from table(
        ("issue", "target", "wanted", "figure", "interval", "n", "standing", "where from", "note"),
        [_target(each) for each in report["targets"]],
    )
    yield "## How far the scorers can be trusted\n"
    yield from _trust(report["trust"])
    for suite in report["suites"]:
        yield from _suite(suite)
    if report["left_out"]:
        yield "## Left out\n"
        yield from table(("folder", "why"), [(each["folder"], each["why"]) for each in report["left_out"]])
    if report.get("times"):
        yield "## Times\n"
        names = ("run", "suite", "seconds", "jobs", "kept", "tokens", "cost")
        yield from table(names, [[each.get(name, "") for name in names] for each in report["times"]])


def _target(target: Json) -> tuple[object, ...]:
    least, unit = "at_least" in target, target["unit"]
    wanted = target["at_least"] if least else target["at_most"]
    measured = target["measured"] or {}
    state = target["state"] + (", the interval reaches across" if target["sure"] is False else "")
    return (
        target["issue"],
        target["what"],
        f"{'at least' if least else 'at most'} {wanted:g} {unit}".strip(),
        f"{_figure(measured.get('value'))} {unit}".strip(),
        _interval(measured),
        "" if measured.get("n") is None else measured["n"],
        state,
        measured.get("source") or target["why"],
        " ".join(each for each in (target["note"], measured.get("note", ""), target["chance"]) if each),
    )


def _trust(trust: Sequence[Json]) -> Iterator[str]:
    if not trust:
        yield "No run in this report measured its scorers on labelled pairs: no figure about support below is proven.\n"
        return
    rows = []
    for each in trust:
        right = each.get("balanced_accuracy") or {}
        last = [_figure(each.get(name)) for name in ("auroc", "brier", "calibration_error")]
        first = (each.get("scorer", ""), each.get("pairs", ""), each.get("split", ""), _figure(each.get("cut")))
        rows.append((*first, _figure(right.get("mean")), _interval(right), *last))
    names = ("scorer", "pairs", "split", "cut", "balanced accuracy", "interval", "auroc", "brier", "calibration error")
    yield from table(names, rows)


def _suite(suite: Json) -> Iterator[str]:
    yield f"## {plain(suite['suite'])} ({plain(suite['mode'])})\n"
    yield f"{plain(suite['about'])} Run {plain(suite['run'])}: {suite['cases']} cases.\n"
    compared = (suite["baseline"] or {}).get("metrics", {})
    names = ("metric", "better", "mean", "interval", "n", "unscored", "against baseline", "rule", "about")
    yield from table(names, [_metric(each, compared.get(each["name"])) for each in suite["metrics"]])
    if suite["by_language"]:
        spoken = sorted({name for each in suite["by_language"].values() for name in each["languages"]})
        held = suite["by_language"].items()
        yield from table(
            ("by language", *spoken), [_in_languages(name, each["languages"], spoken) for name, each in held]
        )
    for matrix in suite["pairs"]:
        head = (f"{matrix['metric']}: asked in, papers in", *matrix["papers"])
        yield from table(head, [_row_of(matrix, asked) for asked in matrix["asked"]])
    if suite["curve"]:
        head = tuple(suite["curve"][0])
        yield from table(head, [[_figure(point.get(name)) for name in head] for point in suite["curve"]])
    yield from _cases(suite)
    if suite["fingerprints"]:
        yield from table(("made with", ""), list(suite["fingerprints"].items()))


def _metric(metric: Json, moved: Json | None) -> tuple[object, ...]:
    step = f"{moved['difference']:+.3f}, p {moved['p']:.3g}" if moved else ""
    rule = "broken" if metric["broken"] else "no exception" if metric["hard"] else ""
    first = (metric["name"], metric["better"], _figure(metric["mean"]), _interval(metric))
    return (*first, metric["n"], metric["unscored"], step, rule, metric["about"])


def _cases(suite: Json) -> Iterator[str]:
    for name in ("failed", "unscored"):
        if suite[name]["count"]:
            yield f"Cases {name}: {suite[name]['count']}\n"
            shown = suite[name]["shown"]
            yield from table(("case", "why"), [(each.get("case", ""), each.get("why", "")) for each in shown])
    if suite["worst"]:
        yield "Worst cases:\n"
        head = ("case", "question", "expected", "what came", "short in")
        yield from table(head, [_worst(case) for case in suite["worst"]])
    if suite["disagreements"]["count"]:
        yield f"Scorers disagree: {suite['disagreements']['count']}\n"
        shown = suite["disagreements"]["shown"]
        names = ("case", "sentence")
        rows = [[*(each.get(name, "") for name in names), _scores(each.get("scores"))] for each in shown]
        yield from table((*names, "scores"), rows)


def _worst(case: Json) -> tuple[str, ...]:
    expected, came = (" / ".join(f"{item['note']} {item['text']}".strip() for item in case[side]) for side in _SIDES)
    return (case["case"], case["question"], expected, case["failed"] or came, ", ".join(case["faults"]))


def _in_languages(name: str, held: Json, languages: Sequence[str]) -> tuple[str, ...]:
    return (name, *(_figure(held.get(each, {}).get("mean")) for each in languages))


def _row_of(matrix: Json, asked: str) -> tuple[str, ...]:
    cells = matrix["cells"]
    return (asked, *(_figure(cells.get(f"{asked}>{paper}", {}).get("mean")) for paper in matrix["papers"]))


def _scores(scores: object) -> str:
    return ", ".join(f"{name} {_figure(each)}" for name, each in scores.items()) if isinstance(scores, dict) else ""


def _interval(facts: Json) -> str:
    low, high = facts.get("low"), facts.get("high")
    return "" if low is None or high is None else f"{_figure(low)} to {_figure(high)}"


def _figure(value: object) -> str:
    if value is None:
        return "\u2013"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:g}"
    return str(value)
