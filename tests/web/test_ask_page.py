"""Ask, over HTTP and without scripts: answers, citations, chips, conversations, feedback."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from app.wiring import Home
from tests.builders.page import Page, opened, read_page

ENGLISH = "What does Averland say about a moratorium on new deployments?"
ARABIC = "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟"
SCRIPTS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; alert(1); //<svg onload=alert(1)>"]


def test_the_first_page_asks(web: httpx.Client) -> None:
    page = opened(web, "/")
    assert [each["name"] for each in page.all("input") if each.get("type") != "hidden"] == ["q"]
    assert {"ar", "en", "es", "fr", "ru", "zh"} <= {attributes["value"] for attributes in page.all("option")}
    assert page.all("article") == []
    for sheet in page.all("link", rel="stylesheet"):
        assert web.get(sheet["href"]).headers["content-type"].startswith("text/css")
    for script in page.all("script"):
        reply = web.get(script["src"])
        assert reply.headers["content-type"].startswith("text/javascript")
        assert reply.headers["content-encoding"] == "gzip"
        assert web.get(script["src"], headers={"Accept-Encoding": "identity"}).content == reply.content


@pytest.mark.parametrize(
    ("question", "query", "language", "direction"),
    [(ENGLISH, {}, "en", "ltr"), (ARABIC, {}, "ar", "rtl"), (ENGLISH, {"lang": "ar"}, "ar", "rtl")],
    ids=["English", "Arabic", "English into Arabic"],
)
def test_every_citation_leads_to_its_words(
    web: httpx.Client, question: str, query: dict[str, str], language: str, direction: str
) -> None:
    page = opened(web, "/", {"q": question, **query})
    assert [(each["lang"], each["dir"]) for each in page.all("article")] == [(language, direction)]
    assert all((quote["lang"], quote["dir"]) == (language, direction) for quote in page.all("blockquote"))
    marks = page.all("a", class_="mark")
    assert f"LT/CONF.2031/PC.I/WP.3#10@{language}" in {mark["data-paragraph"] for mark in marks}
    assert {mark["aria-describedby"] for mark in marks} == {quote["id"] for quote in page.all("blockquote")}
    assert len(page.texts["mark"]) == len(marks)
    for mark, quote in zip(marks, page.texts["mark"], strict=True):
        target = urlsplit(mark["href"])
        paper = opened(web, f"{target.path}?{target.query}")
        assert unquote(target.fragment) in {attributes.get("id") for attributes in paper.all("div")}
        assert paper.all("article")[0]["dir"] == direction
        assert paper.text("mark") == quote


def chips(page: Page) -> list[dict[str, str]]:
    return page.all("a", class_="chip")


@pytest.mark.parametrize("question", [ENGLISH, ARABIC], ids=["English", "Arabic"])
def test_what_the_question_named_can_be_left_out_and_taken_back(web: httpx.Client, question: str) -> None:
    page = opened(web, "/", {"q": question, "lang": "ar", "mode": "verbatim"})
    (chip,) = chips(page)
    assert (chip["class"], page.all("article")[0]["dir"]) == ("chip", "rtl")
    assert "أفرلاند" in chip["title"]
    again = {"q": [question], "lang": ["ar"], "mode": ["verbatim"]}
    assert parse_qs(urlsplit(chip["href"]).query) == {**again, "ignore": ["state"]}
    without = opened(web, chip["href"])
    (chip,) = chips(without)
    assert chip["class"] == "chip unused"
    assert parse_qs(urlsplit(chip["href"]).query) == again
    assert chips(opened(web, chip["href"]))[0]["class"] == "chip"


def test_two_things_named_are_left_out_one_by_one(web: httpx.Client) -> None:
    page = opened(web, "/", {"q": "What does Averland say about Norrund since 2029?"})
    fields = [parse_qs(urlsplit(chip["href"]).query)["ignore"] for chip in chips(page)]
    assert fields == [["state"], ["about"], ["since"]]
    page = opened(web, chips(page)[0]["href"])
    assert [parse_qs(urlsplit(chip["href"]).query).get("ignore") for chip in chips(page)] == [
        None,
        ["state", "about"],
        ["state", "since"],
    ]


def test_a_question_that_names_nothing_has_no_chips(web: httpx.Client) -> None:
    assert chips(opened(web, "/", {"q": "What should be verified?"})) == []


@pytest.mark.parametrize("ignore", ["words", "<b>", ""])
def test_what_cannot_be_left_out_is_said(web: httpx.Client, ignore: str) -> None:
    page = opened(web, "/", {"q": ENGLISH, "ignore": ignore}, status=422)
    assert "cannot be ignored" in page.text("p")


def test_what_is_near_is_linked_too(web: httpx.Client) -> None:
    page = opened(web, "/", {"q": "What does Sweden say about the moratorium?"})
    links = [link for link in page.all("a") if "data-paragraph" in link]
    assert links
    held = {each["id"] for each in page.all("div") if "id" in each}
    assert {link["aria-describedby"] for link in links} <= held
    assert all(opened(web, urlsplit(link["href"]).path).all("article") for link in links)
    assert "mark" not in page.texts


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_in_a_question_or_an_address_is_text(web: httpx.Client, text: str) -> None:
    page = opened(web, "/", {"q": f"{ENGLISH} {text}"})
    assert page.all("input")[0]["value"] == f"{ENGLISH} {text}"
    assert page.all("img") + page.all("svg") == []
    wrong = opened(web, "/", {"q": ENGLISH, "lang": text}, status=422)
    assert text in wrong.text("p")


@pytest.mark.parametrize(
    ("q", "status"), [("x" * 4001, 422), ("   ", 200), ("?!", 422), ("\x00", 422), ("\u202e mines", 200)]
)
def test_an_odd_question_is_no_fault(web: httpx.Client, q: str, status: int) -> None:
    opened(web, "/", {"q": q}, status=status)


def test_a_fault_is_said_in_the_readers_language(web: httpx.Client) -> None:
    page = read_page(web.get("/", params={"q": "?!"}, headers={"Accept-Language": "fr"}), 422)
    assert "ne contient aucun mot" in page.text("p")


def test_the_interface_keeps_the_question_when_its_language_changes(web: httpx.Client) -> None:
    page = opened(web, "/", {"q": ENGLISH})
    (link,) = page.all("a", hreflang="fr")
    assert parse_qs(link["href"].lstrip("?")) == {"q": [ENGLISH], "ui": ["fr"]}


def test_a_follow_up_begins_a_conversation_that_can_be_read_and_deleted(web: httpx.Client, web_home: Home) -> None:
    page = opened(web, "/", {"q": ENGLISH})
    hidden = {each["name"]: each["value"] for each in page.all("input", type="hidden")}
    before = web_home.conversations.list(1)[1]
    reply = web.post("/ask", data={**hidden, "q": "and Norrund?"})
    assert reply.status_code == 303
    there = reply.headers["location"]
    conversation = opened(web, there)
    assert len(conversation.all("article")) == 2
    assert "What does Norrund say about a moratorium on new deployments?" in conversation.text("p")
    assert "LT/CONF.2031/PC.I/WP.7#5@en" in {mark["data-paragraph"] for mark in conversation.all("a", class_="mark")}
    assert web_home.conversations.list(1)[1] == before + 1
    assert ENGLISH in opened(web, "/").text("a")
    path = urlsplit(there).path
    assert opened(web, f"{path}/delete").all("form", method="post")
    assert web.post(f"{path}/delete").status_code == 303
    assert opened(web, path, status=404).all("p", class_="error")


def test_an_answer_of_a_conversation_whose_paper_changed_is_withheld(web: httpx.Client, web_home: Home) -> None:
    reply = web.post("/ask", data={"q": ENGLISH})
    path = urlsplit(reply.headers["location"]).path
    message = web_home.conversations.get(path.removeprefix("/c/"))
    assert message is not None
    body = message["messages"][0]["answer"]
    body["sentences"][0]["citations"][0]["quote"] = "Something else."
    from corpus.tables import RESULTS

    with web_home.store.database.writing() as connection:
        connection.execute(RESULTS.update().where(RESULTS.c.id == body["provenance"]["id"]).values(body=body))
    page = opened(web, path)
    assert len(page.all("a", class_="mark")) < len(body["sentences"])
    assert "Withheld (1)" in page.text("summary")
    web.post(f"{path}/delete")


def test_what_a_reader_says_of_an_answer_is_kept(web: httpx.Client, web_home: Home) -> None:
    page = opened(web, "/", {"q": ENGLISH})
    (provenance,) = {each["value"] for each in page.all("input", name="provenance")}
    given = {"provenance": provenance, "rating": "misattributed", "comment": "It was Norrund."}
    assert read_page(web.post("/feedback", data=given)).all("p", class_="told")
    rating = web_home.results.ratings(1)[0][0]
    assert (rating["provenance"], rating["rating"], rating["comment"]) == tuple(given.values())
    wrong = web.post("/feedback", data={**given, "rating": "funny"})
    assert read_page(wrong, 404).all("p", class_="error")


def test_a_stream_is_given_once(web: httpx.Client) -> None:
    reply = web.post("/ask", data={"q": ENGLISH}, headers={"HX-Request": "true"})
    (turn,) = read_page(reply).all("article")
    events = web.get(turn["sse-connect"]).text
    kinds = [line.removeprefix("event: ") for line in events.splitlines() if line.startswith("event: ")]
    assert kinds[0] == "passages"
    assert set(kinds[1:-3]) == {"sentence"}
    assert kinds[-3:] == ["cues", "done", "close"]
    again = web.get(turn["sse-connect"]).text
    assert "event: fault" in again
    assert "event: sentence" not in again
    path = reply.headers["hx-push-url"]
    assert len(opened(web, path).all("article")) == 1
    web.post(f"{path}/delete")
