"""Word files: every specimen paper reads as its text does; numbering, notes, fields, tables, and files that lie."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.docx import read_docx
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_numerals import written
from corpus.readers.lines import Footnote, Reading, Style
from tests.builders.docx import build_docx

FOLDER = Path(__file__).parents[2] / "corpus" / "documents"
FILES = sorted(FOLDER.glob("*.txt"))
FACTS = (
    "id", "symbol", "title", "kind", "session", "dates", "date", "place", "submitters", "groups", "status",
    "original_language", "distribution", "pages", "notes", "warnings",
)  # fmt: skip
W = nsdecls("w")
R = nsdecls("r")
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Change = Callable[[bytes], bytes]


@pytest.mark.parametrize("source", FILES, ids=lambda path: path.stem)
def test_every_specimen_paper_reads_as_its_text_does(source: Path, tmp_path: Path) -> None:
    word = build_docx(source, tmp_path / "paper.docx")
    wanted = read_document(source.read_bytes(), source.name, "paper")
    found = read_document(word.read_bytes(), word.name, "paper")
    assert {name: getattr(found, name) for name in FACTS} == {name: getattr(wanted, name) for name in FACTS}
    assert frame(found) == frame(wanted)


def frame(document: Document) -> list[tuple[Any, ...]]:
    """All that a paragraph is, but for where it stood in the raw text."""
    return [
        (p.label, p.text, p.role, p.page, p.headings, p.notes, p.said_by, p.brackets, p.marks)
        for p in document.paragraphs
    ]


def repacked(data: bytes, changes: dict[str, bytes | Change]) -> bytes:
    """The file with some parts changed, or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            change = changes.pop(part, old.read(part))
            new.writestr(part, change if isinstance(change, bytes) else change(old.read(part)))
        for part, content in changes.items():
            assert isinstance(content, bytes)
            new.writestr(part, content)
    return buffer.getvalue()


def saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def word(body: str, styles: str = "", numbering: str = "", **parts: str) -> bytes:
    """A Word file with this body; ``parts`` are further parts of the text, related by their names."""
    related = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts
    )
    changes: dict[str, bytes | Change] = {
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>".encode(),
        "word/styles.xml": lambda xml: xml.replace(b"</w:styles>", styles.encode() + b"</w:styles>"),
        "word/_rels/document.xml.rels": lambda xml: xml.replace(b"</R", related.encode() + b"</R", 1),
        **{f"word/{name}.xml": content.encode() for name, content in parts.items()},
    }
    if numbering:
        changes["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>".encode()
    return repacked(saved(docx.Document()), changes)


def read(data: bytes) -> Reading:
    reading = read_docx(data)
    for line in reading.lines:
        assert reading.raw[line.start : line.start + len(line.text)] == line.text
    return reading


def texts(data: bytes) -> list[str]:
    return [line.text for line in read(data).lines]


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def t(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, level: int = 0, num: int = 1) -> str:
    return p(t(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(index: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(levels: str, *nums: str, more: str = "") -> str:
    """One pattern with its levels, and lists 1, 2, … made of it with what each has besides."""
    made = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="7"/>{inner}</w:num>'
        for number, inner in enumerate(nums or ("",), start=1)
    )
    return f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{more}{made}'


def counted(numbering: str) -> Numbering:
    return Numbering.of(parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"))


LEVELS = (
    level(0, "upperRoman", "%1.")
    + level(1, "decimal", "%1.%2.", more="<w:isLgl/>")
    + level(2, "lowerLetter", "(%3)", start=3)
)


def test_levels_count_and_restart_below_each_other() -> None:
    own = counted(lists(LEVELS))
    markers = [own.next("1", index) for index in (0, 1, 1, 2, 2, 1, 0, 1, 2)]
    assert markers == ["I. ", "1.1. ", "1.2. ", "(c) ", "(d) ", "1.3. ", "II. ", "2.1. ", "(c) "]


def test_two_lists_of_one_pattern_go_on_unless_one_starts_again() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    own = counted(lists(LEVELS, "", "", again))
    assert [own.next(num, 0) for num in ("1", "1", "2", "3", "3", "1")] == [
        "I. ",
        "II. ",
        "III. ",
        "I. ",
        "II. ",
        "III. ",
    ]


def test_a_list_that_starts_again_below_leaves_the_level_above_alone() -> None:
    again = "".join(f'<w:lvlOverride w:ilvl="{n}"><w:startOverride w:val="1"/></w:lvlOverride>' for n in range(2))
    own = counted(lists(LEVELS, "", again))
    assert [own.next(*at) for at in (("1", 0), ("1", 0), ("2", 1), ("1", 0))] == ["I. ", "II. ", "2.1. ", "III. "]


def test_a_level_restarts_only_after_the_level_it_names() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%2)")
    never, after_first = '<w:lvlRestart w:val="0"/>', '<w:lvlRestart w:val="1"/>'
    own = counted(lists(levels + level(2, "decimal", "%3", more=never) + level(3, "decimal", "%4", more=after_first)))
    marked = [(index, own.next("1", index).strip()) for index in (0, 1, 2, 3, 1, 2, 3, 0, 1, 2, 3)]
    assert [text for index, text in marked if index == 2] == ["1", "2", "3"]
    assert [text for index, text in marked if index == 3] == ["1", "2", "1"]


def test_a_list_can_change_a_level_and_take_its_pattern_from_a_style() -> None:
    change = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "Article %1")}</w:lvlOverride>'
    linked = (
        '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Own"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="9"><w:styleLink w:val="Own"/>{LEVELS}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="8"/></w:num>'
    )
    own = counted(lists(LEVELS, change, more=linked))
    assert (own.next("1", 0), own.next("5", 1)) == ("Article 1 ", "1.1. ")


def test_an_unknown_list_has_no_marker() -> None:
    assert counted(lists(LEVELS)).next("99", 0) == ""
    assert counted(lists(LEVELS)).next("1", 8) == ""
    assert texts(word(listed("Words.", num=77))) == ["Words."]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("decimal", 12, "12"), ("decimalZero", 3, "03"), ("lowerLetter", 3, "c"), ("lowerLetter", 28, "bb"),
        ("upperLetter", 27, "AA"), ("lowerRoman", 49, "xlix"), ("upperRoman", 1994, "MCMXCIV"), ("arabicAbjad", 4, "د"),
        ("arabicAlpha", 3, "ت"), ("russianLower", 10, "к"), ("russianUpper", 1, "А"), ("chineseCounting", 3, "三"),
        ("chineseCounting", 12, "十二"), ("chineseCounting", 40, "四十"), ("chineseCountingThousand", 105, "一百〇五"),
        ("ideographDigital", 20, "二〇"), ("decimalFullWidth", 13, "１３"), ("decimalEnclosedCircle", 2, "②"),
        ("decimalEnclosedCircle", 21, "21"), ("ideographTraditional", 2, "乙"), ("none", 5, ""), ("unheardOf", 3, "3"),
        ("lowerLetter", 2_000_000, "2000000"), ("upperRoman", 900_000, "900000"), ("lowerLetter", 0, "0"),
    ],
)  # fmt: skip
def test_number_formats(form: str, value: int, shown: str) -> None:
    assert written(value, form) == shown


def test_numbers_letters_and_bullets_stand_before_their_words() -> None:
    levels = (
        level(0, "decimal", "%1.")
        + level(1, "lowerLetter", "(%2)")
        + level(2, "bullet", "\uf0b7")
        + level(3, "bullet", "–")
        + level(4, "bullet", "o")
        + level(5, "bullet", "§", more='<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>')
    )
    body = "".join(listed("Words.", index) for index in (0, 1, 1, 2, 3, 4, 5, 0))
    shown = ["1. ", "(a) ", "(b) ", "• ", "– ", "• ", "• ", "2. "]
    assert texts(word(body, numbering=lists(levels))) == [f"{marker}Words." for marker in shown]


def test_a_number_that_nothing_parts_from_its_words_is_parted_but_from_chinese_ones() -> None:
    numbering = lists(level(0, "decimal", "%1.", more='<w:suff w:val="nothing"/>'))
    assert texts(word(listed("Words.") + listed("条约"), numbering=numbering)) == ["1. Words.", "2.条约"]


def test_an_empty_numbered_paragraph_is_counted_and_not_shown() -> None:
    body = listed("One.") + listed("") + listed("Three.")
    assert texts(word(body, numbering=lists(level(0, "decimal", "%1.")))) == ["1. One.", "3. Three."]


def test_numbers_come_from_styles_too_and_zero_takes_them_away() -> None:
    own, below = '<w:numPr><w:numId w:val="1"/></w:numPr>', '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{based}<w:pPr>{number}</w:pPr>'
        "</w:style>"
        for name, based, number in (("Num", "", own), ("Sub", '<w:basedOn w:val="Num"/>', below), ("Tied", "", own))
    )
    levels = (
        level(0, "decimal", "%1.")
        + level(1, "lowerLetter", "%2)")
        + level(2, "lowerRoman", "%3)", more='<w:pStyle w:val="Tied"/>')
    )
    body = "".join(p(t("Words."), f'<w:pStyle w:val="{style}"/>') for style in ("Num", "Sub", "Tied", "Num"))
    body += p(t("Words."), '<w:pStyle w:val="Num"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    found = texts(word(body, styles, lists(levels)))
    assert found == ["1. Words.", "a) Words.", "i) Words.", "2. Words.", "Words."]


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def test_deletions_hidden_words_and_field_instructions_are_no_text_and_insertions_are() -> None:
    body = p(
        t("kept ")
        + "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        + f"<w:ins>{t('added ')}</w:ins>{t('hidden', '<w:vanish/>')}{FIELD}<w:hyperlink>{t(' linked')}</w:hyperlink>"
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{t(' held')}</w:sdtContent></w:sdt>"
        + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('Click here.')}</w:sdtContent></w:sdt>"
        + f"<w:smartTag>{t(' tagged')}</w:smartTag><w:fldSimple>{t(' simple')}</w:fldSimple>"
    )
    reading = read(word(body))
    assert [line.text for line in reading.lines] == ["kept added 12 linked held tagged simple"]
    assert reading.warnings == ("The file holds tracked changes; it is read as if all of them were accepted.",)


def test_a_field_that_never_ends_swallows_nothing_and_one_inside_another_shows_its_result() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    inner = FIELD.replace("PAGE", "IF").replace(
        "<w:instrText>IF</w:instrText>", f"<w:instrText>IF</w:instrText></w:r>{FIELD}<w:r>"
    )
    assert texts(word(p(begin + t("One.")) + p(t("Two.")))) == ["One.", "Two."]
    assert texts(word(p(t("See ") + inner + t(".")))) == ["See 12."]


def test_words_are_hidden_by_a_style_too() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Under"><w:name w:val="Under"/><w:basedOn w:val="Hid"/></w:style>'
    )
    run = '<w:rStyle w:val="Under"/>'
    assert texts(word(p(t("gone", run) + t("shown", f'{run}<w:vanish w:val="0"/>')), styles)) == ["shown"]


def test_a_deleted_or_hidden_end_of_paragraph_joins_it_to_the_next() -> None:
    numbering = lists(level(0, "decimal", "%1."))
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = p(t("One "), number + deleted) + listed("two.") + p("", number + deleted) + listed("Three.")
    body += p(t("Run-in head. "), number + "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(t("Its words."))
    found = texts(word(body, numbering=numbering))
    assert found == ["1. One two.", "2. Three.", "3. Run-in head. Its words."]


def test_raised_digits_symbols_and_hyphens() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = p(t("9.") + "<w:r><w:tab/></w:r>" + t("Words.") + t("12", raised) + t(" 1") + t("er", raised))
    body += p('<w:r><w:sym w:font="Wingdings" w:char="F0A7"/><w:tab/><w:t>Bullet</w:t></w:r>')
    body += p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5 non</w:t><w:noBreakHyphen/><w:t>nuclear</w:t></w:r>')
    body += p(t("\uf0b7 Typed bullet") + "<w:r><w:softHyphen/></w:r>")
    assert texts(word(body)) == ["9. Words.¹² 1er", "• Bullet", "≥5 non-nuclear", "• Typed bullet"]


def test_bidi_marks_and_spaces_of_the_author_are_kept() -> None:
    text = "\u200fنص\u200e  two  spaces\u00a0here"
    assert texts(word(p(t(text)))) == [text]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p(t('Boxed.'))}{p(t('Twice.'))}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = p(
        f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        f"</mc:AlternateContent></w:r>{t('Before.')}"
    )
    assert texts(word(body + p(t("After.")))) == ["Before.", "Boxed.", "Twice.", "After."]


def table(*rows: list[str], properties: str = "") -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


PARAGRAPH = p(t("A paragraph of the body, of some length, that ends in a full stop."))


def test_a_table_is_read_row_by_row_with_merged_cells_once() -> None:
    on, below = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    body = PARAGRAPH + table(
        [on + p(t("State")), p(t("Reports")) + p(t("sent"))], [below + p(t("lost")), p(t("7"))], [p(""), p("")]
    )
    deleted = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p(t("gone")) + "</w:tc></w:tr></w:tbl>"
    rows = read(word(body + deleted)).lines[1:]
    assert [(line.text, line.style) for line in rows] == [("State\tReports sent", Style.ROW), ("7", Style.ROW)]


MASTHEAD = [
    "United Nations",
    "LT/CONF.2031/PC.I/WP.3",
    "Distr.: General",
    "14 March 2029",
    "English",
    "Original: English",
]
NESTED = table([table([p(t(MASTHEAD[0])), p(t(MASTHEAD[1]))]), "".join(p(t(text)) for text in MASTHEAD[2:])])


@pytest.mark.parametrize(
    "body",
    [
        table([p(t(MASTHEAD[0])), p(t(MASTHEAD[1]))], [p(""), "".join(p(t(text)) for text in MASTHEAD[2:])]),
        NESTED,
        p("<w:r>" + "<w:br/>".join(f"<w:t>{text}</w:t>" for text in MASTHEAD) + "</w:r>"),
        p("<w:r>" + "<w:tab/>".join(f"<w:t>{text}</w:t>" for text in MASTHEAD[:2]) + "</w:r>")
        + p("<w:r>" + "<w:br/><w:tab/>".join(f"<w:t>{text}</w:t>" for text in MASTHEAD[2:]) + "</w:r>"),
    ],
    ids=["table", "nested tables", "line breaks", "tabs"],
)
def test_a_masthead_comes_line_by_line_however_it_was_laid_out(body: str) -> None:
    lines = read(word(body + p(t("Title")) + PARAGRAPH)).lines
    assert [line.text for line in lines][:-2] == MASTHEAD
    assert all(line.closes and line.style is Style.PLAIN for line in lines)


def test_line_breaks_in_the_body_wrap_and_part_letters_and_bullets() -> None:
    body = PARAGRAPH + p(
        "<w:r><w:t>One</w:t><w:br/><w:t>two:</w:t><w:br/><w:t>(a) three;</w:t><w:br/><w:t>• four</w:t></w:r>"
    )
    body += p("<w:r><w:t>Five</w:t><w:br/><w:br/><w:t>Six</w:t></w:r>")
    assert [(line.text, line.closes) for line in read(word(body)).lines[1:]] == [
        ("One", False), ("two:", True), ("(a) three;", True), ("• four", True), ("Five", True), ("Six", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("heading 2", (Style.HEADING, 2)), ("Titre 3", (Style.HEADING, 3)), ("Título 1", (Style.HEADING, 1)),
        ("Заголовок 2", (Style.HEADING, 2)), ("العنوان 1", (Style.HEADING, 1)), ("标题 1", (Style.HEADING, 1)),
        ("_ H_1_G", (Style.HEADING, 1)), ("Title", (Style.HEADING, 0)), ("Intense Quote", (Style.QUOTATION, 0)),
        ("Block Text", (Style.QUOTATION, 0)), ("Citation", (Style.QUOTATION, 0)),
        ("Cita destacada", (Style.QUOTATION, 0)), ("Quotations", (Style.QUOTATION, 0)),
        ("Footnote Text", (Style.PLAIN, 0)), ("Untitled", (Style.PLAIN, 0)),
    ],
)  # fmt: skip
def test_styles_by_their_names_also_through_a_style_of_the_users_own(name: str, style: tuple[Style, int]) -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="X1"><w:name w:val="{name}"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="X2"><w:name w:val="Mission"/><w:basedOn w:val="X1"/></w:style>'
    )
    body = "".join(p(t("Costs"), f'<w:pStyle w:val="X{n}"/>') for n in (1, 2))
    assert [(line.style, line.level) for line in read(word(body, styles)).lines] == [style, style]


def test_an_outline_level_makes_a_heading_and_a_long_sentence_is_none_in_any_style() -> None:
    body = p(t("Costs"), '<w:outlineLvl w:val="1"/>') + p(t("Words"), '<w:outlineLvl w:val="9"/>')
    body += p(t("Long words " * 12 + "end."), '<w:pStyle w:val="Heading1"/>')
    found = [(line.style, line.level) for line in read(word(body)).lines]
    assert found == [(Style.HEADING, 2), (Style.PLAIN, 0), (Style.PLAIN, 0)]


def test_styles_based_on_each_other_come_to_an_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{own}"><w:name w:val="{own}"/><w:basedOn w:val="{other}"/></w:style>'
        for own, other in (("A", "B"), ("B", "A"))
    )
    assert texts(word(p(t("Words."), '<w:pStyle w:val="A"/>'), styles)) == ["Words."]


def test_a_table_of_contents_is_no_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    lines = read(word(p(t("Introduction 3"), '<w:pStyle w:val="T1"/>') + PARAGRAPH, styles)).lines
    assert [line.running for line in lines] == [True, False]


SECTION = '<w:sectPr><w:{kind}Reference w:type="default" r:id="{kind}1"/></w:sectPr>'


def test_headers_and_footers_run_beside_the_text() -> None:
    header = f"<w:hdr {W}>{table([p(t('United Nations')), p(t('LT/CONF.2031/1'))])}</w:hdr>"
    reading = read(word(p(t("Words.")) + SECTION.format(kind="header"), header1=header))
    assert [(line.text, line.running) for line in reading.lines] == [
        ("United Nations", True),
        ("LT/CONF.2031/1", True),
        ("Words.", False),
    ]
    footer = f"<w:ftr {W}>{p('')}</w:ftr>"
    assert texts(word(p(t("Words.")) + SECTION.format(kind="footer"), footer1=footer)) == ["Words."]


def test_a_masthead_kept_in_a_header_is_read_as_one() -> None:
    header = f"<w:hdr {W}>{''.join(p(t(text)) for text in MASTHEAD)}</w:hdr>"
    body = p(t("Costs of verification")) + p(t("Working paper submitted by Averland")) + p(t("1. Words of the paper."))
    document = read_document(word(body + SECTION.format(kind="header"), header1=header), "f.docx", "f")
    assert (document.symbol, document.distribution, document.date) == (MASTHEAD[1], "general", "2029-03-14")
    assert [paragraph.label for paragraph in document.paragraphs] == ["1"]


BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"
BEFORE = "<w:pageBreakBefore/>"


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (p(t("One.") + BREAK) + p(RENDERED + t("Two.")), [1, 2]),
        (p(t("One.")) + p(BREAK) + p(RENDERED + t("Two.")), [1, 2]),
        (p(t("One.")) + p(RENDERED + t("Two.")) + p(RENDERED + t("Three.")), [1, 2, 3]),
        (p(t("One") + RENDERED + t(" two.")) + p(t("Three.")), [1, 2]),
        (p(t("One.") + BREAK + t("Two.")), [1, 2]),
        (p(t("One."), BEFORE) + p(RENDERED + t("Two."), BEFORE), [1, 2]),
        (p(t("One.") + BREAK + BREAK) + p(t("Two.")), [1, 3]),
        (p(t("One."), "<w:sectPr/>") + p(t("Two."), '<w:sectPr><w:type w:val="continuous"/></w:sectPr>')
         + p(t("Three.")) + "<w:sectPr/>", [1, 1, 2]),
        (PARAGRAPH + table([p(t("a")), p(RENDERED + t("b"))], [p(RENDERED + t("c")), p(RENDERED + t("d"))]), [1, 1, 2]),
    ],
)  # fmt: skip
def test_pages_turn_where_they_are_asked_to_and_where_word_turned_them(body: str, pages: list[int]) -> None:
    reading = read(word(body))
    assert [line.page for line in reading.lines] == pages
    assert reading.raw.count("\f") == pages[-1] - 1
    assert reading.pages == pages[-1]


NOTES = (
    f"<w:{{kind}}s {W}><w:{{kind}} w:type='separator' w:id='-1'>{p(t('no'))}</w:{{kind}}>"
    f"<w:{{kind}} w:id='2'>{p('<w:r><w:{kind}Ref/></w:r>' + t(' First {kind}.')) + p(t('Goes on.'))}</w:{{kind}}>"
    f"<w:{{kind}} w:id='3'>{p(t('* Second {kind}.'))}</w:{{kind}}></w:{{kind}}s>"
)


def call(kind: str, name: int, custom: str = "") -> str:
    follows = f' w:customMarkFollows="1"/><w:t>{custom}</w:t>' if custom else "/>"
    return f'<w:r><w:{kind}Reference w:id="{name}"{follows}</w:r>'


def test_notes_are_numbered_in_their_order_and_endnotes_go_on_where_footnotes_end() -> None:
    body = p(t("One") + call("endnote", 2) + t(" two") + call("footnote", 2) + call("footnote", 9) + t("."))
    body += p(BREAK + t("Three") + call("footnote", 3, "*") + t("."))
    reading = read(word(body, footnotes=NOTES.format(kind="footnote"), endnotes=NOTES.format(kind="endnote")))
    assert [line.text for line in reading.lines] == ["One³ two¹².", "Three*."]
    assert reading.notes == (
        Footnote("³", "First endnote. Goes on.", 1),
        Footnote("¹", "First footnote. Goes on.", 1),
        Footnote("*", "Second footnote.", 2),
    )


def test_a_deleted_call_is_not_counted_and_counting_starts_where_the_file_says() -> None:
    body = p(t("One") + f"<w:del>{call('footnote', 3)}</w:del>" + call("footnote", 2))
    section = '<w:sectPr><w:footnotePr><w:numStart w:val="5"/></w:footnotePr></w:sectPr>'
    reading = read(word(body + section, footnotes=NOTES.format(kind="footnote")))
    assert (reading.lines[0].text, [note.mark for note in reading.notes]) == ("One⁵", ["⁵"])


def test_the_text_part_is_found_by_what_the_file_says_and_in_the_names_of_iso() -> None:
    data = word(p(t("Words.")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main, relations = archive.read("word/document.xml"), archive.read("_rels/.rels")
    strict = main.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    moved = relations.replace(b"word/document.xml", b"/word/document2.xml")
    assert texts(repacked(data, {"word/document2.xml": strict, "_rels/.rels": moved, "word/document.xml": b""})) == [
        "Words."
    ]


def test_nothing_outside_the_file_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    outside = '<Relationship Id="x" Type="http://x/styles" Target="http://192.0.2.1/styles.xml" TargetMode="External"/>'
    up = '<Relationship Id="y" Type="http://x/footnotes" Target="../../../../etc/passwd"/>'
    data = repacked(
        word(p(t("Words.") + call("footnote", 1))),
        {"word/_rels/document.xml.rels": f"<Relationships>{outside}{up}</Relationships>".encode()},
    )
    assert texts(data) == ["Words.¹"]


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked(data: bytes) -> bytes:
    """The file with the flag of a password on its first part, in both places that say so."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:6] + b"\x01" + data[7:at] + b"\x01" + data[at + 1 :]


MAIN = "word/document.xml"
OPENED = f"<w:document {W}><w:body>".encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed({"a.txt": b"x"}), "a zip archive"),
        (packed({"xl/workbook.xml": b"<x/>"}), "an Excel workbook"),
        (packed({"ppt/presentation.xml": b"<x/>"}), "a PowerPoint"),
        (packed({"content.xml": b"<x/>"}), "an OpenDocument"),
        (packed({MAIN: b"<w>"}), "damaged"),
        (packed({MAIN: b""}), "damaged"),
        (packed({MAIN: b"<w/>"}), "damaged"),
        (packed({MAIN: f"<w:document {W}/>".encode()}), "damaged"),
        (packed({MAIN: b"x"}, zipfile.ZIP_LZMA), "damaged"),
        (packed({MAIN: b" " * (250 * 2**20)}), "unpacks to 250 MB"),
        (packed({MAIN: b" " * (20 * 2**20)}), "over 200 times"),
        (packed({MAIN: OPENED + b"<w:a/>" * 2_500_000}, zipfile.ZIP_STORED), "more markup"),
        (packed({MAIN: OPENED + (b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 110_000) + b"</w:body></w:document>"},
                zipfile.ZIP_STORED), "more lines"),
        (packed({f"word/media/{n}": b"" for n in range(6_000)}, zipfile.ZIP_STORED), "more than 5000 parts"),
        (locked(packed({MAIN: b"<w/>"})), "locked with a password"),
        (b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "old Word file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    ],
)  # fmt: skip
def test_what_is_no_readable_word_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read_document(data, "f.docx", "f")
    assert "\n" not in str(caught.value)
    assert str(caught.value)[0].islower()


def test_a_part_that_is_larger_than_the_list_of_parts_says_is_refused_before_it_is_unpacked() -> None:
    script = f"""
        import re, struct, sys, zipfile, io
        from corpus.quality import Unreadable
        from corpus.readers.docx import read_docx
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open({MAIN!r}, "w", force_zip64=False) as part:
                for _ in range(900):
                    part.write(b" " * 2**20)
        data, true, said = buffer.getvalue(), struct.pack("<L", 900 * 2**20), struct.pack("<L", 2**20)
        data = data.replace(true, said)
        # Not ru_maxrss: a process starts with the peak of the one that started it.
        peak = lambda: int(re.search("VmHWM:\\\\s+([0-9]+)", open("/proc/self/status").read())[1])
        before = peak()
        try:
            read_docx(data)
        except Unreadable as error:
            print(error, peak() - before < 150 * 1024)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "this Word file is damaged and cannot be opened; get a new copy of it True"


@pytest.mark.parametrize("part", [MAIN, "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(part: str, encoding: str) -> None:
    def declare(xml: bytes) -> bytes:
        text = re.sub(r"^\s*<\?xml.*?\?>", "", xml.decode())
        entities = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        return f'<?xml version="1.0" encoding="{encoding}"?>{entities}{text}'.encode(encoding)

    with pytest.raises(Unreadable, match="declares entities"):
        read_docx(repacked(word(p(t("Words."))), {part: declare}))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("<w:ins>", "</w:ins>"),
    ],
)
@pytest.mark.parametrize("depth", [5, 60, 10_000])
def test_deep_nesting_is_read_or_refused(start: str, end: str, depth: int) -> None:
    data = word(start * depth + p(t("Deep.")) + end * depth + p(t("After.")))
    if depth == 10_000:
        with pytest.raises(Unreadable, match="too deep"):
            read_docx(data)
    else:
        assert texts(data) == ["Deep.", "After."]


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_never_raise_anything_else(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_docx(b"PK\x03\x04" + data)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("word")
    return build_docx(FOLDER / "LT_CONF.2031_PC.I_WP.3.ar.txt", folder / "paper.docx").read_bytes()


def allowed(data: bytes) -> None:
    """Reads a file that may be damaged."""
    try:
        reading = read(data)
    except Unreadable as error:
        assert str(error)
    else:
        assert [line.page for line in reading.lines] == sorted(line.page for line in reading.lines)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_cut_and_flipped_files_are_read_or_refused(built: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(built)))
    with pytest.raises(Unreadable):
        read_docx(built[: min(cut, len(built) - 30)])
    flipped = bytearray(built)
    for at, bit in data.draw(st.lists(st.tuples(st.integers(0, len(built) - 1), st.integers(0, 7)), max_size=20)):
        flipped[at] ^= 1 << bit
    allowed(bytes(flipped))


VALUES = [b"", b"-1", b"9" * 30, "٣".encode(), "²".encode(), b"0", b"nothing", b"%9%1%2", b"true", b"x" * 300, b"1"]


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_files_whose_markup_is_damaged_are_read_or_refused(built: bytes, chance: random.Random) -> None:
    """Damage below the checksums of the zip: elements lost, doubled or renamed, and values that make no sense."""

    def damage(xml: bytes) -> bytes:
        for _ in range(chance.randrange(1, 5)):
            tag = chance.choice(list(re.finditer(rb"<[^<>]*/>", xml)) or [re.match(b"", xml)])
            value = chance.choice(list(re.finditer(rb'(?<==")[^"]*', xml)) or [re.match(b"", xml)])
            name = chance.choice(re.findall(rb"<(w:\w+)", xml) or [b"w:p"])
            other = chance.choice(re.findall(rb"<(w:\w+)", xml) or [b"w:r"])
            assert tag and value
            xml = chance.choice(
                [
                    xml[: tag.start()] + xml[tag.end() :],
                    xml[: tag.start()] + tag[0] * 2 + xml[tag.end() :],
                    xml[: value.start()] + chance.choice(VALUES) + xml[value.end() :],
                    re.sub(rb"(</?)%b(?=[\s/>])" % name, rb"\1" + other, xml),
                ]
            )
        return xml

    parts = [MAIN, "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/_rels/document.xml.rels"]
    allowed(repacked(built, {chance.choice(parts): damage}))
