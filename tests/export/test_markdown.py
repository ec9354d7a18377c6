"""Drafts as Markdown: what a renderer makes of them is the text, whatever signs it holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as pages
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from app.drafting.draft_model import Draft, Role
from app.export.markdown import markdown
from tests.export.drafts import draft, paragraph

NASTY = st.text(st.sampled_from(list("ab1. \n-+=*_`~#|<>[](){}!&;:^$\\\"'/“”é\u00a0\x0b\x00")), min_size=1)


def rendered(text: str) -> Any:
    """The page that a usual renderer makes, with tables, footnotes and struck text."""
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    return pages.fromstring(f"<main>{renderer.render(text)}</main>")


def words(element: Any) -> str:
    """The words of an element, without the calls of notes."""
    for call in element.xpath(".//sup"):
        call.drop_tree()
    return " ".join(element.text_content().split())


def plain(text: str) -> str:
    """A text as a page can show it: what no page may hold replaced, blanks as one."""
    return " ".join(text.replace("\x00", "\ufffd").split())


def test_roles_notes_and_authors(english: Draft) -> None:
    assert markdown(english) == (
        "# Positions on file: the moratorium\n\n"
        "## The moratorium\n\n"
        "The following is on record.\n\n"
        "1. Averland states: “New deployments should stop.”[^1] It also says so of mines.[^2][^3]\n\n"
        "2. Norrund states: “They may go on.”[^1]\n\n"
        "## Authors and their share of this draft\n\n"
        "| Author | Sentences | Papers searched |\n| --- | --: | --: |\n| Averland | 2 | 3 |\n| Norrund | 1 | 1 |\n\n"
        "[^1]: LT/CONF.2031/PC.I/WP.1, para. 1.\n"
        "[^2]: LT/CONF.2031/PC.I/WP.2, para. 2.\n"
        "[^3]: LT/CONF.2031/PC.I/WP.3, para. 3.\n"
    )


def test_a_renderer_finds_the_headings_the_list_the_table_and_three_notes(english: Draft) -> None:
    page = rendered(markdown(english))
    assert [own.tag for own in page.iterchildren()] == ["h1", "h2", "p", "ol", "h2", "table", "hr", "section"]
    assert len(page.xpath(".//ol/li[not(@class)]")) == 2
    assert len(page.xpath(".//section//li")) == 3


def test_the_reason_stands_where_nothing_carries_the_draft() -> None:
    assert markdown(draft(title="A title", reason="No paper on file.")) == "# A title\n\nNo paper on file.\n"


def test_chinese_sentences_follow_without_a_blank(chinese: Draft) -> None:
    assert "1. 阿弗兰表示：“在2034年之前暂停新的部署。”[^1]诺伦德还表示：“不得更换。”[^2]\n" in markdown(chinese)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("1", "2"), ["1. a", "2. a"]),
        (("14", "15"), ["14. a", "15. a"]),
        (("1", "3", "4"), ["1. a", "3\\. a", "4. a"]),
        (("2 bis", "3"), ["2 bis. a", "3. a"]),
        (("~1", "1"), ["a", "1. a"]),
        (("(a)", "-"), ["(a). a".replace(").", ")"), "\\- a"]),
    ],
)
def test_a_number_is_never_counted_otherwise(labels: tuple[str, ...], expected: list[str]) -> None:
    text = markdown(draft(*(paragraph(label, ("a",)) for label in labels)))
    assert text.split("\n\n", 1)[1].strip().split("\n\n") == expected


@given(NASTY, NASTY, st.sampled_from(list(Role)))
def test_signs_of_markdown_stay_signs(first: str, second: str, role: Role) -> None:
    own = draft(paragraph("1", (first, 1), (second, 2), role=role), title=second)
    page = rendered(markdown(own))
    tag = {Role.HEADING: "h2", Role.NUMBERED: "ol/li", Role.PLAIN: "p"}[role]
    assert words(page.find(tag)) == plain(f"{first} {second}")
    assert words(page.find("h1")) == plain(second)
    assert not page.xpath(".//a[not(starts-with(@href, '#'))] | .//code | .//em | .//strong | .//img | .//s")


@given(NASTY)
def test_the_reason_and_a_label_are_text_too(text: str) -> None:
    page = rendered(markdown(draft(paragraph(f"x{text}", ("A.",)), reason=f"x{text}")))
    assert words(page.findall("p")[0]) == plain(f"x{text}")
    assert words(page.findall("p")[1]).startswith(plain(f"x{text}").rstrip("."))


def test_a_blank_that_must_not_break_stays() -> None:
    assert "«\u00a0Non.\u00a0»" in markdown(draft(paragraph("1", ("«\u00a0Non.\u00a0»", 1))))
