"""Square brackets: alternatives, words of an editor, nesting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.brackets import find_brackets


def held(text: str, *, draft: bool = False) -> list[tuple[str, bool]]:
    return [(text[b.start : b.end], b.editorial) for b in find_brackets(text, draft=draft)]


def test_a_short_bracket_alone_is_an_editors_outside_a_draft_and_an_alternative_inside() -> None:
    assert held("国家[并]支持") == [("[并]", True)]
    assert held("国家[并]支持", draft=True) == [("[并]", False)]


def test_brackets_side_by_side_are_alternatives_everywhere() -> None:
    assert held("[calls upon] [urges] all") == [("[calls upon]", False), ("[urges]", False)]


def test_a_long_bracket_is_no_editors_word() -> None:
    assert held("[The Conference urges all States parties.]") == [("[The Conference urges all States parties.]", False)]


def test_an_ellipsis_is_an_editors_even_in_a_draft() -> None:
    assert held("recalls [...] and [urges]", draft=True) == [("[...]", True), ("[urges]", False)]


def test_outer_brackets_come_before_inner_ones() -> None:
    assert [text for text, _ in held("[a [b] c]", draft=True)] == ["[a [b] c]", "[b]"]


@given(st.text(alphabet="[]a ", max_size=40), st.booleans())
def test_every_bracket_found_is_a_pair_and_pairs_nest(text: str, draft: bool) -> None:
    found = find_brackets(text, draft=draft)
    for one in found:
        assert text[one.start] == "[" and text[one.end - 1] == "]"
        assert text[one.start : one.end].count("[") == text[one.start : one.end].count("]")
        assert all(not (one.start < other.start < one.end < other.end) for other in found)
