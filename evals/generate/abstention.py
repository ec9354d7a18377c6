"""``abstention.jsonl``: what the papers answer, and what they do not though they come near."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from evals.generate.lines import Line, lines
from evals.generate.subjects import view, views
from evals.generate.wording import Asked, ask, fill, table


def cases() -> Iterator[Line]:
    """All cases, in order."""
    yield from _held()
    yield from _silent()
    yield from _unmet()
    for symbol, subject in _table()["unfiled"].items():
        asked = fill(ask_paper(), symbol=symbol, what=subject)
        yield from _missing(f"none-{symbol.replace('/', '-').lower()}", asked, "symbol", subject)
    for item in _table()["untold"]:
        yield from _missing(f"none-{item['name']}", item, "subject", item["near"])


def ask_paper() -> Asked:
    """The wording that asks what one paper says of a subject."""
    wording: Asked = _table()["wording"]["paper"]
    return wording


def _held() -> Iterator[Line]:
    turn = count()
    for code, subjects in _table()["held"].items():
        for subject in subjects:
            expected = [{"paragraph": paragraph} for paragraph in view(code, subject).paragraphs()]
            asked = _stand(next(turn), code, subject)
            yield from _found(f"some-{code.lower()}-{subject}", asked, expected)
    for item in _table()["told"]:
        expected = [{"paragraph": paragraph} for paragraph in item["expected"]]
        yield from _found(f"some-{item['name']}", item, expected)


def _silent() -> Iterator[Line]:
    turn = count()
    for code, subjects in _table()["silent"].items():
        for subject in subjects:
            asked = _stand(next(turn), code, subject)
            yield from _missing(f"none-{code.lower()}-{subject}", asked, "subject", subject)
    for code, subject in _table()["absent"].items():
        asked = _stand(next(turn), code, subject)
        yield from _missing(f"none-{code.lower()}-{subject}", asked, "state", subject)


def _unmet() -> Iterator[Line]:
    for code, pairs in _table()["unmet"].items():
        for subject, year in pairs:
            asked = ask("then", 0, who=code, what=subject, year=year)
            yield from _missing(f"none-{year}-{code.lower()}-{subject}", asked, "year", subject)
    for year, subject in _table()["undecided"].items():
        asked = ask("decided", 0, what=subject, year=year)
        yield from _missing(f"none-{year}-{subject}", asked, "year", subject)


def _stand(turn: int, code: str, subject: str) -> Asked:
    wordings = _table()["wording"]["stand"]
    return fill(wordings[turn % len(wordings)], who=code, what=subject)


def _found(name: str, asked: Asked, expected: list[dict[str, Any]]) -> Iterator[Line]:
    symbol = expected[0]["paragraph"].partition("#")[0]
    yield from lines(name, asked, symbol, {"expected": expected})


def _missing(name: str, asked: Asked, missing: str, near: str) -> Iterator[Line]:
    """A question without an answer on file. Its document is the one that comes near."""
    yield from lines(name, asked, views(near).document(), {"missing": missing, "near": near})


def _table() -> dict[str, Any]:
    return table("abstention")
