"""Drafts as a page: one file that asks for no other, notes linked both ways, changes shown, all text escaped."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as pages

from app.drafting.draft_model import Draft
from app.export.html import html
from corpus.unseen import doubtful
from tests.export.drafts import change, draft, paragraph, text_of

SEEN = st.text(st.characters().filter(lambda sign: not doubtful(sign)), min_size=1)  # those are written out
EVIL = "<script>alert(1)</script> & \"quotes\" 'and' </title></style> {{ 7*7 }} http://example.org/"


def page_of(own: Draft) -> Any:
    return pages.document_fromstring(html(own))


def bare(element: Any) -> str:
    """The words of an element, without the calls of notes."""
    for call in element.xpath(".//sup"):
        call.drop_tree()
    return str(element.text_content())


@pytest.mark.parametrize("name", ["english", "arabic", "chinese", "revised"])
def test_a_page_is_whole_in_itself(name: str, request: pytest.FixtureRequest) -> None:
    text = html(request.getfixturevalue(name))
    assert text.startswith("<!doctype html>\n<html lang=")
    assert "<script" not in text
    assert not re.search(r"https?://|url\(|@import|src=|<link", text)
    assert text == html(request.getfixturevalue(name))


@pytest.mark.parametrize(("name", "lang", "direction"), [("english", "en", "ltr"), ("arabic", "ar", "rtl")])
def test_language_and_direction(name: str, lang: str, direction: str, request: pytest.FixtureRequest) -> None:
    page = page_of(request.getfixturevalue(name))
    assert (page.get("lang"), page.get("dir")) == (lang, direction)


def test_what_runs_against_the_direction_stands_apart(arabic: Draft) -> None:
    apart = [own.text for own in page_of(arabic).xpath("//p//bdi[@dir='ltr']")]
    assert apart == ["Norrund considers that mines should be kept until 2034.", "LT/CONF.2031/PC.I/WP.3"]


def test_roles_and_authors(english: Draft) -> None:
    page = page_of(english)
    assert [own.text for own in page.xpath("//h1 | //h2")] == [
        "Positions on file: the moratorium",
        "The moratorium",
        "Authors and their share of this draft",
        "Notes",
    ]
    assert [own.text for own in page.xpath("//span[@class='number']")] == ["1.", "2."]
    assert page.xpath("//p[not(@class)]")[0].text == "The following is on record."
    assert [[cell.text for cell in row] for row in page.xpath("//tbody/tr")] == [
        ["Averland", "2", "3"],
        ["Norrund", "1", "1"],
    ]


def test_notes_are_linked_both_ways(english: Draft) -> None:
    page = page_of(english)
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= set(names)
    assert page.xpath("//sup/a/@href") == ["#note-1", "#note-2", "#note-3", "#note-1"]
    assert page.xpath("//li//a/@href") == ["#call-1", "#call-2", "#call-3"]
    assert [own.text_content() for own in page.xpath("//sup")] == ["1", "2", ", 3", "1"]


def test_the_reason_stands_where_nothing_carries_the_draft() -> None:
    page = page_of(draft(reason="No paper on file."))
    assert page.xpath("//p/text()") == ["No paper on file."]
    assert not page.xpath("//section")


def test_changes_are_shown(revised: Draft) -> None:
    page = page_of(revised)
    assert [own.text_content() for own in page.xpath("//p[@class='key']/*")] == ["Added", "Removed"]
    assert len(page.xpath("//sup")) == 5
    first, gone, moved, new = page.xpath("//p[@class='numbered']")[:4]
    assert [own.text for own in first.xpath(".//del")][:1] == ["may"]
    assert gone.xpath(".//del/text()") == ["2.", "This goes."]
    assert moved.xpath("./span[@class='number']/*/text()") == ["3.", "2."]
    assert new.xpath("./span/ins/text()") == ["3.", "This is new."]


@given(SEEN, SEEN)
def test_without_what_was_removed_a_page_holds_the_new_text_and_without_the_added_the_old(a: str, b: str) -> None:
    before, after = paragraph("1", (a,)), paragraph("1", (b, 1))
    text = html(draft(after, changes=[change(before, after)]))
    for dropped, own in (("del", after), ("ins", before)):
        page = pages.document_fromstring(text)
        for each in page.xpath(f"//{dropped}"):
            each.drop_tree()
        shown = bare(page.xpath("//p[@class='numbered']/span")[1])
        assert plain(shown) == plain(text_of(own))


def plain(text: str) -> str:
    """Without what no page may hold, and what stands for it."""
    return re.sub(r"[\x00-\x20\x7f-\x9f\ufffd\ufffe\uffff\ud800-\udfff]", "", text)


@pytest.mark.parametrize("where", ["title", "reason", "sentence", "label"])
def test_source_text_is_escaped(where: str) -> None:
    own = draft(
        paragraph(EVIL if where == "label" else "1", (EVIL if where == "sentence" else "A.", 1)),
        title=EVIL if where == "title" else "A title",
        reason=EVIL if where == "reason" else None,
    )
    text = html(own)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text
    assert not re.search(r"(?:src|href|action)=.?http", text)
