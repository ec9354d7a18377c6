"""The next version of a draft: what a person changed or an instruction asks for, and nothing else."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.difference import aligned, difference
from app.drafting.draft import write_draft
from app.drafting.draft_model import Draft, DraftRequest, Role
from app.drafting.instruct import instruct
from app.drafting.model import Mode
from app.drafting.phrases import phrase
from app.drafting.reload import draft_from, paragraphs_cited
from app.drafting.request import BadRequest
from app.drafting.revise import Edited, edit, parts_of
from app.drafting.verify import Verifier
from app.schema import draft_json
from corpus.model import Language
from retrieval.model import Passage

Make = Callable[..., Passage]
EN = Language.EN
MINES = "Averland considers that no new mine should be laid before the year 2034. It would be safer."
COSTS = "Norrund does not support an increase in the number of inspectors beyond 18 before the year 2036."
REMOVALS = (
    "Remove paragraph 1",
    "Supprimer le paragraphe 1",
    "Suprimir el párrafo 1",
    "Удалить пункт 1",
    "احذف الفقرة 1",
    "删除第1段",
)
TASK = "mines and inspectors"
WORDS = st.text(st.sampled_from("ab缔约 .،ل1"), max_size=40)


@pytest.fixture
def papers(passage: Make) -> list[Passage]:
    return [
        passage(MINES),
        passage(COSTS, work="LT/CONF.2031/PC.I/WP.7", label="3", by=("XNR",)),
    ]


@pytest.fixture
def desk(papers: list[Passage], shelf: Callable[..., Any], script: Callable[..., Any], assistant: Any) -> Any:
    """A draft of two paragraphs, and what revises it."""

    def make(*replies: str, kind: str = "position-paragraph", language: Language = EN) -> tuple[Any, Draft]:
        mode = Mode.MODEL if replies else Mode.VERBATIM
        own = assistant(shelf(papers), script(writes=list(replies)) if replies else None)
        quoting = assistant(shelf(papers))
        request = DraftRequest(TASK, kind, language, Mode.VERBATIM)
        draft = asyncio.run(write_draft(quoting, request))
        return own, reloaded(draft, papers, mode)

    return make


def reloaded(draft: Draft, papers: Sequence[Passage], mode: Mode = Mode.VERBATIM) -> Draft:
    facts = json.loads(json.dumps(draft_json(draft))) | {"mode": mode.value}
    cited = paragraphs_cited(facts)
    return draft_from(facts, {item.paragraph.id: item for item in papers if item.paragraph.id in cited})


def texts(draft: Draft) -> list[str]:
    return [" ".join(item.sentence.text for item in paragraph.sentences) for paragraph in draft.paragraphs]


def sides(draft: Draft) -> tuple[list[str], list[str]]:
    """The old and the new paragraphs, as the changes tell them."""
    old = [("".join(r.text for r in c.changes if r.op != "added")) for c in draft.changes if c.before is not None]
    new = [("".join(r.text for r in c.changes if r.op != "removed")) for c in draft.changes if c.after is not None]
    return old, new


def test_a_draft_is_read_back_as_it_was_written(desk: Any, papers: list[Passage]) -> None:
    _, draft = desk()
    facts = draft_json(draft)
    again = draft_json(reloaded(draft, papers))
    for key in set(facts) - {"passages", "understood"}:
        assert again[key] == facts[key], key


def test_a_draft_whose_source_says_something_else_now_withholds_that_sentence(
    desk: Any, papers: list[Passage], passage: Make
) -> None:
    _, draft = desk()
    changed = [passage(MINES.replace("2034", "2035")), papers[1]]
    again = reloaded(draft, changed)
    (lost,) = again.withheld
    assert lost.sentence.text == draft.paragraphs[0].sentences[0].sentence.text
    assert "LT/CONF.2031/PC.I/WP.3#1@en" in (lost.reason or "")
    assert len(again.paragraphs) == 1


@pytest.mark.parametrize("facts", [{}, {"paragraphs": 5, "withheld": []}, {"paragraphs": [], "withheld": []}], ids=str)
def test_what_is_not_a_draft_is_refused(facts: Any) -> None:
    with pytest.raises(BadRequest, match="not a draft"):
        draft_from(facts, dict.fromkeys(paragraphs_cited(facts)))  # type: ignore[arg-type]  # nothing is held


def test_a_person_edits_one_sentence_and_the_others_keep_their_verdicts(
    desk: Any, papers: list[Passage], files: Any
) -> None:
    own, draft = desk()
    first, second = draft.paragraphs
    said = "Norrund does not support more than 18 inspectors before the year 2036."
    edited = [Edited(first.role, (first.sentences[0].sentence.text,)), Edited(second.role, (said,))]
    after = asyncio.run(edit(own, Verifier(own, files(papers)), draft, edited))
    assert after.paragraphs[0].sentences == first.sentences
    (item,) = after.paragraphs[1].sentences
    assert (item.sentence.kind, item.sentence.text) == ("written", said)
    assert item.sentence.citations[0].paragraph.id == "LT/CONF.2031/PC.I/WP.7#3@en"
    assert after.revises == draft.provenance.id != after.provenance.id
    assert sides(after) == (texts(draft), texts(after))
    assert [n for n, _ in after.notes] == [1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        "Averland does not support more than 18 inspectors before the year 2036.",
        "Norrund does not support more than 81 inspectors before the year 2036.",
        "Norrund does not support more inspectors (LT/CONF.2031/PC.I/WP.99, para. 3).",
        f"Norrund does not support {'more ' * 900}inspectors.",
    ],
)
def test_an_edit_that_nothing_bears_out_is_withheld_with_its_reason(
    desk: Any, papers: list[Passage], wrong: str, files: Any
) -> None:
    own, draft = desk()
    edited = [Edited(draft.paragraphs[0].role, (draft.paragraphs[0].sentences[0].sentence.text,))]
    edited.append(Edited(Role.NUMBERED, (wrong,)))
    after = asyncio.run(edit(own, Verifier(own, files(papers)), draft, edited))
    assert [item.sentence.text for item in after.withheld] == [wrong]
    assert after.withheld[0].reason
    assert len(after.paragraphs) == 1


def test_a_known_quotation_stays_whole_whatever_stops_stand_in_it(desk: Any) -> None:
    _, draft = desk()
    item = draft.paragraphs[0].sentences[0]
    known = {item.sentence.text: item}
    assert parts_of(f"Before it. {item.sentence.text} After it. And more.", known, EN) == [
        "Before it.",
        item.sentence.text,
        "After it.",
        "And more.",
    ]


@pytest.mark.parametrize("instruction", REMOVALS)
def test_a_paragraph_is_taken_out_without_a_model(desk: Any, instruction: str) -> None:
    own, draft = desk()
    after = asyncio.run(instruct(own, draft, instruction))
    assert texts(after) == texts(draft)[1:]
    assert [paragraph.label for paragraph in after.paragraphs] == ["1"]
    assert sides(after) == (texts(draft), texts(after))


@pytest.mark.parametrize(
    ("instruction", "key"),
    [
        ("Remove paragraph 9", "no_such_paragraph"),
        ("Make it shorter", "cannot_revise"),
        ("Add the view of Norrund", "nothing_new"),
    ],
)
def test_what_cannot_be_done_without_a_model_is_said_and_nothing_changes(desk: Any, instruction: str, key: str) -> None:
    own, draft = desk()
    after = asyncio.run(instruct(own, draft, instruction))
    assert after.reason == phrase(key, EN, labels="9")
    assert texts(after) == texts(draft)
    assert all(run.op == "same" for change in after.changes for run in change.changes)


def test_a_model_changes_what_it_is_told_and_old_sentences_are_not_checked_again(desk: Any) -> None:
    quoted = (
        "Averland states: “Averland considers that no new mine should be laid before the year 2034. It would be safer.”"
    )
    new = {"text": "Norrund does not support more than 18 inspectors before the year 2036.", "sources": ["P2"]}
    bad = {"text": "Norrund supports 300 inspectors.", "sources": ["P2"]}
    kept = {"kind": "text", "sentences": [{"text": quoted, "sources": ["P1"]}]}
    own, draft = desk(json.dumps({"paragraphs": [kept, {"kind": "text", "sentences": [new, bad]}]}))
    assert draft.paragraphs[0].sentences[0].sentence.text == quoted
    after = asyncio.run(instruct(own, draft, "Shorten the second paragraph"))
    assert after.paragraphs[0].sentences[0].checks == draft.paragraphs[0].sentences[0].checks
    assert texts(after)[1] == new["text"]
    assert [item.sentence.text for item in after.withheld] == [bad["text"]]
    assert after.provenance.prompts[0][0] == "revise"


def test_a_model_that_cannot_be_read_changes_nothing(desk: Any) -> None:
    own, draft = desk("{")
    after = asyncio.run(instruct(own, draft, "Shorten it"))
    assert after.reason == phrase("left_as_it_was", EN)
    assert texts(after) == texts(draft)


@given(WORDS, WORDS)
def test_the_runs_of_a_difference_are_both_texts(before: str, after: str) -> None:
    runs = difference(before, after)
    assert "".join(run.text for run in runs if run.op != "added") == before
    assert "".join(run.text for run in runs if run.op != "removed") == after
    assert all(run.text for run in runs)
    assert all(one.op != other.op for one, other in itertools.pairwise(runs))


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_every_paragraph_of_both_sides_is_paired_once_and_in_order(before: list[str], after: list[str]) -> None:
    pairs = aligned(before, after)
    assert [left for left, _ in pairs if left is not None] == list(range(len(before)))
    assert [right for _, right in pairs if right is not None] == list(range(len(after)))
    assert (None, None) not in pairs
    if before == after:
        assert all(left == right for left, right in pairs)
