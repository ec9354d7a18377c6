"""Rankings in TREC's formats: what a run writes is scored as the run was; somebody else's bad line is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.quality import Unreadable
from evals.cli import main
from evals.trec import rows_of
from tests.builders.evaluation import case, write_lines

PAPER = "LT/CONF.2031/PC.I/WP.7"
NAMES = ("recall@1", "recall@5", "recall@10", "ndcg@10", "rr")
LINES = [
    {"case": "joined", "language": "en", "question": "When did Norrund join the treaty?",
     "expected": [{"paragraph": f"{PAPER}#1"}]},
    {"case": "two", "language": "fr", "question": "Que pense le Norrund des rapports nationaux et du coût ?",
     "expected": [{"paragraph": f"{PAPER}#7"}, {"paragraph": f"{PAPER}#3"}]},
    {"case": "one version", "language": "zh", "question": "诺伦德对暂停新部署持什么立场？",
     "expected": [{"paragraph": f"{PAPER}#5@en"}]},
]  # fmt: skip
RANKED = "one Q0 LT/1#1@en 1 2.5 tag\none Q0 LT/1#2@en 2 1.5 tag\n"


def scored(tmp_path: Path, name: str, *words: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The means of somebody else's rankings, and the scores of each question."""
    out = tmp_path / name
    assert main(["run", "retrieval", "--out", str(out), *map(str, words)]) == 0
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_bytes().splitlines()]
    facts = json.loads((out / "run.json").read_bytes())
    assert facts["fingerprints"]["mode"] == "trec"
    return facts["metrics"], {row["case"]: [row[each] for each in NAMES] for row in rows}


def test_what_a_run_writes_is_scored_as_the_run_was(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    ran = evaluate("retrieval", LINES)
    own = {row["case"]: [row[each] for each in NAMES] for row in ran.rows}
    assert any(0 < score < 1 for scores in own.values() for score in scores)
    trec, cases = ran.folder / "trec", write_lines(tmp_path / "cases.jsonl", LINES)
    by_cases = scored(tmp_path, "a", "--cases", cases, "--trec-run", trec / "found.run")
    judged = ("--trec-run", trec / "found.run", "--qrels", trec / "found.qrels")
    by_qrels = scored(tmp_path, "b", "--cases", cases, *judged)
    assert by_cases == by_qrels == ({name: ran.facts["metrics"][name] for name in NAMES}, own)
    pool = ("--trec-run", trec / "mixed.run", "--qrels", trec / "mixed.qrels")
    _, mixed = scored(tmp_path, "c", "--cases", cases, *pool)
    assert {name: scores[3] for name, scores in mixed.items()} == {
        row["case"]: row["mixed_ndcg@10"] for row in ran.rows if "mixed_ndcg@10" in row
    }


def test_a_question_that_the_rankings_forgot_scores_zero_and_is_listed(tmp_path: Path) -> None:
    run = tmp_path / "their.run"
    run.write_text(RANKED, encoding="utf-8")
    cases = [case("one", expected=[{"paragraph": "LT/1#2"}]), case("two", expected=[{"paragraph": "LT/1#2"}])]
    one, two = rows_of(cases, run, None)
    assert [one.scores[name] for name in NAMES] == [0.0, 1.0, 1.0, pytest.approx(0.6309, abs=1e-4), 0.5]
    assert (one.failed, two.failed) == (None, "the rankings do not have it")
    assert set(two.scores.values()) == {0.0}


def test_versions_of_a_paragraph_are_one_paragraph_unless_judgements_say_otherwise(tmp_path: Path) -> None:
    run, qrels = tmp_path / "their.run", tmp_path / "their.qrels"
    run.write_text("one Q0 LT/1#1@en 1 3 t\none Q0 LT/1#1@zh 2 2 t\none Q0 LT/1#2@zh 3 1 t\n", encoding="utf-8")
    cases = [case("one", expected=[{"paragraph": "LT/1#2@en"}])]
    assert rows_of(cases, run, None)[0].scores["rr"] == 0.5
    qrels.write_text("one 0 LT/1#2@zh 1\nother 0 LT/1#1@en 1\n", encoding="utf-8")
    one, other = rows_of(cases, run, qrels)
    assert one.scores["rr"] == pytest.approx(1 / 3)
    assert (other.case.id, other.failed) == ("other", "the rankings do not have it")


@pytest.mark.parametrize(
    ("run", "qrels", "reason"),
    [
        ("one Q0 LT/1#1@en 1 2.5\n", None, "their.run line 1: 6 columns expected, 5 found"),
        (f"{RANKED}one Q0 LT/1#3@en first 1 tag\n", None, "their.run line 3: the rank “first” is no whole number"),
        (f"{RANKED}\none Q0 LT/1#3@en 3 NaN tag\n", None, "their.run line 4: the score “NaN” is no number"),
        (f"{RANKED}one Q0 LT/1#1@en 3 1 tag\n", None, "their.run line 3: LT/1#1@en is ranked twice for one"),
        (RANKED, "one 0 LT/1#1@en\n", "their.qrels line 1: 4 columns expected, 3 found"),
        (RANKED, "one 0 LT/1#1@en yes\n", "their.qrels line 1: the relevance “yes” is no whole number"),
        (
            "unknown Q0 LT/1#1@en 1 1 t\n",
            None,
            "their.run ranks none of the questions. Name each by its case, such as one.",
        ),
        ("", None, "their.run ranks none of the questions."),
        (None, None, "their.run cannot be read"),
    ],
)
def test_a_bad_line_is_named_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], run: str | None, qrels: str | None, reason: str
) -> None:
    cases = write_lines(tmp_path / "cases.jsonl", [{**LINES[0], "case": "one"}])
    words = ["--cases", str(cases), "--trec-run", str(tmp_path / "their.run")]
    if run is not None:
        (tmp_path / "their.run").write_text(run, encoding="utf-8")
    if qrels is not None:
        (tmp_path / "their.qrels").write_text(qrels, encoding="utf-8")
        words += ["--qrels", str(tmp_path / "their.qrels")]
    assert main(["run", "retrieval", "--out", str(tmp_path / "out"), *words]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert reason in error
    assert not (tmp_path / "out").exists()


def test_questions_and_rankings_of_nothing_in_common(tmp_path: Path) -> None:
    run = tmp_path / "their.run"
    run.write_text(RANKED, encoding="utf-8")
    with pytest.raises(Unreadable, match="such as two"):
        rows_of([case("two", expected=[{"paragraph": "LT/1#2"}])], run, None)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["retrieval", "--qrels", "x"], "--qrels goes with --trec-run: name the rankings too."),
        (["check", "--trec-run", "x"], "Rankings go with a suite of retrieval; check is none."),
        (["retrieval", "check", "--trec-run", "x"], "Cases or rankings of your own go with one suite; name one."),
    ],
)
def test_rankings_go_with_one_suite_of_retrieval(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    assert main(["run", *words, "--out", str(tmp_path / "out")]) == 3
    assert capsys.readouterr().err == f"rapporteur-eval: {reason}\n"
