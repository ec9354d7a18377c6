"""Cases, and what a suite says of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """One question. ``facts`` is the rest of its line: what is expected, by paragraph id and hash."""

    id: str
    language: str
    question: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its scores by metric (None: could not be scored) and what was seen, for reading."""

    case: Case
    scores: Mapping[str, float | None]
    seen: Mapping[str, Any]


def read_cases(path: Path) -> Iterator[Case]:
    """Cases of a JSONL file, one object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        yield Case(facts.pop("case"), facts.pop("language"), facts.pop("question"), facts)
