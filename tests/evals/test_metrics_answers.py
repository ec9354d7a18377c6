"""Scores of answers, worked out by hand on a small outcome."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from corpus.model import Language
from evals.metrics import answers
from evals.metrics.reading import in_language, outside
from tests.builders.outcomes import ANY, COST, GROUP, HOTLINE, NORRUND, Json, answer, cite, says


def scores(*sentences: Json, **more: Any) -> dict[str, float | None]:
    return dict(answers.score(ANY, answer(*sentences, **more)))


def changed(sentence: Json, **changes: Any) -> Json:
    """A sentence with its first citation changed."""
    other = copy.deepcopy(sentence)
    other["citations"][0].update(changes)
    return other


def test_an_answer_without_a_fault() -> None:
    found = scores(NORRUND, HOTLINE, GROUP)
    assert found == {metric.name: metric.best for metric in answers.METRICS}


def test_an_abstention_quotes_nothing_wrongly_and_answers_nothing() -> None:
    found = scores()
    assert found.pop("answered") == 0.0
    assert set(found.values()) == {None}


def test_an_answer_whose_every_sentence_was_withheld_is_empty() -> None:
    found = scores(withheld=[NORRUND])
    assert (found["answered"], found["withheld_share"], found["quote_exact"]) == (0.0, 1.0, None)


def test_the_share_that_was_withheld() -> None:
    assert scores(NORRUND, HOTLINE, GROUP, withheld=[NORRUND])["withheld_share"] == 1 / 4


@pytest.mark.parametrize(
    "wrong",
    [
        changed(NORRUND, start=1),
        changed(NORRUND, end=10_000),
        changed(NORRUND, quote="Norrund supports 30 new inspectors."),
        changed(NORRUND, quote="", start=3, end=3),
        changed(NORRUND, paragraph="LT/1#9@en"),
        {**NORRUND, "text": "Norrund, 2029: “Norrund supports 31 inspectors.”"},
    ],
)
def test_one_of_two_quotations_is_not_exact(wrong: Json) -> None:
    assert scores(wrong, HOTLINE)["quote_exact"] == 1 / 2


def test_a_written_sentence_need_not_hold_the_words_it_rests_on() -> None:
    assert scores(says("Norrund supports more inspectors.", *NORRUND["citations"], kind="written"))["quote_exact"] == 1


def test_a_claim_needs_a_citation_and_every_citation_a_paragraph() -> None:
    bare = says("It is late.", kind="written")
    lost = says("Norrund pays.", COST, {**COST, "paragraph": "LT/1#9@en"}, kind="written")
    frame = says("Thank you.", kind="frame")
    assert scores(NORRUND, bare, lost, frame)["cited"] == 1 / 3


def test_a_paragraph_that_is_no_passage_may_be_carried_as_a_source() -> None:
    outcome = answer(NORRUND, sources=[{"paragraph": "LT/9#1@en", "text": "Norrund supports 30 inspectors."}])
    outcome["sentences"] = [changed(NORRUND, paragraph="LT/9#1@en")]
    found = answers.score(ANY, outcome)
    assert (found["cited"], found["quote_exact"]) == (1.0, 1.0)


@pytest.mark.parametrize(
    "frame",
    [
        "Keravia, 2029: ",
        "Norrund, Keravia, 2029: ",
        "2029: ",
        "The Conference, 2029: ",
        "Норрундия, 2029: ",  # its name in another language than the reader's
    ],
)
def test_a_frame_that_gives_the_view_to_others(frame: str) -> None:
    wrong = {**NORRUND, "text": NORRUND["text"].replace("Norrund, 2029: ", frame, 1)}
    assert scores(wrong, HOTLINE)["attributed"] == 1 / 2


@pytest.mark.parametrize("author", ["Norrund", "The Chair", "Author not stated"])
def test_an_adopted_text_is_the_conferences(author: str) -> None:
    wrong = {**HOTLINE, "text": HOTLINE["text"].replace("The Conference", author)}
    assert scores(wrong)["attributed"] == 0.0


def test_whom_the_author_quotes_must_be_named() -> None:
    quoting = {**NORRUND, "text": "Norrund, 2029, quoting the Mayor of Keravia: “Norrund supports 30 inspectors.”"}
    outcome = answer(quoting)
    outcome["passages"][0]["paragraph"]["said_by"] = "the Mayor of Keravia"
    assert answers.score(ANY, outcome)["attributed"] == 1.0
    outcome["sentences"] = [NORRUND]
    assert answers.score(ANY, outcome)["attributed"] == 0.0


def test_the_products_own_check_counts_too() -> None:
    failed = {**NORRUND, "checks": [{"name": "attribution", "passed": False, "detail": ""}]}
    assert scores(failed, HOTLINE)["attributed"] == 1 / 2


def test_a_rendering_is_as_right_as_the_quotation_it_renders() -> None:
    rendering = says("Machine rendering, for orientation: A hotline.", *HOTLINE["citations"], kind="rendered")
    assert scores(HOTLINE, rendering)["attributed"] == 1.0
    wrong = {**HOTLINE, "text": HOTLINE["text"].replace("The Conference", "Norrund")}
    assert scores(wrong, rendering)["attributed"] == 0.0
    assert scores(rendering)["attributed"] == 0.0, "nothing says whose view it renders"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Norrund pays for it, and the Open Strait Group asks for visits.", True),
        (
            "Norrund pays for it, and others ask for visits.",
            False,
        ),  # a paper of the Group is cited, and it is not named
        ("Keravia pays for it, and the Open Strait Group asks for visits.", False),
        ("A few States pay.", True),  # how many, the product itself checks
    ],
)
def test_a_written_sentence_names_an_author_of_each_paper(text: str, right: bool) -> None:
    assert scores(says(text, COST, *GROUP["citations"], kind="written"))["attributed"] == float(right)


def test_who_speaks_need_not_name_itself_nor_an_outcome_anybody() -> None:
    about = says("The depots near Keravia cost money.", COST, kind="written")
    assert scores(about)["attributed"] == 0.0
    assert scores(about, on_behalf_of="XNR", for_group=False)["attributed"] == 1.0
    assert scores(about, on_behalf_of="XKE", for_group=False)["attributed"] == 0.0
    assert scores(about, type="outcome-paragraph")["attributed"] == 1.0


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Norrund pays 2.76 million dollars.", True),
        ("Norrund pays 2,76 million dollars.", True),
        ("Norrund pays 2 760 000 dollars.", True),
        ("诺伦德支付276万美元。", True),
        ("تدفع نورند ٢٫٧٦ مليون دولار", True),
        ("Norrund pays 2.77 million dollars.", False),
        ("Norrund pays 27.6 dollars.", False),
        ("Norrund paid 2.76 million dollars in 2029 (LT/1, para. 1).", True),  # date, symbol, place of the paper
        ("Norrund paid 2.76 million dollars in 2027.", False),
        ("Norrund pays for “30 inspectors”.", True),  # what is quoted is read by quote_exact and the product's check
        ("Norrund pays.", True),
    ],
)
def test_numbers_stand_in_what_is_quoted(text: str, right: bool) -> None:
    assert scores(says(text, COST, kind="written"))["numbers"] == float(right)


def test_a_number_may_stand_in_the_name_of_whom_the_paper_quotes() -> None:
    outcome = answer(says("Norrund, 2029, quoting LT/CONF.2026/DEC.2: “It pays 2.76 million dollars.”", COST))
    assert answers.score(ANY, outcome)["numbers"] == 0.0
    outcome["passages"][0]["paragraph"]["said_by"] = "LT/CONF.2026/DEC.2"
    assert answers.score(ANY, outcome)["numbers"] == 1.0


def test_a_number_may_stand_in_words_in_the_source() -> None:
    visits = cite("LT/3#2@en", "The Group asks for three visits in a year.")
    assert scores(says("The Open Strait Group asks for 3 visits.", visits, kind="written"))["numbers"] == 1.0
    assert scores(says("The Open Strait Group asks for 4 visits.", visits, kind="written"))["numbers"] == 0.0


def test_the_language_is_that_of_the_words_outside_quotations() -> None:
    english = says("Norrund considers that the depots should be inspected each year.", COST, kind="written")
    french = says("Le Norrund estime que les dépôts devraient être inspectés chaque année.", COST, kind="written")
    assert scores(english, french, HOTLINE)["reader_language"] == pytest.approx(2 / 3)
    assert scores(english, french, HOTLINE, language="fr")["reader_language"] == pytest.approx(2 / 3), (
        "short: not told apart"
    )
    assert scores(english, language="ru")["reader_language"] == 0.0
    assert in_language("2029", Language.EN) is None


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("Norrund: “It says “no” twice.” Again", "verbatim", "Norrund:   Again"),
        ("Norrund: « Il dit « non ». »", "verbatim", "Norrund:  "),
        ("نورند: ”قال لا“", "verbatim", "نورند:  "),
        ("Norrund speaks of “trust” and «доверие».", "written", "Norrund speaks of   and  ."),
        ("Norrund says nothing.", "verbatim", "Norrund says nothing. "),
    ],
)
def test_words_outside_quotations(text: str, kind: str, left: str) -> None:
    assert outside({"text": text, "kind": kind}) == left
