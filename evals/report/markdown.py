"""The report as Markdown: the same figures, for a terminal, a diff or a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_MARKS = re.compile(r"([\\`*_{}\[\]|#~])")
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
    yield "| " + " | ".join(head) + " |"
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
        target["note"],
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
    rows = []
    for each in suite["metrics"]:
        moved = compared.get(each["name"])
        told = f"{moved['difference']:+.3f}, p {moved['p']:.3g}" if moved else ""
        hard = "hard rule broken" if each["broken"] else ""
        rows.append(
            (each["name"], each["better"], _figure(each["mean"]), _interval(each), each["n"], each["unscored"])
            + (told, hard, each["about"])
        )
    names = ("metric", "better", "mean", "interval", "n", "unscored", "against baseline", "", "about")
    yield from table(names, rows)
    if suite["by_language"]:
        languages = sorted({name for each in suite["by_language"].values() for name in each["languages"]})
        rows = [_in_languages(name, each["languages"], languages) for name, each in suite["by_language"].items()]
        yield from table(("by language", *languages), rows)
    for matrix in suite["pairs"]:
        rows = [_row_of(matrix, asked) for asked in matrix["asked"]]
        yield from table((f"{matrix['metric']}: asked in, papers in", *matrix["papers"]), rows)
    if suite["curve"]:
        names = tuple(suite["curve"][0])
        yield from table(names, [[_figure(point.get(name)) for name in names] for point in suite["curve"]])
    yield from _cases(suite)
    if suite["fingerprints"]:
        yield from table(("made with", ""), list(suite["fingerprints"].items()))


def _cases(suite: Json) -> Iterator[str]:
    for name in ("failed", "unscored"):
        if suite[name]["count"]:
            yield f"Cases {name}: {suite[name]['count']}\n"
            rows = [(each.get("case", ""), each.get("why", "")) for each in suite[name]["shown"]]
            yield from table(("case", "why"), rows)
    if suite["worst"]:
        yield "Worst cases:\n"
        rows = []
        for case in suite["worst"]:
            expected = " / ".join(f"{each['note']} {each['text']}".strip() for each in case["expected"])
            came = case["failed"] or " / ".join(f"{each['note']} {each['text']}".strip() for each in case["came"])
            rows.append((case["case"], case["question"], expected, came, ", ".join(case["faults"])))
        yield from table(("case", "question", "expected", "what came", "short in"), rows)
    if suite["disagreements"]["count"]:
        yield f"Scorers disagree: {suite['disagreements']['count']}\n"
        rows = [
            (each.get("case", ""), each.get("sentence", ""), _scores(each.get("scores")))
            for each in suite["disagreements"]["shown"]
        ]
        yield from table(("case", "sentence", "scores"), rows)


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
