"""R29: keys, passwords and what others asked are in no log, no error, no count, no export and no list of settings."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from tests.app.test_watching import log
from tests.builders.model_server import Handler, peer
from tests.hardening.service import bearer

__all__ = ["log"]
Serving = Callable[..., AbstractContextManager[httpx.Client]]
MODEL_KEY = "sk-0a1b2c3d4e5f-model"
PASSWORD = "pa55-of-the-database"
MARKER = "XyzzyOfAnotherWorkspace"
URL = f"postgresql+psycopg://rapporteur:{PASSWORD}@127.0.0.1:1/none"


@pytest.fixture
def secretive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", MODEL_KEY)
    monkeypatch.setenv("RAPPORTEUR_MODEL", "openai:m")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")


def silent(*texts: str) -> None:
    for text in texts:
        for secret in (MODEL_KEY, PASSWORD, MARKER):
            assert secret not in text


def test_no_command_prints_a_password_or_a_key(
    secretive: None, run: Callable[..., Any], small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.attempts.PAUSE", 0.02)
    for words in (["doctor", "--json"], ["doctor"], ["ask", "What does Averland say?", "--debug"]):
        ran = run(*words, home=small_home)
        silent(ran.out, ran.err)
    assert (ran.code, "Traceback" in ran.err) == (5, True)
    monkeypatch.setenv("RAPPORTEUR_DATABASE_URL", URL)
    for words in (["doctor", "--json"], ["doctor", "--debug"], ["documents", "--debug"], ["keys", "list", "--debug"]):
        ran = run(*words, home=tmp_path / "other")
        assert ran.code == 4
        silent(ran.out, ran.err)
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "rapporteur.toml").write_text(
        f'database_url = "{URL}"\nchroma_url = "http://u:{PASSWORD}@h:1"\n'
    )
    monkeypatch.delenv("RAPPORTEUR_DATABASE_URL")
    ran = run("doctor", "--json", "--debug", home=tmp_path / "third")
    silent(ran.out, ran.err)


def echoed(handler: Handler) -> None:
    """A model's server that gives the key and the question back in its error, as some do."""
    said = {"error": {"message": f"{handler.headers['Authorization']} asked {handler.sent}", "code": "invalid_api_key"}}
    handler.reply(401, json.dumps(said).encode())


@pytest.fixture
def shared(
    secretive: None, home_copy: Path, models: Path, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[httpx.Client, dict[str, str], dict[str, str]]]:
    """A service whose model echoes what it is sent, and the keys of two workspaces."""
    with peer(echoed) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        settings = Settings(home=home_copy, models=models, model="openai:m")
        with Home(settings) as home:
            keys = Keys(home.store.database)
            keys.create_workspace("other")
            one, other = (bearer(keys.create(name, Role.ADMIN)[1]) for name in ("default", "other"))
            with serving(home) as client:
                yield client, one, other


def test_nothing_of_a_question_or_a_key_is_where_others_look(
    shared: tuple[httpx.Client, dict[str, str], dict[str, str]], log: io.StringIO
) -> None:
    client, one, other = shared
    question = {"question": f"What does Averland say of {MARKER}?"}
    verbatim = {**question, "mode": "verbatim"}
    assert client.post("/api/v1/ask", json=verbatim, headers=other).status_code == 200
    talk = client.post("/api/v1/conversations", json={"title": MARKER}, headers=other).json()["id"]
    client.post(f"/api/v1/conversations/{talk}/messages", json=verbatim, headers=other)
    task = {"task": f"a moratorium {MARKER}", "type": "statement", "mode": "verbatim"}
    client.post("/api/v1/drafts", json=task, headers=other)
    client.post("/api/v1/check", json={"text": f"{MARKER} says so.", "mode": "verbatim"}, headers=other)
    failed = client.post("/api/v1/ask", json=question, headers=one)  # the other has no papers: no model is asked
    stream = client.post("/api/v1/ask", json=question, headers={**one, "Accept": "text/event-stream"})
    assert (failed.status_code, "event: error" in stream.text) == (502, True)
    silent(failed.text, stream.text.partition("event: error")[2], log.getvalue())
    draft = client.post("/api/v1/drafts", json={**task, "task": "a moratorium"}, headers=one).json()["id"]
    for path in ("/metrics", "/", "/library", "/draft", "/evals", "/api/v1/feedback", "/api/v1/conversations",
                 "/openapi.json", f"/api/v1/drafts/{draft}/export?format=md"):  # fmt: skip
        reply = client.get(path, headers=one)
        assert reply.status_code == 200, path
        silent(reply.text, str(reply.headers))
    for header in (one, other):
        text = header["Authorization"].split()[1]
        assert text not in log.getvalue()
        assert text not in client.get("/metrics", headers=one).text


def test_a_fault_inside_says_nothing_of_what_was_asked(
    shared: tuple[httpx.Client, dict[str, str], dict[str, str]], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, one, _ = shared

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{MARKER} {MODEL_KEY} {PASSWORD}")

    monkeypatch.setattr("app.store.results.Results.put", broken)
    asked = {"question": f"What does Averland say of {MARKER}?", "mode": "verbatim"}
    chat = {"model": "rapporteur-verbatim", "messages": [{"role": "user", "content": asked["question"]}]}
    use = {"name": "ask", "arguments": asked}
    accept = {**one, "Accept": "application/json, text/event-stream"}
    replies = [
        client.post("/api/v1/ask", json=asked, headers=one),
        client.post("/api/v1/ask", json=asked, headers={**one, "Accept": "text/event-stream"}),
        client.post("/v1/chat/completions", json=chat, headers=one),
        client.post("/v1/chat/completions", json={**chat, "stream": True}, headers=one),
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": use}, headers=accept),
    ]
    assert [reply.status_code for reply in replies] == [500, 200, 500, 200, 200]
    for reply in replies:
        tail = reply.text[-2000:].partition("error")[2] if reply.status_code == 200 else reply.text
        assert MODEL_KEY not in reply.text
        assert MARKER not in tail
    silent(log.getvalue())
    page = client.get("/", params={"q": asked["question"], "mode": "verbatim"}, headers={**one, "Accept": "text/html"})
    assert page.status_code == 500
    assert MODEL_KEY not in page.text
