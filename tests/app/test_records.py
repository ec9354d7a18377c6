"""Conversations, what was answered, and what readers said of it, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.bundle import verified
from app.settings import Settings
from app.wiring import Home

Serving = Callable[..., AbstractContextManager[httpx.Client]]
ASKED = "What does Averland say about a moratorium on new deployments?"


@pytest.fixture
def served_home(home_copy: Path, models: Path, serving: Serving) -> Iterator[httpx.Client]:
    with Home(Settings(home=home_copy, models=models)) as home, serving(home) as client:
        yield client


def events(reply: httpx.Response) -> list[tuple[str, Any]]:
    blocks = [block.split("\n", 1) for block in reply.text.strip().split("\n\n")]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in blocks]


def test_a_follow_up_leans_on_the_question_before_it(served_home: httpx.Client) -> None:
    begun = served_home.post("/api/v1/conversations")
    talk = begun.json()
    assert (begun.status_code, begun.headers["location"]) == (201, f"/api/v1/conversations/{talk['id']}")
    assert talk["messages"] == []
    path = f"/api/v1/conversations/{talk['id']}/messages"
    first = served_home.post(path, json={"question": ASKED}).json()
    assert (first["kind"], first["understood_as"]) == ("answer", ASKED)
    second = served_home.post(path, json={"question": "And Norrund?"}).json()
    assert second["understood_as"] == "What does Norrund say about a moratorium on new deployments?"
    assert second["kind"] == "abstention"
    held = served_home.get(f"/api/v1/conversations/{talk['id']}").json()
    assert [message["question"] for message in held["messages"]] == [ASKED, "And Norrund?"]
    assert [message["answer"] for message in held["messages"]] == [first, second]
    assert held["title"] == ASKED
    listed = served_home.get("/api/v1/conversations").json()
    assert ([row["id"] for row in listed["conversations"]], listed["total"]) == ([talk["id"]], 1)
    assert served_home.delete(f"/api/v1/conversations/{talk['id']}").json() == {"removed": talk["id"]}
    for method, where in (("GET", ""), ("DELETE", ""), ("POST", "/messages")):
        url = f"/api/v1/conversations/{talk['id']}{where}"
        assert served_home.request(method, url, json={"question": ASKED}).status_code == 404


def test_a_turn_of_a_conversation_is_streamed_and_kept(served_home: httpx.Client) -> None:
    talk = served_home.post("/api/v1/conversations", json={"title": "A title"}).json()["id"]
    path = f"/api/v1/conversations/{talk}/messages"
    reply = served_home.post(path, json={"question": ASKED}, headers={"Accept": "text/event-stream"})
    (kinds, bodies) = zip(*events(reply), strict=True)
    assert (kinds[0], kinds[-1]) == ("passages", "done")
    streamed = [body for kind, body in zip(kinds, bodies, strict=True) if kind == "sentence"]
    assert streamed == bodies[-1]["sentences"]
    held = served_home.get(f"/api/v1/conversations/{talk}").json()
    assert (held["title"], held["messages"][0]["answer"]) == ("A title", bodies[-1])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ask", {"question": ASKED}),
        ("check", {"text": "Averland proposes a moratorium (LT/CONF.2031/PC.I/WP.3, para. 10)."}),
        ("drafts", {"task": "the moratorium", "type": "statement", "on_behalf_of": "Averland"}),
    ],
)
def test_whatever_was_given_can_be_had_again_and_rated(
    served_home: httpx.Client, path: str, body: dict[str, str]
) -> None:
    given = served_home.post(f"/api/v1/{path}", json=body).json()
    id_ = given["provenance"]["id"]
    kept = served_home.get(f"/api/v1/provenance/{id_}")
    assert kept.json() == given
    assert kept.headers["content-disposition"] == f'attachment; filename="{given["kind"]}-{id_[:8]}.json"'
    assert verified(given, {})["sound"]
    said = {"provenance": id_, "rating": "misattributed", "comment": "It was Norrund."}
    made = served_home.post("/api/v1/feedback", json=said)
    assert (made.status_code, made.json() | said) == (201, made.json())
    (row,) = served_home.get("/api/v1/feedback").json()["feedback"]
    assert row == {**made.json(), "result": given}
    assert served_home.post("/api/v1/feedback", json={**said, "rating": "fine"}).status_code == 422
    assert served_home.post("/api/v1/feedback", json={**said, "provenance": "0" * 32}).status_code == 404
