"""Claims of known truth: the cases are what they say, and a run counts both errors."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.read import read_document
from evals.model import Case, read_cases
from evals.run import main
from evals.scores import area_under_curve

CASES = Path(__file__).parents[2] / "evals" / "cases"
SUITES = ("claims", "claims_specimen", "edits")


def cases_of(name: str) -> list[Case]:
    return list(read_cases(CASES / f"{name}.jsonl"))


@pytest.mark.parametrize("name", SUITES)
def test_a_right_claim_has_a_twin_that_is_wrong_by_one_thing(name: str) -> None:
    cases = cases_of(name)
    assert len({case.id for case in cases}) == len(cases)
    pairs: dict[str, list[Case]] = {}
    for case in cases:
        pairs.setdefault(case.cluster, []).append(case)
    for right, wrong in pairs.values():
        assert (right.facts["right"], right.facts["error"]) == (True, None)
        assert wrong.facts["right"] is False
        assert wrong.facts["error"]
        assert right.question != wrong.question
        for field in ("paragraph", "text_sha256"):
            assert right.facts[field] == wrong.facts[field]
        assert right.language == wrong.language
    languages = Counter(case.language for case in cases)
    assert len(set(languages.values())) == 1
    assert len(languages) == (1 if name == "edits" else 6)


@pytest.mark.parametrize("name", ["claims_specimen", "edits"])
def test_the_paragraphs_of_the_specimen_hold_the_words_that_the_claims_were_written_for(
    name: str, specimen: Path
) -> None:
    wanted = {case.facts["paragraph"]: case.facts["text_sha256"] for case in cases_of(name)}
    held = {
        paragraph.id: hashlib.sha256(paragraph.text.encode()).hexdigest()
        for path in specimen.glob("*.txt")
        for paragraph in read_document(path.read_bytes(), path.name, "").paragraphs
    }
    assert {id_: held.get(id_) for id_ in wanted} == wanted


def test_a_run_counts_true_claims_refused_and_wrong_ones_let_through(
    specimen: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))
    papers = tmp_path / "papers"
    papers.mkdir()
    name = "LT_CONF.2031_PC.I_WP.3.en.txt"
    (papers / name).write_bytes((specimen / name).read_bytes())
    paragraph = read_document((papers / name).read_bytes(), name, "").paragraphs[3]
    cited = {"paragraph": paragraph.id, "text_sha256": hashlib.sha256(paragraph.text.encode()).hexdigest()}
    given = [
        ("Averland has given LIO 2.76 million dollars since 2026.", True, None, cited),
        ("Averland has given LIO 27.6 million dollars since 2026.", False, "number", cited),
        ("Averland has given LIO 2.76 million dollars since 2026.", True, None, cited | {"text_sha256": "0" * 64}),
    ]
    file = tmp_path / "cases.jsonl"
    lines = [
        {"case": f"c{n}", "language": "en", "question": text, "right": right, "error": error, **where}
        for n, (text, right, error, where) in enumerate(given)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", "claims", "--cases", str(file), "--documents", str(papers), "--out", str(out)]) == 0
    result = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert {key: metric["mean"] for key, metric in result["metrics"].items()} == {
        "right": 1.0, "true_unsupported": 0.0, "wrong_supported": 0.0, "wrong_number_supported": 0.0,
    }  # fmt: skip
    assert result["metrics"]["right"]["unscored"] == 1
    assert result["auroc"] == 1.0


def test_the_area_under_the_curve() -> None:
    assert area_under_curve([(0.1, False), (0.9, True)]) == 1.0
    assert area_under_curve([(0.9, False), (0.1, True)]) == 0.0
    assert area_under_curve([(0.5, False), (0.5, True)]) == 0.5
