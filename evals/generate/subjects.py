"""What is known of a subject: the points of an answer, and whose views they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.model import Language
from evals.generate.truth import Fact, ordered, point
from evals.generate.wording import table


@dataclass(frozen=True, slots=True)
class Expected:
    """The facts of a case, each with whether it is vital, and the codes whose view must be cited."""

    facts: tuple[tuple[Fact, bool], ...]
    states: tuple[str, ...]

    def document(self) -> str:
        """The first paper concerned: that of the first vital fact."""
        return min(self.facts, key=lambda item: not item[1])[0].paper.symbol

    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the vital facts."""
        return tuple(dict.fromkeys(fact.paragraph for fact, vital in self.facts if vital))

    def points(self, reader: Language) -> list[dict[str, Any]]:
        """As points, for the reader of a language."""
        return [point(fact, vital, reader) for fact, vital in self.facts]


def view(code: str, subject: str) -> Expected:
    """What a State or group says of a subject: vital is what it holds now, in its own papers."""
    return _expected(subject, lambda fact: fact.concerns(code), lambda fact: code in fact.authors(), (code,))


def views(subject: str) -> Expected:
    """What all say of a subject: vital is what each author holds now."""
    authors = {code for fact in _needed(subject) if fact.is_view() for code in fact.authors()}
    return _expected(subject, lambda _: True, lambda fact: bool(fact.authors()), tuple(sorted(authors)))


def view_then(code: str, subject: str, session: str) -> Expected:
    """What a State or group said of a subject at one session, whatever it said later."""
    at_session = [fact for fact in _all(subject) if fact.paper.session == session and fact.concerns(code)]
    needed = {fact.id for fact in _needed(subject) if code in fact.authors()}
    return Expected(tuple((fact, fact.id in needed) for fact in at_session), (code,))


def adopted(subject: str, session: str) -> Expected:
    """What a Conference adopted on a subject."""
    return _standing(subject, "adopted", session)


def bracketed(subject: str) -> Expected:
    """What the draft that was not adopted leaves open on a subject."""
    return _standing(subject, "not-adopted", "2031")


def written(ids: tuple[str, ...], also: tuple[str, ...], states: tuple[str, ...]) -> Expected:
    """Facts named one by one; those in ``also`` are not vital."""
    return Expected(tuple((fact, fact.id in ids) for fact in ordered((*ids, *also))), states)


def outcome(subject: str) -> Expected:
    """What an outcome on a subject rests on: vital is what was adopted, the views of all bear on it."""
    held = {fact.id for fact in _needed(subject) if fact.paper.status == "adopted"}
    return Expected(tuple((fact, fact.id in held) for fact in _all(subject)), ())


def _expected(
    subject: str, bears: Callable[[Fact], bool], own: Callable[[Fact], bool], states: tuple[str, ...]
) -> Expected:
    needed = set(_needed(subject))
    kept = [fact for fact in _all(subject) if bears(fact)]
    return Expected(tuple((fact, fact in needed and own(fact) and fact.is_view()) for fact in kept), states)


def _standing(subject: str, status: str, session: str) -> Expected:
    needed = set(_needed(subject))
    kept = [fact for fact in _all(subject) if (fact.paper.status, fact.paper.session) == (status, session)]
    return Expected(tuple((fact, fact in needed) for fact in kept), ())


def _needed(subject: str) -> tuple[Fact, ...]:
    return ordered(table("answers")["subject"][subject]["facts"])


def _all(subject: str) -> tuple[Fact, ...]:
    listed = table("answers")["subject"][subject]
    return ordered([*listed["facts"], *listed["also"]])
