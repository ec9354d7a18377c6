"""The page of a document: every paragraph at its anchor, its notes, the cited words, versions side by side."""

from __future__ import annotations

from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.reader import aligned, pieces, span_of
from app.wiring import Home
from corpus.model import Language, Mark, Paragraph
from tests.builders.page import opened

PAPER = "/library/LT%2FCONF.2031%2FPC.I%2FWP.3@en"


def test_every_label_of_every_paper_can_be_linked(web: httpx.Client, web_home: Home) -> None:
    for document in web_home.store.documents():
        page = opened(web, f"/library/{document.id}")
        anchors = [attributes["href"] for attributes in page.all("a", class_="label")]
        ids = [attributes["id"] for attributes in page.all("div", class_="block")]
        assert [unquote(anchor.removeprefix("#")) for anchor in anchors] == ids
        assert len({link["href"] for link in page.all("a") if "hreflang" in link and "ui=" not in link["href"]}) == 5


def test_a_note_and_its_mark_lead_to_each_other(web: httpx.Client, web_home: Home) -> None:
    document = web_home.store.document("LT/CONF.2031/PC.I/WP.3@en")
    assert document is not None
    called = next(each for each in document.paragraphs if each.notes)
    page = opened(web, PAPER)
    ids = {attributes["id"] for tag in ("a", "p") for attributes in page.all(tag) if "id" in attributes}
    links = {unquote(link["href"].removeprefix("#")) for link in page.all("a") if link["href"].startswith("#")}
    assert {f"{called.label}-note-1", f"{called.label}-call-1"} <= ids & links
    assert called.notes[0] in page.text("p")


def test_the_cited_words_are_marked(web: httpx.Client, web_home: Home) -> None:
    page = opened(web, PAPER, {"p": "10", "cite": "3-40"})
    text = web_home.store.paragraphs(["LT/CONF.2031/PC.I/WP.3#10@en"])["LT/CONF.2031/PC.I/WP.3#10@en"].text
    assert page.text("mark") == text[3:40]
    assert [each["id"] for each in page.all("div", class_="cited")] == ["10"]


@pytest.mark.parametrize("cite", ["", "40-3", "0-999999", "a-b", "-1-4", "3", "9" * 40 + "-3"])
def test_a_span_that_is_none_marks_nothing(web: httpx.Client, cite: str) -> None:
    page = opened(web, PAPER, {"p": "10", "cite": cite})
    assert "mark" not in page.texts


def test_two_versions_stand_side_by_side(web: httpx.Client, web_home: Home) -> None:
    page = opened(web, PAPER, {"beside": "LT/CONF.2031/PC.I/WP.3@ar"})
    blocks = page.all("div", class_="block")
    assert [each["dir"] for each in blocks] == ["ltr", "rtl"] * (len(blocks) // 2)
    assert all(right["id"] == f"{left['id']}@ar" for left, right in zip(blocks[::2], blocks[1::2], strict=True))
    document = web_home.store.document("LT/CONF.2031/PC.I/WP.3@en")
    assert document is not None
    assert len(blocks) == 2 * len(document.paragraphs)
    alone = opened(web, PAPER, {"beside": "LT/CONF.2031/PC.I/WP.7@ar"})
    assert {each["dir"] for each in alone.all("div", class_="block")} == {"ltr"}


@pytest.mark.parametrize(
    "path", ["/library/NOPE", "/library/LT%2FCONF.2031%2FPC.I%2FWP.3", "/library/%00", "/library/"]
)
def test_a_paper_that_is_not_there_is_a_page_that_says_so(web: httpx.Client, path: str) -> None:
    page = opened(web, path, status=404)
    assert "There is no document" in page.text("p")


def test_a_symbol_of_several_versions_offers_them(web: httpx.Client) -> None:
    page = opened(web, "/library/LT%2FCONF.2031%2FPC.I%2FWP.3", status=404)
    assert PAPER in {
        unquote(link["href"]).replace("LT/CONF.2031/PC.I/", "LT%2FCONF.2031%2FPC.I%2F") for link in page.all("a")
    }


def paragraph(label: str, text: str = "Text.", *marks: int) -> Paragraph:
    return Paragraph(
        "X@en",
        label,
        1,
        Language.EN,
        text,
        marks=tuple(Mark("footnote", "¹", offset) for offset in marks),
        notes=tuple("A note." for _ in marks),
    )


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=4), st.integers(0, 50), st.integers(0, 50))
def test_the_pieces_are_the_text(text: str, offsets: list[int], start: int, end: int) -> None:
    marks = [offset for offset in offsets if offset <= len(text)]
    span = span_of(f"{start}-{end}", len(text))
    found = pieces(paragraph("1", text, *marks), span)
    assert "".join(piece.text for piece in found if piece.kind != "note") == text
    assert "".join(piece.text for piece in found if piece.kind == "cited") == (text[span[0] : span[1]] if span else "")
    assert sorted(piece.note for piece in found if piece.kind == "note") == list(range(1, len(marks) + 1))


def test_what_one_version_lacks_stands_where_it_belongs() -> None:
    left = [paragraph(label) for label in ("1", "2", "4")]
    right = [paragraph(label) for label in ("0", "1", "3", "4", "5")]
    rows = [(one and one.label, other and other.label) for one, other in aligned(left, right)]
    assert rows == [(None, "0"), ("1", "1"), (None, "3"), ("2", None), ("4", "4"), (None, "5")]
