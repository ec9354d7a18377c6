"""How far judges can be trusted, on rows whose verdicts are known."""

from __future__ import annotations

from typing import Any

import pytest

from evals.model import Row
from evals.trust import as_text, cuts_of, disagreements, trust_of
from tests.builders.evaluation import case


def claim(split: str | None, right: bool, good: float, poor: float = 0.5, language: str = "en", n: str = "") -> Row:
    facts: dict[str, Any] = {"right": right, **({"split": split} if split else {})}
    name = f"{split}-{language}-{right}-{good}{n}"
    return Row(case(name, language, **facts), {}, {"judges": {"poor": poor, "good": good}})


DEV = [claim("dev", True, 0.8), claim("dev", True, 0.9), claim("dev", False, 0.2), claim("dev", False, 0.6)]
TEST = [
    claim("test", True, 0.75),
    claim("test", True, 0.65, language="fr"),
    claim("test", False, 0.1),
    claim("test", False, 0.72, language="fr"),
]


def test_the_cut_is_chosen_on_one_split_and_the_figures_are_of_the_other() -> None:
    good, poor = trust_of([*DEV, *TEST])
    assert (good["scorer"], poor["scorer"]) == ("good", "poor")  # the best first
    assert (good["pairs"], good["split"]) == (4, "test")
    assert good["cut"] == pytest.approx(0.7)  # midway between 0.6 and 0.8; on the test split it would be 0.375
    assert good["balanced_accuracy"]["mean"] == 0.5
    assert good["auroc"] == 0.75  # of four pairs of a right and a wrong claim, all but 0.65 and 0.72
    assert good["brier"] == pytest.approx((0.25**2 + 0.35**2 + 0.1**2 + 0.72**2) / 4, abs=1e-4)
    assert good["calibration_error"] == pytest.approx((0.1 + 0.35 + 2 * (0.735 - 0.5)) / 4, abs=1e-4)
    assert [(row["from"], row["n"], row["share_true"]) for row in good["calibration"] if row["n"]] == [
        (0.1, 1, 0.0),
        (0.6, 1, 1.0),
        (0.7, 2, 0.5),
    ]
    assert {code: one["mean"] for code, one in good["by_language"].items()} == {"en": 1.0, "fr": 0.0}
    assert (poor["auroc"], poor["cut"], poor["balanced_accuracy"]["mean"]) == (0.5, 0.0, 0.5)
    assert cuts_of([good, poor]) == {"good": good["cut"], "poor": 0.0}


def test_each_kind_of_claim_weighs_one_half() -> None:
    many = [claim("test", True, 0.9, n=str(number)) for number in range(8)]
    good = next(line for line in trust_of([*DEV, *many, TEST[2], TEST[3]]) if line["scorer"] == "good")
    assert good["balanced_accuracy"]["mean"] == 0.75  # all of eight, one of two
    assert good["balanced_accuracy"]["n"] == 10


def test_a_language_with_one_kind_of_claim_has_no_figure() -> None:
    (good, _) = trust_of([*DEV, *TEST, claim("test", True, 0.9, language="zh")])
    assert good["by_language"]["zh"] == {"mean": None, "low": None, "high": None, "n": 0, "unscored": 1}


def test_a_set_without_splits_says_so() -> None:
    rows = [claim(None, True, 0.8), claim(None, False, 0.2), claim(None, False, 0.6)]
    good = trust_of(rows)[0]
    assert (good["scorer"], good["split"], good["pairs"], good["balanced_accuracy"]["mean"]) == ("good", "all", 3, 1.0)
    assert "3 claims of split all" in as_text([good])


@pytest.mark.parametrize("rows", [[], [TEST[0], TEST[1]], [Row(case("a", right=True), {}, {}, "it is not held")]])
def test_without_right_and_wrong_claims_there_is_nothing_to_say(rows: list[Row]) -> None:
    assert trust_of(rows) == []
    assert as_text(trust_of(rows)) == ""


def test_claims_that_could_not_be_weighed_are_left_out() -> None:
    away = Row(case("away", right=True, split="test"), {"right": 0.0}, {}, "the model was away")
    assert trust_of([*DEV, *TEST, away]) == trust_of([*DEV, *TEST])


def test_sentences_that_the_judges_differ_on_are_listed_the_furthest_apart_first() -> None:
    def row(name: str, *judged: dict[str, Any]) -> Row:
        return Row(case(name), {}, {"judged": list(judged)})

    def said(sentence: int, good: float, poor: float) -> dict[str, Any]:
        return {"sentence": sentence, "good": {"all": good}, "poor": {"all": poor}}

    rows = [
        row("b", said(0, 0.9, 0.1), said(1, 0.9, 0.8)),  # the second: of one mind
        row("a", said(2, 0.75, 0.2), said(4, 0.1, 0.9)),
        row("c", said(0, 0.71, 0.29), {"sentence": 1, "good": {"all": 0.9}}),
        Row(case("d"), {}, {}, "failed"),
    ]
    found = disagreements(rows, {"good": 0.7, "poor": 0.3})
    assert [(item["case"], item["sentence"]) for item in found] == [("a", 4), ("b", 0), ("a", 2), ("c", 0)]
    assert found[0]["scores"] == {"good": 0.1, "poor": 0.9}
    assert disagreements(rows, {}) == []
