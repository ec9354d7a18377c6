"""What a question names, as cues: each with the filter it stands for and its place in the question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

FILTERS = ("state", "group", "session", "symbol", "since", "until", "kind", "status", "language")
HINTS = ("year", "article", "about")
FIELDS = (*FILTERS, *HINTS)
EVERY_FIELD = "all"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something a question names: ``question[start:end]`` stands for a value of a field.

    ``field`` is a filter's word (state, group, session, symbol, since, until, kind, status, language), or year, article
    or about. ``hard``: the question says where to look; otherwise it only mentions this. A session may be given in
    part: ``PC.II`` of any conference, ``2020/PC`` for all of its preparatory sessions.
    """

    field: str
    value: str
    start: int
    end: int
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The cues of a question, in the order of the question."""

    cues: tuple[Cue, ...] = ()

    def values(self, field: str, *, hard: bool | None = None) -> tuple[str, ...]:
        """The values of a field, each once; only the hard or the soft ones where ``hard`` is given."""
        found = (cue.value for cue in self.cues if cue.field == field and hard in (None, cue.hard))
        return tuple(dict.fromkeys(found))

    @property
    def authors(self) -> tuple[str, ...]:
        """States asked for their view."""
        return self.values("state", hard=True)

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups asked for their view."""
        return self.values("group", hard=True)

    @property
    def about(self) -> tuple[str, ...]:
        """States that an answer must mention: those spoken about, and those named in passing."""
        named = dict.fromkeys((*self.values("about"), *self.values("state", hard=False)))
        return tuple(code for code in named if code not in self.authors)

    @property
    def years(self) -> tuple[str, ...]:
        """Years that an answer must be of, or mention."""
        return self.values("year")

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols of papers."""
        return self.values("symbol")

    def without(self, ignored: Collection[str]) -> Asked:
        """The cues that are not of these fields; ``all`` stands for every field."""
        if EVERY_FIELD in ignored:
            return Asked()
        return Asked(tuple(cue for cue in self.cues if cue.field not in ignored))
