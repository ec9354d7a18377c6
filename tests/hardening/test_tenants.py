"""R21 to R23: no route without a key, nothing of another workspace, and one key's excess is its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.api.service import create_service
from app.serving.entry import Rules
from app.settings import Settings
from app.store.keys import Keys, Role
from app.wiring import Home
from app.workspaces import Workspaces
from tests.app.test_access import uploaded
from tests.hardening.service import bearer

Serving = Callable[..., AbstractContextManager[httpx.Client]]
QUESTION = {"question": "What does Norrund say about the moratorium?"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPEN = {("GET", "/healthz"), ("HEAD", "/healthz"), ("POST", "/sign-in")}


@pytest.fixture
def home(home_copy: Path, models: Path) -> Iterator[Home]:
    with Home(Settings(home=home_copy, models=models)) as opened:
        yield opened


def paths(home: Home) -> set[str]:
    """The template of every route there is: of the API, of the pages, of other protocols."""
    found: set[str] = set()

    def walk(routes: Any) -> None:
        for route in routes:
            if path := getattr(route, "path", ""):
                found.add(path.replace(":path", ""))
            walk(getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", ()))

    service = create_service(Workspaces(home.settings, home))
    walk(service.routes)
    return found | set(service.openapi()["paths"])


def test_every_route_needs_a_good_key(home: Home, serving: Serving) -> None:
    keys = Keys(home.store.database)
    gone, text = keys.create("default", Role.ADMIN)
    keys.create("default", Role.READ)
    assert keys.revoke(gone.id)
    shown: list[dict[str, str]] = [
        {}, bearer("rk_0"), bearer(text), {"Authorization": text}, {"Cookie": f"rapporteur_key={text}"},
        {"X-Api-Key": text}, {"Authorization": f"Basic {text}"}, {"X-Forwarded-For": "127.0.0.1"},
    ]  # fmt: skip
    templates = paths(home)
    assert {"/mcp", "/v1/chat/completions", "/library/{document_id}", "/api/v1/ask", "/evals", "/docs"} <= templates
    with serving(home) as client:
        for path in sorted(templates | {"/healthz/", "//healthz", "/healthz/x", "/HEALTHZ", "/%68ealthz/../readyz"}):
            at = path.replace("{", "").replace("}", "")
            for method in METHODS:
                for headers in shown if method in ("GET", "POST") else shown[:3]:
                    reply = client.request(method, at, headers=headers)
                    if (method, at) in OPEN or at == "/healthz":
                        continue
                    assert reply.status_code == 401, (method, at, headers)
                    assert reply.headers["www-authenticate"].startswith("Bearer")


def held_by_alpha(client: httpx.Client, alpha: dict[str, str], paper: Path) -> dict[str, str]:
    """One of everything that has an id, in the workspace of this key."""
    job = uploaded(client, alpha, (paper.name, paper.read_bytes()))
    document = client.get("/api/v1/documents", headers=alpha).json()["documents"][0]["id"]
    whole = client.get(f"/api/v1/documents/{quote(document, safe='')}", headers=alpha).json()
    talk = client.post("/api/v1/conversations", headers=alpha).json()["id"]
    answer = client.post(f"/api/v1/conversations/{talk}/messages", json=QUESTION, headers=alpha).json()
    task = {"task": "the moratorium", "type": "position-paragraph", "on_behalf_of": "Norrund"}
    draft = client.post("/api/v1/drafts", json=task, headers=alpha).json()["id"]
    result = answer["provenance"]["id"]
    return {
        "document_id": document, "paragraph_id": whole["paragraphs"][0]["id"], "job_id": job["id"],
        "conversation_id": talk, "draft_id": draft, "result_id": result,
    }  # fmt: skip


def absent(name: str) -> str:
    """An id of the same form that is nowhere."""
    at = len(name) - 1 if name[-1].isdigit() else next(n for n, sign in enumerate(name) if sign.isdigit())
    return f"{name[:at]}{(int(name[at]) + 5) % 10}{name[at + 1 :]}"


BODIES: dict[str, Any] = {
    "messages": QUESTION, "revise": {"instruction": "remove paragraph 1"}, "delete": None, "edit": None,
}  # fmt: skip


def test_what_is_anothers_is_what_is_nowhere_to_the_byte(home: Home, serving: Serving, specimen: Path) -> None:
    keys = Keys(home.store.database)
    for name in ("alpha", "beta"):
        keys.create_workspace(name)
    alpha, beta = (bearer(keys.create(name, Role.ADMIN)[1]) for name in ("alpha", "beta"))
    templates = [path for path in sorted(paths(home)) if "{" in path]
    walked, refused = set(), 0
    with serving(home) as client:
        ids = held_by_alpha(client, alpha, specimen / "LT_CONF.2031_PC.I_WP.7.en.txt")
        for template in templates:
            for name, own in ids.items():
                other = absent(own)
                for method in ("GET", "POST", "DELETE", "PUT"):
                    body = next((body for word, body in BODIES.items() if word in template), None)
                    replies = []
                    for each in (own, other):
                        at = "/".join(quote(each, safe="") if "{" in part else part for part in template.split("/"))
                        reply = client.request(method, at, json=body, headers=beta)
                        replies.append(
                            (reply.status_code, reply.text.replace(each, "ID").replace(quote(each, safe=""), "ID"))
                        )
                    assert replies[0] == replies[1], (method, template, name)
                    refused += replies[0][0] == 404
                    walked.add(template)
        for rating in ({"provenance": ids["result_id"], "rating": "right"}, {"provenance": "0", "rating": "right"}):
            assert client.post("/api/v1/feedback", json=rating, headers=beta).status_code == 404
        text = json.dumps(
            [client.get(path, headers=beta).text for path in ("/", "/library", "/draft", "/api/v1/feedback")]
        )
        assert not [own for own in ids.values() if own in text]
        for name, path in {"document_id": "documents", "job_id": "jobs", "draft_id": "drafts"}.items():
            at = f"/api/v1/{path}/{quote(ids[name], safe='')}"
            assert client.get(at, headers=alpha).status_code == 200, "nothing that was refused was done"
    assert refused > 60, "most of them are refused as absent"
    assert len(walked) >= 12


def test_one_keys_excess_is_its_own(home: Home, serving: Serving) -> None:
    keys = Keys(home.store.database)
    one, other = (bearer(keys.create("default", Role.READ)[1]) for _ in range(2))
    with serving(home, Rules(limit="20/minute")) as client:
        guesses = [client.get("/readyz", headers=bearer(f"rk_{n:016x}_{'x' * 43}")) for n in range(25)]
        assert [reply.status_code for reply in guesses] == [401] * 20 + [429] * 5, "guesses are counted by address"
        assert all(int(reply.headers["retry-after"]) >= 1 for reply in guesses[20:])
        assert [client.get("/readyz", headers=one).status_code for _ in range(21)] == [200] * 20 + [429]
        assert client.get("/readyz", headers=other).status_code == 200
        assert client.get("/healthz").status_code == 200
