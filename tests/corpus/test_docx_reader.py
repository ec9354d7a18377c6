"""Word files: every specimen paper reads as its text does; numbering, notes, fields, tables, and files that lie."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.docx import read_docx
from corpus.readers.docx_numbering import Numbering
from corpus.readers.lines import Reading, Style
from tests.builders.docx import build_docx

FOLDER = Path(__file__).parents[2] / "corpus" / "documents"
FILES = sorted(FOLDER.glob("*.txt"))
FACTS = (
    "id", "symbol", "title", "kind", "session", "dates", "date", "place", "submitters", "groups", "status",
    "original_language", "distribution", "pages", "notes",
)  # fmt: skip
W = nsdecls("w")


@pytest.mark.parametrize("source", FILES, ids=lambda path: path.stem)
def test_every_specimen_paper_reads_as_its_text_does(source: Path, tmp_path: Path) -> None:
    word = build_docx(source, tmp_path / "paper.docx")
    wanted = read_document(source.read_bytes(), source.name, "paper")
    found = read_document(word.read_bytes(), word.name, "paper")
    assert {name: getattr(found, name) for name in FACTS} == {name: getattr(wanted, name) for name in FACTS}
    assert frame(found) == frame(wanted)


def frame(document: Document) -> list[tuple[Any, ...]]:
    """All that a paragraph is, but for how its marker was typed and where it stood in the raw text."""
    return [
        (
            p.label,
            p.text,
            p.role,
            p.page,
            p.headings,
            p.notes,
            p.said_by,
            p.brackets,
            [(m.kind, m.offset) for m in p.marks],
        )
        for p in document.paragraphs
    ]


def saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def read(file: Any) -> Reading:
    reading = read_docx(saved(file))
    for line in reading.lines:
        assert reading.raw[line.start : line.start + len(line.text)] == line.text
    return reading


def texts(file: Any) -> list[str]:
    return [line.text for line in read(file).lines]


def with_paragraph(xml: str) -> Any:
    """A file with one paragraph of this inner XML."""
    file = docx.Document()
    file.element.body.insert(0, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    return file


LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/><w:isLgl/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>'
)


def numbering(extra: str = "") -> Numbering:
    return Numbering.of(
        parse_xml(
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{extra}</w:numbering>'
        )
    )


def test_levels_count_and_restart_below_each_other() -> None:
    counted = numbering()
    markers = [counted.next("1", level) for level in (0, 1, 1, 2, 2, 1, 0, 1, 2)]
    assert markers == ["I. ", "1.1. ", "1.2. ", "(c) ", "(d) ", "1.3. ", "II. ", "2.1. ", "(c) "]


def test_two_lists_of_one_kind_go_on_unless_one_starts_again() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    counted = numbering(extra)
    assert [counted.next(num, 0) for num in ("1", "1", "2", "3", "3")] == ["I. ", "II. ", "III. ", "I. ", "II. "]


def test_an_unknown_list_has_no_marker() -> None:
    assert numbering().next("99", 0) == "" and numbering().next("1", 8) == ""


@pytest.mark.parametrize(
    ("form", "third"),
    [
        ("decimal", "3"), ("lowerLetter", "c"), ("lowerRoman", "iii"), ("arabicAbjad", "ج"), ("arabicAlpha", "ت"),
        ("russianLower", "в"), ("chineseCounting", "三"), ("decimalFullWidth", "３"), ("none", ""), ("unheardOf", "3"),
    ],
)  # fmt: skip
def test_number_formats(form: str, third: str) -> None:
    counted = Numbering.of(
        parse_xml(
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
        )
    )
    assert counted.next("1", 0).strip() == third


def test_deletions_hidden_words_and_field_instructions_are_no_text_and_insertions_are() -> None:
    file = with_paragraph(
        "<w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>added </w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink><w:r><w:t> linked</w:t></w:r></w:hyperlink>'
        "<w:sdt><w:sdtContent><w:r><w:t> held</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert texts(file) == ["kept added 12 linked held"]


def test_a_typed_raised_digit_is_a_note_mark_and_a_tab_a_space() -> None:
    file = with_paragraph(
        "<w:r><w:t>9.</w:t><w:tab/><w:t>Words.</w:t></w:r>"
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    )
    assert texts(file) == ["9. Words.²"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    file = with_paragraph(
        f"<w:r><w:t>Before.</w:t><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(file) == ["Before.", "Boxed."]


def test_a_table_is_read_row_by_row_with_merged_cells_once() -> None:
    file = docx.Document()
    for n in range(9):
        file.add_paragraph(f"Paragraph {n} of the body.")
    table = file.add_table(rows=2, cols=2)
    for row, column, text in ((0, 0, "State"), (0, 1, "Reports"), (1, 1, "7")):
        table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    rows = [line for line in read(file).lines if line.style is Style.ROW]
    assert [line.text for line in rows] == ["State\tReports", "7"]


def test_headings_have_their_level_also_through_a_style_of_the_users_own() -> None:
    file = docx.Document()
    file.styles.add_style("Mission heading", 1).base_style = file.styles["Heading 2"]
    file.add_paragraph("Costs", style="Mission heading")
    file.add_paragraph("Costs are high.", style="Intense Quote")
    assert [(line.style, line.level) for line in read(file).lines] == [(Style.HEADING, 2), (Style.QUOTATION, 0)]


def test_the_symbol_in_a_header_is_running() -> None:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "LT/CONF.2031/1"
    file.add_paragraph("Words.")
    assert [(line.text, line.running) for line in read(file).lines] == [("LT/CONF.2031/1", True), ("Words.", False)]


def test_pages_turn_where_word_last_broke_them_and_only_there() -> None:
    file = with_paragraph('<w:r><w:t>One.</w:t><w:br w:type="page"/></w:r>')
    file.element.body.insert(1, parse_xml(f"<w:p {W}><w:r><w:lastRenderedPageBreak/><w:t>Two.</w:t></w:r></w:p>"))
    assert [(line.text, line.page) for line in read(file).lines] == [("One.", 1), ("Two.", 2)]


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(a_txt=b"x"), "a zip archive"),
        (packed(xl__workbook_xml=b"<x/>"), "an Excel workbook"),
        (packed(ppt__presentation_xml=b"<x/>"), "a PowerPoint"),
        (packed(content_xml=b"<x/>"), "an OpenDocument"),
        (packed(word__document_xml=b"<w>"), "damaged"),
        (packed(word__document_xml=b" " * (250 * 2**20)), "unpacks to 250 MB"),
        (b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "old Word file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    ],
)
def test_what_is_no_readable_word_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read_document(data, "f.docx", "f")
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("word")
    return build_docx(FOLDER / "LT_CONF.2031_PC.I_WP.3.ar.txt", folder / "paper.docx").read_bytes()


def replaced(data: bytes, name: str, change: Any) -> bytes:
    """The file with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return buffer.getvalue()


def test_entities_are_not_expanded(built: bytes) -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = replaced(
        built,
        "word/footnotes.xml",
        lambda xml: xml.replace(b'<?xml version="1.0"?>', bomb).replace(b" \xd8", b"&b;\xd8"),
    )
    try:
        reading = read_docx(data)
    except Unreadable:
        return
    assert all("aaaa" not in note.text for note in reading.notes)


@pytest.mark.parametrize("depth", [200, 20_000])
def test_deep_nesting_is_read_or_refused(built: bytes, depth: int) -> None:
    nest = b"<w:sdt><w:sdtContent>" * depth + b"</w:sdtContent></w:sdt>" * depth
    data = replaced(built, "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + nest, 1))
    try:
        assert read_docx(data).lines
    except Unreadable as error:
        assert "damaged" in str(error)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_never_raise_anything_else(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_docx(b"PK\x03\x04" + data)


def test_cut_and_flipped_files_are_read_or_refused(built: bytes) -> None:
    chance = random.Random(7)
    for n in range(60):
        data = bytearray(built)
        if n % 2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(20):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read_document(bytes(data), "f.docx", "f")
        except Unreadable as error:
            assert str(error)


def test_words_in_a_run_with_an_element_we_do_not_know_are_kept() -> None:
    file = docx.Document()
    run = file.add_paragraph().add_run("Words.")
    unknown = OxmlElement("w:proofErr")
    unknown.set(qn("w:type"), "spellStart")
    run._r.append(unknown)
    assert texts(file) == ["Words."]
