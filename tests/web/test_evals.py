"""The evaluations page: what runs say, side by side, and what it does with files that are not what they should be."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.web.eval_runs import read_rows, read_runs
from app.wiring import Home
from tests.app.conftest import served
from tests.web.reading import Page, one

MADE = 1_900_000_000  # seconds; each run of the tests is made a minute after the one before


def write_run(folder: Path, name: str, scores: list[float | None], *, suite: str = "retrieval", **more: Any) -> Path:
    """A run with one case for each score."""
    own = folder / name
    own.mkdir(parents=True)
    known = [score for score in scores if score is not None]
    mean = sum(known) / len(known) if known else None
    metric = {"mean": mean, "low": mean and mean - 0.1, "high": mean and mean + 0.1, "n": len(known)}
    metrics = {"recall@1": {**metric, "unscored": len(scores) - len(known)}}
    facts = {
        "suite": suite,
        "cases": len(scores),
        "metrics": metrics,
        "fingerprints": {"mode": "verbatim", "corpus": "c1"},
    }
    (own / "run.json").write_text(json.dumps({**facts, **more}), encoding="utf-8")
    rows = [
        {"case": f"case-{n:02d}", "language": "ar", "question": f"سؤال <b>{n}</b>", "recall@1": score, "rank": None}
        for n, score in enumerate(scores)
    ]
    (own / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = MADE + 60 * len(list(folder.iterdir()))
    os.utime(own / "run.json", (made, made))
    return own


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evals_home") / "home"


@pytest.fixture(scope="module")
def client(folder: Path, models: Path) -> Iterator[httpx.Client]:
    with Home(Settings(home=folder, models=models)) as home, served(home) as made:
        yield made


@pytest.fixture
def runs(folder: Path) -> Iterator[Path]:
    """An empty folder of runs in the home."""
    (folder / "evals").mkdir(parents=True)
    yield folder / "evals"
    shutil.rmtree(folder / "evals")


def opened(client: httpx.Client, path: str, **query: str) -> Page:
    reply = client.get(path, params=query, headers={"Accept": "text/html"})
    assert reply.status_code == 200, reply.text[:300]
    assert "<b>0</b>" not in reply.text
    return Page(reply.text)


def test_an_empty_page_says_how_to_make_a_run(client: httpx.Client) -> None:
    page = opened(client, "/evals")
    assert "rapporteur-eval run" in one(page, "pre").text()
    assert not page.css("table, form.choice")


def test_runs_are_listed_newest_first_each_with_its_interval(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "older", [1.0, 0.0, 1.0, 0.0])
    write_run(runs, "newer", [1.0, 1.0, 1.0, None])
    write_run(runs, "other", [0.0], suite="claims", split="held")
    page = opened(client, "/evals")
    assert [node.text() for node in page.css("section.suite h2")] == ["claims", "retrieval"]
    rows = page.css("section.suite")[1].css("tbody tr")
    assert [one(row, "a").text() for row in rows] == ["newer", "older"]
    assert "1.000" in rows[0].text()
    assert "1.000, " in (one(rows[0], "svg").attributes["aria-label"] or "")
    assert "Not scored: 1" in rows[0].text()
    assert "0.400–0.600" in rows[1].text()
    assert "n 4" in rows[1].text()
    assert "held" in page.css("section.suite")[0].text()
    at = [float((one(row, "svg svg").attributes["x"] or "").rstrip("%")) for row in rows]
    assert 3 < at[1] < at[0] <= 97
    chosen = [node.attributes["value"] for node in page.css("select option[selected]")]
    assert chosen == ["older", "newer"]


def test_a_run_shows_its_worst_cases_as_text(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "a/b c".replace("/", "_"), [1.0, 0.0, 0.5])
    page = opened(client, "/evals/a_b%20c")
    assert [node.text().split(" ")[0] for node in page.css(".cases .facts")] == ["case-01", "case-02"]
    assert "سؤال <b>1</b>" in one(page, ".cases .reading").text()
    assert "c1" in one(page, ".marks").text()
    assert client.get("/evals/nope", headers={"Accept": "text/html"}).status_code == 404
    assert client.get("/evals/..%2F..%2Fetc", headers={"Accept": "text/html"}).status_code == 404


def test_two_runs_stand_side_by_side(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "a", [1.0, 0.0, 0.0, 1.0, 0.0])
    write_run(runs, "b", [1.0, 1.0, 1.0, 0.0])
    page = opened(client, "/evals", a="a", b="b")
    (row,) = page.css("tbody tr")
    assert "+0.350" in row.text()
    assert "2 / 1 / 1" in row.text()
    assert len(row.css("svg.plot")) == 2
    assert [node.text().split(" ")[0] for node in page.css(".cases .facts")] == ["case-01", "case-02", "case-03"]
    assert "those in both: 4" in page.text()
    assert client.get("/evals", params={"a": "a", "b": "gone"}).status_code == 404


def test_runs_that_cannot_be_compared_say_so(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "a", [1.0])
    write_run(runs, "b", [1.0], suite="claims", fingerprints={"corpus": "c2"}, metrics={})
    page = opened(client, "/evals", a="a", b="b")
    assert len(page.css(".warning")) == 2
    assert not page.css("tbody tr")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"suite": "x"}', '{"suite": "x", "cases": 1, "metrics": []}', "\x00", "[" * 100_000,
     '{"suite": "x", "cases": 1, "metrics": {"m": {"mean": "high", "n": 1}}}',
     '{"suite": "x", "cases": 1, "metrics": {"m": {"mean": NaN, "n": 1}}}'],
)  # fmt: skip
def test_a_broken_run_is_told_and_the_others_are_shown(client: httpx.Client, runs: Path, text: str) -> None:
    write_run(runs, "good", [1.0])
    (runs / "bad").mkdir()
    (runs / "bad" / "run.json").write_text(text, encoding="utf-8")
    (runs / "empty").mkdir()
    page = opened(client, "/evals")
    assert one(page, "section.suite a").text() == "good"
    told = page.css("section[aria-labelledby=broken] li")
    assert [node.text().split(":")[0] for node in told] == ["bad", "empty"]


def test_broken_rows_are_counted(client: httpx.Client, runs: Path) -> None:
    own = write_run(runs, "a", [0.0, 1.0])
    with (own / "rows.jsonl").open("ab") as file:
        file.write(b'{"case": \n[1]\n\xff\xfe\n{"case": "x", "recall@1": "high"}\n')
    assert "could not be read: 4" in opened(client, "/evals/a").text()
    run = read_runs(runs)[0][0]
    assert [row.case for row in read_rows(runs, run)[0] or []] == ["case-00", "case-01"]
    (own / "rows.jsonl").unlink()
    assert "rows.jsonl is missing" in opened(client, "/evals/a").text()
    opened(client, "/evals", a="a", b="a")


def test_a_run_says_itself_what_is_better_and_what_failed(client: httpx.Client, runs: Path) -> None:
    declared = {"recall@1": {"better": "lower", "range": [0.0, 0.5], "about": "Share <i>lost</i>."}}
    failed = [{"case": "case-00", "why": "the model <b>0</b> did not answer"}]
    write_run(runs, "new", [0.5, 0.0, 0.2], declared=declared, failed=failed)
    write_run(runs, "old", [0.5, 0.0, 0.2], metrics={"wrong_supported": {"mean": 0.3, "n": 3}})
    page = opened(client, "/evals/new")
    assert [node.text().split(" ")[0] for node in page.css(".cases .facts")] == ["case-00", "case-02"]
    assert "Share <i>lost</i>." in one(page, "tbody").text()
    assert "lower is better" in one(page, "tbody").text()
    assert one(page, "main details.fold summary").text() == "Cases that could not be done: 1"
    assert "the model <b>0</b> did not answer" in one(page, "main details.fold").text()
    assert "lower is better" in one(opened(client, "/evals/old"), "tbody").text()


def test_reports_are_linked_and_can_do_nothing(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "a&b", [1.0])
    (runs / "all").mkdir()
    assert not opened(client, "/evals").css("a[href$='report.html']")
    for folder in (runs, runs / "a&b", runs / "all"):
        (folder / "report.html").write_text(f"<h1>{folder.name}</h1>", encoding="utf-8")
    page = opened(client, "/evals")
    links = [node.attributes["href"] or "" for node in page.css("a[href$='report.html']")]
    assert links == ["/evals/report.html", "/evals/a%26b/report.html", "/evals/all/report.html"]
    assert not page.css("section[aria-labelledby=broken]")
    assert one(opened(client, "/evals/a%26b"), "a[href$='report.html']").attributes["href"] == links[1]
    for link, name in zip(links, ("evals", "a&b", "all"), strict=True):
        reply = client.get(link)
        assert (reply.status_code, reply.text) == (200, f"<h1>{name}</h1>")
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
        assert policy.endswith("; sandbox")
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_only_a_report_that_is_there_is_served(client: httpx.Client, runs: Path) -> None:
    write_run(runs, "a", [1.0])
    (runs.parent / "report.html").write_text("secret", encoding="utf-8")
    for path in ("report.html", "a/report.html", "../report.html", "..%2Freport.html", "%2E%2E/report.html"):
        reply = client.get(f"/evals/{path}")
        assert (reply.status_code, "secret" in reply.text) == (404, False)
    (runs / "report.html").write_bytes(b" " * 4_000_001)
    assert client.get("/evals/report.html").status_code == 404


def test_what_the_command_writes_can_be_read(tmp_path: Path) -> None:
    from evals.model import Case
    from evals.model import Row as Measured
    from evals.results import summary_of
    from evals.results import write_run as written
    from evals.suites import SUITES

    cases = [Case(f"c{n}", "en", "Who?", {}) for n in range(3)]
    rows = [
        Measured(case, {"right": float(n > 0), "wrong_supported": None}, {"rank": n}) for n, case in enumerate(cases)
    ]
    facts = {"suite": "check", **summary_of(SUITES["check"], rows), "fingerprints": {"mode": "verbatim"}}
    written(tmp_path / "run", facts, rows, {})
    (run,), broken = read_runs(tmp_path)
    assert (run.suite, run.cases, broken) == ("check", 3, [])
    assert run.metric("right") and run.metric("right").n == 3  # type: ignore[union-attr]  # it is there, as just said
    read, bad = read_rows(tmp_path, run)
    assert (bad, [row.scores["right"] for row in read or []]) == (0, [0.0, 1.0, 1.0])
    assert [row.seen["rank"] for row in read or []] == [0, 1, 2]
    assert [metric.lower_is_better for metric in run.metrics] == [False, True]
