"""Who may come in: keys, roles, other sites, limits. And that nothing of one workspace is seen from another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.serving.entry import Rules
from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home

Serving = Callable[..., AbstractContextManager[httpx.Client]]
PROBLEM = "application/problem+json"
QUESTION = {"question": "What does Averland say about a moratorium on new deployments?"}
PAPER = "LT/CONF.2031/PC.I/WP.3@en"


@pytest.fixture
def home(home_copy: Path, models: Path) -> Iterator[Home]:
    with Home(Settings(home=home_copy, models=models)) as opened:
        yield opened


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def safe(text: str) -> str:
    return quote(text, safe="")


def uploaded(client: httpx.Client, headers: dict[str, str], *files: tuple[str, bytes]) -> dict[str, Any]:
    """Uploads files and waits for the end of the job."""
    parts = [("files", (name, data, "application/octet-stream")) for name, data in files]
    reply = client.post("/api/v1/documents", files=parts, headers=headers)
    assert reply.status_code == 202, reply.text
    for _ in range(600):
        job: dict[str, Any] = client.get(reply.headers["location"], headers=headers).json()
        if job["status"] not in ("queued", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


ROUTES = [
    ("GET", "/"), ("GET", "/library/x"), ("GET", "/readyz"), ("GET", "/openapi.json"), ("GET", "/static/base.css"),
    ("GET", "/api/v1/documents"), ("GET", "/api/v1/paragraphs/x"), ("GET", "/api/v1/jobs/x"),
    ("GET", "/api/v1/conversations"), ("GET", "/api/v1/provenance/x"), ("GET", "/api/v1/feedback"),
    ("GET", "/api/v1/drafts/x"), ("POST", "/api/v1/ask"), ("POST", "/api/v1/search"), ("POST", "/api/v1/documents"),
    ("POST", "/api/v1/check"), ("POST", "/api/v1/drafts"), ("DELETE", "/api/v1/documents/x"), ("GET", "/nothing"),
]  # fmt: skip


def test_with_a_key_every_route_but_one_needs_it(home: Home, serving: Serving) -> None:
    key, text = Keys(home.store.database).create("default", Role.READ)
    assert text not in str(home.folder.joinpath("rapporteur.db").read_bytes())
    with serving(home) as client:
        assert client.get("/healthz").status_code == 200
        for method, path in ROUTES:
            for headers in ({}, bearer("rk_0"), bearer(text[:-1] + "x"), {"Authorization": "Basic eDp5"}):
                reply = client.request(method, path, headers=headers)
                assert reply.status_code == 401, (method, path, headers)
                assert reply.headers["www-authenticate"].startswith("Bearer")
        assert client.get("/api/v1/documents", headers=bearer(text)).status_code == 200
        assert client.get("/api/v1/documents", headers={"Cookie": f"rapporteur_key={text}"}).status_code == 200
        assert Keys(home.store.database).revoke(key.id)
        time.sleep(1.1)
        assert client.get("/api/v1/documents", headers=bearer(text)).status_code == 401
        assert client.get("/api/v1/documents").status_code == 401, "a service that had keys stays closed"


def test_a_key_may_do_what_its_role_may(home: Home, serving: Serving) -> None:
    keys = Keys(home.store.database)
    texts = {role: keys.create("default", role)[1] for role in Role}
    task = {"task": "the moratorium", "type": "statement", "on_behalf_of": "Averland"}
    expected = {Role.READ: (200, 403, 403), Role.DRAFT: (200, 200, 403), Role.ADMIN: (200, 200, 200)}
    with serving(home) as client:
        for role, wanted in expected.items():
            headers = bearer(texts[role])
            asked = client.post("/api/v1/ask", json=QUESTION, headers=headers)
            drafted = client.post("/api/v1/drafts", json=task, headers=headers)
            removed = client.delete(f"/api/v1/documents/{quote(PAPER, safe='')}", headers=headers)
            assert (asked.status_code, drafted.status_code, removed.status_code) == wanted
            refused = [reply for reply in (drafted, removed) if reply.status_code == 403]
            assert all(reply.headers["content-type"] == PROBLEM and role in reply.text for reply in refused)


def test_nothing_of_a_workspace_is_seen_from_another(home: Home, serving: Serving, specimen: Path) -> None:
    keys = Keys(home.store.database)
    for name in ("alpha", "beta"):
        keys.create_workspace(name)
    alpha, beta = (bearer(keys.create(name, Role.ADMIN)[1]) for name in ("alpha", "beta"))
    paper = specimen / "LT_CONF.2031_PC.I_WP.7.en.txt"
    with serving(home) as client:
        assert client.get("/api/v1/documents", headers=alpha).json()["total"] == 0, "what the home itself holds"
        job = uploaded(client, alpha, (paper.name, paper.read_bytes()))
        assert job["status"] == "done"
        (document,) = client.get("/api/v1/documents", headers=alpha).json()["documents"]
        paragraph = client.get(f"/api/v1/documents/{document['id']}", headers=alpha).json()["paragraphs"][0]["id"]
        question = {"question": "What does Norrund say about the moratorium?"}
        answer = client.post("/api/v1/ask", json=question, headers=alpha).json()
        assert answer["kind"] == "answer"
        talk = client.post("/api/v1/conversations", headers=alpha).json()["id"]
        client.post(f"/api/v1/conversations/{talk}/messages", json=question, headers=alpha)
        task = {"task": "the moratorium", "type": "position-paragraph", "on_behalf_of": "Norrund"}
        draft = client.post("/api/v1/drafts", json=task, headers=alpha).json()["id"]
        own = answer["provenance"]["id"]
        routes: list[tuple[str, str, Any]] = [
            ("GET", f"/api/v1/documents/{safe(document['id'])}", None),
            ("GET", f"/api/v1/paragraphs/{safe(paragraph)}", None),
            ("GET", f"/library/{safe(document['id'])}", None),
            ("GET", f"/api/v1/jobs/{job['id']}", None),
            ("GET", f"/api/v1/conversations/{talk}", None),
            ("POST", f"/api/v1/conversations/{talk}/messages", question),
            ("GET", f"/api/v1/drafts/{draft}", None),
            ("GET", f"/api/v1/drafts/{draft}/export?format=json", None),
            ("POST", f"/api/v1/drafts/{draft}/revise", {"instruction": "remove paragraph 1"}),
            ("GET", f"/api/v1/provenance/{own}", None),
            ("POST", "/api/v1/feedback", {"provenance": own, "rating": "right"}),
            ("POST", f"/api/v1/jobs/{job['id']}/cancel", None),
            ("DELETE", f"/api/v1/conversations/{talk}", None),
            ("DELETE", f"/api/v1/documents/{safe(document['id'])}", None),
        ]
        names = (document["id"], paragraph, job["id"], talk, draft, own)
        for method, path, body in routes:
            theirs = client.request(method, path, json=body, headers=beta)
            assert theirs.status_code == 404, (method, path)
            gone, nothing = path, body
            for name in names:  # the same refusal as for what is nowhere
                gone = gone.replace(safe(name), safe(name[:-1] + "0")).replace(name, name[:-1] + "0")
            if body and "provenance" in body:
                nothing = {**body, "provenance": own[:-1] + "0"}
            absent = client.request(method, gone, json=nothing, headers=beta)
            assert absent.status_code == 404
            assert len(absent.text) == len(theirs.text) or path.startswith("/library"), (method, path)
        assert client.post("/api/v1/ask", json=question, headers=beta).json()["coverage"]["documents_held"] == 0
        assert client.post("/api/v1/search", json={"query": "moratorium"}, headers=beta).json()["passages"] == []
        lists = {"documents": "documents", "conversations": "conversations", "feedback": "feedback"}
        for path, name in lists.items():
            assert client.get(f"/api/v1/{path}", headers=beta).json()[name] == []
        for method, path, body in routes:  # nothing that was refused was done
            assert client.request(method, path, json=body, headers=alpha).status_code in (200, 201), (method, path)


def test_a_page_of_another_site_cannot_make_a_browser_act(home: Home, serving: Serving) -> None:
    with serving(home) as client:
        origin = f"http://{client.base_url.host}:{client.base_url.port}"

        def send(**headers: str) -> httpx.Response:
            return client.post("/api/v1/search", json={"query": "moratorium"}, headers=headers)

        assert send(Origin=origin).status_code == 200
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert send(**headers).status_code == 403, headers
        assert client.get("/api/v1/documents", headers={"Host": "evil.example"}).status_code == 421
        assert client.get("/api/v1/documents", headers={"Host": "localhost:1"}).status_code == 200


def test_a_key_has_its_own_limit(home: Home, serving: Serving) -> None:
    keys = Keys(home.store.database)
    one, other = (bearer(keys.create("default", Role.READ)[1]) for _ in range(2))
    with serving(home, Rules(limit="3/minute")) as client:
        assert [client.get("/readyz", headers=one).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = client.get("/readyz", headers=one)
        assert 1 <= int(refused.headers["retry-after"]) <= 61
        assert refused.headers["content-type"] == PROBLEM
        assert client.get("/readyz", headers=other).status_code == 200
        assert client.get("/healthz", headers=one).status_code == 200


def test_a_body_is_bounded_also_when_it_does_not_say_how_long_it_is(home: Home, serving: Serving) -> None:
    with serving(home, Rules(upload=2_000_000)) as client:
        pieces = (b"x" * 100_000 for _ in range(30))
        assert client.post("/api/v1/ask", content=pieces).status_code == 413
        assert client.post("/api/v1/ask", content=b"x" * 1_000_001).status_code == 413
        big = client.post("/api/v1/documents", files={"files": ("a.txt", b"x" * 2_000_001)})
        assert (big.status_code, big.headers["content-type"]) == (413, PROBLEM)
