"""The four real papers against the structure that was read from them by hand and by a prototype."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Document, Role, Status
from corpus.read import read_document

NAMES = [
    "000_5a3c71de0a71ac53.txt",
    "001_baee58e4dca67593.txt",
    "002_5520e79d03119ba7.txt",
    "004_b870c8805095604d.txt",
]
BODY = ("para", "unnumbered", "bullet")
_MARKER = re.compile(r"^(?:\d{1,3}\. |[•–] )")


@pytest.fixture(scope="module")
def papers(real_papers: Path) -> dict[str, Document]:
    return {name[:3]: read_document((real_papers / name).read_bytes(), name, name[:3]) for name in NAMES}


@pytest.fixture(scope="module")
def expected(real_papers: Path) -> dict[str, list[dict[str, Any]]]:
    structure = json.loads((real_papers / "expected_structure.json").read_text(encoding="utf-8"))
    return {name[:3]: structure[name] for name in NAMES}


@pytest.mark.parametrize(("paper", "count"), [("000", 9), ("001", 20), ("002", 0), ("004", 0)])
def test_every_printed_number_is_a_label(papers: dict[str, Document], paper: str, count: int) -> None:
    labels = [paragraph.label for paragraph in papers[paper].paragraphs if paragraph.numbered]
    assert labels == [str(number) for number in range(1, count + 1)]


@pytest.mark.parametrize("paper", ["000", "001", "002", "004"])
def test_every_body_block_is_there_letter_for_letter(
    papers: dict[str, Document], expected: dict[str, list[dict[str, Any]]], paper: str
) -> None:
    wanted = [_MARKER.sub("", block["text"]) for block in expected[paper] if block["kind"] in BODY]
    assert [paragraph.text for paragraph in papers[paper].paragraphs] == wanted


@pytest.mark.parametrize("paper", ["000", "001", "002", "004"])
def test_every_body_block_is_on_its_page(
    papers: dict[str, Document], expected: dict[str, list[dict[str, Any]]], paper: str
) -> None:
    wanted = [block["page"] for block in expected[paper] if block["kind"] in BODY]
    assert [paragraph.page for paragraph in papers[paper].paragraphs] == wanted


@pytest.mark.parametrize(("paper", "pages"), [("000", 3), ("001", 5), ("002", 7), ("004", 5)])
def test_pages(papers: dict[str, Document], paper: str, pages: int) -> None:
    assert papers[paper].pages == pages


@pytest.mark.parametrize("paper", ["000", "001", "002", "004"])
def test_no_footer_job_number_or_footnote_is_in_a_paragraph(papers: dict[str, Document], paper: str) -> None:
    for paragraph in papers[paper].paragraphs:
        for foreign in ("13-31029", "(C)", "____", "未经正式编辑", "本文件更新了美国", "NPT/CONF.2015/PC.II/WP.45"):
            assert foreign not in paragraph.text
        assert not re.search(r"\*\s*$", paragraph.text)


@pytest.mark.parametrize(
    ("paper", "symbol", "session", "submitter"),
    [
        ("000", None, "2020/PC.I", "USA"),
        ("001", None, "2020/PC.II", "USA"),
        ("002", "NPT/CONF.2015/PC.II/WP.45", "2015/PC.II", "USA"),
        ("004", None, "2020/PC.III", "SWE"),
    ],
)
def test_mastheads(papers: dict[str, Document], paper: str, symbol: str | None, session: str, submitter: str) -> None:
    document = papers[paper]
    assert (document.symbol, document.session, document.submitters) == (symbol, session, (submitter,))
    assert (document.language.value, document.kind, document.status) == ("zh", "working-paper", Status.NATIONAL)


def test_only_the_paper_that_contradicts_itself_is_told_to(papers: dict[str, Document]) -> None:
    told = [name for name, document in papers.items() if any("conflict" in warning for warning in document.warnings)]
    assert told == ["002"]


def test_a_paper_without_a_symbol_says_so(papers: dict[str, Document]) -> None:
    told = [name for name, document in papers.items() if any("No symbol" in warning for warning in document.warnings)]
    assert told == ["000", "001", "004"]


def test_the_epigraph_is_not_the_authors_own(papers: dict[str, Document]) -> None:
    first = papers["001"].paragraphs[0]
    assert first.role is Role.EPIGRAPH
    assert first.said_by is not None and "里根" in first.said_by
    assert [p.role for p in papers["001"].paragraphs[1:]] == [Role.PARAGRAPH] * 20


def test_the_bullets_of_the_swedish_paper(papers: dict[str, Document]) -> None:
    assert sum(paragraph.role is Role.BULLET for paragraph in papers["004"].paragraphs) == 32


@pytest.mark.parametrize("paper", ["001", "002", "004"])
def test_headings_are_headings_and_no_paragraphs(
    papers: dict[str, Document], expected: dict[str, list[dict[str, Any]]], paper: str
) -> None:
    wanted = [block["text"] for block in expected[paper] if block["kind"] == "heading"]
    used = {heading for paragraph in papers[paper].paragraphs for heading in paragraph.headings}
    assert {heading.rstrip("1") for heading in wanted} == {heading.rstrip("1") for heading in used} | {
        papers[paper].title
    }
