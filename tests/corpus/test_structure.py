"""Blocks to paragraphs: labels in sequence, headings as a path, notes, quotations, annexes, places in the raw text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, Role
from corpus.read import read_document

HEAD = "LT/CONF.2031/PC.I/WP.1\n\nA title\n\nWorking paper submitted by Averland\n\n"


def read(body: str) -> Document:
    return read_document((HEAD + body).encode(), "paper.txt", "paper")


def labels(body: str) -> list[str]:
    return [paragraph.label for paragraph in read(body).paragraphs]


def test_sub_paragraphs_carry_the_number_above_them() -> None:
    body = "1. Calls:\n\n(a) To report;\n\n(b) To notify:\n\n(i) Exercises;\n\n(ii) Incidents.\n\n2. Ends.\n"
    assert labels(body) == ["1", "1(a)", "1(b)", "1(b)(i)", "1(b)(ii)", "2"]


def test_small_roman_numbers_directly_below_a_number() -> None:
    assert labels("1. As follows:\n\n(i) One;\n\n(ii) Two.\n\n2. Ends.\n") == ["1", "1(i)", "1(ii)", "2"]


def test_the_letter_i_after_h_is_a_letter() -> None:
    letters = "".join(f"({letter}) Item;\n\n" for letter in "abcdefghi")
    assert labels(f"1. As follows:\n\n{letters}")[-1] == "1(i)"


def test_alternatives_follow_the_number_they_belong_to() -> None:
    assert labels("4. One.\n\n4 bis. Two.\n\n4 ter. Three.\n\n5. Four.\n") == ["4", "4 bis", "4 ter", "5"]


def test_numbers_begin_again_in_an_annex_and_say_so() -> None:
    body = "1. One.\n\n2. Two.\n\nAnnex I\n\nForm\n\n1. First.\n\n2. Second.\n\nAnnex II\n\n1. Third.\n"
    assert labels(body) == ["1", "2", "Annex I 1", "Annex I 2", "Annex II 1"]


def test_a_list_that_begins_again_keeps_labels_of_our_own() -> None:
    document = read("1. One.\n\n2. Two:\n\n1. First point.\n\n3. Three.\n")
    assert [p.label for p in document.paragraphs] == ["1", "2", "~3", "3"]


def test_headings_are_a_path() -> None:
    body = "I. Scope\n\nA. Reports\n\n1. One.\n\nB. Notices\n\n2. Two.\n\nII. Costs\n\n3. Three.\n"
    assert [p.headings for p in read(body).paragraphs] == [
        ("I. Scope", "A. Reports"),
        ("I. Scope", "B. Notices"),
        ("II. Costs",),
    ]


def test_unmarked_headings_replace_each_other_and_nest_when_they_follow_at_once() -> None:
    body = "Scope\n\n1. One.\n\nCosts\n\nBudget\n\n2. Two.\n"
    assert [p.headings for p in read(body).paragraphs] == [("Scope",), ("Costs", "Budget")]


def test_a_quotation_block_is_somebody_elses_and_says_whose_when_the_paper_does() -> None:
    body = (
        "1. Norrund recalls the words of LT/CONF.2026/DEC.2, paragraph 3:\n\n“Welcomes the inspections.”\n\n"
        "2. It adds:\n\n“No one is named here.”\n\n3. Averland said:\n\n“We are ready.”\n"
    )
    found = [(p.said_by, p.text) for p in read(body).paragraphs if p.role is Role.QUOTATION]
    assert found == [
        ("LT/CONF.2026/DEC.2", "“Welcomes the inspections.”"),
        (None, "“No one is named here.”"),
        ("Averland", "“We are ready.”"),
    ]


def test_a_sentence_that_begins_and_ends_with_quotation_marks_is_no_quotation_block() -> None:
    (paragraph,) = read("1. One.\n\n“Yes” was the answer to those who had said “no”\n\n2. Two.\n").paragraphs[1:2]
    assert paragraph.role is not Role.QUOTATION


def test_a_note_is_bound_to_the_paragraph_that_calls_it_and_square_metres_to_none() -> None:
    body = (
        "1. The depot covers 40 m² of ground.\n\n2. It was inspected.¹ Twice.²\n\n__________________\n\n"
        "¹ In May.\n\n² In June.\n"
    )
    first, second = read(body).paragraphs
    assert (first.text, first.notes) == ("The depot covers 40 m² of ground.", ())
    assert (second.text, second.notes) == ("It was inspected. Twice.", ("In May.", "In June."))
    assert [(mark.text, mark.offset) for mark in second.marks if mark.kind == "footnote"] == [("¹", 17), ("²", 24)]


def test_marks_that_begin_again_on_each_page_call_the_note_of_their_page() -> None:
    page = "{n}. Words.*\n\n__________________\n\n* Note of page {n}.\n"
    document = read("\f".join(page.format(n=n) for n in (1, 2, 3)))
    assert [p.notes for p in document.paragraphs] == [(f"Note of page {n}.",) for n in (1, 2, 3)]


def test_endnotes_are_notes() -> None:
    document = read("1. Words.¹\n\n2. More.²\n\nNotes\n\n¹ One.\n\n² Two.\n")
    assert [p.notes for p in document.paragraphs] == [("One.",), ("Two.",)]


def test_a_note_that_the_title_calls_is_kept_with_the_paper() -> None:
    text = (
        "LT/CONF.2031/1\n\nA title\n\nWorking paper submitted by Averland*\n\n* Issued without editing.\n\n1. Words.\n"
    )
    document = read_document(text.encode(), "paper.txt", "paper")
    assert (document.notes, document.paragraphs[0].notes) == (("Issued without editing.",), ())


def test_a_paragraph_runs_over_the_page() -> None:
    document = read(
        "1. It begins on one page and goes\n\n__________________\n\n¹ Note.\n\f2/2\n\non over the next.\n\n2. Two.\n"
    )
    assert [p.text for p in document.paragraphs] == ["It begins on one page and goes on over the next.", "Two."]


def test_a_heading_at_the_head_of_a_page_ends_an_unpunctuated_bullet() -> None:
    document = read("1. As follows:\n\n• A list of measures\n\n\fNational reports\n\n2. Two.\n")
    assert [p.text for p in document.paragraphs] == ["As follows:", "A list of measures", "Two."]
    assert document.paragraphs[-1].headings == ("National reports",)


WORDS = st.lists(
    st.sampled_from(["States", "parties", "1.", "(a)", "•", "中文。", "نص", "¹", "[urges]", "“so”"]), max_size=9
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_every_stretch_of_every_paragraph_stands_where_it_says(blocks: list[list[str]]) -> None:
    text = HEAD + "Words that make sure of a paragraph.\n\n" + "\n\n".join("\n".join(block) for block in blocks) + "\n"
    document = read_document(text.encode(), "paper.txt", "paper")
    assert document.raw == text
    for paragraph in document.paragraphs:
        for span in paragraph.spans:
            own = paragraph.text[span.start : span.start + span.length]
            assert document.raw[span.source : span.source + span.length] == own
        ids = [p.id for p in document.paragraphs]
        assert len(set(ids)) == len(ids)
