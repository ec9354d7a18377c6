"""Where to look: what the question names becomes scope when it is explicit, a preference when it is implied. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.drafting.phrases import described, listed, names, phrase
from corpus.look_alikes import spelled
from corpus.model import Language
from retrieval.catalogue import Holdings
from retrieval.cues import Asked, Cue
from retrieval.model import EVERYTHING, Scope

# The order counts: what is said first of a soft cue stays, what then fits no paper is left out.
_NAMES = {
    "symbol": "symbols",
    "state": "states",
    "group": "groups",
    "session": "sessions",
    "kind": "kinds",
    "status": "statuses",
    "language": "languages",
}
_DATES = ("since", "until", "year")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to search and what to prefer, or why not to answer. ``applied`` are the cues that had a say in it."""

    scope: Scope
    refusal: str | None = None
    prefer: Scope = EVERYTHING
    applied: frozenset[Cue] = frozenset()


def plan(asked: Asked, scope: Scope, held: Holdings, inside: Holdings, language: Language) -> Plan:
    """What the question names becomes scope; what it names and nobody has on file becomes a refusal.

    Args:
        scope: the filters set by the user. They win: they are never widened.
        held: all documents.
        inside: those that the filters admit.
    """
    if not held:
        return Plan(scope, phrase("nothing_held", language))
    if not inside:
        return Plan(scope, phrase("nothing_in_scope", language))
    if not asked.cues:
        return Plan(scope)
    if refusal := _not_on_file(asked, inside, language):
        return Plan(scope, refusal)
    narrowed = scope
    for field in (*_NAMES, "since", "until"):
        narrowed = _with(narrowed, field, asked, inside, hard=True)
    if not inside.within(narrowed):
        hard = [described(cue, language) for cue in asked.cues if cue.hard and cue.field in (*_NAMES, *_DATES)]
        return Plan(scope, phrase("nothing_fits", language, what=listed(hard, language)))
    narrowed = _fitting(narrowed, "year", asked, inside, hard=True)
    admitted = inside.within(narrowed)
    prefer = narrowed
    for field in (*_NAMES, *_DATES):
        prefer = _fitting(prefer, field, asked, admitted, hard=False)
    applied = _applied(asked, scope, narrowed, hard=True) | _applied(asked, narrowed, prefer, hard=False)
    return Plan(narrowed, None, EVERYTHING if prefer == narrowed else prefer, applied)


def _not_on_file(asked: Asked, inside: Holdings, language: Language) -> str | None:
    """Why nobody who is asked, or no paper that is named, is on file."""
    named = asked.authors or asked.groups
    if named and inside.states.isdisjoint(asked.authors) and inside.groups.isdisjoint(asked.groups):
        return phrase("no_paper_by", language, states=names(asked.authors, language, asked.groups))
    false = [symbol for symbol in asked.symbols if not symbol.isascii()]  # in look-alike letters: no paper has them
    if false or (asked.symbols and inside.works.isdisjoint(asked.symbols)):
        return phrase("no_symbol_held", language, symbols=listed(map(spelled, false or asked.symbols), language))
    return None


def _with(scope: Scope, field: str, asked: Asked, inside: Holdings, *, hard: bool) -> Scope:
    """The scope narrowed by the cues of a field, unless it says something of that field already."""
    values = asked.values(field, hard=hard)
    if not values:
        return scope
    if field in _DATES:
        return _dated(scope, field, values)
    attribute = _NAMES[field]
    if getattr(scope, attribute) or (field == "group" and scope.states):
        return scope
    known = _on_file(field, values, inside)
    if field in ("state", "group", "symbol"):
        return scope.narrowed(**{attribute: known}) if known else scope
    return scope.narrowed(**{attribute: known or values})


def _fitting(scope: Scope, field: str, asked: Asked, inside: Holdings, *, hard: bool) -> Scope:
    """As ``_with``, where some document then remains."""
    tried = _with(scope, field, asked, inside, hard=hard)
    return tried if tried == scope or inside.within(tried) else scope


def _dated(scope: Scope, field: str, values: Sequence[str]) -> Scope:
    if field == "since":
        return scope if scope.since else replace(scope, since=max(values))
    if field == "until":
        return scope if scope.until else replace(scope, until=min(values))
    if scope.since or scope.until:
        return scope
    return replace(scope, since=f"{min(values)}-01-01", until=f"{max(values)}-12-31")


def _on_file(field: str, values: Sequence[str], inside: Holdings) -> tuple[str, ...]:
    """The values that some document has; sessions named in part as the sessions they stand for."""
    if field == "session":
        return _sessions(values, inside)
    known = inside.works if field == "symbol" else inside.values(_NAMES[field])
    return tuple(value for value in values if value in known)


def _sessions(values: Sequence[str], inside: Holdings) -> tuple[str, ...]:
    """``PC.II`` stands for that session of every conference on file, ``2020/PC`` for all of one conference; a year that
    is no conference's is the year of the session itself."""
    held = inside.sessions
    found: list[str] = []
    for value in values:
        year, _, part = value.rpartition("/")
        exact = [name for name, _ in held if name == value or (part == "PC" and name.startswith(f"{value}."))]
        partly = [
            name
            for name, dated in held
            if part[:2] == "PC" and year in ("", dated) and name.rpartition("/")[2] in (part, *_parts(part))
        ]
        found += exact or partly
    return tuple(dict.fromkeys(found))


def _parts(part: str) -> tuple[str, ...]:
    return ("PC.I", "PC.II", "PC.III", "PC.IV") if part == "PC" else ()


def _applied(asked: Asked, before: Scope, after: Scope, *, hard: bool) -> frozenset[Cue]:
    """The cues that made the one scope of the other."""
    return frozenset(cue for cue in asked.cues if cue.hard == hard and _made(cue, before, after))


def _made(cue: Cue, before: Scope, after: Scope) -> bool:
    if cue.field == "year":
        since, until = after.since or "", after.until or ""
        opened = before.since is None and before.until is None
        return opened and since[:4] <= cue.value <= until[:4] and since.endswith("-01-01") and until.endswith("-12-31")
    if cue.field not in (*_NAMES, *_DATES):
        return False
    attribute = _NAMES.get(cue.field, cue.field)
    value = getattr(after, attribute)
    if value == getattr(before, attribute):
        return False
    return cue.value in value if cue.field in ("state", "group", "symbol", "since", "until") else True
