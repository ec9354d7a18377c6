"""The command: what it lists and refuses, the judges told before any figure of theirs, and that it touches nothing of
the user's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.cases import cases_of
from evals.cli import main
from evals.suites import SUITES
from tests.builders.evaluation import write_lines

PAPER = "LT/CONF.2031/PC.I/WP.7"


def test_the_list_names_the_suites_and_counts_their_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert list(listed) == ["suites"]
    assert {one["name"]: one["cases"] for one in listed["suites"]} == {
        name: len(cases_of(suite)) for name, suite in SUITES.items()
    }
    assert all(one["about"].endswith(("?", ".")) for one in listed["suites"])
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SUITES)
    assert f"retrieval: {len(cases_of(SUITES['retrieval']))} cases. " in lines[0]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["walk"],
        ["run"],
        ["run", "retrieval"],
        ["run", "retrieval", "--out", "x", "--speed", "9"],
        ["run", "retrieval", "--out", "x", "--split", "tune"],
        ["run", "retrieval", "--out", "x", "--sample", "0"],
        ["run", "retrieval", "--out", "x", "--jobs", "two"],
        ["run", "retrieval", "--out", "x", "--mode", "loud"],
        ["run", "retrieval", "--out", "x", "--price", "1"],
        ["run", "retrieval", "--out", "x", "--price", "nan,1"],
        ["compare", "x"],
        ["gate"],
    ],
)
def test_words_that_do_not_parse_are_a_line_of_usage_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("usage: rapporteur-eval")


@pytest.mark.parametrize(
    ("suites", "reason"),
    [
        (["nonsense"], "There is no suite nonsense. Suites: retrieval, answers, drafts, "),
        (["retrieval", "nonsense"], "There is no suite nonsense. "),
        (["x" * 500], f"There is no suite {'x' * 64}. "),
    ],
)
def test_a_suite_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suites: list[str], reason: str
) -> None:
    assert main(["run", *suites, "--out", str(tmp_path / "out")]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith(f"rapporteur-eval: {reason}")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("missing", "content"),
    [("documents", None), ("cases", None), ("cases", "not json\n"), ("cases", '{"question": "x"}\n')],
    ids=["no papers", "no cases", "no JSON", "a case without its name"],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_3(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str, content: str | None
) -> None:
    given = {"documents": papers, "cases": write_lines(tmp_path / "cases.jsonl", [])}
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


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if suite.optional])
def test_without_its_papers_an_optional_suite_is_skipped_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert main(["run", name, "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"rapporteur-eval: {name} is skipped: ")
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert main(["run", name, "--out", str(tmp_path / "out"), "--documents", "nowhere"]) == 3


def test_a_file_without_a_case_is_refused(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_lines(tmp_path / "cases.jsonl", [])
    words = ["--cases", str(file), "--documents", str(papers), "--out", str(tmp_path / "out")]
    assert main(["run", "retrieval", *words]) == 3
    assert capsys.readouterr().err == f"rapporteur-eval: There is no case in {file}.\n"


def answers(hashes: dict[str, str]) -> list[dict[str, Any]]:
    point = {"id": "p", "paragraph": f"{PAPER}#5", "words": {"en": "opposes the proposed moratorium until 2034"}}
    asked = [
        ("answer", "What does Norrund say about the moratorium on new deployments?"),
        ("abstention", "What does Peru say about mines?"),
    ]
    return [
        {"case": name, "language": "en", "question": question, "split": "dev", "states": ["XNR"], "points": [point]}
        for name, question in asked
    ]


@pytest.fixture
def few_claims(hashes: dict[str, str], papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The labelled claims that judges are measured on are six, over the papers at hand."""
    cited = {"paragraph": f"{PAPER}#5@en", "text_sha256": hashes[f"{PAPER}#5@en"]}
    right = "Norrund opposes the proposed moratorium until 2034 on new deployments of autonomous sea mines."
    told = [
        (right, True, "dev"),
        (right.replace("opposes", "supports"), False, "dev"),
        (right.replace("2034", "2043"), False, "dev"),
        ("Norrund would be prepared to consider a technical study of the matter.", True, "test"),
        ("Averland would be prepared to consider a technical study of the matter.", False, "test"),
        ("Norrund asks for 30 ships.", False, "test"),
    ]
    lines = [
        {"case": f"claim-{place}", "language": "en", "question": claim, "right": true, "split": split, **cited}
        for place, (claim, true, split) in enumerate(told)
    ]
    file = write_lines(tmp_path / "few.jsonl", lines)
    few = replace(SUITES["check"], cases=(str(file.with_suffix("")),), documents=(papers,))
    monkeypatch.setitem(SUITES, "check", few)


@pytest.mark.usefixtures("few_claims")
def test_judges_are_measured_before_any_figure_of_theirs_and_an_abstention_is_scored(
    evaluate: Callable[..., Any], hashes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    ran = evaluate("answers", answers(hashes), "--price", "1,2")
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in told[:3]] == [f"{one['scorer']}:" for one in ran.facts["trust"]]
    assert "citation_recall" not in "".join(told[:3])
    assert {(one["pairs"], one["split"]) for one in ran.facts["trust"]} == {(3, "test")}
    declared = ran.facts["declared"]
    for one in ran.facts["trust"]:
        parameters = declared[f"citation_recall_{one['scorer']}"]["parameters"]
        assert parameters == {"judge": one["scorer"], "cut": one["cut"]}
    answer, abstention = ran.rows
    assert (answer["kind"], answer["answered"], answer["quote_exact"]) == ("answer", 1.0, 1.0)
    assert (answer["point_recall_vital"], answer["states_recall"]) == (1.0, 1.0)
    assert (abstention["kind"], abstention["answered"], abstention["quote_exact"]) == ("abstention", 0.0, None)
    assert (abstention["point_recall_vital"], abstention["states_recall"]) == (0.0, 0.0)
    assert ran.facts["metrics"]["answered"]["mean"] == 0.5
    assert (ran.facts["failed"], len(ran.facts["unscored"])) == ([], 1)
    assert ran.timing["cost"] == 0.0
    assert main(["gate", str(ran.folder), "--baseline", str(ran.folder / "b.json"), "--accept"]) == 0
    assert main(["gate", str(ran.folder), "--baseline", str(ran.folder / "b.json")]) == 0


def test_a_run_leaves_the_users_store_alone(
    evaluate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.db"
    monkeypatch.setenv("RAPPORTEUR_DATABASE_URL", f"sqlite:///{mine}")
    monkeypatch.setenv("RAPPORTEUR_HOME", str(tmp_path / "mine"))
    lines = [{"case": "none", "language": "en", "question": "What does Peru say?", "missing": "state"}]
    assert evaluate("abstention", lines).facts["metrics"]["right"]["mean"] == 1.0
    assert not (tmp_path / "mine").exists()
    if mine.exists():
        with sqlite3.connect(mine) as connection:
            (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        connection.close()
        assert count == 0
