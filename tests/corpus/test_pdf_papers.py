"""PDF files: the specimen papers read as their text does, and files that are locked, cut, flipped, scanned or empty."""

from __future__ import annotations

import io
import random
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from bidi import get_display
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.pdf import read_pdf
from corpus.readers.rtl import Glyph, logical
from tests.builders.pdf import build_pdf

FOLDER = Path(__file__).parents[2] / "corpus" / "documents"
FILES = sorted(FOLDER.glob("*.txt"))
FACTS = (
    "id", "title", "kind", "session", "dates", "date", "place", "submitters", "groups", "status", "original_language",
    "distribution", "pages",
)  # fmt: skip
ENOUGH = 0.99


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Document, Document]]:
    """Every specimen paper as read from its text and from its PDF."""
    folder = tmp_path_factory.mktemp("pdf")
    found = {}
    for source in FILES:
        pdf = build_pdf(source, folder / f"{source.stem}.pdf")
        found[source.stem] = (
            read_document(source.read_bytes(), source.name, "paper"),
            read_document(pdf.read_bytes(), pdf.name, "paper"),
        )
    return found


def test_paragraphs_read_from_pdf_are_those_of_the_text(papers: dict[str, tuple[Document, Document]]) -> None:
    different = []
    total = 0
    for name, (text, pdf) in papers.items():
        found = {paragraph.label: paragraph for paragraph in pdf.paragraphs}
        for wanted in text.paragraphs:
            total += 1
            own = found.get(wanted.label)
            # a page shows vowel signs and not the order in which they were typed: the canonical order counts
            if own is None or unicodedata.normalize("NFC", own.text) != unicodedata.normalize("NFC", wanted.text):
                different.append(f"{name}#{wanted.label}")
    assert total > 1000
    assert len(different) <= (1 - ENOUGH) * total, different


@pytest.mark.parametrize("source", FILES, ids=lambda path: path.stem)
def test_the_masthead_and_the_frame_are_those_of_the_text(
    papers: dict[str, tuple[Document, Document]], source: Path
) -> None:
    text, pdf = papers[source.stem]
    assert {name: getattr(pdf, name) for name in FACTS} == {name: getattr(text, name) for name in FACTS}
    assert [(p.label, p.role, p.page, p.headings, p.notes, p.said_by) for p in pdf.paragraphs] == [
        (p.label, p.role, p.page, p.headings, p.notes, p.said_by) for p in text.paragraphs
    ]


def test_every_stretch_of_a_pdf_paragraph_stands_in_the_raw_text(papers: dict[str, tuple[Document, Document]]) -> None:
    for _, pdf in papers.values():
        for paragraph in pdf.paragraphs:
            for span in paragraph.spans:
                own = paragraph.text[span.start : span.start + span.length]
                assert pdf.raw[span.source : span.source + span.length] == own


def test_running_headers_page_numbers_and_job_numbers_are_in_no_paragraph(
    papers: dict[str, tuple[Document, Document]],
) -> None:
    for text, pdf in papers.values():
        assert any("29-04711" in warning for warning in pdf.warnings)
        for paragraph in pdf.paragraphs:
            assert "29-04711" not in paragraph.text and "1/2" not in paragraph.text
            assert paragraph.text.count(str(text.symbol)) <= 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    return build_pdf(FOLDER / "LT_CONF.2031_PC.I_WP.3.en.txt", folder / "paper.pdf").read_bytes()


def made(pages: int = 1, password: str = "", owner: str = "", text: str = "Words of a paper, on a page.") -> bytes:
    file = FPDF()
    file.set_font("Helvetica")
    for _ in range(pages):
        file.add_page()
        if text:
            file.multi_cell(0, 6, text)
    if password or owner:
        file.set_encryption(owner_password=owner or "owner", user_password=password or None)
    return bytes(file.output())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (made(password="secret"), "locked with a password"),
        (made(pages=3, text=""), "none of the 3 pages of this PDF holds text: it is a scan"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"\x00" * 400, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read_document(data, "f.pdf", "f")
    assert "\n" not in str(caught.value)


def test_a_password_for_changing_alone_does_not_hinder_reading() -> None:
    assert [line.text for line in read_pdf(made(owner="owner")).lines] == ["Words of a paper, on a page."]


def test_empty_pages_are_told_with_their_numbers(whole: bytes) -> None:
    file = pypdfium2.PdfDocument.new()
    source = pypdfium2.PdfDocument(whole)
    for _ in range(2):
        file.import_pages(source)
        file.new_page(595, 842)
    saved = io.BytesIO()
    file.save(saved)
    warnings = read_pdf(saved.getvalue()).warnings
    assert warnings == ("Each of the pages 3, 6 of 6 holds no text (empty, or a picture).",)


def test_a_cut_file_is_read_or_refused(whole: bytes) -> None:
    for tenth in range(1, 10):
        try:
            reading = read_pdf(whole[: len(whole) * tenth // 10])
        except Unreadable as error:
            assert str(error)
        else:
            assert reading.lines


def test_a_file_with_flipped_bits_is_read_or_refused(whole: bytes) -> None:
    chance = random.Random(11)
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read_document(bytes(data), "f.pdf", "f")
        except Unreadable as error:
            assert str(error)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=400))
def test_random_bytes_behind_the_sign_of_a_pdf(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_document(b"%PDF-1.4\n" + data, "f.pdf", "f")


def test_progress_is_told_page_by_page_and_can_stop_the_reading(whole: bytes) -> None:
    told: list[tuple[int, int]] = []
    read_pdf(whole, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        read_pdf(whole, stop)


def columns(*texts: str, rows: bool) -> bytes:
    """Two columns of lines, drawn row by row or column by column."""
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=10)
    lines = [text.split("\n") for text in texts]
    cells = [(column, row) for row in range(len(lines[0])) for column in (0, 1)]
    for column, row in cells if rows else sorted(cells):
        file.text(20 + column * 92, 30 + row * 5, lines[column][row])
    return bytes(file.output())


LEFT = (
    "The States parties considered the reports\nthat the office had submitted and agreed\n"
    "that they should be made public soon, as\nmany delegations had asked in the past."
)
RIGHT = (
    "They also considered the cost of reports\nand asked the office for a full estimate\n"
    "before the next session of the committee\nthat is to be held in the coming spring."
)


@pytest.mark.parametrize("rows", [True, False])
def test_two_columns_are_read_one_after_the_other(rows: bool) -> None:
    text = " ".join(line.text for line in read_pdf(columns(LEFT, RIGHT, rows=rows)).lines)
    assert text == f"{LEFT} {RIGHT}".replace("\n", " ")


def test_a_table_is_read_row_by_row() -> None:
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=10)
    rows = [("State", "Reports", "Year"), ("Averland", "7", "2028"), ("Norrund", "3", "2029"), ("Solmar", "1", "2030")]
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            file.text(20 + m * 55, 40 + n * 6, cell)
    assert [line.text for line in read_pdf(bytes(file.output())).lines] == ["\t".join(row) for row in rows]


WORDS = st.sampled_from(["الدول", "الأطراف", "عام", "تقرير", "معاهدة", "و", "لا"])
NUMBERS = st.sampled_from(["2029", "15", "2.76", "1,400", "3/4"])
ENDS = st.sampled_from(["", "،", ".", "؛"])
SENTENCES = st.lists(st.tuples(st.one_of(WORDS, WORDS, NUMBERS), ENDS), min_size=1, max_size=9)


@given(SENTENCES)
def test_an_arabic_line_is_read_back_from_where_its_letters_stand(words: list[tuple[str, str]]) -> None:
    """The display order comes from another implementation of the bidirectional algorithm."""
    text = "تقرير " + " ".join(word + end for word, end in words)
    seen = get_display(text, base_dir="R")
    glyphs = [Glyph(character, n * 5.0, n * 5.0 + 5.0) for n, character in enumerate(seen)]
    assert logical(list(reversed(glyphs)), 10.0) == text


def test_a_symbol_in_brackets_keeps_its_order_in_an_arabic_line() -> None:
    text = "تقرير المكتب (LT/CONF.2031/PC.I/WP.3، الفقرة 9)"
    seen = get_display(text, base_dir="R")
    glyphs = [Glyph(character, n * 5.0, n * 5.0 + 5.0) for n, character in enumerate(seen)]
    assert logical(list(reversed(glyphs)), 10.0) == text
