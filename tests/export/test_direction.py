"""Stretches of a text by direction, and the program's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.direction import directed


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("انظر الوثيقة LT/CONF.2031/PC.I/WP.3، الفقرة 2.", ["LT/CONF.2031/PC.I/WP.3"]),
        ("”Mines should go by 2034.“", ["Mines should go by 2034."]),
        ("قال Norrund.", ["Norrund"]),
        ("WP.3، 12 آذار/مارس", ["WP.3"]),
        ("LT/1، LT/2 و", ["LT/1", "LT/2"]),
        ("قال Norrund (see WP.3) كذا", ["Norrund (see WP.3)"]),
        ("في WP.3 (2031) كذا", ["WP.3"]),
        ("عام 2034.", []),
        ("1.\t", []),
        ("", []),
    ],
)
def test_what_runs_against_arabic(text: str, against: list[str]) -> None:
    assert [stretch for rtl, stretch in directed(text, rtl=True) if not rtl] == against


def test_what_runs_against_english() -> None:
    assert directed("It says “نعم نعم” twice.", rtl=False) == (
        (False, "It says “"),
        (True, "نعم نعم"),
        (False, "” twice."),
    )


@given(st.text(), st.booleans())
def test_joined_the_stretches_are_the_text(text: str, rtl: bool) -> None:
    stretches = directed(text, rtl=rtl)
    assert "".join(stretch for _, stretch in stretches) == text
    assert all(stretch for _, stretch in stretches)
