"""Who belonged to which group on a day, and which States are parties to the NPT.

Membership is dated, so a group's paper speaks for those who were members then. ``data/memberships.tsv`` and
``data/parties.tsv`` hold the facts, each with the site it was read on or ``unreviewed``. Tables are read on first use.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from corpus.names import read_table


class _Membership(NamedTuple):
    group: str
    state: str
    first: date
    last: date


def members(group: str, on: date) -> tuple[str, ...]:
    """The alpha-3 codes of the States in a group on a day, sorted. Empty for a group without known members.

    The first and the last day count. A suspended member counts. In the review process the Non-Aligned Movement (NAM)
    speaks for those of its members that are parties, see ``npt_parties``.
    """
    return tuple(sorted({row.state for row in _memberships() if row.group == group and row.first <= on <= row.last}))


def groups_of(state: str, on: date) -> tuple[str, ...]:
    """The codes of the groups a State (alpha-3, capitals) was in on a day, sorted; the first and the last day count."""
    return tuple(sorted({row.group for row in _memberships() if row.state == state and row.first <= on <= row.last}))


@cache
def npt_parties() -> tuple[str, ...]:
    """The alpha-3 codes of the 191 parties to the NPT, sorted.

    The Democratic People's Republic of Korea (PRK) is among them: it announced its withdrawal in 2003, and the parties
    have not settled its status. The table marks it.
    """
    return tuple(sorted(code for code, *_ in read_table("parties.tsv", 4)))


@cache
def _memberships() -> tuple[_Membership, ...]:
    return tuple(
        _Membership(group, state, _day(since, date.min, "01-01"), _day(until, date.max, "12-31"))
        for group, state, since, until, _ in read_table("memberships.tsv", 5)
    )


def _day(written: str, unknown: date, in_year: str) -> date:
    """A cell as a day: an ISO date, a year alone (its first or last day), or nothing (not known, or still a member).

    Raises ValueError on anything else.
    """
    if not written:
        return unknown
    return date.fromisoformat(f"{written}-{in_year}" if len(written) == 4 else written)
