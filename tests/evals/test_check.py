"""Claims of known truth: the cases are what they say, and a run counts both errors."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Language
from corpus.read import read_document
from evals.cases import FOLDER, cases_of
from evals.model import Case
from evals.suites import SUITES
from evals.suites.check import ERRORS, SCORER
from tests.builders.evaluation import case

SETS = ("claims_specimen", "edits", "pairs", "check_real")
SPECIMEN = ("claims_specimen", "edits", "pairs")
PARAGRAPH = "LT/CONF.2031/PC.I/WP.3#4@en"


def claims(name: str) -> list[Case]:
    return cases_of(SUITES["check"], FOLDER / f"{name}.jsonl")


@pytest.mark.parametrize("name", SETS)
def test_a_right_claim_has_a_twin_that_is_wrong_by_one_thing(name: str) -> None:
    pairs: dict[str, list[Case]] = {}
    for each in claims(name):
        pairs.setdefault(each.asked, []).append(each)
    for right, wrong in pairs.values():
        assert (right.facts["right"], right.facts["error"]) == (True, None)
        assert wrong.facts["right"] is False
        assert wrong.facts["error"] in ERRORS
        assert right.question != wrong.question
        for field in ("paragraph", "text_sha256", "split"):
            assert right.facts.get(field) == wrong.facts.get(field)
        assert right.language == wrong.language


@pytest.mark.parametrize(("name", "size", "languages"), [
    ("claims_specimen", 144, 6), ("edits", 120, 1), ("pairs", 360, 6), ("check_real", 120, 6),
])  # fmt: skip
def test_each_language_has_as_many(name: str, size: int, languages: int) -> None:
    counts = Counter(each.language for each in claims(name))
    assert (sum(counts.values()), len(counts), len(set(counts.values()))) == (size, languages, 1)


def test_at_least_six_hundred_labelled_claims_are_about_the_specimen() -> None:
    labelled = cases_of(SUITES["check"])
    assert len(labelled) >= 600
    assert {each.language for each in labelled} == set(Language)
    assert len({each.question for each in labelled}) == len(labelled)


def test_each_language_of_the_pairs_has_each_error_and_half_is_held_out() -> None:
    wrong = [each for each in claims("pairs") if not each.facts["right"]]
    counts = Counter((each.language, each.facts["error"]) for each in wrong)
    errors = {error for _, error in counts}
    assert len(errors) >= 8
    assert {"state", "number", "date", "negation", "modality", "scope"} <= errors
    assert all(counts[language, error] >= 3 for language in Language for error in errors)
    held = [each.language for each in wrong if each.facts["split"] == "test"]
    assert 0.45 <= len(held) / len(wrong) <= 0.55
    assert all(0.25 <= held.count(language) / 30 <= 0.75 for language in Language)


@pytest.mark.parametrize("name", SPECIMEN)
def test_the_papers_still_hold_the_words_that_the_claims_were_written_for(name: str, specimen: Path) -> None:
    wanted = {each.facts["paragraph"]: each.facts["text_sha256"] for each in claims(name)}
    held = {
        paragraph.id: hashlib.sha256(paragraph.text.encode()).hexdigest()
        for path in specimen.glob("*.txt")
        for paragraph in read_document(path.read_bytes(), path.name, "").paragraphs
    }
    assert {id_: held.get(id_) for id_ in wanted} == wanted


def line(name: str, claim: str, right: bool, error: str | None = None, **facts: Any) -> dict[str, Any]:
    return {"case": name, "language": "en", "question": claim, "right": right, "error": error, **facts}


def test_a_run_counts_true_claims_refused_and_wrong_ones_let_through(
    evaluate: Callable[..., Any], hashes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    cited = {"paragraph": PARAGRAPH, "text_sha256": hashes[PARAGRAPH]}
    claim = "Averland has given LIO 2.76 million dollars since 2026."
    ran = evaluate("check", [
        line("right", claim, True, **cited),
        line("wrong", claim.replace("2.76", "27.6"), False, "number", **cited),
        line("changed", claim, True, **{**cited, "text_sha256": "0" * 64}),
        line("gone", claim, True, paragraph="LT/CONF.2031/PC.I/WP.3#99@en"),
        line("given", "The two ships lie in the harbour.", True, evidence=["The two ships lie in the harbour.", "So"]),
        line("given wrongly", "The 12 ships lie in the harbour.", False, evidence=["The 2 ships lie in the harbour."]),
    ])  # fmt: skip
    means = {key: metric["mean"] for key, metric in ran.facts["metrics"].items()}
    assert (means["true_unsupported"], means["wrong_number_supported"]) == (0.0, 0.0)
    assert ran.facts["metrics"]["right"]["unscored"] == 2
    assert [each["case"] for each in ran.facts["unscored"]] == ["changed", "gone"]
    assert ran.facts["failed"] == []
    trust = {each["scorer"]: each for each in ran.facts["trust"]}
    assert set(trust) == {"overlap", "similarity", "verifier"}
    assert (trust["verifier"]["pairs"], trust["verifier"]["split"]) == (4, "all")
    assert trust["overlap"]["auroc"] == 1.0
    assert set(ran.timing["scorers"]) == set(trust)
    assert all(seconds > 0 for seconds in ran.timing["scorers"].values())
    row = ran.rows[0]
    assert row["evidence"][0].startswith("Since 2026, Averland has made a voluntary contribution of 2.76 million")
    assert "seconds" not in row
    assert set(row["judges"]) == set(trust)
    assert "right: 1.0 [" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("right", "error", "score", "verdict", "scores"),
    [
        (True, None, 0.5, "supported", {"right": 1.0, "true_unsupported": 0.0}),
        (True, None, 0.49, "unsupported", {"right": 0.0, "true_unsupported": 1.0}),
        (True, None, None, "unsupported", {"right": 0.0, "true_unsupported": 1.0}),
        (False, "state", 0.2, "unsupported", {"right": 1.0, "wrong_supported": 0.0, "wrong_state_supported": 0.0}),
        (False, "state", 0.9, "supported", {"right": 0.0, "wrong_supported": 1.0, "wrong_state_supported": 1.0}),
        (False, "odd", 0.6, "weak", {"right": 0.0, "wrong_supported": 0.0, "wrong_unsupported_supported": 0.0}),
    ],
)
def test_the_scores_of_a_claim(
    right: bool, error: str | None, score: float | None, verdict: str, scores: dict[str, float]
) -> None:
    given = case("a", right=right, error=error)
    assert SCORER.score(given, {"score": score, "verdict": verdict}) == scores
    assert set(SCORER.names_of(given)) == set(scores)


def test_a_wrong_state_that_passes_is_a_fault_however_rare() -> None:
    assert [name for name, metric in SUITES["check"].metrics.items() if metric.hard] == ["wrong_state_supported"]
