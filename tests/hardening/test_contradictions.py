"""R27: where two papers contradict each other a reader sees both, and can tell them apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.drafting.compose import quoted, told_apart
from app.drafting.rivals import rivals
from corpus.model import Document, Language
from corpus.read import read_document
from corpus.sentences import split_sentences
from retrieval.cues import Asked, Cue
from retrieval.model import Passage

EVALS = Path(__file__).parents[2] / "evals"
CASES = [
    case
    for case in map(json.loads, (EVALS / "cases" / "traps.jsonl").read_text(encoding="utf-8").splitlines())
    if "sides" in case
]


@pytest.fixture(scope="module")
def papers(specimen: Path) -> dict[str, Document]:
    """The specimen and the forged papers by id."""
    files = [*specimen.glob("*.txt"), *(EVALS / "papers" / "poisoned").glob("*.txt")]
    read = [read_document(file.read_bytes(), file.name, file.stem) for file in files]
    return {document.id: document for document in read}


def passage(document: Document, label: str, rank: int = 1, score: float = 0.9) -> Passage:
    (paragraph,) = [each for each in document.paragraphs if each.label == label]
    best = split_sentences(paragraph.text, paragraph.language)[0]
    return Passage(rank, score, ("dense",), paragraph, document, best)


SAME_NUMBERS = "trap-poisoned-self-deactivation-tests-en"  # one says that 31 worked, the other that 31 failed
UNSEEN = pytest.mark.xfail(strict=True, raises=AssertionError, reason="only what is said of the same numbers differs")


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["case"], marks=[UNSEEN] * (case["case"] == SAME_NUMBERS)) for case in CASES],
)
def test_each_of_two_that_contradict_brings_the_other(case: dict[str, Any], papers: dict[str, Document]) -> None:
    sides = []
    for rank, side in enumerate(case["sides"], start=1):
        work, _, label = side.partition("#")
        sides.append(passage(papers[f"{work}@{case['language']}"], label, rank, 0.9 - 0.07 * (rank - 1)))
    assert rivals(sides[:1], sides) == (sides[1],)
    assert rivals(sides[1:], sides) == (sides[0],)


def test_what_agrees_is_no_rival(papers: dict[str, Document]) -> None:
    shown = passage(papers["LT/CONF.2031/PC.I/WP.7@zh"], "8")
    again = passage(papers["LT/CONF.2031/PC.I/WP.7/Rev.1@zh"], "3", 2)
    assert rivals([shown], [shown, again]) == ()


def test_what_others_say_of_whom_the_question_asks_is_not_its_view(papers: dict[str, Document]) -> None:
    shown, other = (
        passage(papers["LT/CONF.2031/PC.I/WP.9@fr"], "7"),
        passage(papers["LT/CONF.2031/PC.II/WP.22@fr"], "2", 2),
    )
    assert rivals([shown], [shown, other]) == (other,)
    keravia = Asked((Cue("state", shown.document.submitters[0], 0, 1, hard=True),))
    assert rivals([shown], [shown, other], keravia) == ()


def test_papers_of_one_author_and_year_are_named(paper: Callable[..., Document]) -> None:
    first, second = (
        paper(work, "Norrund has 38 ports.", submitters=("XNR",), date="2029-04-02")
        for work in ("LT/CONF.2031/PC.I/WP.7", "LT/CONF.2031/PC.I/WP.7/Rev.1")
    )
    both = (passage(first, "1"), passage(second, "1", 2))
    alike = told_apart(both, Language.EN)
    texts = [quoted(each, 1, Language.EN, paper=each.document.work in alike).text for each in both]
    assert texts[0].startswith("Norrund, 2029, LT/CONF.2031/PC.I/WP.7:")
    assert texts[1].startswith("Norrund, 2029, LT/CONF.2031/PC.I/WP.7/Rev.1:")
    assert told_apart(both[:1], Language.EN) == frozenset()
