"""What users rated over a real service becomes cases that can be run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.drafting.model import Mode
from app.settings import Settings
from app.wiring import Home
from corpus.quality import Unreadable
from evals.cases import cases_of
from evals.cli import main
from evals.feedback import cases_from
from evals.runner import Job, run_job
from evals.suites import SUITES
from tests.app.conftest import served

MORATORIUM = "What does Norrund say about the moratorium on new deployments?"


@pytest.fixture
def client(taken_in: Path, models: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    """The service over a copy of the papers."""
    folder = shutil.copytree(taken_in, tmp_path / "service", ignore=shutil.ignore_patterns("outcomes"))
    with Home(Settings(home=folder, models=models)) as home, served(home) as opened:
        yield opened


def rated(client: httpx.Client, question: str, rating: str, comment: str | None = None) -> Any:
    """A question asked, and its answer rated."""
    given = client.post("/api/v1/ask", json={"question": question, "language": "en", "mode": "verbatim"}).json()
    said = {"provenance": given["provenance"]["id"], "rating": rating, "comment": comment}
    assert client.post("/api/v1/feedback", json=said).status_code == 201
    return given


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_what_was_rated_becomes_cases_that_can_be_run(
    client: httpx.Client, tmp_path: Path, papers: Path, kept: Path, capsys: pytest.CaptureFixture[str],
    evaluate: Callable[..., Any],
) -> None:  # fmt: skip
    answer = rated(client, MORATORIUM, "right")
    assert answer["kind"] == "answer"
    assert rated(client, "What does Peru say about mines?", "right")["kind"] == "abstention"
    assert rated(client, "What does Peru say about ships?", "missing", "There is a paper.")["kind"] == "abstention"
    rated(client, "What does Norrund say about the hotline?", "wrong")
    file, out = tmp_path / "feedback.json", tmp_path / "made"
    file.write_bytes(client.get("/api/v1/feedback").content)
    assert main(["feedback", str(file), "--out", str(out)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told] == [
        str(out / f"{n}.jsonl") for n in ("answers", "abstention", "check", "open")
    ]
    (asked,) = lines(out / "answers.jsonl")
    assert (asked["question"], asked["split"], len(asked["points"])) == (MORATORIUM, "dev", len(answer["sentences"]))
    (refused,) = lines(out / "abstention.jsonl")
    assert (refused["question"], refused["missing"]) == ("What does Peru say about mines?", "subject")
    waiting = {line["question"]: line for line in lines(out / "open.jsonl")}
    assert waiting["What does Peru say about ships?"]["comment"] == "There is a paper."
    assert {line["rated"] for line in waiting.values()} == {"missing", "wrong"}
    (again,) = run_job(
        Job(SUITES["answers"], cases_of(SUITES["answers"], out / "answers.jsonl"), (papers,), Mode.VERBATIM, 1, kept),
        lambda _what, _done, _total: None,
    ).rows
    assert (again.failed, again.scores["point_recall_vital"]) == (None, 1.0)  # what was right still is
    assert evaluate("abstention", lines(out / "abstention.jsonl")).facts["metrics"]["right"]["mean"] == 1.0
    claims = lines(out / "check.jsonl")
    assert {line["label"] for line in claims} >= {"supported"}
    checked = evaluate("check", [line for line in claims if line["label"] == "supported"], out="checked")
    assert (checked.facts["failed"], checked.facts["unscored"]) == ([], [])
    assert {row["verdict"] for row in checked.rows} == {"supported"}


def result(*sentences: tuple[str, tuple[str, ...]], kind: str = "answer", how: str = "written") -> dict[str, Any]:
    """A reply with these sentences and the paragraphs that each cites, quoted with a stop less."""
    shown = [
        {
            "text": text,
            "kind": how,
            "citations": [{"paragraph": id_, "language": "en", "quote": text.rstrip(".")} for id_ in cited],
        }
        for text, cited in sentences
    ]
    ids = dict.fromkeys(id_ for _, cited in sentences for id_ in cited)
    sources = [{"paragraph": id_, "text": f"The text of {id_}."} for id_ in ids]
    body = {"paragraphs": [{"sentences": shown}]} if kind == "draft" else {"sentences": shown}
    return {"kind": kind, "language": "en", "question": "Who?", "sources": sources, **body}


def made(tmp_path: Path, *items: Any) -> dict[str, list[Any]]:
    """The cases by file."""
    file = tmp_path / "feedback.json"
    file.write_text(json.dumps({"feedback": items}), encoding="utf-8")
    cases_from(file, tmp_path / "made")
    return {path.stem: lines(path) for path in (tmp_path / "made").iterdir()}


def rating(value: str, body: Any, **facts: Any) -> dict[str, Any]:
    return {"id": "7", "rating": value, "comment": None, "result": body, **facts}


ONE = ("Ten ships.", ("LT/1#2@en",))
TWO = ("Nine ships.", ("LT/1#3@en", "LT/1#2@en", "LT/1#3@en"))


def test_one_sentence_that_was_misattributed_is_a_claim_of_a_wrong_state(tmp_path: Path) -> None:
    found = made(tmp_path, rating("misattributed", result(ONE, ("A frame.", ()))))
    assert set(found) == {"check", "open"}
    assert found["check"] == [
        {"claim": "Ten ships.", "language": "en", "evidence": ["The text of LT/1#2@en."], "id": "feedback-7-1",
         "split": "dev", "label": "unsupported", "error": "state"}
    ]  # fmt: skip


def test_a_quotation_is_a_claim_without_its_frame_and_never_a_wrong_one(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        rating("right", result(ONE, how="verbatim")),
        rating("misattributed", result(ONE, how="verbatim")),
    )
    assert [(line["claim"], line["label"]) for line in found["check"]] == [("Ten ships", "supported")]
    assert [line["rated"] for line in found["open"]] == ["misattributed"]


def test_of_several_sentences_nobody_knows_which_was_wrong(tmp_path: Path) -> None:
    assert set(made(tmp_path, rating("wrong", result(ONE, TWO)))) == {"open"}


def test_a_draft_that_was_right_is_a_claim_a_sentence_with_each_source_once(tmp_path: Path) -> None:
    found = made(tmp_path, rating("right", result(ONE, TWO, kind="draft"), comment="Good."))
    assert set(found) == {"check"}
    assert [line["id"] for line in found["check"]] == ["feedback-7-1", "feedback-7-2"]
    assert found["check"][1]["evidence"] == ["The text of LT/1#3@en.", "The text of LT/1#2@en."]
    assert {line["comment"] for line in found["check"]} == {"Good."}


def test_without_ratings_there_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "feedback.json").write_text('{"feedback": [], "total": 0}', encoding="utf-8")
    assert cases_from(tmp_path / "feedback.json", tmp_path / "made") == [
        "The feedback holds no case: nobody has rated anything."
    ]
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, r"^The feedback .* cannot be read \(No such file or directory\)\.$"),
        ("{", r"is not feedback\. Save the body of GET /api/v1/feedback\.$"),
        ("[]", r"is not feedback\."),
        ('{"feedback": {}}', r"is not feedback\."),
        ('{"detail": "not signed in"}', r"is not feedback\."),
        ('{"feedback": [7]}', r"^Item 1 of the feedback in .* is not whole\. Fetch it again\.$"),
        (json.dumps({"feedback": [rating("right", result(ONE)), rating("right", {"kind": "answer"})]}), r"^Item 2 of "),
        (json.dumps({"feedback": [rating("right", {**result(ONE), "sources": []})]}), r"^Item 1 of "),
    ],
)
def test_what_is_no_feedback_is_refused(tmp_path: Path, content: str | None, reason: str) -> None:
    file = tmp_path / "feedback.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable, match=reason):
        cases_from(file, tmp_path / "made")
    assert not (tmp_path / "made").exists()
