"""``answers.jsonl``: what a State says, what all say, what was adopted or is open, what was said when, and figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from evals.generate.lines import Line, lines
from evals.generate.subjects import Expected, adopted, bracketed, view, view_then, views, written
from evals.generate.wording import Asked, ask, table, year_of


def cases() -> Iterator[Line]:
    """All cases, in order."""
    yield from _views()
    yield from _everyone()
    yield from _settled()
    yield from _then()
    yield from _figures()


def _views() -> Iterator[Line]:
    turn = count()
    for code, subjects in table("answers")["view"].items():
        for subject in subjects:
            asked = ask("view", next(turn), who=code, what=subject)
            yield from _made(f"view-{code.lower()}-{subject}", asked, view(code, subject), "view", subject)


def _everyone() -> Iterator[Line]:
    for turn, subject in enumerate(table("answers")["everyone"]["subjects"]):
        asked = ask("everyone", turn, what=subject)
        yield from _made(f"everyone-{subject}", asked, views(subject), "everyone", subject)


def _settled() -> Iterator[Line]:
    turn = count()
    for year, subjects in table("answers")["decided"].items():
        for subject in subjects:
            asked = ask("decided", next(turn), what=subject, year=year)
            yield from _made(f"decided-{year}-{subject}", asked, adopted(subject, year), "decided", subject)
    for subject in table("answers")["open"]["subjects"]:
        yield from _made(f"open-{subject}", ask("open", 0, what=subject), bracketed(subject), "open", subject)


def _then() -> Iterator[Line]:
    turn = count()
    for session, pairs in table("answers")["then"].items():
        year = year_of(session)
        for code, subject in pairs:
            asked = ask("then", next(turn), who=code, what=subject, session=session, year=year)
            expected = view_then(code, subject, session)
            yield from _made(f"then-{year}-{code.lower()}-{subject}", asked, expected, "then", subject)


def _figures() -> Iterator[Line]:
    for item in table("answers")["figure"]:
        expected = written(tuple(item["facts"]), tuple(item.get("also", ())), tuple(item["states"]))
        yield from _made(f"figure-{item['name']}", item, expected, "figure", item["issue"])


def _made(name: str, asked: Asked, expected: Expected, kind: str, issue: str) -> Iterator[Line]:
    facts: dict[str, Any] = {
        "asks": {"kind": kind, "states": list(expected.states), "issue": issue},
        "states": list(expected.states),
        "points": expected.points,
    }
    yield from lines(name, asked, expected.document(), facts)
