"""``drafts.jsonl``: texts of the five types, on behalf of a State or group, or of no one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from evals.generate.lines import Line, lines
from evals.generate.subjects import Expected, outcome, view, views
from evals.generate.wording import Asked, fill, table


def cases() -> Iterator[Line]:
    """All cases, in order."""
    asked_for = table("drafts")
    for type_, authors in asked_for["behalf"].items():
        turn = count()
        for code, subjects in authors.items():
            for subject in subjects:
                task = _task(type_, next(turn), who=code, what=subject)
                name = f"{type_}-{code.lower()}-{subject}"
                yield from _made(name, task, view(code, subject), (type_, code), subject)
    for type_, subjects in asked_for["all"].items():
        for place, subject in enumerate(subjects):
            task = _task(type_, place, what=subject)
            expected = outcome(subject) if type_ == "outcome-paragraph" else views(subject)
            yield from _made(f"{type_}-{subject}", task, expected, (type_, None), subject)


def _task(type_: str, turn: int, **given: str) -> Asked:
    wordings = table("drafts")["wording"][type_]
    return fill(wordings[turn % len(wordings)], **given)


def _made(name: str, task: Asked, expected: Expected, form: tuple[str, str | None], subject: str) -> Iterator[Line]:
    """The lines of a task. A form is a type of text, and on whose behalf it is."""
    facts = {
        "type": form[0],
        "on_behalf_of": form[1],
        "asks": {"kind": form[0], "states": list(expected.states), "issue": subject},
        "states": list(expected.states),
        "points": expected.points,
    }
    yield from lines(name, task, expected.document(), facts)
