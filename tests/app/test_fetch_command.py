"""The fetch command against a document system on the loopback address: what it prints, keeps and answers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import fetching
from app.lock import writing
from tests.builders.document_system import PAPER, Answer, DocumentSystem, Handler, says, serves
from tests.builders.pdf import build_pdf

Run = Callable[..., Any]
WP3, DEC2 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2026/DEC.2"
NONE = {"added": 0, "replaced": 0, "unchanged": 0, "refused": 0}


@pytest.fixture(scope="module")
def papers(specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    folder = tmp_path_factory.mktemp("papers")
    made = {}
    for symbol, language in ((WP3, "en"), (WP3, "zh"), (DEC2, "fr")):
        source = specimen / f"{symbol.replace('/', '_')}.{language}.txt"
        made[symbol, language] = build_pdf(source, folder / f"{source.stem}.pdf").read_bytes()
    return made


@pytest.fixture
def system(papers: dict[tuple[str, str], bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[DocumentSystem]:
    """A document system that holds the papers, and is the configured one."""

    def held(handler: Handler) -> None:
        asked = made.asked[-1].query
        body = papers.get((asked["s"], asked["l"]))
        (serves(body, '"1"') if body else says(404))(handler)

    with DocumentSystem() as made:
        made.on(PAPER, held)
        monkeypatch.setenv("RAPPORTEUR_UN_DOCUMENTS", made.base)
        monkeypatch.setattr(fetching, "BOUNDS", replace(fetching.BOUNDS, pause=0, backoff=0, tries=2))
        yield made


def test_papers_are_fetched_and_read(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    ran = run("fetch", WP3, "--lang", "en,zh", "--json", home=tmp_path)
    assert ran.code == 0
    said = ran.json
    assert [(row["symbol"], row["language"], row["outcome"], row["error"]) for row in said["fetched"]] == [
        (WP3, "en", "downloaded", None),
        (WP3, "zh", "downloaded", None),
    ]
    assert [row["id"] for row in said["documents"]] == [f"{WP3}@en", f"{WP3}@zh"]
    assert [row["file"] for row in said["documents"]] == [row["path"] for row in said["fetched"]]
    assert all("asked for" not in warning for row in said["documents"] for warning in row["warnings"])
    assert said["totals"] == {**NONE, "added": 2}
    assert {Path(row["path"]).parent for row in said["fetched"]} == {tmp_path / "downloads"}
    assert "Averland" in run("search", "moratorium", home=tmp_path).out


def test_repeating_it_changes_nothing(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    run("fetch", WP3, home=tmp_path)
    said = run("fetch", WP3, WP3, "--json", home=tmp_path).json
    assert [row["outcome"] for row in said["fetched"]] == ["cached"]
    assert said["totals"] == {**NONE, "unchanged": 1}


def test_the_language_is_english_unless_another_is_asked_for(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    run("fetch", WP3, home=tmp_path)
    assert [asked.query["l"] for asked in system.papers()] == ["en"]


def test_what_does_not_come_is_one_line_and_the_rest_is_read(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    ran = run("fetch", DEC2, "../../etc/passwd", "--lang", "en,fr", home=tmp_path)
    assert ran.code == 3
    lines = ran.out.splitlines()
    assert lines[0] == f"refused    {DEC2} (en): not on the document system in this language."
    assert lines[1].startswith(f"downloaded {DEC2} (fr)  {tmp_path / 'downloads'}")
    assert [line.startswith("refused    ../../etc/passwd (") for line in lines[2:4]] == [True, True]
    assert lines[4].startswith(f"added      {DEC2}@fr")
    assert [asked.query["s"] for asked in system.papers()] == [DEC2, DEC2]


def test_where_nothing_comes_nothing_is_read(
    run: Run, system: DocumentSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(tmp_path / "none"))
    ran = run("fetch", "A/1", "--json", home=tmp_path)
    assert (ran.code, ran.json["documents"], ran.json["totals"]) == (3, [], NONE)
    assert (ran.json["fetched"][0]["path"], ran.json["fetched"][0]["outcome"]) == (None, "refused")
    assert len(run("fetch", "A/1", home=tmp_path).out.splitlines()) == 1


def test_another_paper_than_the_one_asked_for_is_told(
    run: Run, system: DocumentSystem, papers: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    system.on(PAPER, says(200, papers[WP3, "en"]))
    ran = run("fetch", "LT/CONF.2031/WP.6", f"{WP3}*", "--lang", "en,fr", "--json", home=tmp_path)
    other, french = (
        f"LT/CONF.2031/WP.6 was asked for; this paper prints {WP3}.",
        "It was asked for in fr; this paper is in en.",
    )
    told = [[line for line in row["warnings"] if "asked for" in line] for row in ran.json["documents"]]
    assert (ran.code, told) == (0, [[other], [other, french], [], [french]])


def test_a_paper_that_comes_and_cannot_be_read_is_refused(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    system.on(PAPER, says(200, b"%PDF-1.7\n" + b"nonsense" * 100 + b"\n%%EOF\n"))
    ran = run("fetch", WP3, "--json", home=tmp_path)
    assert (ran.code, ran.json["totals"]["refused"]) == (3, 1)
    assert ran.json["fetched"][0]["outcome"] == "downloaded"


def test_a_network_that_is_down_is_one_line_each(
    run: Run, system: DocumentSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("RAPPORTEUR_UN_DOCUMENTS", f"http://127.0.0.1:{closed.getsockname()[1]}")
        ran = run("fetch", WP3, DEC2, home=tmp_path)
        mixed = run("fetch", WP3, "nonsense", home=tmp_path)
    assert (ran.code, ran.err, mixed.code) == (1, "", 3)
    assert [line.startswith("refused") and "cannot be reached" in line for line in ran.out.splitlines()] == [True, True]


@pytest.mark.parametrize(
    "answer",
    [says(500), says(200, b"<html>" * 200), says(200, b"%PDF-", Content_Length="9999")],
    ids=["down", "page", "cut"],
)
def test_a_server_that_answers_badly_is_a_refusal(
    run: Run, system: DocumentSystem, tmp_path: Path, answer: Answer
) -> None:
    system.on(PAPER, answer)
    assert run("fetch", WP3, home=tmp_path).code == 3


@pytest.mark.parametrize("languages", ["de", "", "en,", "en;fr", "en,de"])
def test_a_language_that_is_none_is_a_matter_of_usage(
    run: Run, system: DocumentSystem, tmp_path: Path, languages: str
) -> None:
    ran = run("fetch", WP3, "--lang", languages, home=tmp_path)
    assert (ran.code, ran.out, system.asked) == (2, "", [])
    assert "ar, en, es, fr, ru, zh" in ran.err


@pytest.mark.parametrize("base", ["documents.un.org", "ftp://documents.un.org", "http://me:hunter2@127.0.0.1"])
def test_a_document_system_that_is_no_address_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setenv("RAPPORTEUR_UN_DOCUMENTS", base)
    ran = run("fetch", WP3, home=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "RAPPORTEUR_UN_DOCUMENTS" in ran.error
    assert "hunter2" not in ran.error + run("doctor", "--json", home=tmp_path).out


def test_a_home_in_use_is_told_before_anything_is_asked(run: Run, system: DocumentSystem, tmp_path: Path) -> None:
    with writing(tmp_path, "serve"):
        ran = run("fetch", WP3, home=tmp_path)
    assert (ran.code, system.asked) == (4, [])
    assert "rapporteur serve" in ran.error
