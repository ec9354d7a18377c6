"""The service over real HTTP: what it answers, and how it refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.settings import Settings
from app.wiring import Home

QUESTIONS = {
    "en": "What does Averland say about a moratorium on new deployments?",
    "fr": "Que dit l’Averland au sujet d’un moratoire sur les nouveaux déploiements ?",
    "es": "¿Qué dice Averlandia sobre una moratoria de los nuevos despliegues?",
    "ru": "Что говорит Аверландия о моратории на новые развертывания?",
    "ar": "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟",
    "zh": "阿弗兰对暂停新部署有什么立场？",
}
MORATORIUM = "LT/CONF.2031/PC.I/WP.3#10"
PROBLEM = "application/problem+json"
Serving = Callable[[Home], AbstractContextManager[httpx.Client]]


def problem(reply: httpx.Response, status: int) -> dict[str, Any]:
    """The problem of a refusal, in the form of RFC 9457."""
    assert (reply.status_code, reply.headers["content-type"]) == (status, PROBLEM)
    body: dict[str, Any] = reply.json()
    assert body["status"] == status
    assert {"type", "title", "detail"} <= set(body)
    return body


def test_it_is_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["documents"]) == (200, "ready", 18)


def test_it_is_alive_and_not_ready_when_the_index_is_damaged(serving: Serving, home_copy: Path, models: Path) -> None:
    next(home_copy.rglob("lexical.db")).unlink()
    with Home(Settings(home=home_copy, models=models)) as home, serving(home) as client:
        assert client.get("/healthz").status_code == 200
        assert "rapporteur reindex" in problem(client.get("/readyz"), 503)["detail"]
        refused = client.post("/api/v1/ask", json={"question": QUESTIONS["en"]})
        assert "rapporteur reindex" in problem(refused, 503)["detail"]
        assert client.get("/", params={"q": QUESTIONS["en"]}).status_code == 503


def test_search_ranks_paragraphs_within_the_scope(client: httpx.Client) -> None:
    body = {"query": "moratorium", "limit": 4, "scope": {"state": ["نورند", "Averland"], "language": ["fr"]}}
    found = client.post("/api/v1/search", json=body).json()
    assert (found["query"], found["scope"]) == ("moratorium", {"state": ["XNR", "XAV"], "language": ["fr"]})
    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3, 4]
    assert {passage["paragraph"]["language"] for passage in found["passages"]} == {"fr"}
    assert all(passage["paragraph"]["submitters"] for passage in found["passages"])


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_search_narrows_to_who_is_asked_unless_told_not_to(client: httpx.Client, language: str) -> None:
    body = {"query": QUESTIONS[language], "limit": 3}
    found = client.post("/api/v1/search", json=body).json()
    assert (found["scope"], found["note"]) == ({"state": ["XAV"]}, None)
    (cue,) = found["understood"]
    assert (cue["field"], cue["value"], cue["strength"], cue["applied"]) == ("state", "XAV", "hard", True)
    assert cue["text"] in QUESTIONS[language]
    found = client.post("/api/v1/search", json={**body, "ignore": ["state"]}).json()
    assert (found["scope"], found["understood"]) == ({}, [{**cue, "applied": False}])


@pytest.mark.parametrize(("path", "name"), [("ask", "question"), ("drafts", "task")])
def test_an_answer_and_a_draft_say_what_was_understood(client: httpx.Client, path: str, name: str) -> None:
    body = {name: QUESTIONS["zh"], **({"type": "position-paragraph"} if path == "drafts" else {})}
    said = client.post(f"/api/v1/{path}", json=body).json()
    assert (said["scope"], said["understood"][0]["text"]) == ({"state": ["XAV"]}, "阿弗兰")
    said = client.post(f"/api/v1/{path}", json={**body, "ignore": ["all"]}).json()
    assert (said["scope"], said["understood"][0]["applied"]) == ({}, False)


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_is_answered_in_its_language(client: httpx.Client, language: str) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTIONS[language]}).json()
    assert (answer["kind"], answer["language"], answer["mode"]) == ("answer", language, "verbatim")
    citations = [citation for sentence in answer["sentences"] for citation in sentence["citations"]]
    assert f"{MORATORIUM}@{language}" in {citation["paragraph"] for citation in citations}
    assert {tuple(citation["submitters"]) for citation in citations} == {("XAV",)}
    assert answer["coverage"]["documents_held"] == 18


def test_the_language_of_the_answer_may_be_another_than_the_questions(client: httpx.Client) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTIONS["zh"], "language": "ru"}).json()
    assert answer["language"] == "ru"
    assert all(sentence["text"].startswith("Аверландия, 2029: «") for sentence in answer["sentences"])


def test_a_draft_on_behalf_of_a_state(client: httpx.Client) -> None:
    body = {"task": "the moratorium", "type": "position-paragraph", "on_behalf_of": "Norrundia", "language": "es"}
    draft = client.post("/api/v1/drafts", json=body).json()
    assert (draft["kind"], draft["on_behalf_of"], draft["language"]) == ("draft", "XNR", "es")
    assert [paragraph["label"] for paragraph in draft["paragraphs"]] == ["1"]
    assert draft["paragraphs"][0]["sentences"][0]["text"].startswith("Norrundia declara lo siguiente: “")
    assert all(note["text"].startswith("LT/CONF.2031/PC.I/WP.7, párr. ") for note in draft["notes"])


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("ask", {"question": "x", "scope": {"state": ["Averlandd"]}}, "state"),
        ("search", {"query": "x", "scope": {"state": ["Averlandd"]}}, "state"),
        ("drafts", {"task": "x", "type": "position-paragraph", "on_behalf_of": "Averlandd"}, "on_behalf_of"),
    ],
)
def test_an_unknown_state_comes_back_with_the_nearest_names(
    client: httpx.Client, path: str, body: dict[str, Any], field: str
) -> None:
    refusal = problem(client.post(f"/api/v1/{path}", json=body), 422)
    assert (refusal["field"], refusal["suggestions"][0]) == (field, "Averland")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ask", b"not json"),
        ("ask", b""),
        ("ask", b"[]"),
        ("ask", b"{}"),
        ("ask", b'{"question": "   "}'),
        ("ask", b'{"question": 5}'),
        ("ask", b'{"question": "\\ud800 x"}'),
        ("ask", b'{"question": "x", "unknown": 1}'),
        ("ask", b'{"question": "x", "language": "de"}'),
        ("ask", b'{"question": "x", "mode": "magic"}'),
        ("ask", b'{"question": "x", "scope": {"since": "soon"}}'),
        ("ask", b'{"question": "x", "scope": {"state": "Averland"}}'),
        ("ask", b'{"question": "' + b"x" * 4001 + b'"}'),
        ("search", b'{"query": "x", "limit": 0}'),
        ("search", b'{"query": "x", "limit": 101}'),
        ("search", b'{"query": "?!"}'),
        ("search", b'{"query": "x", "rerank": true}'),
        ("search", b'{"query": "x", "rerank": true, "rerank_depth": 0}'),
        ("search", b'{"query": "x", "ignore": ["words"]}'),
        ("ask", b'{"question": "x", "ignore": "state"}'),
        ("ask", b'{"question": "\\u202e"}'),
        ("drafts", b'{"task": "x"}'),
        ("drafts", b'{"task": "x", "type": "poem"}'),
    ],
    ids=lambda value: str(value[:60]),
)
def test_a_bad_body_is_a_problem_and_not_a_fault(client: httpx.Client, path: str, body: bytes) -> None:
    reply = client.post(f"/api/v1/{path}", content=body, headers={"content-type": "application/json"})
    assert problem(reply, 422)["detail"]


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "without"])
def test_a_body_that_is_too_large_is_not_read(client: httpx.Client, chunked: bool) -> None:
    content = b'{"question": "' + b"x" * 1_000_000 + b'"}'
    sent: Any = iter([content]) if chunked else content
    reply = client.post("/api/v1/ask", content=sent, headers={"content-type": "application/json"})
    problem(reply, 413)


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/static/../../settings.py", "/static/x.css"])
def test_what_is_not_there_is_a_problem(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404)


def test_another_method_is_refused_and_the_right_one_named(client: httpx.Client) -> None:
    reply = client.get("/api/v1/ask")
    problem(reply, 405)
    assert reply.headers["allow"] == "POST"


def test_many_questions_at_once_get_their_own_answers(client: httpx.Client) -> None:
    answers: dict[str, Any] = {}

    def ask(language: str) -> None:
        answers[language] = client.post("/api/v1/ask", json={"question": QUESTIONS[language]}).json()

    threads = [threading.Thread(target=ask, args=(language,)) for language in QUESTIONS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {language: answer["question"] for language, answer in answers.items()} == QUESTIONS
    assert all(answer["kind"] == "answer" for answer in answers.values())


def test_the_library_address_needs_its_slashes_encoded_or_not(client: httpx.Client) -> None:
    plain, encoded = "LT/CONF.2031/PC.I/WP.3@en", quote("LT/CONF.2031/PC.I/WP.3@en", safe="")
    assert client.get(f"/library/{plain}").text == client.get(f"/library/{encoded}").text
