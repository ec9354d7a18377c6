"""The pages over real HTTP: right-to-left, links that lead somewhere, nothing that runs."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from app.wiring import Home

VOID = {"br", "input", "link", "meta"}
ENGLISH = "What does Averland say about a moratorium on new deployments?"
ARABIC = "ماذا تقول أفرلاند عن الوقف الاختياري لعمليات النشر الجديدة؟"
SCRIPTS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; alert(1); //<svg onload=alert(1)>"]


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its text; an element that is not closed is a fault."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def opened(client: httpx.Client, path: str, query: dict[str, str] | None = None, *, status: int = 200) -> Page:
    """A page; it must forbid scripts, frames and other hosts."""
    reply = client.get(path, params=query)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    policy = {part.split()[0]: part.split()[1:] for part in reply.headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert "script-src" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    page = Page(reply.text)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not any(name.startswith("on") or name == "style" for name in names)
    assert "script" not in {tag for tag, _ in page.elements}
    return page


def test_the_first_page_asks(client: httpx.Client) -> None:
    page = opened(client, "/")
    assert [attributes["name"] for attributes in page.all("input")] == ["q"]
    assert {"ar", "en", "es", "fr", "ru", "zh"} <= {attributes["value"] for attributes in page.all("option")}
    assert page.all("article") == []
    assert client.get(page.all("link")[0]["href"]).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("question", "query", "language", "direction"),
    [(ENGLISH, {}, "en", "ltr"), (ARABIC, {}, "ar", "rtl"), (ENGLISH, {"lang": "ar"}, "ar", "rtl")],
    ids=["English", "Arabic", "English into Arabic"],
)
def test_every_citation_leads_to_its_paragraph(
    client: httpx.Client, question: str, query: dict[str, str], language: str, direction: str
) -> None:
    page = opened(client, "/", {"q": question, **query})
    assert page.all("article") == [{"lang": language, "dir": direction}]
    assert all(quote == {"lang": language, "dir": direction} for quote in page.all("blockquote"))
    marks = [link for link in page.all("a") if link.get("class") == "mark"]
    assert f"LT/CONF.2031/PC.I/WP.3#10@{language}" in {mark["data-paragraph"] for mark in marks}
    links = {link["href"] for link in page.all("a") if link["href"].startswith("/library/")}
    assert {mark["href"] for mark in marks} <= links
    for link in links:
        target = urlsplit(link)
        paper = opened(client, target.path)
        assert unquote(target.fragment) in {attributes.get("id") for attributes in paper.all("div")}
        assert paper.all("article")[0]["dir"] == direction
    assert len(page.texts["mark"]) == len(marks)


def chips(page: Page) -> list[dict[str, str]]:
    return [link for link in page.all("a") if link.get("class", "").split()[:1] == ["chip"]]


@pytest.mark.parametrize("question", [ENGLISH, ARABIC], ids=["English", "Arabic"])
def test_what_the_question_named_can_be_left_out_and_taken_back(client: httpx.Client, question: str) -> None:
    page = opened(client, "/", {"q": question, "lang": "ar", "mode": "verbatim"})
    (chip,) = chips(page)
    assert (chip["class"], page.all("article")[0]["dir"]) == ("chip", "rtl")
    assert "أفرلاند" in chip["title"]
    again = {"q": [question], "lang": ["ar"], "mode": ["verbatim"]}
    assert parse_qs(urlsplit(chip["href"]).query) == {**again, "ignore": ["state"]}
    without = opened(client, chip["href"])
    (chip,) = chips(without)
    assert chip["class"] == "chip unused"
    assert parse_qs(urlsplit(chip["href"]).query) == again
    assert chips(opened(client, chip["href"]))[0]["class"] == "chip"


def test_two_things_named_are_left_out_one_by_one(client: httpx.Client) -> None:
    page = opened(client, "/", {"q": "What does Averland say about Norrund since 2029?"})
    fields = [parse_qs(urlsplit(chip["href"]).query)["ignore"] for chip in chips(page)]
    assert fields == [["state"], ["about"], ["since"]]
    page = opened(client, chips(page)[0]["href"])
    assert [parse_qs(urlsplit(chip["href"]).query).get("ignore") for chip in chips(page)] == [
        None,
        ["state", "about"],
        ["state", "since"],
    ]


def test_a_question_that_names_nothing_has_no_chips(client: httpx.Client) -> None:
    assert chips(opened(client, "/", {"q": "What should be verified?"})) == []


@pytest.mark.parametrize("ignore", ["words", "<b>", ""])
def test_what_cannot_be_left_out_is_said(client: httpx.Client, ignore: str) -> None:
    page = opened(client, "/", {"q": ENGLISH, "ignore": ignore}, status=422)
    assert "cannot be ignored" in "".join(page.texts["p"])


def test_what_is_near_is_linked_too(client: httpx.Client) -> None:
    page = opened(client, "/", {"q": "What does Sweden say about the moratorium?"})
    links = [link["href"] for link in page.all("a") if "data-paragraph" in link]
    assert links
    assert all(opened(client, urlsplit(link).path).all("article") for link in links)
    assert "mark" not in page.texts


def test_every_label_of_every_paper_can_be_linked(client: httpx.Client, specimen_home: Home) -> None:
    for document in specimen_home.store.documents():
        page = opened(client, f"/library/{document.id}")
        anchors = [attributes["href"] for attributes in page.all("a") if attributes.get("class") == "label"]
        ids = [attributes["id"] for attributes in page.all("div")]
        assert [unquote(anchor.removeprefix("#")) for anchor in anchors] == ids
        versions = [attributes["href"] for attributes in page.all("a") if attributes["href"].startswith("/library/")]
        assert len(versions) == 5


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_in_a_question_or_an_address_is_text(client: httpx.Client, text: str) -> None:
    page = opened(client, "/", {"q": f"{ENGLISH} {text}"})
    assert page.all("input")[0]["value"] == f"{ENGLISH} {text}"
    assert page.all("img") + page.all("svg") == []
    wrong = opened(client, "/", {"q": ENGLISH, "lang": text}, status=422)
    assert text in "".join(wrong.texts["p"])
    missing = opened(client, f"/library/{text.replace('#', '').replace('?', '')}", status=404)
    assert missing.all("img") + missing.all("svg") == []


@pytest.mark.parametrize(
    "path", ["/library/NOPE", "/library/LT%2FCONF.2031%2FPC.I%2FWP.3", "/library/%00", "/library/"]
)
def test_a_paper_that_is_not_there_is_a_page_that_says_so(client: httpx.Client, path: str) -> None:
    page = opened(client, path, status=404)
    assert "There is no document" in "".join(page.texts["p"])


@pytest.mark.parametrize(
    ("q", "status"), [("x" * 4001, 422), ("   ", 200), ("?!", 422), ("\x00", 422), ("\u202e mines", 200)]
)
def test_an_odd_question_is_no_fault(client: httpx.Client, q: str, status: int) -> None:
    opened(client, "/", {"q": q}, status=status)
