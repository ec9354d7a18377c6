"""Drafts over HTTP and on the command line: five types, read again, revised, exported; answers as events."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from app.drafting.request import TYPES
from app.wiring import Home

Run = Callable[..., Any]
TASK = {
    "en": "a moratorium on new deployments",
    "fr": "un moratoire sur les nouveaux déploiements",
    "es": "una moratoria de los nuevos despliegues",
    "ru": "мораторий на новые развертывания",
    "ar": "الوقف الاختياري لعمليات النشر الجديدة",
    "zh": "暂停新部署",
}


def drafted(
    client: httpx.Client, kind: str = "position-paragraph", language: str = "en", **more: Any
) -> dict[str, Any]:
    reply = client.post("/api/v1/drafts", json={"task": TASK[language], "type": kind, "language": language, **more})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


def sentences(draft: dict[str, Any]) -> list[dict[str, Any]]:
    return [sentence for paragraph in draft["paragraphs"] for sentence in paragraph["sentences"]]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("language", TASK)
def test_every_type_in_every_language_is_cited_and_kept(
    client: httpx.Client, specimen_home: Home, kind: str, language: str
) -> None:
    draft = drafted(client, kind, language)
    assert (draft["type"], draft["language"], draft["reason"]) == (kind, language, None)
    claims = [sentence for sentence in sentences(draft) if sentence["kind"] != "frame"]
    assert claims
    for sentence in claims:
        (citation,) = sentence["citations"]
        stored = specimen_home.store.paragraphs([citation["paragraph"]])[citation["paragraph"]]
        assert stored.text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in sentence["text"]
    numbered = [paragraph["label"] for paragraph in draft["paragraphs"] if paragraph["role"] == "numbered"]
    assert numbered == [str(n) for n in range(1, len(numbered) + 1)]
    assert client.get(f"/api/v1/drafts/{draft['id']}").json() == draft


def test_a_summary_counts_every_author_and_none_twice(client: httpx.Client) -> None:
    draft = drafted(client, "chair-summary")
    authors = [share["author"] for share in draft["balance"]]
    assert len(authors) == len(set(authors)) > 1
    cited = [author for sentence in sentences(draft) for c in sentence["citations"] for author in c["submitters"]]
    assert {share["author"] for share in draft["balance"] if share["sentences"]} >= set(cited)
    assert all(share["sentences"] <= 1 for share in draft["balance"])


def test_a_working_paper_has_its_own_record_first_and_others_after_it(client: httpx.Client) -> None:
    draft = drafted(client, "working-paper", on_behalf_of="Averland")
    roles = [paragraph["role"] for paragraph in draft["paragraphs"]]
    first, second = (place for place, role in enumerate(roles) if role == "heading")
    authors = [
        {author for sentence in paragraph["sentences"] for c in sentence["citations"] for author in c["submitters"]}
        for paragraph in draft["paragraphs"]
    ]
    assert all(each == {"XAV"} for each in authors[first + 1 : second])
    assert not any("XAV" in each for each in authors[second + 1 :])


def test_a_draft_is_revised_by_hand_and_by_instruction_and_every_version_stays(client: httpx.Client) -> None:
    draft = drafted(client)
    kept = draft["paragraphs"][0]
    byhand = client.post(f"/api/v1/drafts/{draft['id']}/revise", json={"paragraphs": [kept]}).json()
    assert (byhand["revises"], byhand["paragraphs"]) == (draft["id"], [kept])
    assert {change["after"] for change in byhand["changes"]} == {"1", None}
    told = client.post(f"/api/v1/drafts/{byhand['id']}/revise", json={"instruction": "Remove paragraph 1"}).json()
    assert (told["revises"], told["paragraphs"]) == (byhand["id"], [])
    assert client.get(f"/api/v1/drafts/{draft['id']}").json() == draft


def test_an_edit_by_hand_may_be_text_and_what_is_wrong_in_it_is_withheld(client: httpx.Client) -> None:
    draft = drafted(client, on_behalf_of="Averland")
    first = " ".join(sentence["text"] for sentence in draft["paragraphs"][0]["sentences"])
    wrong = "Norrund supports a moratorium until 2051."
    body = {"paragraphs": [{"label": "1", "text": f"{first} {wrong}"}]}
    after = client.post(f"/api/v1/drafts/{draft['id']}/revise", json=body).json()
    assert after["paragraphs"][0]["sentences"] == draft["paragraphs"][0]["sentences"]
    (withheld,) = after["withheld"]
    assert (withheld["text"], withheld["verdict"]) == (wrong, "unsupported")
    assert withheld["reason"]


@pytest.mark.parametrize("body", [{}, {"instruction": "x", "paragraphs": []}, {"instruction": " "}, {"instruction": 5}])
def test_a_revision_that_says_nothing_or_too_much_is_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    draft = drafted(client)
    assert client.post(f"/api/v1/drafts/{draft['id']}/revise", json=body).status_code == 422


@pytest.mark.parametrize("name", ["nothing", "0" * 32, "%00", "é"])
def test_a_draft_that_is_not_there_is_a_404(client: httpx.Client, name: str) -> None:
    for reply in (
        client.get(f"/api/v1/drafts/{name}"),
        client.get(f"/api/v1/drafts/{name}/export"),
        client.post(f"/api/v1/drafts/{name}/revise", json={"instruction": "x"}),
    ):
        assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("kind", ["docx", "md", "html", "json"])
def test_a_draft_leaves_the_house_in_four_formats(client: httpx.Client, kind: str) -> None:
    draft = drafted(client, "working-paper", "ar")
    reply = client.get(f"/api/v1/drafts/{draft['id']}/export", params={"format": kind})
    assert reply.status_code == 200
    assert f'.{kind}"' in reply.headers["content-disposition"]
    words = sentences(draft)[-1]["citations"][0]["quote"]
    if kind == "docx":
        text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(reply.content)).paragraphs)
        assert words in text
    elif kind == "json":
        assert reply.json()["paragraphs"] == draft["paragraphs"]
    else:
        assert draft["title"] in reply.text


def test_a_format_that_is_not_known_is_refused(client: httpx.Client) -> None:
    draft = drafted(client)
    assert client.get(f"/api/v1/drafts/{draft['id']}/export", params={"format": "pdf"}).status_code == 422


def events(client: httpx.Client, body: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    headers = {"Accept": "text/event-stream"}
    with client.stream("POST", "/api/v1/ask", json=body, headers=headers) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        blocks = [block for block in "".join(reply.iter_text()).split("\n\n") if block.strip()]
    pairs = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs]


@pytest.mark.parametrize("question", ["What does Averland say about a moratorium?", "What does Brazil say about it?"])
def test_an_answer_comes_as_events_and_the_last_is_the_whole(client: httpx.Client, question: str) -> None:
    found = events(client, {"question": question})
    kinds = [kind for kind, _ in found]
    assert (kinds[0], kinds[-1]) == ("passages", "done")
    whole = found[-1][1]
    assert [body for kind, body in found if kind == "sentence"] == whole["sentences"]
    assert [body for kind, body in found if kind == "withheld"] == whole["withheld"]
    assert len(found[0][1]["passages"]) >= (whole["kind"] == "answer")


def test_a_draft_is_revised_on_the_command_line(run: Run, home_copy: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.docx"
    ran = run("draft", TASK["en"], "--type", "statement", "--on-behalf-of", "Averland", "--out", first, home=home_copy)
    assert ran.code == 0
    ran = run("revise", first, "Add what Averland says on inspectors", "--out", second, "--json", home=home_copy)
    assert ran.code == 0
    assert any(run["op"] == "added" for change in ran.json["changes"] for run in change["changes"])
    assert b"w:ins" in docx.Document(str(second)).part.blob
    again = run("revise", first, "Make it nicer", home=home_copy)
    assert "Without a language model" in again.out


@pytest.mark.parametrize("content", ["", "5", "{}", '{"paragraphs": [], "withheld": []}'])
def test_a_file_that_is_no_draft_is_refused(run: Run, home_copy: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    ran = run("revise", tmp_path / "x.json", "Shorter", home=home_copy)
    assert ran.code == 2
    assert "draft" in ran.err


def test_a_paper_of_one_state_can_take_up_what_another_says(client: httpx.Client) -> None:
    draft = drafted(client, "working-paper", on_behalf_of="Averland")
    said = {"instruction": "Add what Norrund says on the cost of inspections"}
    revised = client.post(f"/api/v1/drafts/{draft['id']}/revise", json=said).json()
    assert revised["reason"] is None
    known = {sentence["text"] for sentence in sentences(draft)}
    added = [sentence for sentence in sentences(revised) if sentence["text"] not in known and sentence["citations"]]
    assert added
    assert {code for sentence in added for code in sentence["citations"][0]["submitters"]} == {"XNR"}
    own = drafted(client, "statement", on_behalf_of="Averland")
    refused = client.post(f"/api/v1/drafts/{own['id']}/revise", json=said).json()
    assert refused["reason"], "a statement speaks from its own record alone"


def test_whom_a_draft_speaks_for_is_never_left_out(client: httpx.Client) -> None:
    draft = drafted(client, "position-paragraph", on_behalf_of="Averland", ignore=["all"])
    assert sentences(draft)
    assert {code for one in sentences(draft) for cited in one["citations"] for code in cited["submitters"]} == {"XAV"}
