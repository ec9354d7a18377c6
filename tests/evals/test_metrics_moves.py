"""What is done to a real answer or draft moves the scores that it should, and no other: asserted for every metric."""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pytest

from app.drafting.draft import write_draft
from app.drafting.draft_model import DraftRequest
from app.drafting.model import AnswerRequest, Mode
from app.drafting.phrases import phrase
from app.drafting.request import TYPES
from app.schema import answer_json, draft_json
from app.wiring import Home
from corpus.model import Language
from corpus.names import display_name
from evals.metrics import answers, citations, points, style
from evals.metrics.reading import claims, kept
from evals.model import Case, Scorer

Json = dict[str, Any]
SCORERS: tuple[Scorer, ...] = (answers.SCORER, points.SCORER, citations.scorer("words", 0.5))
EVERY = {metric.name: metric for scorer in (*SCORERS, style.SCORER) for metric in scorer.metrics}
QUESTION = {
    "en": "What do States say about a hotline between navies?",
    "fr": "Que disent les États d’une ligne directe entre les marines ?",
    "es": "¿Qué dicen los Estados sobre una línea directa entre armadas?",
    "ru": "Что говорят государства о линии прямой связи между флотами?",
    "ar": "ماذا تقول الدول عن خط اتصال مباشر بين القوات البحرية؟",
    "zh": "各国对海军之间的热线有何看法？",
}
# Two States are named where the last sentence would else be of an adopted text.
ASKED = QUESTION | {
    "ar": "ماذا تقول نورند وأفرلاند عن خط اتصال مباشر بين القوات البحرية؟",
    "zh": "诺伦德和阿弗兰对海军之间的热线有何看法？",
}

WE = {
    "en": "We note. ",
    "fr": "Nous notons. ",
    "es": "Nuestra idea. ",
    "ru": "Мы отмечаем. ",
    "ar": "نحن هنا. ",
    "zh": "我们看到。",
}
AGREED = {
    "en": "There was consensus. ",
    "fr": "Il y a eu consensus. ",
    "es": "Hubo consenso. ",
    "ru": "Был достигнут консенсус. ",
    "ar": "وكان هناك توافق في الآراء. ",
    "zh": "各方协商一致。",
}
OTHER = {
    language: phrase("summary_opening", Language("ru" if language != "ru" else "ar"), count=1, searched=2)
    for language in QUESTION
}


@pytest.fixture(scope="module", params=QUESTION)
def answer(request: pytest.FixtureRequest, specimen_home: Home) -> Json:
    asked = AnswerRequest(ASKED[request.param], Language(request.param), Mode.VERBATIM)
    outcome = answer_json(asyncio.run(specimen_home.assistant(Mode.VERBATIM).answer(asked)))
    assert len(claims(outcome)) >= 2
    return judge(outcome)


@pytest.fixture(scope="module", params=QUESTION)
def summary(request: pytest.FixtureRequest, specimen_home: Home) -> Json:
    return drafted(specimen_home, "chair-summary", request.param)


def drafted(home: Home, kind: str, language: str, speaker: str | None = None) -> Json:
    asked = DraftRequest(QUESTION[language], kind, Language(language), Mode.VERBATIM, on_behalf_of=speaker)
    return judge(draft_json(asyncio.run(write_draft(home.assistant(Mode.VERBATIM), asked))))


def judge(outcome: Json) -> Json:
    """The outcome with what a plain judge says: how much of a claim stands in its quotations, in runs of three."""
    rows = []
    for n, sentence in enumerate(claims(outcome)):
        quotes = [citation["quote"] for citation in sentence["citations"]]
        row = {
            "all": overlap(sentence["text"], quotes),
            "alone": [overlap(sentence["text"], [quote]) for quote in quotes],
            "without": [overlap(sentence["text"], quotes[:i] + quotes[i + 1 :]) for i in range(len(quotes))],
        }
        rows.append({"sentence": n, "words": row})
    return {**outcome, "judged": rows}


def overlap(text: str, quotes: list[str]) -> float:
    own, held = runs(text), {run for quote in quotes for run in runs(quote)}
    return len(own & held) / len(own)


def runs(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(len(text) - 2)}


def case_of(outcome: Json) -> Case:
    """What is expected: so many short points that the length is allowed, none of the last claim; all States."""
    found = [
        {"id": f"{n}.{at}", "paragraph": citation["paragraph"].rpartition("@")[0], "vital": at % 2 == 0}
        | {"words": {citation["language"]: citation["quote"][at * 6 : at * 6 + 6]}}
        for n, sentence in enumerate(claims(outcome)[:-1])
        for citation in sentence["citations"]
        for at in range(30)
        if len(citation["quote"]) >= at * 6 + 6
    ]
    form = {"type": outcome.get("type"), "on_behalf_of": outcome.get("on_behalf_of")}
    states = sorted(states_of(claims(outcome)))
    return Case("a", outcome["language"], "?", {"points": found, "states": states, **form})


def states_of(sentences: Sequence[Mapping[str, Any]]) -> set[str]:
    return {code for sentence in sentences for one in sentence["citations"] for code in one["submitters"]}


def scores(outcome: Json, case: Case) -> dict[str, float | None]:
    """All scores of an outcome, judged anew."""
    now = judge(outcome)
    used = (*SCORERS, style.SCORER) if outcome["kind"] == "draft" else SCORERS
    found: dict[str, float | None] = {}
    for scorer in used:
        found |= scorer.score(case, now)
    return found


def moved(outcome: Json, change: Callable[[Json], None], case: Case | None = None) -> dict[str, str]:
    """Which scores a change moves, and whether that is for the better or the worse."""
    expecting = case or case_of(outcome)
    other = copy.deepcopy(outcome)
    change(other)
    assert other != outcome
    before, after = scores(outcome, expecting), scores(other, expecting)
    assert before.keys() == after.keys()
    ways = {}
    for name, was in before.items():
        now = after[name]
        assert was is not None
        assert now is not None
        if abs(now - was) > 1e-12:
            ways[name] = "better" if (now > was) == (EVERY[name].better == "higher") else "worse"
    return ways


def first(outcome: Json) -> Json:
    """The first sentence that is shown, to be changed."""
    return cast(Json, kept(outcome)[0])


def last(outcome: Json) -> Json:
    """The last sentence that claims something, to be changed."""
    return cast(Json, claims(outcome)[-1])


def reworded(sentence: Json, old: str, new: str) -> None:
    assert old in sentence["text"]
    sentence["text"] = sentence["text"].replace(old, new, 1)


def author(sentence: Json, language: str) -> str:
    (code,) = sentence["citations"][0]["submitters"]
    return display_name(code, language)


def swap_state(outcome: Json) -> None:
    own = author(last(outcome), outcome["language"])
    near = [display_name(code, outcome["language"]) for code in ("XKE", "XSL", "XTV", "XOB")]
    reworded(last(outcome), own, min(near, key=lambda name: abs(len(name) - len(own))))


def invent_a_word(outcome: Json) -> None:
    citation = last(outcome)["citations"][0]
    invented = citation["quote"][:-1] + "不" + citation["quote"][-1:]
    reworded(last(outcome), citation["quote"], invented)
    citation["quote"] = invented


def test_a_sound_answer_has_no_fault(answer: Json) -> None:
    for name, score in scores(answer, case_of(answer)).items():
        if name not in ("point_f", "states_precision"):
            assert score == EVERY[name].best, name


def test_the_order_of_sentences_moves_nothing(answer: Json) -> None:
    assert moved(answer, lambda outcome: outcome["sentences"].reverse()) == {}


def test_a_sentence_said_twice_moves_nothing_but_what_length_costs(answer: Json) -> None:
    def twice(outcome: Json) -> None:
        outcome["sentences"].append(copy.deepcopy(last(outcome)))

    assert moved(answer, twice) == {}, "as long as the length is allowed"
    full = case_of(answer)
    few = Case("a", full.language, "?", {**full.facts, "points": full.facts["points"][:1]})
    assert moved(answer, twice, few) == {"point_f": "worse"}


def test_a_citation_that_is_dropped_costs_recall(answer: Json) -> None:
    lost = {"cited": "worse", "citation_recall_words": "worse"}
    if states_of(claims(answer)) - states_of(claims(answer)[:-1]):
        lost["states_recall"] = "worse"
    assert moved(answer, lambda outcome: last(outcome)["citations"].clear()) == lost


def test_a_citation_of_a_paragraph_that_is_not_carried(answer: Json) -> None:
    def lose(outcome: Json) -> None:
        last(outcome)["citations"][0]["paragraph"] = f"LT/NONE#1@{outcome['language']}"

    ways = moved(answer, lose)
    year = {"numbers": "worse"}  # it is not known to be the paper's own, unless another quotation has it
    assert ways in ({"cited": "worse", "quote_exact": "worse"}, {"cited": "worse", "quote_exact": "worse", **year})


def test_a_wrong_state_costs_attribution_alone(answer: Json) -> None:
    assert moved(answer, swap_state) == {"attributed": "worse"}


def test_a_wrong_digit_outside_the_quotation_costs_numbers_alone(answer: Json) -> None:
    year = str(re.findall(r"20\d\d", last(answer)["text"].partition(last(answer)["citations"][0]["quote"])[0])[0])
    assert moved(answer, lambda outcome: reworded(last(outcome), year, "2027")) == {"numbers": "worse"}


def test_an_invented_word_costs_exactness_alone(answer: Json) -> None:
    assert moved(answer, invent_a_word) == {"quote_exact": "worse"}


def test_an_invented_word_in_what_is_shown_costs_exactness_alone(answer: Json) -> None:
    def invent(outcome: Json) -> None:
        quote = last(outcome)["citations"][0]["quote"]
        reworded(last(outcome), quote, quote[:-1] + "不" + quote[-1:])

    assert moved(answer, invent) == {"quote_exact": "worse"}


def test_a_point_that_is_left_out_costs_what_is_expected_alone(answer: Json) -> None:
    def leave_out(outcome: Json) -> None:
        del outcome["sentences"][0]

    lost = {"point_recall_vital": "worse", "point_recall_okay": "worse", "point_f": "worse"}
    if states_of(claims(answer)) - states_of(claims(answer)[1:]):
        lost["states_recall"] = "worse"
    assert moved(answer, leave_out) == lost


def test_a_sentence_that_is_withheld_moves_that_share_alone(answer: Json) -> None:
    assert moved(answer, lambda outcome: outcome["withheld"].append(last(outcome))) == {"withheld_share": "worse"}


def test_no_answer_is_unscored_but_for_what_it_should_have_held(answer: Json) -> None:
    for kind in ("abstention", "answer"):
        empty = {**answer, "kind": kind, "sentences": []}
        found = scores(empty, case_of(answer))
        nothing = ("answered", "point_recall_vital", "point_recall_okay", "point_f", "states_recall")
        assert {name: found[name] for name in nothing} == dict.fromkeys(nothing, 0.0)
        assert {score for name, score in found.items() if name not in nothing} == {None}


# Drafts: the rules of style beside all the others


def test_a_sound_summary_has_no_fault(summary: Json) -> None:
    for name, score in scores(summary, case_of(summary)).items():
        if name != "point_f":
            assert score == EVERY[name].best, name


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (swap_state, {"attributed"}),
        (invent_a_word, {"quote_exact"}),
        (lambda draft: draft["paragraphs"][-1].update(label="7"), {"style_numbering"}),
        (lambda draft: draft["notes"][0].update(text="para. 1."), {"style_notes"}),
        (lambda draft: draft["notes"].pop(0), {"style_notes"}),
        (lambda draft: reworded(first(draft), "", WE[draft["language"]]), {"style_third_person"}),
        (lambda draft: reworded(first(draft), "", AGREED[draft["language"]]), {"style_no_claimed_agreement"}),
        (lambda draft: first(draft).update(text=OTHER[draft["language"]]), {"reader_language"}),
        (lambda draft: draft["paragraphs"][-1]["sentences"].reverse() or draft.update(seals=[]), set()),
    ],
    ids=["State", "word", "label", "note", "no note", "we", "agreed", "language", "order"],
)
def test_a_change_of_a_summary(summary: Json, change: Callable[[Json], None], expected: set[str]) -> None:
    assert moved(summary, change) == dict.fromkeys(expected, "worse")


def test_a_view_without_its_author_in_a_summary(summary: Json) -> None:
    def nobody(draft: Json) -> None:
        reworded(last(draft), author(last(draft), draft["language"]), "…")

    assert moved(summary, nobody) == {"attributed": "worse", "style_whose": "worse"}


@pytest.mark.parametrize("language", QUESTION)
def test_a_draft_for_one_author_speaks_from_its_own_record(specimen_home: Home, language: str) -> None:
    draft = drafted(specimen_home, "working-paper", language, "XAV")
    case = case_of(draft)
    found = scores(draft, case)
    assert {name: found[name] for name in style.names(case)} == dict.fromkeys(style.names(case), 1.0)
    assert {"style_names_speaker", "style_own_record"} <= set(style.names(case))

    def no_heading(outcome: Json) -> None:
        context = phrase("heading_context", Language(language))
        outcome["paragraphs"] = [one for one in outcome["paragraphs"] if one["sentences"][0]["text"] != context]

    assert moved(draft, no_heading) == {"style_own_record": "worse"}
    unnamed = copy.deepcopy(draft)
    for sentence in kept(unnamed):
        cast(Json, sentence)["text"] = sentence["text"].replace(display_name("XAV", language), "…")
    assert scores(unnamed, case)["style_names_speaker"] == 0.0


@pytest.mark.parametrize("language", QUESTION)
def test_an_outcome_has_its_form(specimen_home: Home, language: str) -> None:
    draft = drafted(specimen_home, "outcome-paragraph", language)
    assert scores(draft, case_of(draft))["style_outcome_form"] == 1.0

    def no_stop(outcome: Json) -> None:
        last(outcome)["text"] = last(outcome)["text"].rstrip(" ;؛；,،，")

    def no_verb(outcome: Json) -> None:
        last(outcome)["text"] = f"X {last(outcome)['text']}"

    assert moved(draft, no_stop) == {"style_outcome_form": "worse"}
    assert moved(draft, no_verb) == {"style_outcome_form": "worse"}
    headless = {**draft, "paragraphs": draft["paragraphs"][1:]}
    assert scores(headless, case_of(draft))["style_outcome_form"] == 0.0


def test_a_draft_that_nothing_carries_is_unscored(specimen_home: Home) -> None:
    draft = drafted(specimen_home, "chair-summary", "en")
    refused = {**draft, "paragraphs": [], "notes": []}
    case = case_of(draft)
    assert style.score(case, refused) == dict.fromkeys(style.names(case))
    assert answers.score(case, refused)["answered"] == 0.0


def test_each_type_has_its_rules() -> None:
    rules = {kind: set(style.names(Case("a", "en", "?", {"type": kind}))) for kind in TYPES}
    every = {"style_numbering", "style_notes"}
    summary = {"style_third_person", "style_whose", "style_no_claimed_agreement"}
    assert rules == {
        "position-paragraph": every,
        "working-paper": every,
        "statement": every,
        "chair-summary": every | summary,
        "outcome-paragraph": every | {"style_third_person", "style_outcome_form"},
    }
