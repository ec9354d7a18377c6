"""Papers brought in while the service runs: found at once, told about, stopped, taken out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home

Serving = Callable[..., AbstractContextManager[httpx.Client]]
NORRUND = "LT_CONF.2031_PC.I_WP.7.en.txt"


@pytest.fixture
def home(home_copy: Path, models: Path) -> Iterator[Home]:
    with Home(Settings(home=home_copy, models=models)) as opened:
        yield opened


def ended(client: httpx.Client, reply: httpx.Response) -> dict[str, Any]:
    assert reply.status_code == 202, reply.text
    for _ in range(1200):
        job: dict[str, Any] = client.get(reply.headers["location"]).json()
        if job["status"] not in ("queued", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def sent(client: httpx.Client, *files: tuple[str, bytes]) -> httpx.Response:
    return client.post("/api/v1/documents", files=[("files", file) for file in files])


def test_a_paper_is_found_without_a_restart_and_questions_go_on(home: Home, serving: Serving, specimen: Path) -> None:
    question = {"question": "What does Norrund say about the moratorium?"}
    statuses: list[int] = []
    with serving(home) as client:
        assert client.post("/api/v1/ask", json=question).json()["kind"] == "abstention"
        stop = threading.Event()

        def keep_asking() -> None:
            while not stop.is_set():
                statuses.append(client.post("/api/v1/search", json={"query": "moratorium"}).status_code)

        asking = threading.Thread(target=keep_asking)
        asking.start()
        job = ended(client, sent(client, (NORRUND, (specimen / NORRUND).read_bytes()), ("../../x.pdf", b"%PDF-1.4 x")))
        stop.set()
        asking.join()
        assert set(statuses) == {200}
        assert (job["status"], job["kind"], job["error"]) == ("done", "ingest", None)
        added, refused = job["result"]["documents"]
        assert (added["outcome"], added["file"], added["symbol"]) == ("added", NORRUND, "LT/CONF.2031/PC.I/WP.7")
        assert (refused["outcome"], refused["file"], bool(refused["error"])) == ("refused", "x.pdf", True)
        answer = client.post("/api/v1/ask", json=question).json()
        assert (answer["kind"], answer["sentences"][0]["citations"][0]["submitters"]) == ("answer", ["XNR"])
        again = ended(client, sent(client, (NORRUND, (specimen / NORRUND).read_bytes())))
        assert again["result"]["documents"][0]["outcome"] == "unchanged"
        assert client.delete(f"/api/v1/documents/{quote(added['id'], safe='')}").json() == {"removed": added["id"]}
        assert client.post("/api/v1/ask", json=question).json()["kind"] == "abstention"
    assert not list((home.folder / "uploads").iterdir())
    home.derived.require_well()


def test_a_job_is_stopped_and_a_queued_one_never_starts(home: Home, serving: Serving, specimen: Path) -> None:
    papers = sorted(specimen.glob("*.txt"))[:40]
    with serving(home) as client:
        first = sent(client, *((path.name, path.read_bytes()) for path in papers))
        second = sent(client, ("late.txt", b"1. A late paper.\n"))
        for reply in (second, first):
            assert client.post(f"/api/v1/jobs/{reply.json()['id']}/cancel").json()["status"] == "cancelled"
        busy = client.delete(f"/api/v1/documents/{quote('LT/CONF.2031/PC.I/WP.3@en', safe='')}")
        for reply in (first, second):
            for _ in range(600):
                job = client.get(f"/api/v1/jobs/{reply.json()['id']}").json()
                if job["result"]:
                    break
                time.sleep(0.05)
            assert (job["status"], job["result"]["stopped"]) == ("cancelled", True)
        assert job["result"]["not_done"] == ["late.txt"]
        assert busy.status_code in (200, 503)
        assert client.post("/api/v1/search", json={"query": "moratorium"}).status_code == 200


def test_what_cannot_be_taken_in_is_said(home: Home, serving: Serving) -> None:
    with serving(home, reads_only=True) as client:
        reply = sent(client, ("a.txt", b"1. Text.\n"))
        assert (reply.status_code, "only reads" in reply.json()["detail"]) == (503, True)
    with serving(home) as client:
        assert client.post("/api/v1/documents").status_code == 422
        assert client.post("/api/v1/documents", files=[("files", ("", b""))]).status_code == 422
        for path in ("/api/v1/jobs/x", "/api/v1/documents/x", "/api/v1/paragraphs/x"):
            assert client.get(path).status_code == 404


def test_another_process_sees_what_was_indexed(home: Home, specimen: Path) -> None:
    """A reader that was open before finds what a writer brings in."""
    with Home(home.settings) as reader:
        before = len(reader.search().ranked.__self__._now().held)  # type: ignore[attr-defined]
        from corpus.ingest import ingest_file

        with home.writer("tests"):
            ingest_file(home.store, specimen / NORRUND)
            home.index_pending(lambda _done, _total: None)
        with reader.searching() as search:
            assert len(search._now().indexed) == before + 1


def test_papers_are_listed_by_page_and_sent_again_only_when_they_change(home: Home, serving: Serving) -> None:
    with serving(home) as client:
        listed = client.get("/api/v1/documents", params={"limit": 1}).json()
        assert (len(listed["documents"]), listed["total"], listed["next"]) == (1, 2, 1)
        rest = client.get("/api/v1/documents", params={"limit": 1, "offset": 1}).json()
        assert (rest["next"], rest["documents"] != listed["documents"]) == (None, True)
        french = client.get("/api/v1/documents", params={"language": "fr"}).json()
        assert [document["language"] for document in french["documents"]] == ["fr"]
        id_ = listed["documents"][0]["id"]
        for path in (
            "/api/v1/documents",
            f"/api/v1/documents/{id_}",
            f"/api/v1/paragraphs/{quote(id_.replace('@', '#1@'), safe='')}",
        ):
            first = client.get(path)
            again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
            assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
        tag = client.get("/api/v1/documents").headers["etag"]
        client.delete(f"/api/v1/documents/{quote(id_, safe='')}")
        assert client.get("/api/v1/documents", headers={"If-None-Match": tag}).status_code == 200
