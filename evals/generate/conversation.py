"""``conversation.jsonl``: a follow-up after one question or two, and what a person would take it to mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from corpus.model import Language
from evals.generate.abstention import ask_paper
from evals.generate.lines import Line, lines
from evals.generate.subjects import Expected, adopted, view, view_then, views, written
from evals.generate.wording import Asked, ask, fill, table, year_of

_DECIDED = "2031"
_GROUPS = ("GLP", "OSG", "AFRICAN", "ASEAN")


@dataclass(frozen=True, slots=True)
class Talk:
    """What is being asked: of whom (all, when None), of what, at which session, and whether of what was adopted."""

    who: str | None
    what: str
    session: str | None = None
    adopted: bool = False

    def scope(self) -> dict[str, list[str]]:
        """As a scope of the product. A year in which nobody met stands for itself."""
        author = {"group" if self.who in _GROUPS else "state": [self.who]} if self.who else {}
        return author | ({"session": [self.session]} if self.session else {})

    def expected(self) -> Expected:
        """What is on file on it."""
        if self.adopted:
            return adopted(self.what, _DECIDED)
        if self.who is None:
            return views(self.what)
        return view_then(self.who, self.what, self.session) if self.session else view(self.who, self.what)


def cases() -> Iterator[Line]:
    """All cases, in order."""
    turns = count()
    for kind, entries in table("conversation")["turn"].items():
        for entry in entries:
            turn = next(turns)
            yield from _of_paper(entry) if kind == "paragraph" else _of_talk(kind, entry, turn)


def _of_talk(kind: str, entry: dict[str, Any], turn: int) -> Iterator[Line]:
    talk = Talk(*entry["before"])
    asked = [_opening(talk, turn)]
    name = [kind, *entry["before"]]
    for step, value in entry.get("steps", [[kind, entry.get("then")]]):
        talk = _after(talk, step, value)
        asked.append(_follow_up(talk, step, turn))
        name += [value] if value else []
    missing = entry.get("missing")
    document = (views(talk.what) if missing else talk.expected()).document()
    facts = {"asks": {"kind": kind, "states": [talk.who] if talk.who else [], "issue": talk.what}}
    yield from _made("-".join(name), asked, document, facts | _known(talk.scope(), talk.expected(), missing))


def _of_paper(entry: dict[str, Any]) -> Iterator[Line]:
    symbol, subject = entry["before"]
    number = entry["then"]
    opening = fill(ask_paper(), symbol=symbol, what=subject)
    wordings = table("conversation")["wording"]["paragraph"]
    follow_up = fill(wordings[0], number=number)
    expected = written(tuple(entry["facts"]), (), tuple(entry["states"]))
    facts = {"asks": {"kind": "paragraph", "states": entry["states"], "issue": subject}}
    known = _known({"symbol": [symbol]}, expected, entry.get("missing"))
    yield from _made(f"paragraph-{symbol}-{number}", [opening, follow_up], symbol, facts | known)


def _opening(talk: Talk, turn: int) -> Asked:
    given = {"who": talk.who or "", "what": talk.what}
    if talk.session:
        return ask("then", 0, **given, year=year_of(talk.session))
    return ask("view", turn, **given)


def _after(talk: Talk, step: str, value: str) -> Talk:
    """What is being asked after a step."""
    if step == "who":
        return replace(talk, who=value)
    if step == "when":
        return replace(talk, session=value)
    if step == "what":
        return replace(talk, what=value)
    if step == "everyone":
        return Talk(None, value)
    return Talk(None, talk.what, _DECIDED, adopted=True) if step == "decided" else replace(talk, session=None)


def _follow_up(talk: Talk, step: str, turn: int) -> Asked:
    if step == "everyone":
        return ask("everyone", turn, what=talk.what)
    wordings = table("conversation")["wording"][step]
    given = {"what": talk.what} | ({"who": talk.who} if talk.who else {})
    year = year_of(talk.session) if talk.session else ""
    return fill(wordings[turn % len(wordings)], **given, year=year)


def _known(scope: dict[str, list[str]], expected: Expected, missing: str | None) -> dict[str, Any]:
    if missing:
        return {"scope": scope, "states": [], "points": [], "missing": missing}
    return {"scope": scope, "states": list(expected.states), "points": expected.points}


def _made(name: str, asked: list[Asked], document: str, facts: dict[str, Any]) -> Iterator[Line]:
    *before, follow_up = asked

    def before_in(reader: Language) -> list[str]:
        return [question[reader] for question in before]

    yield from lines(name.replace("/", "-").lower(), follow_up, document, {"before": before_in, **facts})
