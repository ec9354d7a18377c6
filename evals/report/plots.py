"""Plots as SVG, drawn without a network. Colours are the page's own (CSS variables), so that they follow dark mode; the
same figures give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

_INK, _ACCENT, _SECOND, _LINE = "var(--ink)", "var(--accent)", "var(--warn)", "var(--line)"
_STATES = {"met": "var(--good)", "not met": "var(--bad)"}
_STEP = 24  # pixels a row
_WIDE = 270
_COLD, _WARM = "#eef3f6", "#0a5688"  # the ends of a heat map, in any mode
_SPARE = re.compile(r' (?:xmlns(?::xlink)?|version|role|aria-[a-z]+)="[^"]*"')  # the page says in words what is drawn
Json = Mapping[str, Any]


def intervals(metrics: Sequence[Json]) -> str:
    """Shares with their intervals, one a row."""
    rows = [
        {"name": each["name"], "mean": each["mean"], "low": _or(each["low"], each), "high": _or(each["high"], each)}
        for each in metrics
    ]
    base = alt.Chart(_data(rows)).encode(y=alt.Y("name:N", sort=None, title=None))
    reach = base.mark_rule(color=_ACCENT, strokeWidth=2).encode(x=_share("low:Q"), x2="high:Q")
    dots = base.mark_circle(color=_ACCENT, size=70, opacity=1).encode(x=_share("mean:Q"))
    return _svg(alt.layer(reach, dots).properties(width=_WIDE, height=alt.Step(_STEP)))


def standing(targets: Sequence[Json]) -> str:
    """Targets that are shares: the figure with its interval, and a bar where it should be."""
    rows = [
        {
            "name": each["id"],
            "state": each["state"],
            "wanted": each.get("at_least", each.get("at_most")),
            "mean": each["measured"]["value"],
            "low": _or(each["measured"]["low"], each["measured"], "value"),
            "high": _or(each["measured"]["high"], each["measured"], "value"),
        }
        for each in targets
    ]
    colour = alt.Color("state:N", scale=alt.Scale(domain=list(_STATES), range=list(_STATES.values())), legend=None)
    base = alt.Chart(_data(rows)).encode(y=alt.Y("name:N", sort=None, title=None))
    reach = base.mark_rule(strokeWidth=2).encode(x=_share("low:Q"), x2="high:Q", color=colour)
    shape = alt.Shape("state:N", scale=alt.Scale(domain=list(_STATES), range=["circle", "cross"]), legend=None)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x=_share("mean:Q"), color=colour, shape=shape)
    wanted = base.mark_tick(color=_INK, thickness=2, size=17).encode(x=_share("wanted:Q"))
    return _svg(alt.layer(reach, wanted, dots).properties(width=_WIDE, height=alt.Step(_STEP)))


def heat(matrix: Json) -> str:
    """A matrix of question language by paper language."""
    rows = [
        {"asked": pair.partition(">")[0], "papers": pair.partition(">")[2], "mean": cell["mean"]}
        for pair, cell in matrix["cells"].items()
    ]
    means = [row["mean"] for row in rows]
    scale = alt.Scale(domain=[min(means), max(means)], range=[_COLD, _WARM])
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("papers:N", title="papers in", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("asked:N", title="asked in"),
    )
    cells = base.mark_rect(stroke="var(--paper)").encode(color=alt.Color("mean:Q", scale=scale, legend=None))
    middle = min(means) + 0.5 * (max(means) - min(means))
    dark = alt.condition(alt.datum.mean > middle, alt.value("#ffffff"), alt.value("#1c2127"))
    texts = base.mark_text(fontSize=13).encode(text=alt.Text("mean:Q", format=".2f"), color=dark)
    return _svg(alt.layer(cells, texts).properties(width=alt.Step(56), height=alt.Step(38)))


def curve(points: Sequence[Json]) -> str:
    """Shares over a cut, one line for each figure of the points besides ``cut``."""
    names = [name for name in points[0] if name != "cut"]
    rows = [
        {"cut": point["cut"], "what": name.replace("_", " "), "share": point[name]}
        for point in points
        for name in names
        if point.get(name) is not None
    ]
    told = [name.replace("_", " ") for name in names]
    colour = alt.Scale(domain=told, range=([_ACCENT, _SECOND, _INK, "var(--good)"] * len(told))[: len(told)])
    legend = alt.Legend(orient="top", title=None, labelLimit=0, symbolStrokeWidth=2)
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("cut:Q", title="cut", scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y("share:Q", title="share", scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("what:N", scale=colour, legend=legend),
        strokeDash=alt.StrokeDash("what:N", scale=alt.Scale(domain=told), legend=legend),
    )
    return _svg(base.mark_line(strokeWidth=2).properties(width=340, height=220))


def reliability(bins: Sequence[Json]) -> str:
    """Of the claims with about the same score, how many are true: on the diagonal a score means what it says."""
    rows = [each for each in bins if each.get("n") and each.get("share_true") is not None]
    scale = alt.Scale(domain=[0, 1])
    line = alt.Chart(_data([{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
    ideal = line.mark_line(color=_INK, strokeDash=[4, 4], strokeWidth=1).encode(x="x:Q", y="y:Q")
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("mean_score:Q", title="score", scale=scale), y=alt.Y("share_true:Q", title="share true", scale=scale)
    )
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[25, 260]))
    dots = base.mark_circle(color=_ACCENT, opacity=1).encode(size=size)
    path = base.mark_line(color=_ACCENT, strokeWidth=1.5)
    return _svg(alt.layer(ideal, path, dots).properties(width=230, height=230))


def _share(field: str) -> alt.X:
    return alt.X(
        field, title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2~f")
    )


def _or(value: float | None, facts: Json, key: str = "mean") -> float:
    return float(facts[key] if value is None else value)


def _data(rows: Sequence[Json]) -> alt.InlineData:
    return alt.InlineData([dict(row) for row in rows])


def _svg(chart: alt.TopLevelMixin) -> str:
    """The drawing, to be put into a page that says in words what it shows."""
    text = {"labelColor": _INK, "titleColor": _INK, "labelLimit": 0, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE, "titleFontWeight": "normal"}
    config = {
        "aria": False,
        "background": "transparent",
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": {**text, **lines},
        "legend": {"labelColor": _INK, "labelFontSize": 12},
    }
    drawn = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": config}, allowed_base_urls=[])
    return _SPARE.sub("", drawn)
