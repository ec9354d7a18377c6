"""Who has no key is asked for one, by a page that needs nothing else; a good key leads on to what was asked for."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from app.store.keys import Role
from app.web.signin import local_address
from app.wiring import Home
from app.workspaces import Workspaces
from tests.app.conftest import served
from tests.web.reading import Page, one

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A client of a service with keys, and two keys."""

    client: httpx.Client
    draft: str
    read: str


@pytest.fixture(scope="module")
def keyed_home(specimen_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = shutil.copytree(specimen_home.folder, tmp_path_factory.mktemp("keyed") / "home")
    with Home(Settings(home=Path(folder), models=specimen_home.settings.models)) as home:
        yield home


@pytest.fixture(scope="module")
def keyed(keyed_home: Home) -> Iterator[Keyed]:
    keys = Workspaces(keyed_home.settings, keyed_home).keys
    texts = [keys.create("default", role)[1] for role in (Role.DRAFT, Role.READ)]
    with served(keyed_home) as client:
        yield Keyed(client, *texts)


def test_a_page_without_a_key_is_a_form_that_stands_alone(keyed: Keyed) -> None:
    reply = keyed.client.get("/draft?task=mines", headers=BROWSER)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"].startswith("Bearer")
    page = Page(reply.text)
    assert one(page, "input[name=next]").attributes["value"] == "/draft?task=mines"
    assert not page.css("script, img, link[rel=stylesheet], [style]")
    style = one(page, "style").text()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]
    assert not re.search(r"url\(|@import", style)
    arabic = Page(keyed.client.get("/?ui=ar", headers=BROWSER).text)
    assert one(arabic, "html").attributes == {"lang": "ar", "dir": "rtl"}


def test_a_program_is_answered_with_a_problem(keyed: Keyed) -> None:
    for path in ("/api/v1/documents", "/openapi.json"):
        reply = keyed.client.get(path, headers=BROWSER)
        assert (reply.status_code, reply.headers["content-type"]) == (401, "application/problem+json")
    assert keyed.client.get("/draft").headers["content-type"] == "application/problem+json"
    assert keyed.client.get("/healthz").status_code == 200


def test_a_good_key_leads_to_the_page_and_signing_out_forgets_it(keyed_home: Home, keyed: Keyed) -> None:
    with httpx.Client(base_url=keyed.client.base_url, headers=BROWSER, timeout=60, trust_env=False) as client:
        reply = client.post("/sign-in", data={"key": f" {keyed.draft}\n", "next": "/draft?task=mines"})
        assert (reply.status_code, reply.headers["location"]) == (303, "/draft?task=mines")
        cookie = reply.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        page = Page(client.get("/draft?task=mines").text)
        assert one(page, "textarea[name=task]").text() == "mines"
        assert one(page, "form[action='/sign-out'] button")
        reply = client.post("/sign-out")
        assert (reply.status_code, reply.headers["location"]) == (303, "/")
        assert client.get("/draft").status_code == 401


def test_over_https_the_cookie_is_for_https_alone(keyed: Keyed) -> None:
    headers = {**BROWSER, "X-Forwarded-Proto": "https"}
    reply = keyed.client.post("/sign-in", data={"key": keyed.draft}, headers=headers)
    assert "Secure" in reply.headers["set-cookie"]
    keyed.client.cookies.clear()


@pytest.mark.parametrize(
    "key", ["", "  ", "rk_0123456789abcdef_" + "x" * 43, "<script>alert(1)</script>", "\x00", "é" * 50]
)
def test_another_key_is_refused_in_a_line(keyed: Keyed, key: str) -> None:
    reply = keyed.client.post("/sign-in", data={"key": key, "next": "/evals"}, headers=BROWSER)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == 'Bearer realm="Rapporteur"'
    assert "set-cookie" not in reply.headers
    page = Page(reply.text)
    assert one(page, "[role=alert]").text()
    assert one(page, "input[name=next]").attributes["value"] == "/evals"
    assert not page.css("script")
    assert not key.strip() or key.strip() not in reply.text


@pytest.mark.parametrize(
    "address",
    ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "\\\\elsewhere.example", "elsewhere",
     "javascript:alert(1)", "/\t/elsewhere.example", "/ok\r\nX: y", " //elsewhere.example", "", "/a\\b", "/sign-in"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(keyed: Keyed, address: str) -> None:
    assert local_address(address) == "/"
    reply = keyed.client.post("/sign-in", data={"key": keyed.draft, "next": address}, headers=BROWSER)
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    keyed.client.cookies.clear()


@pytest.mark.parametrize("address", ["/", "/draft?task=a%20b&ui=ar", "/library/LT%2FCONF.2031%40en", "/evals/a"])
def test_a_page_of_this_site_is_led_to(address: str) -> None:
    assert local_address(address) == address


def test_a_key_that_may_only_read_writes_no_draft(keyed: Keyed) -> None:
    with httpx.Client(base_url=keyed.client.base_url, headers=BROWSER, timeout=60, trust_env=False) as client:
        client.post("/sign-in", data={"key": keyed.read})
        page = Page(client.get("/draft").text)
        assert not page.css("form.desk")
        assert one(page, ".warning").text()
        reply = client.post("/draft", data={"task": "mines"})
        assert reply.status_code == 403
        assert "role" in one(Page(reply.text), "main").text()


def test_a_script_whose_key_is_gone_is_told_in_a_line(keyed: Keyed) -> None:
    reply = keyed.client.post("/draft", data={"task": "mines"}, headers={"HX-Request": "true"})
    assert reply.status_code == 401
    assert "<html" not in reply.text
    assert one(Page(reply.text), "[role=alert] a[target=_blank]")
