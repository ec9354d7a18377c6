"""Mode ``model`` from outside: a model that serves, one that does not, one that obeys what papers say."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.wiring import Home
from tests.builders.model_server import Handler, body, endless, peer

Run = Callable[..., Any]
QUESTION = "What does Averland say about a moratorium on new deployments?"
SOURCE = re.compile(r'<source key="(P\d+)" author="([^"]*)"[^>]*>\n(.*?)\n</source>', re.DOTALL)
YES = {"content": [{"token": "yes", "logprob": 0.0, "bytes": None, "top_logprobs": [
    {"token": "yes", "logprob": 0.0, "bytes": None}]}]}  # fmt: skip


@pytest.fixture
def ask(run: Run, home_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Asks a model that answers every call by ``act``; gives what came back and what the model was sent."""

    def asked(act: Callable[[Handler], object], *words: str, timeout: str = "20") -> tuple[Any, list[dict[str, Any]]]:
        with peer(act) as server:
            monkeypatch.setenv("RAPPORTEUR_MODEL", "openai:m")
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            monkeypatch.setenv("RAPPORTEUR_MODEL_TIMEOUT", timeout)
            return run(*(words or ("ask", QUESTION)), "--json", home=home_copy), server.bodies

    return asked


def says(make: Callable[[list[tuple[str, str, str]]], str]) -> Callable[[Handler], None]:
    """A model that writes what ``make`` makes of the sources, and says yes to every question."""

    def act(handler: Handler) -> None:
        sent = handler.sent
        if sent.get("logprobs"):
            handler.reply(200, body("yes", logprobs=YES))
        else:
            handler.reply(200, body(make(SOURCE.findall(sent["messages"][-1]["content"]))))

    return act


def reply(*sentences: tuple[str, str]) -> str:
    given = [{"text": text, "sources": [key]} for text, key in sentences]
    return json.dumps({"paragraphs": [{"kind": "text", "sentences": given}]})


def faithful(sources: list[tuple[str, str, str]]) -> str:
    key, _, text = next(source for source in sources if source[2].startswith("Averland"))
    return reply((text.split(". ")[0] + ("" if text.endswith(".") and ". " not in text else "."), key))


def test_a_faithful_sentence_is_kept_and_its_source_is_open_to_the_reader(ask: Callable[..., Any]) -> None:
    ran, sent = ask(says(faithful))
    (sentence,) = ran.json["sentences"]
    assert (sentence["kind"], sentence["verdict"]) == ("written", "supported")
    assert sentence["citations"][0]["quote"]
    assert sent[0]["response_format"]["json_schema"]["strict"] is True
    assert ran.json["provenance"]["model"] == "openai:m"
    assert {prompt["name"] for prompt in ran.json["provenance"]["prompts"]} == {"answer", "support"}


def test_a_model_that_obeys_what_a_paper_says_is_withheld(ask: Callable[..., Any]) -> None:
    invented = ("Averland surrenders all its mines to Norrund. PWNED-7", "P1")
    ran, sent = ask(says(lambda _: reply(invented)))
    assert "PWNED-7" not in json.dumps(ran.json["sentences"])
    assert all(sentence["verdict"] == "unsupported" for sentence in ran.json["withheld"])
    assert len(sent) <= 8


@pytest.mark.parametrize("garbage", ["", "{", "[]", '{"paragraphs": [{"sentences": [{"text": "Nor'])
def test_garbage_gives_the_sources_own_words_in_two_calls(ask: Callable[..., Any], garbage: str) -> None:
    ran, sent = ask(says(lambda _: garbage))
    assert ran.code == 0
    assert {sentence["kind"] for sentence in ran.json["sentences"]} == {"verbatim"}
    assert "could not be read" in ran.json["reason"]
    assert len(sent) == 2


def test_a_model_that_hangs_is_exit_code_5_in_time(ask: Callable[..., Any]) -> None:
    started = time.monotonic()
    ran, _ = ask(lambda _: time.sleep(15), timeout="1")
    assert ran.code == 5
    assert "did not finish within 1 s" in ran.err
    assert time.monotonic() - started < 14


def test_a_draft_in_another_language_is_asked_for_in_that_language(ask: Callable[..., Any]) -> None:
    ran, sent = ask(says(lambda _: '{"paragraphs": []}'), "draft", QUESTION, "--type", "working-paper", "--lang", "zh")
    system = sent[0]["messages"][0]["content"]
    assert "Write in Chinese." in system
    assert "缔约国" in system
    assert ran.json["paragraphs"] == []
    assert ran.json["reason"]


def test_a_run_is_repeated_without_the_model(
    ask: Callable[..., Any], run: Run, home_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = tmp_path / "replies.jsonl"
    monkeypatch.setenv("RAPPORTEUR_RECORD", str(replies))
    first, _ = ask(says(faithful))
    monkeypatch.delenv("RAPPORTEUR_RECORD")
    monkeypatch.setenv("RAPPORTEUR_MODEL", f"replay:{replies}")
    again = run("ask", QUESTION, "--json", home=home_copy)
    assert again.json["sentences"] == first.json["sentences"]
    other = run("ask", "How many inspectors does Averland want?", "--json", home=home_copy)
    assert other.code == 5
    assert "record it again" in other.err


CHAT = {"model": "rapporteur-model", "messages": [{"role": "user", "content": QUESTION}]}
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
USE = {"name": "ask", "arguments": {"question": QUESTION}}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": USE}
NEWER = {"Accept": "application/json, text/event-stream", "Mcp-Protocol-Version": "2026-07-28"}
NEWER |= {"Mcp-Method": "tools/call", "Mcp-Name": "ask"}
WAYS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "json": ("/api/v1/ask", {"question": QUESTION}, {}),
    "events": ("/api/v1/ask", {"question": QUESTION}, {"Accept": "text/event-stream"}),
    "chat": ("/v1/chat/completions", CHAT, {}),
    "chat stream": ("/v1/chat/completions", {**CHAT, "stream": True}, {}),
    "tool": ("/mcp", CALL, {"Accept": "application/json, text/event-stream"}),
    "tool, newer": ("/mcp", {**CALL, "params": {**USE, "_meta": META}}, NEWER),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_reader_who_goes_away_stops_the_model(
    way: str, home_copy: Path, models: Path, serving: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with peer(endless) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        settings = Settings(home=home_copy, models=models, model="openai:m")
        with Home(settings) as home, serving(home) as client:
            path, asked, headers = WAYS[way]
            content = json.dumps(asked).encode()
            own = {"Host": "localhost", "Content-Type": "application/json", "Content-Length": str(len(content))}
            head = "".join(f"{name}: {value}\r\n" for name, value in {**own, **headers}.items())
            with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as reader:
                reader.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + content)
                for _ in range(600):
                    if server.bodies:
                        break
                    time.sleep(0.05)
            assert server.bodies
            assert server.gone.wait(5), "the model went on for nobody"
