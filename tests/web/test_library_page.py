"""The library over HTTP and without scripts: list, filters, papers brought in and taken out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.store.keys import Keys, Role
from app.web.shelf import PAGE, shelf
from app.web.site import NAMES
from app.wiring import Home
from corpus.model import Language
from tests.app.conftest import served
from tests.builders.page import Page, opened, read_page
from tests.conftest import make_paper

TEXT = """LT/CONF.2031/PC.I/WP.99

Working paper submitted by Norrund

1. Norrund proposes that a register of lighthouses be kept in common by all coastal States, that each lighthouse be
entered in it with its height and its light, and that the register be open to every navigator free of charge.
"""


def symbols(page: Page) -> list[str]:
    return [text for text in page.texts.get("bdi", []) if text.startswith("LT/")]


def test_versions_of_a_paper_stand_together(web: httpx.Client, web_home: Home) -> None:
    page = opened(web, "/library")
    works = {document.work for document in web_home.store.documents()}
    assert set(symbols(page)) == works
    links = [link for link in page.all("a") if link["href"].startswith("/library/") and "hreflang" in link]
    assert len(links) == len(web_home.store.documents()) == 6 * len(works)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "Norrund"}, ["LT/CONF.2031/PC.I/WP.7"]),
        ({"status": "adopted"}, ["LT/CONF.2026/DEC.2"]),
        ({"session": "2031/PC.I", "q": "averland"}, ["LT/CONF.2031/PC.I/WP.3"]),
        ({"q": "wp.7", "language": "zh"}, ["LT/CONF.2031/PC.I/WP.7"]),
        ({"q": "阿弗兰"}, ["LT/CONF.2031/PC.I/WP.3"]),
        ({"kind": "decision", "state": "Norrund"}, []),
    ],
)
def test_filters(web: httpx.Client, query: dict[str, str], found: list[str]) -> None:
    assert symbols(opened(web, "/library", query)) == found


def test_a_state_that_is_not_known_is_said(web: httpx.Client) -> None:
    page = opened(web, "/library", {"state": "Averlnd"}, status=422)
    assert "Averland" in page.text("p")


def test_thousands_of_papers_come_page_by_page() -> None:
    papers = [make_paper(f"LT/CONF.2031/WP.{n}", "Text.") for n in range(1, 3001)]
    started = time.perf_counter()
    last = shelf(papers, "", 60, Language.EN)
    assert time.perf_counter() - started < 2
    assert (last.total, last.pages, last.first, last.last) == (3000, 60, 3000 - PAGE + 1, 3000)
    assert last.papers[-1].document.symbol == "LT/CONF.2031/WP.3000"
    assert shelf(papers, "", 9999, Language.EN) == last
    assert shelf(papers, "wp.2999", 1, Language.EN).total == 1


def ended(web: httpx.Client, path: str) -> Page:
    for _ in range(200):
        page = opened(web, path)
        if not page.all("progress"):
            return page
        time.sleep(0.1)
    raise AssertionError("the upload did not end")


def test_a_paper_is_brought_in_asked_about_and_taken_out(web: httpx.Client) -> None:
    files = [("files", ("new.txt", TEXT.encode())), ("files", ("<b>empty.pdf", b"%PDF-1.7"))]
    reply = web.post("/library", files=files)
    assert reply.status_code == 303
    page = ended(web, reply.headers["location"])
    assert "added" in page.text("span")
    assert "refused" in page.text("span")
    assert "<b>empty.pdf" in page.text("bdi")
    assert page.all("p", class_="warning")
    answer = opened(web, "/", {"q": "What does Norrund say about a register of lighthouses?"})
    assert "LT/CONF.2031/PC.I/WP.99#1@en" in {mark["data-paragraph"] for mark in answer.all("a", class_="mark")}
    sure = opened(web, "/remove", {"work": "LT/CONF.2031/PC.I/WP.99"})
    (box,) = sure.all("input", type="checkbox")
    assert box["value"] == "LT/CONF.2031/PC.I/WP.99@en"
    assert "checked" in box
    reply = web.post("/remove", data={"document": box["value"]})
    assert reply.status_code == 303
    assert box["value"] in opened(web, reply.headers["location"]).text("p")
    opened(web, "/library/LT%2FCONF.2031%2FPC.I%2FWP.99@en", status=404)


def test_nothing_chosen_is_said(web: httpx.Client) -> None:
    page = read_page(web.post("/library", files=[("files", ("", b""))]), 422)
    assert "No file was chosen" in page.text("p")


def test_an_upload_that_is_not_there_is_said(web: httpx.Client) -> None:
    assert opened(web, "/uploads/nothing", status=404).all("p", class_="error")


@pytest.mark.parametrize("language", NAMES)
def test_every_page_speaks_every_language(web: httpx.Client, language: str) -> None:
    for path in ("/", "/library", "/library/LT%2FCONF.2031%2FPC.I%2FWP.3@en", "/library/NOPE", "/c/nothing"):
        reply = web.get(path, headers={"Accept-Language": language})
        page = read_page(reply, 404 if path.endswith(("NOPE", "nothing")) else 200)
        assert page.all("html") == [{"lang": language, "dir": "rtl" if language == "ar" else "ltr"}]


def test_who_may_only_read_is_offered_nothing_else(models: Path, tmp_path: Path) -> None:
    with Home(Settings(home=tmp_path / "home", models=models)) as home, served(home) as client:
        client.headers["Authorization"] = f"Bearer {Keys(home.store.database).create('default', Role.READ)[1]}"
        assert opened(client, "/library").all("form", id="upload") == []
        tried: list[tuple[str, dict[str, Any]]] = [
            ("/library", {"files": [("files", ("new.txt", b"Text."))]}),
            ("/remove", {"data": {}}),
        ]
        for path, sent in tried:
            page = read_page(client.post(path, **sent), 403)
            assert "This key may read" in page.text("p")
        client.headers["Authorization"] = f"Bearer {Keys(home.store.database).create('default', Role.ADMIN)[1]}"
        assert opened(client, "/library").all("form", id="upload")
