"""Fitting a paragraph to a token limit: what matters stays whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.budget import window
from prompts.tokens import count_tokens

BEFORE, AFTER = "[...] ", " [...]"
Case = tuple[str, tuple[int, int], int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    text = draw(st.text(st.sampled_from("ab .裁军سل"), min_size=1, max_size=120))
    start = draw(st.integers(0, len(text) - 1))
    return text, (start, draw(st.integers(start + 1, len(text)))), draw(st.integers(0, 140))


def words(text: str) -> int:
    return len(text.split())


def marked(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return f"{BEFORE if start else ''}{text[start:end]}{AFTER if end < len(text) else ''}"


@pytest.mark.parametrize("count", [len, words, count_tokens])
@given(case=cases())
def test_the_span_is_whole_in_a_piece_of_the_text(count: Callable[[str], int], case: Case) -> None:
    text, span, limit = case
    result = window(text, span, limit, count)
    starts = range(span[0] + 1)
    pieces = {marked(text, (start, end)) for start in starts for end in range(span[1], len(text) + 1)}
    assert result in pieces | {text[slice(*span)]}


@pytest.mark.parametrize("count", [len, words, count_tokens])
@given(case=cases())
def test_it_fits_unless_the_span_with_its_marks_does_not(count: Callable[[str], int], case: Case) -> None:
    text, span, limit = case
    result = window(text, span, limit, count)
    assert count(result) <= limit or result in (marked(text, span), text[slice(*span)])


@given(case=cases())
def test_it_fits_whenever_the_span_alone_fits(case: Case) -> None:
    text, span, limit = case
    if span[1] - span[0] <= limit:
        assert len(window(text, span, limit, len)) <= limit


@given(case=cases())
def test_what_fits_is_given_whole(case: Case) -> None:
    text, span, _ = case
    assert window(text, span, len(text), len) == text


def test_as_much_as_fits_stands_evenly_on_both_sides() -> None:
    assert window("a" * 40 + "MID" + "b" * 40, (40, 43), 25, len) == "[...] aaaaaMIDbbbbb [...]"
    assert window("MID" + "b" * 40, (0, 3), 14, len) == "MIDbbbbb [...]"
    assert window("a" * 40 + "MID", (40, 43), 14, len) == "[...] aaaaaMID"
