"""Lines to blocks: numbers in sequence, sub-items, bullets, headings, speakers and footnotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import Block, Kind
from corpus.readers.lines import Footnote
from corpus.readers.text import read_lines
from corpus.segment import is_heading, split


def blocks(text: str) -> tuple[Block, ...]:
    return split(read_lines(text))[0]


def notes(text: str) -> tuple[Footnote, ...]:
    return split(read_lines(text))[1]


def shape(text: str) -> list[tuple[str, str, str]]:
    return [(block.kind.value, block.label, block.text) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. First", "1"),
        ("1 - ترى", "1"),
        ("2 – كذا", "2"),
        ("2. Next", "2"),
        ("5. After a gap", "5"),
        ("٢ - كذا", "2"),
        ("２．会议", "2"),
        ("2、会议", "2"),
        ("99. Far off", ""),
        ("2010 年", ""),
        ("2018. A year", ""),
        ("5 常+1", ""),
        ("2.76 million", ""),
        ("2-13 April", ""),
        ("no number", ""),
    ],
)
def test_a_number_counts_only_in_sequence(text: str, label: str) -> None:
    first = "" if label == "1" else "1. Before it.\n\n"
    assert blocks(f"{first}{text} 和 goes on to its end.\n")[-1].label == label


@given(st.integers(1, 900), st.integers(0, 999))
def test_a_printed_number_always_goes_on_from_the_last(last: int, number: int) -> None:
    opening = [f"{n}. Text." for n in range(min(last, 5), last + 1, 5)]
    held = int(opening[-1].split(".")[0]) if opening else 0
    found = blocks("\n\n".join([*opening, f"{number}. Text."]) + "\n")[-1].label
    assert found == (str(number) if held < number <= held + 5 else "")


@given(st.integers(1, 40))
def test_a_paper_of_n_paragraphs_has_the_labels_one_to_n(count: int) -> None:
    text = "\n\n".join(f"{n}. Text of the paragraph,\nwrapped." for n in range(1, count + 1))
    assert [block.label for block in blocks(text)] == [str(n) for n in range(1, count + 1)]


def test_a_year_or_quantity_at_the_start_of_a_wrapped_line_stays_text() -> None:
    text = "1. The sessions of\n2010 and\n50 years on, and\n2018. So it was.\n\n2. It is.\n"
    assert shape(text) == [
        ("numbered", "1", "The sessions of 2010 and 50 years on, and 2018. So it was."),
        ("numbered", "2", "It is."),
    ]


def test_a_quantity_that_opens_a_block_is_no_paragraph_number() -> None:
    assert [(kind, label) for kind, label, _ in shape("3. One is here.\n\n2018. A year ends it.\n\n4. Two.\n")] == [
        ("numbered", "3"), ("text", ""), ("numbered", "4"),
    ]  # fmt: skip


def test_the_number_of_the_open_paragraph_at_a_wrapped_line_stays_text() -> None:
    text = "1. One.\n\n2. As article\n2. of the annex says.\n\n3. Three.\n"
    assert [label for _, label, _ in shape(text)] == ["1", "2", "3"]


def test_the_next_number_opens_a_block_without_an_empty_line() -> None:
    assert [label for _, label, _ in shape("1. One.\n2. Two.\n3. Three.\n")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("line", "label", "marker"),
    [
        ("(a) To nominate;", "(a)", "(a)"),
        ("a) De présenter ;", "(a)", "a)"),
        ("b) De délivrer ;", "(b)", "b)"),
        ("(أ) أن ترشح؛", "(a)", "(أ)"),
        ("(ب) أن تصدر؛", "(b)", "(ب)"),
        ("(ج) أن تقبل.", "(c)", "(ج)"),
        ("(د) أن تكتب.", "(d)", "(د)"),
        ("(c) 根据条约。", "(c)", "(c)"),
    ],
)
def test_sub_items_get_the_letter_all_languages_share(line: str, label: str, marker: str) -> None:
    (block,) = blocks(f"{line}\n")
    assert (block.kind, block.label, block.marker) == (Kind.SUB, label, marker)
    assert block.text == line.removeprefix(marker).strip()


@pytest.mark.parametrize("glyph", ["•", "–", "▪", "◦", "·", "‣", "-"])
def test_bullets(glyph: str) -> None:
    (block,) = blocks(f"{glyph} Calls should be answered\nin an hour.\n")
    assert (block.kind, block.marker, block.text) == (Kind.BULLET, glyph, "Calls should be answered in an hour.")


def test_a_bullet_opens_a_block_without_an_empty_line() -> None:
    assert [text for _, _, text in shape("• one;\n• two;\n• three.\n")] == ["one;", "two;", "three."]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Verification", True),
        ("Transparency and notification", True),
        ("为核裁军创造条件", True),
        ("It was so.", False),
        ("它是。", False),
        ("as follows:", False),
        ("وقال؛", False),
        ("“A quotation”", False),
        ("He said “so.”", False),
        ("x" * 161, False),
    ],
)
def test_headings_are_short_and_open(text: str, heading: bool) -> None:
    assert is_heading(text) is heading


def test_a_speaker_after_a_quotation_is_its_speaker_and_otherwise_is_not() -> None:
    assert [b.kind for b in blocks("“Trust but verify.”\n\n——Ronald Reagan\n\n1. Body.\n")] == [
        Kind.QUOTATION, Kind.SPEAKER, Kind.NUMBERED,
    ]  # fmt: skip
    assert Kind.SPEAKER not in [b.kind for b in blocks("Plain words.\n\n——Ronald Reagan\n\n1. Body.\n")]


def test_footnotes_below_a_rule_end_with_the_page() -> None:
    text = "1. A.¹ B.\n\n2. C² d.\n\n__________________\n\n¹ Note one\nwrapped.\n\n² Note two.\n\f3. Next page.\n"
    assert notes(text) == (Footnote("¹", "Note one wrapped.", 1), Footnote("²", "Note two.", 1))
    assert [block.text for block in blocks(text)] == ["A.¹ B.", "C² d.", "Next page."]


def test_a_note_without_a_mark_goes_on_from_the_one_before() -> None:
    assert notes("1. A.¹\n\n______\n\n¹ One.\n\nSecond part.\n") == (Footnote("¹", "One. Second part.", 1),)


def test_an_asterisk_note_is_taken_only_where_an_asterisk_called_it() -> None:
    called = "Working paper submitted by Sweden*\n\n* Issued without editing.\n\n1. Body.\n"
    assert notes(called) == (Footnote("*", "Issued without editing.", 1),)
    assert notes("Working paper submitted by Sweden\n\n* A point.\n\n1. Body.\n") == ()


def test_a_mark_alone_on_a_line_is_taken_out_where_it_stood() -> None:
    text = "1. Text of the\n1\nStates parties.\n\n______\n\n1 A note.\n"
    (block,) = blocks(text)
    assert block.text == "Text of the States parties."
    assert [(mark, block.text[:offset]) for offset, mark in block.calls] == [("1", "Text of the")]


def test_a_number_alone_on_a_line_that_calls_no_note_stays_in_the_text() -> None:
    (block,) = blocks("1. The treaty was signed on April\n12\nby all States.\n")
    assert block.text == "The treaty was signed on April 12 by all States."


@given(st.text(alphabet=st.sampled_from(list("ab1234.•(–) \n中ع¹")), max_size=80))
def test_markers_and_text_hold_all_that_was_printed(text: str) -> None:
    """Without a rule and without an asterisk there is no note, so that no character may be lost."""
    body, found = split(read_lines(text))
    printed = sorted("".join(text.split()))
    kept = "".join(block.marker + block.text + "".join(mark for _, mark in block.calls) for block in body)
    assert found == ()
    assert sorted("".join(kept.split())) == printed
