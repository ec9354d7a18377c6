"""Joining wrapped lines by script: what takes a space, what does not, and that no letter is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.joining import join_lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["States", "parties"], "States parties"),
        (["государства", "участники"], "государства участники"),
        (["الدول", "الأطراف"], "الدول الأطراف"),
        (["缔约", "国"], "缔约国"),
        (["第", "2087(2013)号"], "第2087(2013)号"),
        (["1968", "年"], "1968年"),
        (["中，", "abc"], "中，abc"),
        (["1 400", "million"], "1 400 million"),
        (["2010", "2011"], "2010 2011"),
        (["non-", "proliferation"], "non-proliferation"),
        (["государств-", "участников"], "государств-участников"),
        (["États-", "Unis"], "États-Unis"),
        (["this—", "that"], "this—that"),
        (["2 -", "13"], "2 - 13"),
        (["a", "", "b"], "a b"),
        (["only"], "only"),
        ([], ""),
    ],
)
def test_lines_are_joined_by_script(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


LINE = st.text(alphabet=st.sampled_from(list("abÀЖдعم中国，。0123456789-—(“ ")), max_size=12).map(str.strip)


@given(st.lists(LINE, max_size=8))
def test_nothing_but_single_spaces_is_added_and_nothing_is_lost(lines: list[str]) -> None:
    joined = join_lines(lines)
    position = 0
    for line in (line for line in lines if line):
        start = joined.index(line, position)
        assert start - position <= 1
        assert joined[position:start] in ("", " ")
        position = start + len(line)
    assert position == len(joined)


@given(st.lists(st.text(alphabet="缔约国核武器，。", min_size=1, max_size=6), max_size=6))
def test_chinese_lines_are_joined_without_any_space(lines: list[str]) -> None:
    assert join_lines(lines) == "".join(lines)


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=6), max_size=6))
def test_latin_words_are_joined_with_one_space(lines: list[str]) -> None:
    assert join_lines(lines) == " ".join(lines)
