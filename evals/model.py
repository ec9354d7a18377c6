"""Cases, and what a suite says of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable

SPLITS = ("tune", "held")  # which cases may be looked at while the search is being changed


@dataclass(frozen=True, slots=True)
class Case:
    """One question. ``facts`` is the rest of its line: what is expected, by paragraph id and hash."""

    id: str
    language: str
    question: str
    facts: Mapping[str, Any]

    @property
    def cluster(self) -> str:
        """What this case is resampled with: the question it asks in one of several languages, or only itself."""
        return str(self.facts.get("question_id", self.id))


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its scores by metric (None: could not be scored) and what was seen, for reading."""

    case: Case
    scores: Mapping[str, float | None]
    seen: Mapping[str, Any]


def read_cases(path: Path) -> Iterator[Case]:
    """Cases of a JSONL file, one object a line.

    Raises:
        Unreadable: the file, or a line of it, is not what it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"The cases {path} cannot be read ({error}).") from None
    for number, line in enumerate(lines, start=1):
        try:
            facts = json.loads(line)
            yield Case(facts.pop("case"), facts.pop("language"), facts.pop("question"), facts)
        except (ValueError, KeyError, TypeError, AttributeError):
            reason = "it needs case, language and question, as one JSON object"
            raise Unreadable(f"Line {number} of {path} is not a case: {reason}.") from None
