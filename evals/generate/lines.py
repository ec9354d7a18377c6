"""One question as six lines of a case file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.model import Language
from evals.generate.wording import Asked

Line = dict[str, Any]


def lines(name: str, asked: Asked, document: str, facts: Mapping[str, Any]) -> Iterator[Line]:
    """A question in six languages. A fact that is a function is called with the language of the line."""
    for language in sorted(Language):
        given = {key: value(language) if callable(value) else value for key, value in facts.items()}
        yield {
            "case": f"{name}-{language}",
            "question_id": name,
            "split": split_of(name),
            "language": str(language),
            "question": asked[language],
            "document": document,
            **given,
        }


def split_of(name: str) -> str:
    """The split that a question falls in by its id: nobody chooses, and it stays when others come or go."""
    return ("test", "dev")[int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2]


def as_text(made: Iterable[Line]) -> str:
    """Lines as a case file."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made)
