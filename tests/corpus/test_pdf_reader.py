"""What a PDF holds besides words in a row: raised marks, turned pages, stamps, hyphens, odd fonts and characters."""

from __future__ import annotations

import io
import zlib

import pypdfium2
import pytest
from fpdf import FPDF

from corpus.quality import Unreadable
from corpus.read import read_document
from corpus.readers.lines import Style
from corpus.readers.pdf import read_pdf
from tests.builders.sheets import Text, drawn, lines, objects, sheets, stream

PROSE = (
    "The States parties to the Treaty considered the reports that the office had submitted",
    "and agreed that they should be made public, as many delegations had asked for years.",
    "They also considered the cost of the reports and asked for an estimate of the whole.",
)


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_pdf(data).lines]


# marks of notes


def with_marks(*parts: tuple[str, str], size: float = 10) -> bytes:
    """A line of words, each with the raised figures that follow it."""
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=size)
    for word, mark in parts:
        file.write(14, word)
        file.char_vpos = "SUP"
        file.write(14, mark)
        file.char_vpos = "LINE"
    return bytes(file.output())


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ((("An increase of 20 per cent.", "1"), (" Nine of them", "")), "An increase of 20 per cent.¹ Nine of them"),
        ((("as in 2028", "12"), (" and later", "")), "as in 2028¹² and later"),
        ((("an area of 40 m", "2"), (" in all", "")), "an area of 40 m² in all"),
        ((("in 2028, 35", ""), (" of them", "")), "in 2028, 35 of them"),
        ((("the end.", "3"),), "the end.³"),
    ],
)
def test_raised_figures_are_told_from_those_of_the_line(parts: tuple[tuple[str, str], ...], line: str) -> None:
    assert texts(with_marks(*parts)) == [line]


def test_a_note_at_the_foot_opens_with_its_raised_mark_and_is_bound_to_the_paragraph_that_calls_it() -> None:
    call = [
        Text(72, 676, "They agreed on the report."),
        Text(191, 680, "1", 6),
        Text(196, 676, "It is to be made public."),
    ]
    foot = [Text(72, 80, "1", 5), Text(79, 77, "See the annual report of the office.", 8)]
    data = sheets([*lines(*PROSE[:2]), *call, *foot])
    reading = read_pdf(data)
    assert reading.lines[2].text == "They agreed on the report.¹ It is to be made public."
    assert [line.text for line in reading.lines if line.style is Style.NOTE] == [
        "¹ See the annual report of the office."
    ]
    (paragraph,) = read_document(data, "f.pdf", "f").paragraphs
    assert paragraph.notes == ("See the annual report of the office.",)
    assert paragraph.text.endswith("They agreed on the report. It is to be made public.")


# how pages stand


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_drawn(angle: int) -> None:
    document = pypdfium2.PdfDocument(sheets(lines(*PROSE)))
    document[0].set_rotation(angle)
    saved = io.BytesIO()
    document.save(saved)
    assert texts(saved.getvalue()) == list(PROSE)


@pytest.mark.parametrize(("angle", "x", "y"), [(90, 200, 100), (180, 500, 400), (270, 200, 700)])
def test_text_that_is_drawn_turned_on_its_page_is_read_as_if_it_were_not(angle: int, x: float, y: float) -> None:
    step = {90: (14, 0), 180: (0, 14), 270: (-14, 0)}[angle]
    turned = [Text(x + n * step[0], y + n * step[1], words, turned=angle) for n, words in enumerate(PROSE)]
    reading = read_pdf(sheets(turned))
    assert [line.text for line in reading.lines] == list(PROSE)
    assert [line.closes for line in reading.lines] == [False, False, True]


@pytest.mark.parametrize("angle", [90, 45, 270])
def test_a_stamp_across_a_page_is_kept_out_of_its_text(angle: int) -> None:
    reading = read_pdf(sheets([*lines(*PROSE), Text(300, 600, "ADVANCE COPY", 20, turned=angle)]))
    assert [line.text for line in reading.lines if not line.running] == list(PROSE)
    stamped = "".join(line.text for line in reading.lines if line.running)  # the library takes it letter by letter
    assert stamped.replace(" ", "") == "ADVANCECOPY"


def test_a_page_whose_corner_is_not_at_nought_keeps_its_edges() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 1000 595 1842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    content = b"BT /F 10 Tf 72 1700 Td (Words of the paper.) Tj 0 -660 Td (29-04711 \\(E\\)) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    reading = read_pdf(objects(b"<</Type/Catalog/Pages 2 0 R>>", kids, page, stream(content), font))
    assert [(line.text, line.running) for line in reading.lines] == [
        ("Words of the paper.", False),
        ("29-04711 (E)", True),
    ]


# how lines are drawn


def test_a_hyphen_at_the_end_of_a_line_does_not_hide_that_end() -> None:
    split = ("Each State has well-", "founded reasons to trust the declara-", "tions of the others.")
    reading = read_pdf(sheets(lines(*split)))
    assert [line.text for line in reading.lines] == list(split)
    assert [line.closes for line in reading.lines] == [False, False, True]


def test_words_drawn_one_by_one_make_one_line() -> None:
    content = (
        b"BT /F 10 Tf 1 0 0 1 72 700 Tm (The) Tj 1 0 0 1 93 700.4 Tm (office) Tj 1 0 0 1 123 699.8 Tm (agreed.) Tj ET"
    )
    assert texts(drawn(content)) == ["The office agreed."]


def test_a_file_that_draws_no_spaces_is_read_with_them() -> None:
    """Its Chinese too: beside a figure or a Latin word a gap as wide as a space is one."""
    english = b"BT /F 10 Tf 72 700 Td [(The)-280(office)-280(agreed.)] TJ ET"
    assert texts(drawn(english)) == ["The office agreed."]


def test_letters_of_one_glyph_and_joined_letters_are_read_apart() -> None:
    assert texts(sheets([Text(72, 700, "The of\ufb01ce found ef\ufb01cient \ufb02ow.")], unicode=True)) == [
        "The office found efficient flow.",
    ]  # fmt: skip


def test_a_number_hangs_before_its_paragraph_and_a_cell_does_not() -> None:
    hanging = [Text(72, 700, "1."), Text(108, 700, PROSE[0]), Text(108, 688, PROSE[1])]
    assert texts(sheets(hanging)) == [f"1. {PROSE[0]}", PROSE[1]]


# fonts and characters


def with_map(content: bytes, first: int) -> bytes:
    """One page in a font whose code ``n`` is said to be the character ``first + n``."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfrange <00> <FF> <%04X> endbfrange endcmap end end" % first
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/Odd/FirstChar 0/LastChar 255/Widths[%s]/ToUnicode 6 0 R>>"
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        stream(content),
        font % (b"500 " * 256),
        stream(cmap),
    )


SENTENCES = b"BT /F 10 Tf 72 700 Td " + b"(The States parties considered the reports.) Tj 0 -14 Td " * 20 + b"ET"


def test_a_font_that_says_its_letters_is_read() -> None:
    assert texts(with_map(SENTENCES, 0))[0] == "The States parties considered the reports."


@pytest.mark.parametrize("first", [0xE000, 0xF000], ids=["private use", "symbols"])
def test_a_font_that_does_not_say_its_letters_is_refused(first: int) -> None:
    with pytest.raises(Unreadable, match=r"characters are unreadable|holds no text"):
        read_document(with_map(SENTENCES, first), "f.pdf", "f")


def test_a_font_that_says_other_letters_is_refused() -> None:
    with pytest.raises(Unreadable, match="the file's font does not say its letters"):
        read_document(with_map(SENTENCES * 2, 3), "f.pdf", "f")


def test_a_character_that_the_file_does_not_name_is_shown_as_lost() -> None:
    data = with_map(b"BT /F 10 Tf 72 700 Td (A\\000B) Tj ET", 0)
    assert texts(data) in (["A\ufffdB"], ["AB"])


def test_characters_beyond_the_first_plane_are_read_whole() -> None:
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 2 beginbfchar <41> <D840DC00> <42> <0042> endbfchar endcmap end end"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/Odd/FirstChar 65/LastChar 66/Widths[900 900]/ToUnicode 6 0 R>>"
    data = objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page,
        stream(b"BT /F 10 Tf 72 700 Td (BAB) Tj ET"), font, stream(cmap),
    )  # fmt: skip
    (line,) = texts(data)
    line.encode("utf-8")
    assert line in ("B\U00020000B", "BB")


@pytest.mark.parametrize("hidden", ["\u200b", "\u200e", "\u202b", "\u2067", "\ufeff", "\u00ad"])
def test_characters_that_nobody_sees_part_no_word(hidden: str) -> None:
    (line,) = texts(sheets([Text(72, 700, f"The agree{hidden}ment of the parties.")], unicode=True))
    assert line.replace(hidden, "") == "The agreement of the parties."


def test_a_packed_content_stream_is_read() -> None:
    assert len(zlib.compress(SENTENCES)) < len(SENTENCES)
    assert len(texts(drawn(SENTENCES, packed=True))) == 20
