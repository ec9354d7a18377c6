"""Arabic lines read back from where their letters stand. The display order comes from another implementation of the
Unicode Bidirectional Algorithm.

Two texts that are shown alike cannot be told apart, so these are left out of what must come back: a number before a
Latin word (``2028 WP`` and ``WP 2028`` look the same in an Arabic line), a bracket with a space on both sides, and a
number that a sign of its own follows (``20%``).
"""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.rtl import Glyph, has_arabic, left_to_right, logical, parted, word

WIDTH = 5.0
WORDS = st.sampled_from(["الدول", "الأطراف", "عام", "تقرير", "معاهدة", "و", "لا", "مؤتمر", "ستُعد", "تقريراً"])
NUMBERS = st.sampled_from(["2029", "15", "2.76", "1,400", "3/4", "7", "1:30"])
RANGES = st.sampled_from(["13-2", "22-14", "2030-2026"])
ENDS = st.sampled_from(["", "", "", "،", ".", "؛", ":", "؟"])
LATIN = st.sampled_from(
    ["(LT/CONF.2031/PC.I/WP.3)", "(LT/LIO/2029/1)", "(LIO)", "LT/CONF.2031/PC.II/WP.4/Rev.1", "A/76/1", "(الفقرة 9)"]
)


def shown(text: str) -> list[Glyph]:
    """The letters of a line as they stand on a page, from the left; marks over the letter that they follow."""
    glyphs: list[Glyph] = []
    letters = [character for character in get_display(text, base_dir="R") if not is_mark(character)]
    for character in letters:
        left = len(glyphs) * WIDTH
        glyphs.append(Glyph(character, left, left + WIDTH))
    return glyphs


def is_mark(character: str) -> bool:
    return "\u064b" <= character <= "\u0652"


def bare(text: str) -> str:
    return "".join(character for character in text if not is_mark(character))


@given(st.lists(st.tuples(st.one_of(WORDS, WORDS, NUMBERS, RANGES), ENDS), min_size=1, max_size=9))
def test_words_numbers_and_stops_come_back(parts: list[tuple[str, str]]) -> None:
    text = bare("تقرير " + " ".join(part + end for part, end in parts))
    assert logical(shown(text), 10.0) == text


@given(
    st.lists(st.tuples(WORDS, st.one_of(st.just(""), NUMBERS)), min_size=1, max_size=4),
    LATIN,
    st.lists(WORDS, min_size=1, max_size=3),
    ENDS,
)
def test_a_symbol_among_arabic_words_comes_back(
    before: list[tuple[str, str]], symbol: str, after: list[str], end: str
) -> None:
    """A word stands between a number and the symbol: side by side they are shown alike in both orders."""
    opening = " ".join(f"{number} {one}".strip() for one, number in before)
    text = bare(f"تقرير {opening} {symbol}{'،' if end else ''} {' '.join(after)}{end}")
    assert logical(shown(text), 10.0) == text


@given(st.permutations(range(24)))
def test_the_order_in_which_a_file_draws_its_letters_does_not_matter(order: list[int]) -> None:
    glyphs = shown("وفي عام 2029، قدمت تقرير")
    assert logical([glyphs[n] for n in order], 10.0) == "وفي عام 2029، قدمت تقرير"


@pytest.mark.parametrize(
    "text",
    [
        "(أ) أن ترشح اثنين على الأقل؛",
        "هاربورتون، 2-13 نيسان/أبريل 2029",
        "[يهيب] [يحث] المؤتمر الدول على ذلك",
        "التقرير (LT/CONF.2031/PC.I/WP.3، الفقرة 9) والمرفق",
        "«الفانوس» اسم المعاهدة",
        "عام 2028¹ ثم عام 2029",
    ],
)
def test_brackets_ranges_and_marks_of_notes_come_back(text: str) -> None:
    assert logical(shown(text), 10.0) == text


def test_a_number_beside_a_latin_word_is_read_as_following_it() -> None:
    """Both orders are shown alike; the one that symbols have is taken."""
    assert get_display("في 2028 WP", base_dir="R") == get_display("في WP 2028", base_dir="R")
    assert logical(shown("في 2028 WP"), 10.0) == "في WP 2028"


@pytest.mark.parametrize(("gap", "text"), [(0.5, "عام2029"), (1.9, "عام2029"), (2.1, "عام 2029")])
def test_a_wide_gap_is_a_space_where_the_file_draws_none(gap: float, text: str) -> None:
    glyphs = [Glyph("2029", 0.0, 20.0), Glyph("عام", 20.0 + gap, 40.0)]
    assert logical(glyphs, 10.0) == text


def test_where_the_file_draws_a_space_a_narrow_gap_is_one() -> None:
    drawn = [Glyph("عام", 20.8, 40.0, space=0.05), Glyph("2029", 0.0, 20.0)]
    assert logical(drawn, 10.0) == "عام 2029"


def test_a_space_that_the_file_draws_elsewhere_parts_nothing() -> None:
    glyphs = [Glyph("(", 40.0, 43.0, space=0.05), Glyph("الفقرة", 20.0, 40.0), Glyph(")", 17.0, 20.0)]
    assert logical(glyphs, 10.0) == "(الفقرة)"


# words


def test_a_word_is_read_from_the_right_in_whatever_order_it_is_drawn() -> None:
    letters = [Glyph("ع", 15, 20), Glyph("ا", 10, 15), Glyph("م", 5, 10)]
    assert word(letters).text == word(letters[::-1]).text == "عام"
    assert word(letters)[1:3] == (5, 20)


def test_a_mark_belongs_to_the_letter_it_stands_over() -> None:
    letters = [Glyph("\u064f", 11.0, 13.0), Glyph("س", 15, 20), Glyph("د", 10, 15), Glyph("د", 5, 10)]
    assert word(letters).text == "سد\u064fد"


def test_a_mark_over_the_edge_of_two_letters_belongs_to_the_one_that_is_drawn_before_it() -> None:
    letters = [Glyph("س", 15, 20), Glyph("\u064f", 14.0, 16.0), Glyph("د", 10, 15), Glyph("د", 5, 10)]
    assert word(letters).text == "س\u064fدد"


def test_a_mark_that_begins_where_its_letter_begins_belongs_to_it() -> None:
    letters = [Glyph("س", 17, 20, pen=14.0), Glyph("\u064f", 14, 17, pen=14.0), Glyph("د", 10, 15.6, pen=10.0)]
    assert word(letters).text == "س\u064fد"


def test_marks_over_one_letter_come_in_canonical_order() -> None:
    letters = [Glyph("د", 0, 5), Glyph("\u0651", 1, 4), Glyph("\u064e", 1, 4)]
    assert word(letters).text == "د\u064e\u0651"


def test_marks_without_a_letter_are_kept() -> None:
    assert word([Glyph("\u064f", 1, 4)]).text == "\u064f"


@pytest.mark.parametrize("drawn", ["لا", "ال"])
def test_lam_and_alef_of_one_glyph_are_read_lam_first(drawn: str) -> None:
    assert word([Glyph(character, 0, 6) for character in drawn]).text == "لا"


def test_alef_and_lam_of_two_glyphs_keep_their_places() -> None:
    assert word([Glyph("ا", 6, 9), Glyph("ل", 0, 6)]).text == "ال"


# lines


def test_a_line_is_parted_at_a_wide_gap_from_the_right() -> None:
    glyphs = [Glyph("عام", 100, 120), Glyph("2029", 78, 98), Glyph("Distr.", 0, 30), Glyph(" ", 98, 100)]
    groups = parted(glyphs, 17.0)
    assert [[glyph.text for glyph in group] for group in groups] == [["عام", "2029", " "], ["Distr."]]


def test_no_letter_is_lost_when_a_line_is_parted() -> None:
    glyphs = [Glyph(str(n), n * 30.0, n * 30.0 + 8) for n in range(9)]
    assert sorted(glyph.text for group in parted(glyphs, 17.0) for glyph in group) == sorted(map(str, range(9)))


def test_an_arabic_name_in_an_english_line_is_read_from_the_right() -> None:
    glyphs = [Glyph("called", 0, 30), Glyph("الفانوس", 33, 63), Glyph("معاهدة", 66, 96), Glyph("in", 99, 109),
              Glyph("Arabic", 112, 140)]  # fmt: skip
    assert left_to_right(glyphs, 10.0) == "called معاهدة الفانوس in Arabic"


@pytest.mark.parametrize(
    ("text", "arabic"), [("عام", True), ("٢٠٢٩", False), ("،", False), ("LT/CONF", False), ("ﻻ", True)]
)
def test_what_makes_a_line_arabic_is_a_letter(text: str, arabic: bool) -> None:
    assert has_arabic(text) is arabic
