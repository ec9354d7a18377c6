"""The sessions of the review process, from ``corpus/data/sessions.tsv``."""

from __future__ import annotations

import csv
import datetime
import functools
import importlib.resources
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session: ``2020/PC.I``, its number in the cycle, its first day and its place."""

    session: str
    number: int
    opens: datetime.date
    place: str


@functools.cache
def meetings() -> tuple[Meeting, ...]:
    """The sessions known, oldest first."""
    source = importlib.resources.files("corpus") / "data" / "sessions.tsv"
    with source.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return tuple(
            Meeting(row["session"], int(row["number"]), datetime.date.fromisoformat(row["opens"]), row["place"])
            for row in rows
        )


def meeting_of(session: str | None) -> Meeting | None:
    """The meeting of a session's name; None when the table does not know it."""
    return next((meeting for meeting in meetings() if meeting.session == session), None)


def meeting_in(number: int, year: int) -> Meeting | None:
    """The meeting that was the n-th session and opened in a year."""
    return next((meeting for meeting in meetings() if (meeting.number, meeting.opens.year) == (number, year)), None)
