"""What administrators see: counts and lines of the log. And that nobody's words or keys are in any of it."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.serving import logs
from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from tests.app.conftest import ENTRY
from tests.app.test_model_mode import faithful, reply, says
from tests.app.test_service import QUESTIONS
from tests.builders.model_server import Handler, peer

Serving = Callable[..., AbstractContextManager[httpx.Client]]
Counts = dict[tuple[str, frozenset[tuple[str, str]]], float]
MARKER = "XyzzyMarker77"
NO_PAPER = "What does Sweden say about a moratorium on new deployments?"


def counts(client: httpx.Client) -> Counts:
    """Every sample, by its name and labels."""
    text = client.get("/metrics").text
    families = text_string_to_metric_families(text)
    return {(item.name, frozenset(item.labels.items())): item.value for family in families for item in family.samples}


def risen(before: Counts, after: Counts, name: str, **labels: str) -> float:
    """How much a counter has risen."""
    key = name, frozenset(labels.items())
    return after[key] - before.get(key, 0)


def test_requests_answers_and_sentences_are_counted(client: httpx.Client) -> None:
    before = counts(client)
    answer = client.post("/api/v1/ask", json={"question": QUESTIONS["en"]}).json()
    client.post("/api/v1/ask", json={"question": NO_PAPER})
    client.post("/api/v1/ask", json={})
    client.get("/nowhere/at/all")
    client.get("/api/v1/paragraphs/LT%2FCONF.2031%2FPC.I%2FWP.3%2310%40en")
    after = counts(client)
    asked = {"method": "POST", "route": "/api/v1/ask"}
    assert risen(before, after, "rapporteur_requests_total", **asked, status="200") == 2
    assert risen(before, after, "rapporteur_requests_total", **asked, status="422") == 1
    assert risen(before, after, "rapporteur_request_seconds_count", **asked) == 3
    for route, status in (("unmatched", "404"), ("/api/v1/paragraphs/{paragraph_id}", "200")):
        routes = {key for key in after if key[0] == "rapporteur_requests_total" and ("status", status) in key[1]}
        assert any(route.rstrip("}") in dict(key[1])["route"] for key in routes), route
    assert risen(before, after, "rapporteur_answers_total", mode="verbatim", kind="answer") == 1
    assert risen(before, after, "rapporteur_answers_total", mode="verbatim", kind="abstention") == 1
    kept = len(answer["sentences"])
    assert risen(before, after, "rapporteur_sentences_kept_total", mode="verbatim") == kept > 0
    assert risen(before, after, "rapporteur_search_seconds_count") >= 1


def test_what_is_held_and_how_full_the_rooms_are_is_shown(client: httpx.Client) -> None:
    now = {name: value for (name, _), value in counts(client).items()}
    ready = client.get("/readyz").json()
    assert (now["rapporteur_documents"], now["rapporteur_paragraphs"]) == (ready["documents"], ready["paragraphs"])
    rooms = {dict(labels)["room"] for name, labels in counts(client) if name == "rapporteur_places_used"}
    assert rooms == {"quick", "slow"}
    statuses = {dict(labels)["status"] for name, labels in counts(client) if name == "rapporteur_jobs"}
    assert statuses == {"queued", "running", "done", "failed", "cancelled"}
    assert now["rapporteur_build_info"] == 1
    assert client.get("/metrics").headers["content-type"].startswith("text/plain; version=")


@contextmanager
def answered_by(act: Callable[..., object], home: Path, models: Path, serving: Serving) -> Iterator[httpx.Client]:
    """A service whose model does ``act``."""
    with peer(act) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", server.url)
        with Home(Settings(home=home, models=models, model="openai:m")) as opened, serving(opened) as client:
            yield client


def test_what_a_model_does_is_counted_and_what_is_withheld_told(
    home_copy: Path, models: Path, serving: Serving, log: io.StringIO
) -> None:
    question = {"question": QUESTIONS["en"]}
    with answered_by(says(faithful), home_copy, models, serving) as client:
        before = counts(client)
        assert client.post("/api/v1/ask", json=question).json()["mode"] == "model"
        after = counts(client)
        assert risen(before, after, "rapporteur_model_calls_total", model="openai:m", outcome="done") == 2
        assert risen(before, after, "rapporteur_model_seconds_count", model="openai:m") == 2
        assert risen(before, after, "rapporteur_model_tokens_total", mode="model", way="input") > 0
    invented = reply((f"Averland surrenders all its mines to Norrund. {MARKER}", "P1"))
    with answered_by(says(lambda _: invented), home_copy, models, serving) as client:
        withheld = client.post("/api/v1/ask", json=question).json()["withheld"]
        total = sum(value for (name, _), value in counts(client).items() if name.endswith("sentences_withheld_total"))
        assert total == len(withheld) > 0
        assert MARKER in json.dumps(withheld)
    (line,) = [line for line in lines(log) if line["message"] == "withheld"]
    assert (line["level"], line["sentences"], line["model"]) == ("warning", len(withheld), "openai:m")
    assert MARKER not in log.getvalue()
    with answered_by(lambda handler: handler.reply(401, b"{}"), home_copy, models, serving) as client:
        assert client.post("/api/v1/ask", json=question).status_code == 502
        failed = {"model": "openai:m", "outcome": "ModelUnavailable"}
        assert counts(client)["rapporteur_model_calls_total", frozenset(failed.items())] >= 1


def test_who_works_and_who_waits_is_shown(home_copy: Path, models: Path, serving: Serving) -> None:
    go_on = threading.Event()

    def slow(handler: Handler) -> None:
        go_on.wait(30)
        handler.reply(401, b"{}")

    with answered_by(slow, home_copy, models, serving) as client, ThreadPoolExecutor(4) as readers:
        for _ in range(4):
            readers.submit(client.post, "/api/v1/ask", json={"question": QUESTIONS["en"]})
        standing = (0.0, 0.0)
        for _ in range(300):
            now = counts(client)
            room = frozenset({("room", "slow")})
            standing = now["rapporteur_places_used", room], now["rapporteur_places_waiting", room]
            if standing == (2, 2):
                break
            time.sleep(0.1)
        go_on.set()
    assert standing == (2, 2), "two answers at once are made with a model, the others wait"


def test_a_store_that_cannot_be_read_leaves_the_rest_of_the_counts(
    home_copy: Path, models: Path, serving: Serving
) -> None:
    with Home(Settings(home=home_copy, models=models)) as home, serving(home) as client:
        with home.store.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE documents RENAME TO gone")
        now = {name for name, _ in counts(client)}
        assert "rapporteur_places_used" in now
        assert "rapporteur_documents" not in now


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of this process as JSON, while a test runs."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level, logs.LOG.level
    logs.set_up("json", "debug", stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    logs.LOG.setLevel(before[2])


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_a_line_with_its_route_and_an_id_that_comes_back(client: httpx.Client, log: io.StringIO) -> None:
    given = "0f0e0d0c-1234-5678-9abc-def012345678"
    reply = client.get("/api/v1/drafts/none", headers={"X-Request-ID": given})
    own = client.get("/readyz", headers={"X-Request-ID": f"not-an-id {MARKER}"})
    assert reply.headers["x-request-id"] == given
    assert len(own.headers["x-request-id"]) == 32
    first, second = (line for line in lines(log) if line["message"] == "request")
    assert first | {"route": "/api/v1/drafts/{draft_id}", "status": 404, "method": "GET"} == first
    assert (first["request_id"], first["workspace"], first["level"]) == (given, "default", "info")
    assert second["request_id"] == own.headers["x-request-id"]
    assert isinstance(second["milliseconds"], int)


def test_a_fault_is_an_error_with_its_places_and_without_its_words(
    client: httpx.Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        try:
            raise KeyError(MARKER)
        except KeyError as cause:
            raise RuntimeError(f"cannot count {MARKER}") from cause

    monkeypatch.setattr("app.serving.metrics.Metrics.answered", broken)
    reply = client.post("/api/v1/ask", json={"question": f"{QUESTIONS['en']} {MARKER}"})
    assert (reply.status_code, MARKER in reply.text) == (500, False)
    (fault,) = [line for line in lines(log) if line["level"] == "error"]
    assert fault["message"] == "unexpected fault"
    assert fault["request_id"] == reply.headers["x-request-id"]
    assert fault["traceback"][0] == "builtins.KeyError"
    assert "builtins.RuntimeError" in fault["traceback"]
    assert any("app/serving/work.py" in place for place in fault["traceback"])
    assert MARKER not in log.getvalue()
    request = next(line for line in lines(log) if line["message"] == "request")
    assert request["status"] == 500


def test_a_librarys_own_words_are_not_printed(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("it said %s", MARKER)
    logging.getLogger("some.library").info("nothing to note")
    (line,) = lines(log)
    assert line["message"].startswith("some.library, test_a_librarys_own_words")
    assert MARKER not in log.getvalue()


def everywhere(client: httpx.Client, key: str) -> None:
    """The marker, and a key, in every field, header and path that there is."""
    client.headers = httpx.Headers(dict.fromkeys(("User-Agent", "Referer", "X-Request-ID", "traceparent"), MARKER))
    scope = {"symbol": [MARKER], "session": [MARKER], "kind": [MARKER]}
    bodies: dict[str, dict[str, Any]] = {
        "/api/v1/ask": {"question": MARKER, "scope": scope},
        "/api/v1/search": {"query": MARKER, "scope": {"state": [MARKER]}},
        "/api/v1/drafts": {"task": MARKER, "type": "statement", "on_behalf_of": MARKER},
        "/api/v1/check": {"text": f"{MARKER} says ({MARKER}, para. 9).", "language": MARKER},
        "/api/v1/conversations": {"title": MARKER},
        f"/api/v1/conversations/{MARKER}/messages": {"question": MARKER},
        "/api/v1/feedback": {"provenance": MARKER, "rating": MARKER, "comment": MARKER},
        "/v1/chat/completions": {"model": MARKER, "messages": [{"role": "user", "content": MARKER}]},
        "/mcp": {"jsonrpc": "2.0", "id": MARKER, "method": "tools/call", "params": {"name": MARKER}},
    }
    accept = {"Accept": "application/json, text/event-stream"}
    for text in (key, MARKER):
        for path, body in bodies.items():
            for headers in ({"Authorization": f"Bearer {text}"}, {"Cookie": f"rapporteur_key={text}; ui={MARKER}"}):
                client.post(path, json=body, headers={**accept, **headers})
                client.post(path, json={**body, MARKER: MARKER}, headers={**accept, **headers})
                client.post(path, content=MARKER, params={MARKER: MARKER}, headers=headers)
        own = {"Authorization": f"Bearer {text}"}
        tool = {"name": "ask", "arguments": {"question": MARKER, "mode": MARKER}}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool}
        client.post("/mcp", json=call, headers={**accept, **own})
        client.post("/mcp", json={**call, "method": MARKER}, headers={**accept, **own, "Mcp-Session-Id": MARKER})
        client.get("/", params={"q": MARKER, "lang": MARKER, "mode": MARKER}, headers=own)
        client.request("PROPFIND", f"/{MARKER}/{key}", headers=own)
        client.request(MARKER, f"/{MARKER}", headers=own)
        for path in ("library", "api/v1/documents", "api/v1/paragraphs", "api/v1/jobs", "v1/models", "static", "evals"):
            client.get(f"/{path}/{MARKER}", params={MARKER: key}, headers=own)
            client.delete(f"/{path}/{MARKER}", headers={**own, "Host": MARKER, "Origin": f"http://{MARKER}"})


@pytest.mark.parametrize("form", ["json", "plain"])
def test_no_word_and_no_key_is_ever_in_the_log_or_the_counts(home_copy: Path, models: Path, form: str) -> None:
    with Home(Settings(home=home_copy, models=models)) as home:
        key = Keys(home.store.database).create("default", Role.ADMIN)[1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"RAPPORTEUR_LOG": form, "RAPPORTEUR_LOG_LEVEL": "debug", "PYTHONPATH": str(Path(__file__).parents[2])}
    words = ["-P", "-c", ENTRY, "serve", "--home", str(home_copy), "--port", str(port)]
    written = home_copy / "written.log"
    with written.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words], env={**os.environ, **settings}, cwd=home_copy, stdout=out, stderr=out
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                _wait_for(client)
                everywhere(client, key)
                counted = client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
        finally:
            process.terminate()
            process.wait(30)
    said = written.read_text(encoding="utf-8")
    assert counted.status_code == 200
    for text in (said, counted.text):
        for secret in (MARKER, key, key.split("_")[1], key.split("_")[2]):
            assert secret.lower() not in text.lower()
    requests = [line for line in said.splitlines() if "request_id" in line]
    assert len(requests) > 100
    if form == "json":
        assert all(json.loads(line)["time"] for line in said.splitlines())
        assert all(json.loads(line)["message"] in ("request", "withheld") for line in requests)
    assert 'method="other"' in counted.text


def _wait_for(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")
