"""The story of one draft: whose papers, in which order, with which numbers and notes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft, DraftRequest
from app.drafting.model import Mode
from app.drafting.phrases import phrase
from corpus.model import Language, Status
from retrieval.model import EVERYTHING, Passage, Scope

Make = Callable[..., Passage]
Write = Callable[..., Draft]
TASK = "the moratorium on new deployments"
WORDS = "considers that new deployments of mines should be looked at again by all parties, Norrund among them, number"


@pytest.fixture
def papers(passage: Make) -> list[Passage]:
    """Two by Averland of different years, two by Norrund, one adopted, one by both, best first and out of order."""
    own = {"work": "LT/CONF.2031/PC.I/WP.3", "date": "2029-03-14"}
    other: dict[str, Any] = {"work": "LT/CONF.2031/PC.I/WP.7", "by": ("XNR",)}
    adopted: dict[str, Any] = {"work": "LT/CONF.2026/DEC.2", "by": (), "status": Status.ADOPTED}
    return [
        passage(f"Averland {WORDS} 10.", label="10", **own),
        passage(f"Norrund {WORDS} 5.", label="5", **other),
        passage(f"Averland {WORDS} 2.", label="2", **own),
        passage(f"The Conference {WORDS} 6.", label="6", **adopted),
        passage(f"Averland {WORDS} 7.", label="7", work="LT/CONF.2026/WP.1", date="2025-01-01"),
        passage(f"Norrund {WORDS} 1.", label="1", **other),
    ]


@pytest.fixture
def write(assistant: Callable[..., Any]) -> Write:
    def draft(retriever: Any, model: Any = None, task: str = TASK, **facts: Any) -> Draft:
        mode = Mode.LOCAL if model else Mode.VERBATIM
        request = DraftRequest(task, "position-paragraph", Language.EN, mode, **facts)
        return asyncio.run(write_draft(assistant(retriever, model), request))

    return draft


def numbers(draft: Draft) -> list[tuple[str, list[int]]]:
    return [
        (paragraph.label, [citation.n for item in paragraph.sentences for citation in item.sentence.citations])
        for paragraph in draft.paragraphs
    ]


def cited(draft: Draft) -> set[tuple[str, ...]]:
    citations = [c for p in draft.paragraphs for item in p.sentences for c in item.sentence.citations]
    return {citation.passage.document.submitters for citation in citations}


def test_each_author_has_a_paragraph_in_the_order_of_date_and_place(
    write: Write, shelf: Callable[..., Any], papers: list[Passage]
) -> None:
    draft = write(shelf(papers))
    assert (draft.title, draft.reason) == (f"Positions on file: {TASK}", None)
    assert numbers(draft) == [("1", [1, 2, 3]), ("2", [4, 5]), ("3", [6])]
    texts = [[item.sentence.text for item in paragraph.sentences] for paragraph in draft.paragraphs]
    assert [text[:30] for text in texts[0]] == [
        "Averland states: “Averland con",
        "Averland also states: “Averlan",
        "Averland also states: “Averlan",
    ]
    assert [text[-5:-2] for text in texts[0]] == ["r 7", "r 2", " 10"]
    assert texts[2][0].startswith("The Conference, 2029: “")


def test_every_citation_has_its_note_and_every_note_its_citation(
    write: Write, shelf: Callable[..., Any], papers: list[Passage]
) -> None:
    draft = write(shelf(papers))
    assert draft.notes == (
        (1, "LT/CONF.2026/WP.1, para. 7."),
        (2, "LT/CONF.2031/PC.I/WP.3, para. 2."),
        (3, "LT/CONF.2031/PC.I/WP.3, para. 10."),
        (4, "LT/CONF.2031/PC.I/WP.7, para. 1."),
        (5, "LT/CONF.2031/PC.I/WP.7, para. 5."),
        (6, "LT/CONF.2026/DEC.2, para. 6."),
    )


@pytest.mark.parametrize(
    "scope", [EVERYTHING, Scope(states=("XAV",)), Scope(states=("XAV", "XNR")), Scope(languages=("en",))], ids=str
)
@pytest.mark.parametrize(
    "task", [TASK, "a reply to what Norrund said about the moratorium", "Norrund and the moratorium"]
)
def test_on_behalf_of_a_state_only_its_own_papers_speak(
    write: Write, shelf: Callable[..., Any], papers: list[Passage], scope: Scope, task: str
) -> None:
    draft = write(shelf(papers), None, task, on_behalf_of="XAV", scope=scope)
    assert draft.title == f"Position of Averland: {task}"
    assert cited(draft) == {("XAV",)}
    assert [label for label, _ in numbers(draft)] == ["1"]


def test_on_behalf_of_a_group_its_papers_speak_and_not_those_of_a_state_of_that_code(
    write: Write, shelf: Callable[..., Any], passage: Make
) -> None:
    group = passage(f"The movement {WORDS} 1.", by=(), groups=("NAM",), status=Status.GROUP)
    state = passage(f"Namibia {WORDS} 2.", by=("NAM",), work="LT/CONF.2031/PC.I/WP.8")
    draft = write(shelf([state, group]), on_behalf_of="NAM", for_group=True)
    assert cited(draft) == {()}
    assert "Non-Aligned" in draft.title
    assert cited(write(shelf([state, group]), on_behalf_of="NAM")) == {("NAM",)}


@pytest.mark.parametrize("facts", [{"on_behalf_of": "SWE"}, {"on_behalf_of": "EU", "for_group": True}], ids=str)
def test_on_behalf_of_nobody_on_file_there_is_a_reason_and_no_paragraph(
    write: Write, shelf: Callable[..., Any], papers: list[Passage], facts: dict[str, Any]
) -> None:
    draft = write(shelf(papers), **facts)
    assert (draft.paragraphs, draft.notes, draft.withheld) == ((), (), ())
    assert {"SWE": "Sweden", "EU": "European Union"}[facts["on_behalf_of"]] in (draft.reason or "")


def test_when_the_gate_says_no_to_all_there_is_a_reason_and_no_paragraph(
    write: Write, shelf: Callable[..., Any], script: Callable[..., Any], papers: list[Passage]
) -> None:
    draft = write(shelf(papers), script())
    assert (draft.paragraphs, draft.reason) == ((), phrase("gate_refused", Language.EN, count=6))


def test_the_gate_decides_what_a_draft_says(
    write: Write, shelf: Callable[..., Any], script: Callable[..., Any], papers: list[Passage]
) -> None:
    draft = write(shelf(papers), script(gate={"number 5.": 0.9, "number 10.": 0.8}))
    assert [label for label, _ in draft.notes] == [1, 2]
    assert [text for _, text in draft.notes] == [
        "LT/CONF.2031/PC.I/WP.7, para. 5.",
        "LT/CONF.2031/PC.I/WP.3, para. 10.",
    ]


def test_a_wrong_rendering_is_withheld_and_the_numbering_has_no_gap(
    write: Write, shelf: Callable[..., Any], script: Callable[..., Any], passage: Make
) -> None:
    chinese = passage(
        "阿弗兰支持在2034年之前暂停新的部署，在此期间，已布设的水雷可以维护或拆除，但不得更换。", language="zh"
    )
    model = script(gate={"": 0.9}, rendering="Averland supports a moratorium on new deployments until 2043.")
    draft = write(shelf([chinese]), model, on_behalf_of="XAV")
    assert numbers(draft) == [("1", [1])]
    assert [item.sentence.kind for item in draft.withheld] == ["rendered"]
    assert "numbers" in (draft.withheld[0].reason or "")
    assert draft.notes == ((1, "LT/CONF.2031/PC.I/WP.3, para. 1."),)
