"""R25: text of papers and models is text wherever it is shown: nothing in it runs, loads or opens anything."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import etree
from lxml import html as pages
from markdown_it import MarkdownIt
from selenium import webdriver

from app.export.docx import docx
from app.export.html import html
from app.export.markdown import markdown
from app.export.message import Message, still
from app.settings import Settings
from app.wiring import Home
from corpus.ingest import ingest_file
from corpus.unseen import on_a_screen
from tests.app.conftest import served
from tests.builders.page import read_page
from tests.export.drafts import draft, paragraph, sentence
from tests.hardening.payloads import PAYLOADS
from tests.web.conftest import Browser, _driver  # noqa: F401  # the one browser of the session

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RENDERER = MarkdownIt("commonmark", {"html": True})
BARE = re.compile(r"\w://|\bwww\.\w|\w@\w")  # what some readers of Markdown make links of by themselves
LIVE = ("script", "img", "a", "iframe", "object", "embed", "link", "base", "form", "svg", "video", "style", "meta")


def live(page: str) -> list[Any]:
    """Elements of a page that do something, and attributes that a script could be in."""
    tree = pages.fromstring(f"<main>{page}</main>")
    acting = [each for each in tree.iter() if any(str(name).startswith("on") for name in each.attrib)]
    return [*acting, *(each for each in tree.iter(*LIVE) if not str(each.get("href", "")).startswith("#"))]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_message_is_text_also_for_a_client_that_renders_markdown(payload: str) -> None:
    for text in (payload, f"Norrund, 2029: “{payload}”", f"It says so.\n\n{payload}"):
        assert live(RENDERER.render(still(text))) == []
        assert not BARE.search(still(text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_export_is_text(payload: str) -> None:
    made = draft(paragraph("1", (payload, 1), (payload, 2)), title=payload, reason=payload)
    assert live(RENDERER.render(markdown(made))) == []
    assert not BARE.search(markdown(made))
    page = html(made)
    assert live(page.partition("<body>")[2].rpartition("</body>")[0]) == []
    with zipfile.ZipFile(io.BytesIO(docx(made))) as word:
        for name in word.namelist():
            tree = etree.fromstring(word.read(name))
            if name.endswith(".rels"):
                assert not [each for each in tree if each.get("TargetMode") == "External"]
            assert not list(tree.iter(f"{WORD}hyperlink", f"{WORD}fldSimple", f"{WORD}instrText", f"{WORD}fldChar"))
            assert not list(tree.iter(f"{WORD}altChunk", f"{WORD}object", f"{WORD}pict", f"{WORD}drawing"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_terminal_gets_no_control_character(payload: str) -> None:
    assert not [sign for sign in on_a_screen(payload) if ord(sign) < 32 or 127 <= ord(sign) < 160]


@pytest.fixture(scope="module")
def client(specimen_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service over a paper that is made of payloads: name, title, heading and every paragraph."""
    folder = Path(shutil.copytree(specimen_home.folder, tmp_path_factory.mktemp("payloads") / "home"))
    file = tmp_path_factory.mktemp("files") / "<img src=x onerror=window.ran=1>.txt"
    lines = [f"{n}. Averland says of visas: {text}" for n, text in enumerate(map(_plain, PAYLOADS), start=1)]
    file.write_text("\n\n".join(["<script>window.ran=1</script> title", *lines]) + "\n", encoding="utf-8")
    settings = Settings(home=folder, models=specimen_home.settings.models, rate_limit="6000/minute")
    with Home(settings) as home:
        with home.writer("tests"):
            assert ingest_file(home.store, file).outcome == "added"
            home.index_pending(lambda _done, _total: None)
        with served(home) as made:
            yield made


def _plain(payload: str) -> str:
    return "".join(sign for sign in payload if sign.isprintable())


def paths(client: httpx.Client) -> list[str]:
    held = client.get("/api/v1/documents").json()["documents"]
    (paper,) = [each["id"] for each in held if each["id"].startswith("doc:")]
    shown = ["/library", "/evals", f"/library/{quote(paper, safe='')}", f"/library/{quote(paper, safe='')}?beside=x"]
    for payload in PAYLOADS:
        text = quote(payload)
        shown += [
            f"/?q={text}",
            f"/library?q={text}",
            f"/library/{quote(payload, safe='')}",
            f"/{quote(payload, safe='')}",
        ]
    return shown


@pytest.fixture(scope="module")
def typed(client: httpx.Client) -> list[str]:
    """Pages of what a user typed or brought: conversations by their first question, a rating with its comment, drafts
    with their task, their text and what was asked of them, an upload by its name."""
    made = []
    for payload in PAYLOADS:
        conversation = client.post("/ask", data={"q": f"What of visas {payload}"}).headers["location"]
        made += [conversation.partition("#")[0], f"{conversation.partition('#')[0]}/delete"]
        given = {"task": f"Visas {payload}", "type": "statement", "on_behalf_of": "Averland"}
        made.append(client.post("/draft", data=given).headers["location"])
    asked = client.post("/api/v1/ask", json={"question": "What does Averland say of visas?"}).json()
    for payload in PAYLOADS:
        rated = {"provenance": asked["provenance"]["id"], "rating": "wrong", "comment": payload, "c": payload}
        assert client.post("/feedback", data=rated).status_code == 200
    text = {"role": ["heading", *["numbered"] * len(PAYLOADS)], "text": [PAYLOADS[0], *PAYLOADS]}
    edited = client.post(f"{made[-1]}/edit", data=text).headers["location"]
    revised = client.post(f"{edited}/revise", data={"instruction": PAYLOADS[0]}).headers["location"]
    files = [("files", (payload.replace("/", "|"), b"x", "text/html")) for payload in map(_plain, PAYLOADS)]
    return [*made, edited, f"{edited}/edit", revised, client.post("/library", files=files).headers["location"]]


def test_no_page_holds_anything_that_was_put_there(client: httpx.Client, typed: list[str]) -> None:
    for path in (*paths(client), *typed, "/", "/draft"):
        reply = client.get(path)
        assert reply.status_code in (200, 400, 404, 422), path
        if reply.headers["content-type"].startswith("text/html"):
            page = read_page(reply, reply.status_code)
            assert not [each for each in page.all("a") if not each["href"].startswith(("/", "#", "?"))], path
            assert not page.all("img"), path


def test_every_reply_says_what_it_is_and_nothing_is_guessed(client: httpx.Client) -> None:
    made = client.post("/api/v1/drafts", json={"task": "visas", "type": "statement"}).json()
    for kind in ("docx", "md", "html", "json"):
        reply = client.get(f"/api/v1/drafts/{made['id']}/export?format={kind}")
        assert reply.headers["content-disposition"].startswith("attachment"), kind
        assert reply.headers.get("x-content-type-options") == "nosniff", kind
    for path in ("/static/base.css", "/library", "/evals", "/", "/healthz", "/api/v1/documents", "/nowhere", "/mcp"):
        assert client.get(path).headers.get("x-content-type-options") == "nosniff", path


@pytest.mark.long
def test_in_a_browser_nothing_runs_and_nothing_is_asked_of_another_host(
    client: httpx.Client,
    typed: list[str],
    _driver: webdriver.Chrome,  # noqa: F811  # the fixture
) -> None:
    browser = Browser(_driver, str(client.base_url).rstrip("/"))
    for path in (*paths(client), *typed, "/", "/draft"):
        browser.open(path)
        assert browser.runs("return window.ran") is None, path
        missing = f"{browser.base}/"  # our own pages that are not there are told in the console
        other = [each for each in browser.faults() if not (each.startswith(missing) and "status of 4" in each)]
        assert other == [], path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_sentence_of_a_message_is_text(payload: str) -> None:
    message = Message()
    message.add(sentence(f"Norrund, 2029: “{payload}”", 1))
    assert live(RENDERER.render(message.text)) == []
    assert not BARE.search(message.text)
    for mark in message.marks:
        assert message.text[mark.start : mark.end] == "[1]"
