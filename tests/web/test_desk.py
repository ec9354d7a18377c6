"""The draft desk over HTTP: drafts written, read with their checks, changed, compared; what is wrong is said."""

from __future__ import annotations

import io
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import docx
import httpx
import pytest

from app.drafting.request import TYPES
from app.settings import Settings
from app.wiring import Home
from tests.builders.model_server import endless, peer
from tests.web.reading import Page, one

TASK = {"en": "a moratorium on new deployments", "ar": "الوقف الاختياري لعمليات النشر الجديدة", "zh": "暂停新部署"}
HTMX = {"HX-Request": "true"}
Serving = Callable[[Home], AbstractContextManager[httpx.Client]]


@pytest.fixture(scope="module")
def serving_one() -> Serving:
    from tests.app.conftest import served

    return served


def opened(client: httpx.Client, path: str, *, status: int = 200, language: str = "en") -> Page:
    reply = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8"), reply.text[:400]
    return Page(reply.text)


def written(client: httpx.Client, kind: str = "working-paper", language: str = "en", **more: str) -> str:
    """The address of a new draft."""
    reply = client.post("/draft", data={"task": TASK[language], "type": kind, "lang": language, **more})
    assert reply.status_code == 303, reply.text
    return reply.headers["location"]


def texts(page: Page) -> list[str]:
    return [node.text(deep=True) for node in page.css("article p.reading")]


def test_the_form_offers_what_can_be_drafted_and_by_whom(web: httpx.Client) -> None:
    page = opened(web, "/draft")
    assert [node.attributes["value"] for node in page.css("input[name=type]")] == list(TYPES)
    assert "Averland" in [node.attributes["value"] for node in page.css("datalist option")]
    french = opened(web, "/draft", language="fr")
    assert one(french, "html").attributes["lang"] == "fr"
    assert [node.attributes["value"] for node in french.css("datalist option")]


def test_only_modes_that_can_work_are_offered(web: httpx.Client, web_home: Home) -> None:
    offered = {node.attributes["value"] for node in opened(web, "/draft").css("select[name=mode] option")}
    assert offered == ({"verbatim", "local"} if web_home.settings.language_model.is_file() else set())


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("language", TASK)
def test_a_draft_is_shown_with_a_link_for_every_citation(web: httpx.Client, kind: str, language: str) -> None:
    address = written(web, kind, language)
    facts = web.get(f"/api/v1{address.replace('/draft/', '/drafts/')}").json()
    page = opened(web, address)
    article = one(page, "article")
    assert (article.attributes["lang"], article.attributes["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert one(article, "h1").text() == facts["title"]
    said = [sentence for paragraph in facts["paragraphs"] for sentence in paragraph["sentences"]]
    assert [node.text() for node in page.css(".sentence")] == [each["text"] for each in said if each["text"]]
    cited = [citation["paragraph"] for each in said for citation in each["citations"]]
    assert [node.attributes["data-paragraph"] for node in page.css("a.mark")] == cited
    checks = [len(each["checks"]) for each in said if each["checks"]]
    assert [len(node.css(".checks li")) for node in page.css("details.verdict")] == checks
    assert len(page.css(".notes li")) == len(facts["notes"])
    assert len(page.css(".balance tbody tr")) == len(facts["balance"])
    marks = [node.text() for node in page.css(".notes mark")]
    assert marks
    for node in page.css("a.mark"):
        target = urlsplit(node.attributes["href"] or "")
        assert web.get(target.path, params=parse_qs(target.query)).status_code == 200
        assert page.css(f"#{node.attributes['aria-describedby']}")


def test_a_paragraph_edited_by_hand_becomes_a_version_with_its_changes(web: httpx.Client) -> None:
    address = written(web)
    form = one(opened(web, f"{address}/edit"), "form#edit")
    roles = [node.attributes["value"] or "" for node in form.css("input[name=role]")]
    words = [node.text() for node in form.css("textarea")]
    numbered = roles.index("numbered")
    words[numbered] += "\r\n\r\nAverland supports a moratorium on new deployments until 2034."
    reply = web.post(f"{address}/edit", data={"role": roles, "text": words})
    assert reply.status_code == 303, reply.text
    page = opened(web, reply.headers["location"])
    assert "Averland supports a moratorium on new deployments until 2034." in " ".join(texts(page))
    assert "Averland supports" in one(page, ".changed p ins").text()
    assert "Version 2 of 2" in one(page, ".versions summary").text()
    empty = web.post(f"{reply.headers['location']}/edit", data={"role": roles, "text": [""] * len(roles)})
    assert empty.status_code == 422
    assert "at least one paragraph" in one(Page(empty.text), "#wrong [role=alert]").text()


def test_what_nothing_bears_out_is_withheld_in_the_open(web: httpx.Client) -> None:
    address = written(web, "position-paragraph")
    data = {"role": ["numbered", "numbered"], "text": ["Averland wants 731 new submarines.", "It supports cheese."]}
    page = opened(web, web.post(f"{address}/edit", data=data).headers["location"])
    withheld = one(page, "section.withheld")
    assert "731" in withheld.text()
    assert withheld.css(".warning")
    assert "731" not in " ".join(texts(page))


def test_an_instruction_makes_a_version_and_any_two_can_be_compared(web: httpx.Client) -> None:
    first = written(web)
    second = web.post(f"{first}/revise", data={"instruction": "remove paragraph 1"}).headers["location"]
    third = web.post(f"{second}/revise", data={"instruction": "make it sing"}).headers["location"]
    page = opened(web, third)
    assert "Nothing was changed" in one(page, ".warning").text()
    assert not page.css(".changes")
    ids = [address.rpartition("/")[2] for address in (first, second, third)]
    reply = web.get("/draft/compare", params={"before": ids[0], "after": ids[2]})
    assert reply.status_code == 303
    compared = opened(web, reply.headers["location"])
    assert "Averland" in one(compared, ".comparison p del").text()
    back = opened(web, f"{first}/compare?before={ids[2]}")
    assert "Averland" in one(back, ".comparison p ins").text()
    same = opened(web, f"{third}/compare?before={ids[1]}")
    assert not same.css(".comparison :is(ins, del)")
    assert same.css(".told")
    assert [node.attributes["value"] for node in same.css("select[name=before] option")] == ids
    listed = [node.attributes["href"] for node in opened(web, "/draft").css(".drafts a")]
    assert third in listed
    assert not {first, second} & set(listed)


def test_a_version_of_another_draft_cannot_be_compared(web: httpx.Client) -> None:
    first, other = written(web), written(web)
    opened(web, f"{first}/compare?before={other.rpartition('/')[2]}", status=404)
    opened(web, f"{first}/compare?before=%00", status=404)


def test_a_name_that_is_not_known_gets_suggestions_and_nothing_typed_is_lost(web: httpx.Client) -> None:
    given = {"task": TASK["en"], "type": "statement", "lang": "fr", "on_behalf_of": "Averlnd"}
    reply = web.post("/draft", data=given)
    assert reply.status_code == 422
    page = Page(reply.text)
    assert one(page, "textarea[name=task]").text() == given["task"]
    assert one(page, "input[name=on_behalf_of]").attributes["value"] == "Averlnd"
    assert one(page, "input[name=on_behalf_of]").attributes["aria-invalid"] == "true"
    assert one(page, "input[name=type][checked]").attributes["value"] == "statement"
    assert one(page, "select[name=lang] option[selected]").attributes["value"] == "fr"
    offered = [node.attributes["value"] or "" for node in page.css("button[name=suggested]")]
    assert offered[0] == "Averland"
    assert web.post("/draft", data={**given, "suggested": offered[0]}).status_code == 303
    piece = web.post("/draft", data=given, headers=HTMX)
    assert (piece.status_code, "<html" in piece.text) == (422, False)
    assert "Averland" in piece.text
    done = web.post("/draft", data={**given, "on_behalf_of": "Averland"}, headers=HTMX)
    assert done.headers["hx-redirect"].startswith("/draft/")


@pytest.mark.parametrize("task", ["", "  ", "?!", "x" * 4001])
def test_a_task_without_words_is_refused_in_a_line(web: httpx.Client, task: str) -> None:
    reply = web.post("/draft", data={"task": task}, headers={"Accept-Language": "ar"})
    assert reply.status_code == 422
    assert "4000" in one(Page(reply.text), "#wrong [role=alert]").text()
    assert one(Page(reply.text), "html").attributes["dir"] == "rtl"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_that_is_typed_is_text(web: httpx.Client, text: str) -> None:
    address = written(web)
    for reply in (
        web.post("/draft", data={"task": f"{TASK['en']} {text}", "on_behalf_of": text}),
        web.post(
            f"{address}/edit", data={"role": ["numbered"], "text": [f"{text} says nothing."]}, follow_redirects=True
        ),
        web.get("/draft", params={"task": text, "on_behalf_of": text}),
    ):
        assert "<script>alert" not in reply.text
        assert "<img" not in reply.text


def test_what_is_not_there_is_a_page_that_says_so(web: httpx.Client) -> None:
    for path in ("/draft/nope", "/draft/%00", "/draft/nope/edit", "/draft/nope/compare", "/draft/compare/compare"):
        page = opened(web, path, status=404)
        assert page.css("h1")


def test_a_subject_that_is_not_on_file_shows_what_is_near(web: httpx.Client) -> None:
    address = written(web, on_behalf_of="Sweden")
    page = opened(web, address)
    assert not page.css(".sentence")
    assert "Sweden" in one(page, ".warning").text()
    assert page.css(".near a[data-paragraph]")
    assert not page.css("form#revise")


def test_the_download_is_a_word_file(web: httpx.Client) -> None:
    page = opened(web, written(web))
    links = {node.text(): node.attributes["href"] or "" for node in page.css(".exports a")}
    assert set(links) == {"Word", "Markdown", "HTML", "JSON"}
    assert docx.Document(io.BytesIO(web.get(links["Word"]).content)).paragraphs


def test_a_long_list_is_shown_in_parts(web: httpx.Client, web_home: Home) -> None:
    facts = web_home.drafts.get(written(web).rpartition("/")[2])
    assert facts
    for n in range(25):
        web_home.drafts.put({**facts, "id": f"many{n:028d}"})
    first = opened(web, "/draft")
    assert len(first.css(".drafts li")) == 20
    rest = one(first, "a[rel=next]").attributes["href"] or ""
    assert parse_qs(rest.removeprefix("?")) == {"offset": ["20"]}
    assert opened(web, f"/draft{rest}").css("a[rel=prev]")
    opened(web, "/draft?offset=-1", status=422)


def test_versions_are_told_in_order_also_where_they_part(web: httpx.Client, web_home: Home) -> None:
    facts = web_home.drafts.get(written(web).rpartition("/")[2])
    assert facts
    line = (("va", None), ("vb", "va"), ("vc", "vb"), ("vd", "va"))
    for id_, revises in line:
        web_home.drafts.put({**facts, "id": id_, "revises": revises})
    for id_, _ in line:
        assert [each["id"] for each in web_home.drafts.versions(id_)][:2] == ["va", "vb"]
        assert {each["id"] for each in web_home.drafts.versions(id_)} == {"va", "vb", "vc", "vd"}
    heads, _ = web_home.drafts.list(100)
    assert {"vc", "vd"} <= {each["id"] for each in heads}
    assert not {"va", "vb"} & {each["id"] for each in heads}
    assert web_home.drafts.versions("nothing") == []


@contextmanager
def with_model(home: Home, tmp_path: Path, url: str) -> Iterator[Home]:
    folder = shutil.copytree(home.folder, tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", url)
        patch.setenv("OPENAI_API_KEY", "k")
        settings = Settings(home=Path(folder), models=home.settings.models, model="openai:m", model_timeout=60)
        with Home(settings) as made:
            yield made


def test_a_model_that_is_down_is_said_and_what_was_typed_stays(
    specimen_home: Home, serving_one: Serving, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with with_model(specimen_home, tmp_path, url) as home, serving_one(home) as client:
        assert one(opened(client, "/draft"), "select[name=mode] option[selected]").attributes["value"] == "model"
        reply = client.post("/draft", data={"task": TASK["en"], "mode": "model"})
        assert reply.status_code in (502, 503, 504)
        page = Page(reply.text)
        assert one(page, "textarea[name=task]").text() == TASK["en"]
        assert "cannot be reached" in one(page, "#wrong [role=alert]").text()
        assert client.post("/draft", data={"task": TASK["en"], "mode": "verbatim"}).status_code == 303


def test_a_reader_who_leaves_stops_the_model(specimen_home: Home, serving_one: Serving, tmp_path: Path) -> None:
    body = urlencode({"task": TASK["en"], "mode": "model"}).encode()
    head = "POST /draft HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with peer(endless) as server, with_model(specimen_home, tmp_path, server.url) as home, serving_one(home) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as reader:
            reader.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            for _ in range(600):
                if server.bodies:
                    break
                time.sleep(0.05)
        assert server.bodies
        assert server.gone.wait(5), "the model went on for nobody"
