"""Plain text to lines: running text and text layers, pages, running headers and job numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.furniture import job_number
from corpus.readers.text import read_lines


def layer(*lines: str) -> str:
    """A text layer: every line followed by an empty one."""
    return "".join(f"{line}\n\n" for line in lines)


def test_running_text_closes_at_empty_lines_and_turns_pages_at_form_feeds() -> None:
    lines = read_lines("One\ntwo.\n\nThree.\n\fFour\n")
    assert [(line.text, line.page, line.closes) for line in lines] == [
        ("One", 1, False),
        ("two.", 1, True),
        ("Three.", 1, True),
        ("Four", 2, True),
    ]


def test_a_text_layer_closes_where_a_line_ends_in_a_space() -> None:
    lines = read_lines(layer("A soft", "wrap ends. ", "2. Next", "goes on", "to here. "))
    assert [(line.text, line.closes) for line in lines] == [
        ("A soft", False),
        ("wrap ends.", True),
        ("2. Next", False),
        ("goes on", False),
        ("to here.", True),
    ]


def test_a_line_of_one_space_closes_a_paragraph_of_a_text_layer() -> None:
    lines = read_lines(layer("Alpha", "beta", " ", "gamma. ", "delta", "end. "))
    assert [line.closes for line in lines] == [False, True, True, False, True]


def test_a_page_of_a_text_layer_starts_at_an_indented_line_right_after_another() -> None:
    text = layer("First. ", "Second", "wraps. ") + "Last of the page. \n Next page. \n\n" + layer("More. ", "Most. ")
    pages = {line.text: line.page for line in read_lines(text)}
    assert pages == {
        "First.": 1,
        "Second": 1,
        "wraps.": 1,
        "Last of the page.": 1,
        "Next page.": 2,
        "More.": 2,
        "Most.": 2,
    }


def test_a_footnote_that_looks_like_a_page_start_starts_none() -> None:
    text = layer("First. ", "Second", "wraps. ") + "Paper by Sweden* \n * Not edited. \n\n" + layer("More. ", "Most. ")
    assert {line.page for line in read_lines(text)} == {1}


def test_indentation_is_kept_beside_the_line() -> None:
    lines = read_lines(layer("  Heading ", "1. Text", "wraps. ", "end. "))
    assert [line.lead for line in lines] == [2, 0, 0, 0]


def test_a_running_header_with_its_job_number_is_marked_and_starts_a_page() -> None:
    text = layer("Soft", "wrap. ", "Body", "goes", "NPT/CONF.2015/PC.II/WP.45 ", "513-31029 (C)", "on. ", "End. ")
    lines = read_lines(text)
    assert [line.text for line in lines if line.running] == ["NPT/CONF.2015/PC.II/WP.45", "513-31029 (C)"]
    assert {line.text: line.page for line in lines if not line.running} == {
        "Soft": 1,
        "wrap.": 1,
        "Body": 1,
        "goes": 1,
        "on.": 2,
        "End.": 2,
    }


def test_a_symbol_on_its_own_line_of_running_text_is_a_running_header() -> None:
    lines = read_lines("LT/CONF.2031/PC.I/WP.3\n\nText that names LT/CONF.2031/PC.I/WP.3 inside.\n")
    assert [line.running for line in lines] == [True, False]


@pytest.mark.parametrize(
    ("line", "job"),
    [
        ("13-31029 (C)", "13-31029"),
        ("513-31029 (C)", "13-31029"),
        ("1013-31029 (E)", "13-31029"),
        (" 18-06542 (F) ", "18-06542"),
        ("13-31029", None),
        ("13-31029 (X)", None),
        ("about 13-31029 (C)", None),
        ("13-310291 (C)", None),
    ],
)
def test_job_numbers(line: str, job: str | None) -> None:
    assert job_number(line) == job


@given(st.integers(1, 999), st.integers(0, 99), st.integers(0, 99999), st.sampled_from("ACEFRS"))
def test_a_job_number_is_read_with_any_page_number_stuck_to_it(page: int, year: int, number: int, code: str) -> None:
    assert job_number(f"{page}{year:02}-{number:05} ({code})") == f"{year:02}-{number:05}"


@given(st.text(alphabet=st.sampled_from(list("ab中ع 1.\n\n\f*_")), max_size=80))
def test_no_filled_line_is_lost_and_pages_never_go_back(text: str) -> None:
    lines = read_lines(text)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())
    pages = [line.page for line in lines]
    assert pages == sorted(pages)
    assert all(page >= 1 for page in pages)
