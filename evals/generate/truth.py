"""The planted facts of the specimen papers, and the points that an answer has to make."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from corpus.model import Language

_MENDS = ("hardens", "softens")
_BESIDE = ("quotation", "agreed-wording")  # words of others, or of before: they bear on a view and are not the view


@dataclass(frozen=True, slots=True)
class Paper:
    """What the masthead of a paper says. ``authors`` are codes of States and groups; the Chair and the Conference have
    none."""

    symbol: str
    authors: tuple[str, ...]
    session: str
    status: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One planted fact. ``words`` leaves out a language whose version of the paragraph says something else;
    ``overtaken``: the same State says something else of the matter later."""

    id: str
    kind: str
    paper: Paper
    paragraph: str
    states: tuple[str, ...]
    words: Mapping[str, str] = field(hash=False)
    overtaken: bool

    def authors(self) -> tuple[str, ...]:
        """Whose view it is by its paper: of several submitters, those it is about."""
        return tuple(code for code in self.paper.authors if code in self.states or code not in _members())

    def concerns(self, code: str) -> bool:
        """Whether it is about a State, or stands in a paper of a group."""
        return code in self.states or code in self.paper.authors

    def is_view(self) -> bool:
        """Whether it is what its author holds now, and no quotation or repetition."""
        return self.kind not in _BESIDE and not self.overtaken


@functools.cache
def facts() -> Mapping[str, Fact]:
    """All facts that have words, by id, in the order of the papers."""
    truth = _truth()
    papers = {paper.symbol: paper for paper in map(_paper, truth["paper"])}
    differs = {_paragraph(item): item["language"] for item in truth["fact"] if item["kind"] == "divergence"}
    mended = [(item["against"], item["issue"]) for item in truth["fact"] if item["kind"] in _MENDS]
    return {
        item["id"]: Fact(
            id=item["id"],
            kind=item["kind"],
            paper=papers[item["symbol"]],
            paragraph=_paragraph(item),
            states=tuple(item["states"]),
            words={name: item["text"][name] for name in Language if differs.get(_paragraph(item)) != name},
            overtaken=(_paragraph(item), item["issue"]) in mended,
        )
        for item in truth["fact"]
        if "text" in item
    }


def point(fact: Fact, vital: bool, reader: Language) -> dict[str, Any]:
    """A fact as a point of a case. None is vital for a reader whose own version of the paragraph says otherwise."""
    return {
        "id": fact.id,
        "paragraph": fact.paragraph,
        "vital": vital and reader in fact.words,
        "words": {str(name): fact.words[name] for name in sorted(fact.words)},
    }


def ordered(ids: Iterable[str]) -> tuple[Fact, ...]:
    """Facts by id, in the order of the papers.

    Raises:
        KeyError: there is no such fact.
    """
    places = {name: place for place, name in enumerate(facts())}
    return tuple(facts()[name] for name in sorted(set(ids), key=lambda name: places[name]))


@functools.cache
def _truth() -> dict[str, Any]:
    return tomllib.loads((files("corpus") / "documents" / "ground_truth.toml").read_text(encoding="utf-8"))


@functools.cache
def _members() -> frozenset[str]:
    return frozenset(code for item in _truth()["paper"] for code in item["submitters"])


def _paper(item: Mapping[str, Any]) -> Paper:
    return Paper(item["symbol"], (*item["submitters"], *item["groups"]), item["session"], item["status"])


def _paragraph(item: Mapping[str, Any]) -> str:
    return f"{item['symbol']}#{item.get('label')}"
