"""A run over the specimen: what it writes, what it counts, and that it touches nothing of the user's."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.read import read_document
from evals.model import read_cases
from evals.run import main

FILES = ("LT_CONF.2031_PC.I_WP.7.en.txt", "LT_CONF.2026_DEC.2.zh.txt")
LISTED = {
    "retrieval": 60,
    "abstention": 108,
    "claims": 120,
    "claims_specimen": 144,
    "edits": 120,
    "crosslingual": 438,
    "udhr": 180,
}
CASES = Path(__file__).parents[2] / "evals" / "cases"


@pytest.fixture(autouse=True)
def known_models(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(models))


@pytest.fixture
def papers(specimen: Path, tmp_path: Path) -> Path:
    """A folder with two papers of the specimen."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in FILES:
        shutil.copy(specimen / name, folder)
    return folder


@pytest.fixture
def cases(papers: Path, tmp_path: Path) -> Callable[[list[dict[str, Any]]], Path]:
    """Writes cases to a file; ``expected`` is given as paragraph ids, the hashes are those of the papers."""
    texts = {
        p.id: p.text for path in papers.iterdir() for p in read_document(path.read_bytes(), path.name, "").paragraphs
    }

    def write(given: list[dict[str, Any]]) -> Path:
        for case in given:
            if "expected" in case:
                case["expected"] = [
                    {"paragraph": id_, "text_sha256": hashlib.sha256(texts.get(id_, "").encode()).hexdigest()}
                    for id_ in case["expected"]
                ]
        path = tmp_path / "cases.jsonl"
        path.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in given), encoding="utf-8")
        return path

    return write


def run(suite: str, papers: Path, cases: Path, out: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    words = ["run", suite, "--out", str(out), "--cases", str(cases), "--documents", str(papers)]
    assert main(words) == 0
    lines = (out / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads((out / "run.json").read_text(encoding="utf-8")), [json.loads(line) for line in lines]


def retrieval_cases() -> list[dict[str, Any]]:
    return [
        {
            "case": "found",
            "language": "fr",
            "question": "Que pense le Norrund du moratoire sur les nouveaux déploiements ?",
            "expected": ["LT/CONF.2031/PC.I/WP.7#5@en"],
        },
        {
            "case": "other words",
            "language": "en",
            "question": "What budget does the inspection office get?",
            "expected": ["LT/CONF.2026/DEC.2#9@zh"],
        },
        {
            "case": "elsewhere",
            "language": "zh",
            "question": "诺伦德对暂停新部署持什么立场？",
            "expected": ["LT/CONF.2026/DEC.2#~1@zh"],
        },
    ]


def test_a_retrieval_run_writes_what_the_contract_says(
    papers: Path, cases: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result, rows = run("retrieval", papers, cases(retrieval_cases()), tmp_path / "out" / "deep")
    assert (result["suite"], result["cases"]) == ("retrieval", 3)
    assert set(result["metrics"]) == {"recall@1", "recall@5", "recall@10", "reciprocal_rank"}
    for metric in result["metrics"].values():
        assert set(metric) == {"mean", "low", "high", "n", "unscored"}
        assert (metric["n"], metric["unscored"]) == (2, 1)
        assert metric["low"] <= metric["mean"] <= metric["high"]
    assert {"embedder", "corpus", "mode"} <= set(result["fingerprints"])
    assert all(result["fingerprints"].values())
    assert [row["case"] for row in rows] == ["found", "other words", "elsewhere"]
    assert (rows[0]["recall@1"], rows[0]["reciprocal_rank"], rows[0]["rank"]) == (1.0, 1.0, 1)
    assert (rows[1]["recall@1"], rows[1]["reciprocal_rank"]) == (None, None)
    assert rows[2]["recall@1"] == 0.0
    assert "recall@1: 0.5 [" in capsys.readouterr().out


def test_an_abstention_run_counts_both_errors_and_leaves_the_users_store_alone(
    papers: Path, cases: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.db"
    monkeypatch.setenv("RAPPORTEUR_DATABASE_URL", f"sqlite:///{mine}")
    given = [
        {"case": "none", "language": "en", "question": "What does Peru say about mines?", "missing": "state"},
        {
            "case": "some",
            "language": "en",
            "question": "What does Norrund say about the moratorium?",
            "expected": ["LT/CONF.2031/PC.I/WP.7#5@en"],
        },
    ]
    result, rows = run("abstention", papers, cases(given), tmp_path / "out")
    assert {name: metric["mean"] for name, metric in result["metrics"].items()} == {
        "right": 1.0,
        "abstained_missing_state": 1.0,
        "answered_answerable": 1.0,
    }
    assert [(row["case"], row["abstained"]) for row in rows] == [("none", True), ("some", False)]
    if mine.exists():
        with sqlite3.connect(mine) as connection:
            (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        connection.close()
        assert count == 0


def test_the_list_names_the_suites_and_counts_their_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {suite["name"]: suite["cases"] for suite in listed["suites"]} == LISTED
    assert main(["list"]) == 0
    assert "retrieval: 60 cases" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["retrieval", "abstention"])
def test_a_case_is_named_once_and_is_in_one_of_six_languages(name: str) -> None:
    cases = list(read_cases(CASES / f"{name}.jsonl"))
    assert len({case.id for case in cases}) == len(cases)
    counts = {
        language: sum(case.language == language for case in cases) for language in ("ar", "en", "es", "fr", "ru", "zh")
    }
    assert len(set(counts.values())) == 1
    assert sum(counts.values()) == len(cases)
    for case in cases:
        assert ("missing" in case.facts) == (name == "abstention")
        assert all(len(item["text_sha256"]) == 64 for item in case.facts.get("expected", ()))


@pytest.mark.parametrize(
    ("missing", "content"),
    [("documents", None), ("cases", None), ("cases", "not json\n"), ("cases", '{"question": "x"}\n')],
    ids=["no papers", "no cases", "no JSON", "a case without its name"],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_3(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str, content: str | None
) -> None:
    given = {"documents": papers, "cases": tmp_path / "cases.jsonl"}
    given["cases"].write_text("", encoding="utf-8")
    given[missing] = tmp_path / "nowhere"
    if content is not None:
        given[missing].write_text(content, encoding="utf-8")
    words = ["--cases", str(given["cases"]), "--documents", str(given["documents"])]
    assert main(["run", "retrieval", "--out", str(tmp_path / "out"), *words]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert str(tmp_path / "nowhere") in captured.err
    assert not (tmp_path / "out").exists()


def test_evaluation_is_a_command_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["run", "nonsense", "--out", "x"], ["run", "retrieval"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2
        assert capsys.readouterr().err.startswith("usage: rapporteur-eval")


def test_the_page_of_figures_has_every_suite_with_its_command_and_its_cases() -> None:
    page = (CASES.parent / "FIGURES.md").read_text(encoding="utf-8")
    for name, count in LISTED.items():
        assert f"`rapporteur-eval run {name} --out DIR`: {count} cases" in page
