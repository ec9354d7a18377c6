"""Scores of answers, worked out by hand on a small outcome."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest

from corpus.model import Language
from evals.metrics import answers, citations, points
from evals.metrics.reading import in_language, outside
from evals.model import Case, Metric

Json = dict[str, Any]
TEXT = {
    "LT/1#1@en": "Norrund supports 30 inspectors. It pays 2.76 million dollars.",
    "LT/2#4@zh": "会议决定设立一条热线，费用为276万美元。",
    "LT/3#2@en": "The Group asks for three visits in a year.",
}
PAPERS: dict[str, Json] = {
    "LT/1#1@en": {"submitters": ["XNR"], "groups": [], "status": "national", "date": "2029-03-14"},
    "LT/2#4@zh": {"submitters": [], "groups": [], "status": "adopted", "date": "2031-05-20"},
    "LT/3#2@en": {"submitters": [], "groups": ["OSG"], "status": "group", "date": "2030-01-02"},
}


def cite(id_: str, words: str, n: int = 1) -> Json:
    start = TEXT[id_].index(words)
    own = {"n": n, "paragraph": id_, "symbol": id_.partition("#")[0], "locator": "para. 1", "language": id_[-2:]}
    span = {"quote": words, "start": start, "end": start + len(words)}
    return {**own, "submitters": PAPERS[id_]["submitters"], **span}


def says(text: str, *cited: Json, kind: str = "verbatim") -> Json:
    return {"text": text, "kind": kind, "citations": list(cited), "verdict": "supported", "checks": []}


def answer(*sentences: Json, language: str = "en", **more: Any) -> Json:
    passages = [{"paragraph": {"id": id_, "text": text, **PAPERS[id_]}} for id_, text in TEXT.items()]
    kind = "answer" if sentences else "abstention"
    return {"kind": kind, "language": language, "sentences": list(sentences), "passages": passages, **more}


NORRUND = says("Norrund, 2029: “Norrund supports 30 inspectors.”", cite("LT/1#1@en", "Norrund supports 30 inspectors."))
HOTLINE = says("The Conference, 2031: “会议决定设立一条热线”", cite("LT/2#4@zh", "会议决定设立一条热线"))
GROUP = says(
    "Open Strait Group, 2030: “The Group asks for three visits in a year.”",
    cite("LT/3#2@en", "The Group asks for three visits in a year."),
)
COST = cite("LT/1#1@en", "It pays 2.76 million dollars.")
ANY = Case("a", "en", "?", {})


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


# Points and States


def point(id_: str, paragraph: str, vital: bool, **words: str) -> Json:
    return {"id": id_, "paragraph": paragraph, "vital": vital, "words": words}


POINTS = [
    point("inspectors", "LT/1#1", True, en="30 inspectors", fr="30 inspecteurs"),
    point("cost", "LT/1#1", True, en="2.76 million"),
    point("hotline", "LT/2#4", False, en="a hotline", zh="设立 一条热线"),
    point("elsewhere", "LT/1#2", False, en="30 inspectors"),
]
CASE = Case("a", "en", "?", {"points": POINTS, "states": ["XNR", "XAV", "OSG"]})


def test_points_and_states_by_hand() -> None:
    """One of two vital points, one of two others, in 44 + 23 + 2 x 10 characters, of which two points allow 200."""
    found = points.score(CASE, answer(NORRUND, HOTLINE))
    assert points.held(CASE, answer(NORRUND, HOTLINE)) == {
        "inspectors": True,
        "cost": False,
        "hotline": True,
        "elsewhere": False,
    }
    assert found == {
        "point_recall_vital": 1 / 2,
        "point_recall_okay": 1 / 2,
        "point_f": pytest.approx(10 * 1 * 0.5 / (9 * 1 + 0.5)),
        "states_recall": 1 / 3,
        "states_precision": 1.0,
    }


def test_f_pays_for_what_is_longer_than_its_points_allow() -> None:
    """One point of one allows 100 characters; of 400 that leaves a precision of 100 / 400, a recall of 1."""
    case = Case("a", "en", "?", {"points": POINTS[:1]})
    long = says("N" * 400, *NORRUND["citations"], kind="written")
    assert points.score(case, answer(long))["point_f"] == pytest.approx(10 * 0.25 * 1 / (9 * 0.25 + 1))


def test_a_group_that_is_expected_counts_and_a_state_that_is_not_expected_costs() -> None:
    case = Case("a", "en", "?", {"states": ["XAV", "OSG"]})
    found = points.score(case, answer(NORRUND, GROUP))
    assert found == {"states_recall": 1 / 2, "states_precision": 0.0}


def test_a_point_may_be_held_in_the_sentence_or_in_another_language() -> None:
    case = Case("a", "fr", "?", {"points": POINTS[:1]})
    written = says("La Norrund veut 30\u00a0inspecteurs.", COST, kind="written")
    assert points.score(case, answer(written, language="fr"))["point_recall_vital"] == 1.0
    assert points.score(case, answer(NORRUND, language="fr"))["point_recall_vital"] == 1.0
    assert points.score(case, answer({**written, "citations": []}, language="fr"))["point_recall_vital"] == 0.0


def test_a_point_without_words_is_its_paragraph() -> None:
    case = Case("a", "en", "?", {"points": [point("any", "LT/1#1", True), point("other", "LT/1#2", True)]})
    assert points.held(case, answer(NORRUND)) == {"any": True, "other": False}


def test_an_abstention_holds_nothing() -> None:
    assert points.score(CASE, answer()) == {
        "point_recall_vital": 0.0,
        "point_recall_okay": 0.0,
        "point_f": 0.0,
        "states_recall": 0.0,
        "states_precision": None,
    }


def test_a_case_has_the_metrics_of_what_it_expects() -> None:
    assert set(points.names(CASE)) == set(points.score(CASE, answer()))
    only = Case("a", "en", "?", {"points": POINTS[2:]})
    assert list(points.names(only)) == ["point_recall_okay"] == list(points.score(only, answer()))
    assert list(points.names(ANY)) == []


# Citation recall and precision

TWO = says("Norrund pays, and the Open Strait Group asks for visits.", COST, *GROUP["citations"], kind="written")
JUDGED = {
    "borne": {"all": 0.9, "alone": [0.8, 0.2], "without": [0.1, 0.85]},  # the second is not needed
    "both": {"all": 0.9, "alone": [0.1, 0.2], "without": [0.3, 0.4]},  # neither suffices, both are needed
    "not": {"all": 0.2, "alone": [0.1, 0.1], "without": [0.1, 0.1]},
}


def judged(*rows: object, sentence: Json = TWO) -> dict[str, float | None]:
    items = [{"sentence": n, "verifier": row} for n, row in enumerate(rows)]
    outcome = answer(*[sentence] * len(rows), judged=items)
    return dict(citations.scorer("verifier", 0.5).score(ANY, outcome))


def test_citation_recall_and_precision_by_hand() -> None:
    """Two of three claims are borne out; needed are one, two and none of two citations each."""
    assert judged(JUDGED["borne"], JUDGED["both"], JUDGED["not"]) == {
        "citation_recall_verifier": pytest.approx(2 / 3),
        "citation_precision_verifier": pytest.approx(3 / 6),
    }


def test_one_citation_is_needed_where_it_bears_the_claim_out() -> None:
    yes, no = {"all": 0.5, "alone": [0.5], "without": [None]}, {"all": 0.49, "alone": [0.49], "without": [None]}
    assert judged(yes, no, sentence=NORRUND) == {
        "citation_recall_verifier": 1 / 2,
        "citation_precision_verifier": 1 / 2,
    }


def test_a_claim_without_a_citation_is_not_borne_out() -> None:
    bare = {**TWO, "citations": []}
    assert judged({"all": 1.0, "alone": [], "without": []}, sentence=bare) == {
        "citation_recall_verifier": 0.0,
        "citation_precision_verifier": None,
    }


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {**JUDGED["borne"], "all": math.nan},
        {**JUDGED["borne"], "all": None},
        {**JUDGED["borne"], "alone": [0.8, math.nan]},
        {**JUDGED["borne"], "without": [0.1]},
    ],
)
def test_what_a_judge_could_not_say_leaves_the_case_unscored(said: object) -> None:
    unscored = {"citation_recall_verifier": None, "citation_precision_verifier": None}
    assert judged(JUDGED["borne"], said) == unscored


def test_nothing_judged_is_unscored() -> None:
    score = citations.scorer("verifier", 0.5).score
    unscored = {"citation_recall_verifier": None, "citation_precision_verifier": None}
    assert score(ANY, answer(TWO)) == score(ANY, answer(judged=[])) == unscored
    item = {"sentence": 0, "verifier": JUDGED["borne"]}
    assert score(ANY, answer(TWO, TWO, judged=[item])) == unscored, "a sentence was forgotten"


def test_every_metric_is_declared_with_its_source() -> None:
    declared: list[Metric] = [*answers.METRICS, *points.METRICS, *citations.scorer("verifier", 0.5).metrics]
    assert all(metric.about and metric.source for metric in declared)
    assert len({metric.name for metric in declared}) == len(declared)
    assert citations.scorer("verifier", 0.4).metrics[0].parameters == {"judge": "verifier", "cut": 0.4}
