"""What goes wrong on a page is a page that says so and what to do; a program gets a problem."""

from __future__ import annotations

import httpx
import pytest

from tests.web.reading import Page, one

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("GET", "/draft/nope", 404), ("DELETE", "/draft", 405), ("GET", "/draft?offset=x", 422),
     ("GET", "/static/nope.css", 404)],
)  # fmt: skip
def test_a_person_reads_a_page(web: httpx.Client, method: str, path: str, status: int) -> None:
    reply = web.request(method, path, headers=BROWSER)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    page = Page(reply.text)
    assert one(page, "h1").text()
    assert one(page, "main a[href='/']")
    program = web.request(method, path)
    assert (program.status_code, program.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_it_is_in_the_language_of_the_interface(web: httpx.Client, language: str) -> None:
    page = Page(web.get("/nope", headers={**BROWSER, "Accept-Language": language}).text)
    assert one(page, "html").attributes["lang"] == language
    heading = one(page, "h1").text()
    assert (heading == "There is no such page") == (language == "en")


def test_the_api_stays_with_problems_whoever_asks(web: httpx.Client) -> None:
    reply = web.get("/api/v1/drafts/nope", headers=BROWSER)
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


def test_what_is_too_large_is_said(web: httpx.Client) -> None:
    reply = web.post("/draft", content=b"task=" + b"x" * 1_000_001, headers={
        **BROWSER, "Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert reply.status_code == 413
    assert "1000000" in one(Page(reply.text), "main").text()


def test_a_script_of_a_page_gets_a_line(web: httpx.Client) -> None:
    reply = web.post("/draft/nope/revise", data={"instruction": "x"}, headers={"HX-Request": "true"})
    assert reply.status_code == 404
    assert "<html" not in reply.text
    assert one(Page(reply.text), "[role=alert]").text()


def test_a_page_of_another_site_can_send_nothing(web: httpx.Client) -> None:
    headers = {**BROWSER, "Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    reply = web.post("/draft", data={"task": "mines"}, headers=headers)
    assert reply.status_code == 403
    assert "another site" in one(Page(reply.text), "main").text()
