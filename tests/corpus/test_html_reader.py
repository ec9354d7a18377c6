"""Web pages to lines: blocks, lists, tables, notes, pages, encodings; what is refused; a paper as a page is it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.html import read_html
from corpus.readers.lines import Footnote, Reading, Style
from tests.builders.html import build_html

PAPERS = sorted((Path(__file__).parents[2] / "corpus" / "documents").glob("*.txt"))
SENTENCE = "This is the first paragraph of the paper."
PIECES = [
    "<div>", "</div>", "<p>", "</p>", "<ol reversed>", "<ol start=x>", "<ul>", "<li value='9'>", "</ol>", "<table>",
    "<tr>", "<td>", "</table>", "<sup>1</sup>", '<a href="#fn1">[1]</a>', '<li id="fn1">', "<blockquote>", "<cite>",
    "<pre>", "\f", "<br>", "<!--", "-->", "<script>", "</script>", "<svg>", "<h2>", "<hr class=pagebreak>", "&amp;",
    "&#xD800;", "&#99999999999;", "<p style='page-break-before:always' hidden", ">", '="', "'", "<q>", "</q>", "\u202e",
    "\0", "مرحبا", "视察", "1. ", "<",
]  # fmt: skip


def read(markup: str) -> Reading:
    """A page with this body, every line of it found at its place."""
    reading = read_html(
        f"<!DOCTYPE html><html><head><title>No text</title></head><body>{markup}</body></html>".encode()
    )
    assert all(reading.raw[line.start : line.start + len(line.text)] == line.text for line in reading.lines)
    return reading


def texts(markup: str) -> list[str]:
    return [line.text for line in read(markup).lines]


def bare(document: Document) -> Document:
    """A document without what differs from file to file."""
    paragraphs = tuple(replace(paragraph, spans=()) for paragraph in document.paragraphs)
    return replace(document, sha256="", file="", raw="", paragraphs=paragraphs)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_paper_as_a_web_page_reads_as_the_paper(path: Path, tmp_path: Path) -> None:
    page = build_html(path, tmp_path / "paper.html")
    document = read_document(page.read_bytes(), "paper.html", "paper")
    assert bare(document) == bare(read_document(path.read_bytes(), path.name, "paper"))
    for paragraph in document.paragraphs:
        for span in paragraph.spans:
            part = document.raw[span.source : span.source + span.length]
            assert part == paragraph.text[span.start : span.start + span.length]


@pytest.mark.parametrize("path", PAPERS[::7], ids=lambda path: path.name)
def test_a_paper_typed_into_one_block_reads_as_the_paper(path: Path) -> None:
    page = f"<html><body><pre>{escape(path.read_text(encoding='utf-8'))}</pre></body></html>"
    assert bare(read_document(page.encode(), "f", "f")) == bare(read_document(path.read_bytes(), "f", "f"))


def test_white_space_is_collapsed_and_what_is_not_shown_is_no_text() -> None:
    shown = texts(
        "<nav>Home</nav><script>var a = '<p>no</p>'</script><style>p {}</style><template><p>no</p></template>"
        "<noscript><p>no</p></noscript><!-- <p>no</p> --><p hidden>no</p><p style='display: none'>no</p>"
        "<p>one <b aria-hidden=true>no</b>\n   two&nbsp;three</p><svg><text>no</text></svg><select><option>no</select>"
        "<textarea>no</textarea><ruby>汉<rp>(</rp><rt>no</rt></ruby>"
    )
    assert shown == ["one two\u00a0three", "汉"]


def test_entities_are_decoded_once_and_direction_marks_are_kept() -> None:
    assert texts("<p>a &amp;lt; b \u202bc\u202c &#8207;d</p>") == ["a &lt; b \u202bc\u202c \u200fd"]


def test_a_chinese_line_wrapped_in_the_source_takes_no_space() -> None:
    assert texts("<p>灯笼\n   视察局\nLIO 和\n条约</p>") == ["灯笼视察局 LIO 和条约"]


def test_headings_have_their_level_and_quotations_their_style() -> None:
    lines = read("<h1>One</h1><h3>Three</h3><blockquote><p>Said.</p></blockquote><p>Plain.</p>").lines
    assert [(line.style, line.level) for line in lines] == [
        (Style.HEADING, 1),
        (Style.HEADING, 3),
        (Style.QUOTATION, 0),
        (Style.PLAIN, 0),
    ]


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Words.</p><footer>A Name</footer>",
        "<p>Words.</p><footer>— A Name</footer>",
        "Words.<br><cite>A Name</cite>",
        "<p>Words.</p><p><cite>A Name</cite></p>",
        "<p>Words.<br>— A Name</p>",
    ],
)
def test_who_said_a_quotation_stands_on_a_line_of_its_own(inside: str) -> None:
    words, name = read(f"<blockquote>{inside}</blockquote>").lines
    assert (words.text, words.style, words.closes) == ("Words.", Style.QUOTATION, True)
    assert name.text == "— A Name"


def test_a_work_cited_inside_a_quotation_stays_in_its_sentence() -> None:
    assert texts("<blockquote><p>As <cite>The Book</cite> says.</p></blockquote>") == ["As The Book says."]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ol><li>x<li>y</ol>", ["1. x", "2. y"]),
        ("<ol start=9><li><p>x</p><li value=12>y<li>z</ol>", ["9. x", "12. y", "13. z"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ("<ol type=a><li>x<li>y</ol>", ["(a) x", "(b) y"]),
        ("<ol type=A><li>x</ol>", ["A. x"]),
        ("<ol type=I start=4><li>x</ol>", ["IV. x"]),
        ("<ol type=i><li>x<li>y</ol>", ["(i) x", "(ii) y"]),
        ("<ol><li>x<ol><li>y<ol><li>z</ol></ol></ol>", ["1. x", "(a) y", "(i) z"]),
        ("<ol><li>x<ol type=1><li>y</ol></ol>", ["1. x", "(1) y"]),
        ("<ol style='list-style-type: lower-roman'><li>x</ol>", ["(i) x"]),
        ("<ol style='list-style: none'><li>4 bis. x</ol>", ["4 bis. x"]),
        ("<ul><li>x<ul><li>y</ul></ul>", ["• x", "• y"]),
        ("<ul style='list-style:none'><li>x</ul>", ["x"]),
        ("<ol><li>x<p>y</p></li><li></li></ol><p>z</p>", ["1. x", "y", "z"]),
        ("<ol><li>1. x</li><li>2. y</li></ol>", ["1. x", "2. y"]),
        ("<ol type=a start=27><li>x</ol>", ["(aa) x"]),
        ("<ol type=i start=4000><li>x</ol>", ["(4000) x"]),
        ("<ol start=many><li value=''>x</ol>", ["1. x"]),
    ],
)
def test_the_numbers_of_a_list_are_those_a_browser_shows(markup: str, shown: list[str]) -> None:
    assert texts(markup) == shown


def test_a_break_closes_a_line_of_the_masthead_and_no_line_of_a_paragraph() -> None:
    lines = read(f"<p>First session<br>Geneva</p><p>{SENTENCE}<br>It goes on.</p><p>a<br><br>b</p>").lines
    assert [(line.text, line.closes) for line in lines] == [
        ("First session", True),
        ("Geneva", True),
        (SENTENCE, False),
        ("It goes on.", True),
        ("a", True),
        ("b", True),
    ]


def test_a_table_is_read_row_by_row() -> None:
    head = "<table><caption>Sums</caption><thead><tr><th>State<th>Sum</thead>"
    lines = read(f"<p>{SENTENCE}</p>{head}<tr><td><p>A</p><p>B</p><td>1<tr><td>C<td></table>").lines
    assert [(line.text, line.style) for line in lines[1:]] == [
        ("Sums", Style.PLAIN),
        ("State\tSum", Style.ROW),
        ("A B\t1", Style.ROW),
        ("C", Style.ROW),
    ]


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (
            "<tr><td>United Nations<td><b>LT/CONF.2031/WP.6</b>"
            "<tr><td>Organ<td>Distr.: General<br>6 May 2031<br>English",
            ["United Nations", "LT/CONF.2031/WP.6", "Organ", "Distr.: General", "6 May 2031", "English"],
        ),
        ("<tr><td>one<tr><td>two", ["one", "two"]),
        ("<tr><td>one<td><table><tr><td>in<td>ner</table><td>two", ["one", "in\tner", "two"]),
        ("<tr><td>one<td><h2>two</h2><p>three", ["one", "two", "three"]),
        (f"<tr><td>one<td>{'<p>two' * 9}", ["one", *["two"] * 9]),
    ],
    ids=["masthead", "one column", "nested", "heading", "long cell"],
)
def test_a_table_that_arranges_the_page_is_read_cell_by_cell(table: str, shown: list[str]) -> None:
    assert [line.text for line in read(f"<table>{table}</table><p>{SENTENCE}</p>").lines[:-1]] == shown


def test_the_symbol_in_the_masthead_is_known_as_a_header() -> None:
    assert [line.running for line in read(f"<p>LT/CONF.2031/WP.6</p><p>{SENTENCE}</p>").lines] == [True, False]


NOTE_FORMS = {
    "section": (
        '<a href="#fn7" id="r7"><sup>7</sup></a>',
        '<section class="footnotes"><h2>Notes</h2><ol start=7><li id="fn7"><p>The note. <a href="#r7">↩</a></p></ol>',
    ),
    "role": ('<a role="doc-noteref" href="#x">7</a>', '<aside role="doc-footnote" id="x"><p>7. The note.</p></aside>'),
    "endnotes": ("<sup>7</sup>", '<div role="doc-endnotes"><ol start=7><li>The note.</li></ol></div>'),
    "book": ('<a epub:type="noteref" href="#n">7</a>', '<aside epub:type="footnote" id="n">The note.</aside>'),
    "link": ('<sup><a href="#z">[7]</a></sup>', '<p><a name="z" href="#back">7</a> The note.</p>'),
    "bare": ('<sup>7</sup>', '<p id="fn7"><sup>7</sup> The note.</p>'),
    "word": (
        "<a style='mso-footnote-id:ftn7' href=\"#_ftn7\" name=\"_ftnref7\"><span class=MsoFootnoteReference>"
        "<span style='mso-special-character:footnote'><![if !supportFootnotes]>[7]<![endif]></span></span></a>",
        "<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn7><p class=MsoFootnoteText>"
        "<a href=\"#_ftnref7\" name=\"_ftn7\">[7]</a> The note.</p></div></div>",
    ),
    "rows": ('<sup><a href="#z">7</a></sup>', '<table><tr><td><a name="z">7</a></td><td>The note.</td></tr></table>'),
}  # fmt: skip


@pytest.mark.parametrize("form", NOTE_FORMS)
def test_a_note_is_taken_out_and_its_call_is_raised(form: str) -> None:
    call, note = NOTE_FORMS[form]
    reading = read(f"<p>Some words{call} go on.</p>{note}")
    assert [line.text for line in reading.lines] == ["Some words⁷ go on."]
    assert reading.notes == (Footnote("⁷", "The note.", 1),)


def test_a_note_called_by_a_letter_has_a_number() -> None:
    reading = read(
        '<p>Words<a href="#_edn1">[i]</a> and more.</p><div id=edn1><p><a href="#r">[i]</a> A note.</p></div>'
    )
    assert [line.text for line in reading.lines] == ["Words¹ and more."]
    assert [(note.mark, note.text[-7:]) for note in reading.notes] == [("¹", "A note.")]


def test_a_note_is_on_the_page_of_its_call() -> None:
    (note,) = read(
        '<p>a<sup><a href="#fn1">1</a></sup></p><hr class="page-break"><p>b</p><div id="fn1">1 c m<sup>2</sup></div>'
    ).notes
    assert note == Footnote("¹", "c m²", 1)


def test_units_ordinals_and_links_are_no_notes() -> None:
    reading = read(
        '<p>5 km<sup>2</sup>, the 1<sup>er</sup>, H<sub>2</sub>O, <a href="#p3">3</a>.</p><p id="p3">Three.</p>'
    )
    assert [line.text for line in reading.lines] == ["5 km², the 1er, H2O, 3.", "Three."]
    assert reading.notes == ()


@pytest.mark.parametrize(
    "turn",
    [
        '<hr class="page-break"><p>two</p>',
        '<p style="page-break-before: always">two</p>',
        '<div style="break-after: page"></div><p>two</p>',
        '<span role="doc-pagebreak">2</span><p>two</p>',
        "<br clear=all style='page-break-before:always'><p>two</p>",
    ],
)
def test_a_marked_page_break_turns_the_page(turn: str) -> None:
    reading = read(f"<p>one</p>{turn}")
    assert reading.raw == "one\ftwo"
    assert (reading.pages, [line.page for line in reading.lines]) == (2, [1, 2])


def test_a_paragraph_may_run_over_a_page_break() -> None:
    lines = read(f"<p>{SENTENCE}</p><p>one<br style='page-break-before:always'>two</p>").lines
    assert [(line.text, line.page, line.closes) for line in lines[1:]] == [("one", 1, False), ("two", 2, True)]


def test_a_page_saved_by_a_word_processor_keeps_its_typed_numbers() -> None:
    number = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp;&nbsp; </span></span><![endif]>"
    shown = texts(
        "<!--[if gte mso 9]><xml><o:p>no</o:p></xml><![endif]--><div class=WordSection1>"
        f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{number.format('9.')}Ninth.<o:p></o:p></p>"
        f"<p><!--[if !supportLists]-->{number.format('(b)')}<!--[endif]-->Letter.</p>"
        f"<p>{number.format('·')}Bullet.</p><p>{number.format('o')}Ring.</p><p><o:p>&nbsp;</o:p></p></div>"
    )
    assert shown == ["9. Ninth.", "(b) Letter.", "• Bullet.", "• Ring."]


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [
        ("windows-1251", "cp1251", "Договор"),
        ("koi8-r", "koi8-r", "Договор"),
        ("Windows-1256", "cp1256", "معاهدة"),
        ("gb2312", "gb18030", "条约"),
        ("gb18030", "gb18030", "条约"),
        ("iso-8859-1", "cp1252", "l’État"),
        ("windows-1252", "cp1252", "l’État"),
    ],
)
@pytest.mark.parametrize(
    "declaration",
    [
        '<html><meta charset="{}">',
        "<html><meta http-equiv=Content-Type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?><html><script src="x"/>',
    ],
)
def test_the_declared_encoding_is_honoured(name: str, encoding: str, text: str, declaration: str) -> None:
    (line,) = read_html(f"{declaration.format(name)}<p>{text}</p>".encode(encoding)).lines
    assert line.text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_comes_before_what_is_declared(encoding: str) -> None:
    (line,) = read_html("<html><meta charset=koi8-r><p>Договор</p>".encode(encoding)).lines
    assert line.text == "Договор"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><meta charset=windows-1252><p>\x81</p>", "byte 36 is not of it"),
        (b"<html><meta charset=unicode_escape><p>x</p>", "unicode_escape, which is not read"),
        (b"<html><meta charset=iso-8859-99><p>x</p>", "is not read"),
        (b"<html><p>\xff</p>", "not valid UTF-8"),
        (b"<html><head><title>x</title></head><body><script>draw()</script></body></html>", "shows no text"),
        (b"<html><p id=fn1>1 only a note</p>", "shows no text"),
        (b"<html>" + b" " * 50_000_000, "larger than 50 MB"),
        (b"<div>" * 1_000_000, "nests its elements too deep"),
        (b"<div><table><td></div></td></table>" * 100_000, "nests its elements too deep"),
        (b"<p>x</p>" * 500_000, "more markup"),
        (b"<p " + b"a " * 2_000_000 + b">x", "more markup"),
        (b"<" * 2_000_000, "more markup"),
        (b"<pre>" + b"x\n" * 400_000, "more lines"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_that_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_html(data)


@pytest.mark.parametrize(
    "markup",
    [
        b"<p " + b" ".join(b"a%d=1" % number for number in range(1_000_000)) + b">x",
        b"<p>x&#" + b"9" * 1_000_000 + b";",
        b"<p>x" + b"&CounterClockwiseContourIntegral;" * 99_000,
        b"<p>" + b"".join(b"<b id=%d>" % number for number in range(400)) + b"<p>x" * 20_000,
        b"<div>" * 450 + b"<p>x" * 50_000 + b"</ul>" * 50_000,
        b"<p>x<br b='" * 100_000,
        b"<p>x" + b"<!--" * 1_000_000,
    ],
    ids=["attributes", "number", "entities", "formatting", "deep", "quotes", "comments"],
)
def test_a_page_made_to_be_hard_is_read_all_the_same(markup: bytes) -> None:
    assert "x" in read_html(markup).raw


def test_misnested_elements_do_not_count_as_deep() -> None:
    assert len(texts("<p><b><i>x</b></i><font>y<p>z<a name=q>w</p>" * 2000)) == 4000


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_html(data)
    except Unreadable as error:
        assert str(error)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_mangled_pages_are_read_or_refused(markup: str) -> None:
    try:
        read(markup)
    except Unreadable as error:
        assert str(error)
