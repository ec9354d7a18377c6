"""Pieces of text at places to lines in reading order: columns, tables, mastheads, notes, paragraphs. No PDF is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from corpus.readers.columns import regions
from corpus.readers.layout import lay_out
from corpus.readers.lines import Reading, Style
from corpus.readers.pieces import Page, Piece, joined

LEFT = (
    "The States parties considered the reports",
    "that the office had submitted and agreed",
    "that they should be made public, as many",
    "delegations had asked at earlier sessions",
    "and as the rules of procedure allow them",
)
RIGHT = (
    "to do. They also considered the cost and",
    "asked the office for a full estimate that",
    "would be ready before the next session of",
    "the committee, which is to be held in the",
    "spring of the following year at Saltmere.",
)


def piece(text: str, left: float = 72.0, base: float = 700.0, size: float = 10.0, **more: bool) -> Piece:
    """Letters half as wide as their type is high."""
    return Piece(text, left, left + len(text) * size / 2, base, size, **more)


def under(texts: Iterable[str], left: float = 72.0, top: float = 700.0, pitch: float = 12.0) -> list[Piece]:
    return [piece(text, left, top - n * pitch) for n, text in enumerate(texts)]


def full(left: float, right: float, base: float, text: str = "words that fill the whole of a line", size: float = 10.0,
         bold: bool = False) -> Piece:  # fmt: skip
    return Piece(text, left, right, base, size, bold)


def read(*pages: Sequence[Piece]) -> Reading:
    return lay_out(Page(number, tuple(pieces)) for number, pieces in enumerate(pages, start=1))


def paragraphs(reading: Reading) -> list[str]:
    """The lines of each paragraph, parted by a bar."""
    found = [""]
    for line in reading.lines:
        if not line.running and line.style is Style.PLAIN:
            found[-1] += ("|" if found[-1] else "") + line.text
            found += [""] if line.closes else []
    return [text for text in found if text]


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def test_every_line_stands_in_the_raw_text_and_pages_are_parted_by_form_feeds() -> None:
    reading = read(under(["One.", "Two."]), [], under(["Three."]))
    assert reading.raw == "One.\nTwo.\n\f\fThree.\n"
    assert all(reading.raw[line.start : line.start + len(line.text)] == line.text for line in reading.lines)
    assert reading.pages == 3


# columns


@pytest.mark.parametrize("by_rows", [True, False], ids=["row by row", "column by column"])
@pytest.mark.parametrize("shift", [0.0, 5.0, -3.0])
def test_two_columns_are_read_one_after_the_other(by_rows: bool, shift: float) -> None:
    left, right = under(LEFT), under(RIGHT, 320.0, 700.0 + shift)
    drawn = [each for pair in zip(left, right, strict=True) for each in pair] if by_rows else left + right
    assert texts(read(drawn)) == [*LEFT, *RIGHT]
    assert paragraphs(read(drawn)) == ["|".join((*LEFT, *RIGHT))]


def test_a_title_over_columns_is_read_first_and_a_line_under_them_last() -> None:
    title = full(72, 525, 740, "A title over the whole width of the page", 14)
    closing = full(72, 525, 600, "A sentence that runs over the whole width of the page below both of the columns.")
    reading = read([title, *under(LEFT), *under(RIGHT, 320.0), closing])
    assert texts(reading) == [title.text, *LEFT, *RIGHT, closing.text]
    assert paragraphs(reading)[0] == title.text


def test_a_column_that_is_longer_than_the_other_is_read_to_its_end() -> None:
    reading = read([*under((*LEFT, *LEFT, *LEFT)), *under(RIGHT, 320.0)])
    assert texts(reading) == [*LEFT, *LEFT, *LEFT, *RIGHT]


def test_paragraphs_in_columns_need_no_common_baselines() -> None:
    left = [*under(LEFT[:3]), *under(LEFT[3:], top=655.0), *under(LEFT, top=620.0)]
    right = [*under(RIGHT, 320.0, 697.0), *under(RIGHT, 320.0, 631.0)]
    assert texts(read([*left, *right])) == [*LEFT, *LEFT, *RIGHT, *RIGHT]


def test_arabic_columns_are_read_from_the_right() -> None:
    first, second = ("لا تزال المعاهدة أساس سلامة الملاحة في",) * 4, ("المياه المشتركة بين الدول الأطراف كلها",) * 4
    reading = read([*under(second, 72.0), *under(first, 320.0)])
    assert texts(reading) == [*first, *second]


def test_a_gutter_holds_for_a_few_lines_of_the_next_page() -> None:
    before = [*under(LEFT), *under(RIGHT, 320.0)]
    after = [*under(LEFT[:2]), *under(["Saltmere."], 320.0)]
    assert texts(read(before, after))[10:] == [*LEFT[:2], "Saltmere."]


def test_a_line_stretched_to_its_column_is_one_line() -> None:
    stretched = [piece("The", 72, 676), piece("States", 150, 676), piece("parties", 245, 676)]
    above, below = full(72, 280, 688), full(72, 280, 664)
    reading = read([full(72, 280, 700), above, *stretched, below, full(72, 280, 652)])
    assert texts(reading)[2] == "The States parties"


def test_a_page_with_thousands_of_pieces_is_read_without_columns() -> None:
    reading = read([piece("a", x * 30.0, 800.0 - y * 3) for y in range(260) for x in range(10)])
    assert len(reading.lines) == 2600


# tables

TABLE = [
    ("State", "Reports", "Year"),
    ("Averland", "7", "2028"),
    ("Norrund", "3", "2029"),
    ("Solmar", "1", "2030"),
]
COLUMNS = (72.0, 250.0, 400.0)


def cells(rows: Sequence[Sequence[str]], top: float = 700.0, pitch: float = 18.0) -> list[Piece]:
    return [
        piece(cell, left, top - n * pitch)
        for n, row in enumerate(rows)
        for left, cell in zip(COLUMNS, row, strict=False)
        if cell
    ]


def test_a_table_of_three_columns_is_read_row_by_row() -> None:
    text = full(72, 525, 750, "The reports that were received before the session are shown in the table below.")
    reading = read([text, *cells(TABLE)])
    assert [(line.text, line.style) for line in reading.lines[1:]] == [("\t".join(row), Style.ROW) for row in TABLE]
    assert all(line.closes for line in reading.lines)


def test_a_table_can_be_drawn_column_by_column() -> None:
    drawn = sorted(cells(TABLE), key=lambda each: each.left)
    assert texts(read(drawn)) == ["\t".join(row) for row in TABLE]


def test_an_empty_cell_keeps_its_column() -> None:
    rows = [*TABLE, ("Tarven", "", "2031")]
    assert texts(read(cells(rows)))[-1] == "Tarven\t\t2031"


def test_the_rest_of_a_wrapped_cell_goes_on_with_its_row() -> None:
    rest = piece("and Obrenia", 72.0, 628.0)
    assert texts(read([*cells(TABLE, pitch=30.0), rest]))[2:4] == [
        "Norrund and Obrenia\t3\t2029",
        "Solmar\t1\t2030",
    ]


def test_a_line_of_an_even_table_goes_on_with_its_row_in_the_middle_of_a_sentence() -> None:
    rows = [("State", "Proposal"), ("Averland", "Reports each year"), ("", "and a register"), ("Tarven and", "None")]
    assert texts(read(cells([*rows, ("its allies", "")], pitch=12.0))) == [
        "State\tProposal", "Averland\tReports each year and a register", "Tarven and its allies\tNone",
    ]  # fmt: skip


def test_an_arabic_table_is_read_from_the_right() -> None:
    rows = [("2028", "7", "أفرلاند"), ("2029", "3", "نورند"), ("2030", "1", "سولمار"), ("2031", "2", "تارفن")]
    assert texts(read(cells(rows)))[0] == "أفرلاند\t7\t2028"


# the masthead

FACTS = ("LT/CONF.2031/PC.I/WP.3", "Distr.: General", "14 March 2029", "English", "Original: English")
ORGAN = ("Preparatory Committee for the 2031 Review", "Conference of the Parties to the Lantern Treaty")


def test_a_masthead_is_read_organ_first_and_facts_line_by_line() -> None:
    head = [*under(ORGAN, top=740.0), *under(FACTS, 380.0, 754.0, 14.0)]
    title = piece("National position of Averland", 72, 650, 14)
    reading = read([*head, title])
    assert texts(reading) == [*ORGAN, *FACTS, title.text]
    assert paragraphs(reading) == ["|".join(ORGAN), *FACTS, title.text]


def test_the_facts_of_an_arabic_masthead_stand_on_the_left() -> None:
    organ = "اللجنة التحضيرية لمؤتمر الأطراف في معاهدة الفانوس"
    body = [piece("ترى أفرلاند أن المعاهدة لا تزال أساس سلامة الملاحة في المياه المشتركة", 180, 600 - n * 12)
            for n in range(8)]  # fmt: skip
    reading = read([piece(organ, 300, 740), *under(FACTS, 72.0, 754.0, 14.0), *body])
    assert texts(reading)[:6] == [organ, *FACTS]


# paragraphs


def test_a_wider_distance_parts_paragraphs() -> None:
    lines = [full(72, 525, base) for base in (700, 688, 670, 658)]
    assert len(paragraphs(read(lines))) == 2


def test_double_spacing_parts_none() -> None:
    assert len(paragraphs(read([full(72, 525, 700 - n * 24) for n in range(6)]))) == 1


def test_a_short_line_that_ends_a_sentence_ends_its_paragraph() -> None:
    lines = [full(72, 525, 700), piece("the end.", 72, 688), full(72, 525, 676, "Another one begins here and goes on")]
    assert len(paragraphs(read(lines))) == 2


def test_an_indent_opens_a_paragraph_where_no_space_does() -> None:
    lines = [
        full(100, 525, 700), full(72, 525, 688, "goes on and ends here, at the very end of the line."),
        full(100, 525, 676, "Another begins with an indent"), full(72, 525, 664, "and goes on."),
    ]  # fmt: skip
    assert len(paragraphs(read(lines))) == 2


@pytest.mark.parametrize("marker", ["•", "2.", "(b)", "–"])
def test_a_marker_opens_a_paragraph(marker: str) -> None:
    lines = [
        full(72, 525, 700, f"{'1.' if marker == '2.' else '(a)' if marker == '(b)' else marker} The first of them"),
        full(90, 525, 688, "goes on and ends here, at the very end of the line."),
        full(72, 525, 676, f"{marker} The second of them"),
        full(90, 525, 664, "goes on too."),
    ]
    assert len(paragraphs(read(lines))) == 2


def test_a_number_that_begins_a_line_inside_a_sentence_opens_nothing() -> None:
    lines = [
        full(72, 525, 700, "The Conference adopted the decision in"),
        full(72, 525, 688, "2028. It will meet again"),
    ]
    assert len(paragraphs(read(lines))) == 1


def test_a_heading_in_bold_parts_from_the_text_around_it_where_no_space_does() -> None:
    lines = [
        full(72, 525, 700, "A sentence that fills its line and that ends with it."),
        Piece("Verification of the declarations that States have made this year", 72, 470, 688, 10, bold=True),
        full(72, 525, 676, "The office has verified them"), full(72, 525, 664, "and was content."),
    ]  # fmt: skip
    assert [text.split("|")[0][:12] for text in paragraphs(read(lines))] == [
        "A sentence t",
        "Verification",
        "The office h",
    ]


def test_bold_words_inside_a_sentence_part_nothing() -> None:
    lines = [
        full(72, 525, 700),
        full(72, 525, 688, "reaffirms its", bold=True),
        full(72, 525, 676, "decision of 2026."),
    ]
    assert len(paragraphs(read(lines))) == 1


def test_who_said_the_words_above_has_a_paragraph_of_his_own() -> None:
    lines = [full(72, 525, 700, "“A mine adrift keeps no office hours. »"), piece("— Helena Marsk, Minister", 72, 688)]
    assert len(paragraphs(read(lines))) == 2


@pytest.mark.parametrize(
    ("last", "first", "count"),
    [
        ("and the second sentence goes on", "over the page and ends there.", 1),
        ("and the second sentence ends here.", "Another sentence of the paragraph.", 1),
        ("and the second sentence ends here.", "2. Another paragraph is numbered.", 2),
        ("and the second sentence ends here.", "Verification", 2),
        ("and the second sentence goes on", "(a) To begin with;", 2),
    ],
)
def test_a_numbered_paragraph_runs_over_the_page_until_a_marker_or_a_heading(last: str, first: str, count: int) -> None:
    before = [full(72, 525, 700, "1. A paragraph that goes on"), full(72, 525, 688, last)]
    after = [piece(first, 72, 700), full(72, 525, 670, "3. Something else stands here.")]
    assert len(paragraphs(read(before, after))) == count + 1


def test_an_unnumbered_paragraph_ends_with_the_sentence_that_ends_its_page() -> None:
    before = [full(72, 525, 700), full(72, 525, 688, "that ends here.")]
    assert len(paragraphs(read(before, [full(72, 525, 700, "Another sentence.")]))) == 2


# notes, headers and footers


def test_small_lines_at_the_foot_that_open_with_a_mark_are_notes() -> None:
    notes = [piece("¹ See the annual report.", 72, 120, 8), piece("² Paragraph 4 of it.", 72, 108, 8)]
    reading = read([*(full(72, 525, 700 - n * 12) for n in range(5)), *notes])
    assert [line.text for line in reading.lines if line.style is Style.NOTE] == [note.text for note in notes]
    assert paragraphs(reading)[0].count("|") == 4


def test_notes_at_the_foot_of_each_column_leave_the_text_whole() -> None:
    notes = [piece("¹ See the report.", 72, 600, 8), piece("² And the annex.", 320, 600, 8)]
    reading = read([*under(LEFT), *under(RIGHT, 320.0), *notes])
    assert paragraphs(reading) == ["|".join((*LEFT, *RIGHT))]
    assert [line.text for line in reading.lines if line.style is Style.NOTE] == [note.text for note in notes]


def test_a_symbol_a_page_number_and_a_job_number_at_the_edges_are_no_text() -> None:
    page = [full(72, 525, 700 - n * 12) for n in range(5)]
    edges = [piece("LT/CONF.2031/PC.I/WP.3", 72, 800), piece("29-04711 (E)", 72, 40), piece("2/9", 500, 40)]
    reading = read(page, [*page, *edges])
    assert [line.text for line in reading.lines if line.running] == [each.text for each in edges]


def test_a_footer_that_every_page_repeats_is_no_text_and_joins_no_column() -> None:
    pages = []
    for letter in "abcd":
        left, right = ([f"{text[:-1]}{letter}" for text in column] for column in (LEFT, RIGHT))
        pages.append([*under(left), *under(right, 320.0), piece("Averland, a working paper", 72, 40)])
    reading = read(*pages)
    assert [line.running for line in reading.lines if line.text.startswith("Averland")] == [True] * 4
    assert "|".join(paragraphs(reading)) == "|".join(each.text for page in pages for each in page[:-1])


def test_what_is_stamped_aside_is_no_text() -> None:
    stamp = piece("ADVANCE COPY", 20, 400, 14, aside=True)
    reading = read([*under(LEFT), stamp])
    assert [line.text for line in reading.lines if line.running] == ["ADVANCE COPY"]
    assert paragraphs(reading) == ["|".join(LEFT)]


# pieces of one line


def test_a_raised_mark_and_what_follows_it_go_on_with_their_line() -> None:
    parts = [
        full(72, 200, 700, "An increase of 20 per cent."),
        Piece("1", 200, 203, 704, 6),
        full(206, 400, 700, "Nine"),
    ]
    (line,) = joined(parts)
    assert (line.text, line.left, line.right, line.base, line.size) == (
        "An increase of 20 per cent.¹ Nine", 72, 400, 700, 10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (Piece("er", 110, 116, 704, 6), "le 1er"),
        (Piece("2", 110, 113, 697, 6), "le 12"),  # lowered: no mark
        (Piece("an", 113, 123, 700, 10), "le 1 an"),
        (Piece("条约", 113, 133, 700, 10), "le 1条约"),
    ],
)
def test_pieces_that_touch_are_joined(second: Piece, text: str) -> None:
    assert [each.text for each in joined([Piece("le 1", 72, 110, 700, 10), second])] == [text]


@pytest.mark.parametrize(
    "second",
    [Piece("far", 140, 160, 700, 10), Piece("below", 110, 130, 690, 10), Piece("before", 40, 60, 700, 10)],
)
def test_pieces_apart_stay_apart(second: Piece) -> None:
    first = Piece("one", 72, 110, 700, 10)
    assert list(joined([first, second])) == [first, second]


def test_no_piece_is_lost_whatever_stands_where() -> None:
    import random

    chance = random.Random(7)
    for _ in range(150):
        scattered = [
            piece(f"word{n}", chance.randrange(0, 500), chance.randrange(90, 740, 6), chance.choice((8.0, 10.0, 14.0)))
            for n in range(chance.randrange(1, 60))
        ]
        found = " ".join(texts(read(scattered))).split()
        assert sorted(found) == sorted(each.text for each in scattered)


def test_a_page_without_text_has_no_regions() -> None:
    assert list(regions([], first=True)) == []
    assert read([]).lines == ()
