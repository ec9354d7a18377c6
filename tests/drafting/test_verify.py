"""A text that somebody wrote, held against what is on file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.drafting.model import CheckRequest, Mode, Verdict
from app.drafting.pipeline import Assistant
from app.drafting.scales import Verified
from app.drafting.verify import Report, Verifier
from app.schema import report_json
from app.show import report_text
from app.wiring import Home
from corpus.model import Status
from retrieval.model import EVERYTHING, Passage, Scope

Make = Callable[..., Passage]
WP3, WP7 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7"
MINES = "Averland considers that no new mine should be laid before the year 2034. It asks Norrund to agree."
COSTS = "诺伦德不支持增加视察员的人数，因为费用在2028年达到1140万美元。"


@pytest.fixture
def check(
    passage: Make, shelf: Callable[..., Any], assistant: Callable[..., Assistant], files: Callable[..., Any]
) -> Callable[..., tuple[Verified, ...]]:
    passages = (
        passage(MINES),
        passage(COSTS, work=WP7, label="3", language="zh", by=("XNR",)),
        passage("The Conference decides to meet in 2031.", work="LT/CONF.2026/DEC.2", by=(), status=Status.ADOPTED),
    )
    verifier = Verifier(assistant(shelf(passages)), files(passages))

    def run(text: str, scope: Scope = EVERYTHING) -> tuple[Verified, ...]:
        return asyncio.run(verifier.verify(CheckRequest(text, Mode.VERBATIM, None, scope))).sentences

    return run


Check = Callable[..., tuple[Verified, ...]]


def failed(item: Verified) -> set[str]:
    return {check.name for check in item.checked.checks if check.passed is False}


def test_a_faithful_sentence_is_borne_out_by_the_paragraph_it_cites(check: Check) -> None:
    (item,) = check(f"Averland considers that no new mine should be laid before 2034 ({WP3}, para. 1).")
    assert item.checked.verdict is Verdict.SUPPORTED, item.checked
    assert item.found[0].quote == MINES.split(". ", maxsplit=1)[0] + "."
    assert item.score is not None
    assert item.score >= 0.5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Averland considers that no new mine should be laid before 2043", "numbers"),
        ("Norrund considers that no new mine should be laid before 2034", "attribution"),
        ("The Conference decides that no new mine should be laid before 2034", "attribution"),
        ("Averland asks Sweden to agree that no new mine should be laid before 2034", "names"),
    ],
)
def test_a_wrong_number_name_or_author_is_named_as_such(check: Check, text: str, name: str) -> None:
    (item,) = check(f"{text} ({WP3}, para. 1).")
    assert item.checked.verdict is Verdict.UNSUPPORTED
    assert name in failed(item)
    assert item.checked.reason is not None
    assert name in item.checked.reason
    assert item.score is not None
    assert item.score <= 0.05


@pytest.mark.parametrize(
    "text",
    [
        "Norrund does not support a larger number of inspectors.",
        "Le Norrund n’appuie pas l’augmentation du nombre d’inspecteurs.",
        "Норрунд не поддерживает увеличение числа инспекторов.",
        "لا تؤيد نورند زيادة عدد المفتشين.",
    ],
)
def test_the_opposite_is_told_from_the_same_across_languages(check: Check, text: str) -> None:
    (same,) = check(f"{text[:-1]} ({WP7}, para. 3).")
    opposite = text.replace("does not support", "supports").replace("n’appuie pas", "appuie").replace("لا ", "")
    (other,) = check(f"{opposite.replace(' не ', ' ')[:-1]} ({WP7}, para. 3).")
    assert "negation" not in failed(same)
    assert "negation" in failed(other)
    assert same.score is not None
    assert other.score is not None
    assert same.score > other.score


def test_a_symbol_that_is_not_on_file_and_a_paragraph_that_is_not_there_are_named(check: Check) -> None:
    invented, missing = check(
        "Averland wants no new mine to be laid (LT/CONF.2031/WP.99, para. 1).\n"
        f"Averland wants no new mine to be laid ({WP3}, para. 99)."
    )
    assert invented.checked.verdict is missing.checked.verdict is Verdict.UNSUPPORTED
    assert "LT/CONF.2031/WP.99" in (invented.checked.reason or "")
    assert "99" in (missing.checked.reason or "")
    assert WP3 in (missing.checked.reason or "")


def test_evidence_is_found_for_a_sentence_that_cites_nothing_among_its_subjects_papers(check: Check) -> None:
    (item,) = check("Norrund does not support a larger number of inspectors.")
    assert item.found[0].passage.document.work == WP7


def test_a_heading_makes_no_claim(check: Check) -> None:
    heading, _ = check("Verification\n\nAverland considers that no new mine should be laid before 2034.")
    assert heading.score is None
    assert heading.checked.verdict is Verdict.UNCHECKED
    assert heading.found == ()


def test_a_sentence_that_never_ends_is_withheld_unread(check: Check) -> None:
    endless, other = check(
        f"Averland wants this{' and that' * 500}.\nAverland wants no new mine to be laid ({WP3}, para. 5)."
    )
    assert (endless.checked.verdict, endless.found) == (Verdict.UNSUPPORTED, ())
    assert endless.checked.reason == "A sentence of 4520 characters is not checked. 4000 are the most; divide it."
    assert other.found


def test_with_nothing_in_scope_nothing_bears_a_sentence_out(check: Check) -> None:
    (item,) = check("Averland considers that no new mine should be laid.", Scope(sessions=("2010/PC.I",)))
    assert item.checked.verdict is Verdict.UNSUPPORTED
    assert item.found == ()


def test_real_papers_of_the_specimen_by_the_embedded_model(specimen_home: Home) -> None:
    text = (
        "Averland has given 2.76 million dollars to the Lantern Inspection Office since 2026.\n"
        "Averland has given 27.6 million dollars to the Lantern Inspection Office since 2026.\n"
        "自2019年以来，阿弗兰的自主水雷库存减少了64%。\n"
    )
    report: Report = asyncio.run(specimen_home.verifier(Mode.VERBATIM).verify(CheckRequest(text, Mode.VERBATIM)))
    right, wrong, chinese = report.sentences
    assert right.checked.verdict is Verdict.SUPPORTED, right.checked
    assert wrong.checked.verdict is Verdict.UNSUPPORTED
    assert "numbers" in failed(wrong)
    assert chinese.found[0].paragraph.id == f"{WP3}#2@zh"
    facts = report_json(report)
    assert facts["kind"] == "check"
    for item in facts["sentences"]:
        for citation in item["found"]:
            held = specimen_home.store.paragraphs([citation["paragraph"]])[citation["paragraph"]]
            assert held.text[citation["start"] : citation["end"]] == citation["quote"]
    assert "USD 27.6 million is not in the cited paragraph" in report_text(report)


def test_a_sentence_that_another_authors_paper_is_nearer_to_is_doubted(
    passage: Make, shelf: Callable[..., Any], assistant: Callable[..., Assistant], files: Callable[..., Any]
) -> None:
    papers = (
        passage("Averland considers that mines of any kind should carry a lamp in the strait at night."),
        passage(
            "Norrund considers that mines of any kind should carry a horn in the strait at night and in fog.",
            work=WP7,
            by=("XNR",),
        ),
    )
    verifier = Verifier(assistant(shelf(papers)), files(papers))

    def verdict(text: str) -> tuple[Verdict, bool]:
        (item,) = asyncio.run(verifier.verify(CheckRequest(text, Mode.VERBATIM, None))).sentences
        doubted = any("Nearer words are by Norrund" in check.detail for check in item.checked.checks)
        return item.checked.verdict, doubted

    own = "Averland considers that mines of any kind should carry a lamp in the strait at night."
    anothers = "Averland considers that mines of any kind should carry a horn in the strait at night and in fog."
    assert verdict(own) == (Verdict.SUPPORTED, False)
    assert verdict(anothers) == (Verdict.PARTIAL, True)
