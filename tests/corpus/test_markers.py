"""What is printed before the words: numbers, letters and bullets in six languages, alternatives, annexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markers import annex_name, bullet_at, heading_level, number_at, sub_at, to_roman


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("9. Text", "9"),
        ("9 - نص", "9"),
        ("٩ - نص", "9"),
        ("９．正文", "9"),
        ("9、正文", "9"),
        ("9.正文", "9"),
        ("4 bis. Text", "4 bis"),
        ("4 ter. Texte", "4 ter"),
        ("4 бис. Текст", "4 bis"),
        ("4 тер. Текст", "4 ter"),
        ("4 مكرراً - نص", "4 bis"),
        ("4 مكررا - نص", "4 bis"),
        ("4 مكرراً ثانياً - نص", "4 ter"),
        ("4之二. 正文", "4 bis"),
        ("4之三. 正文", "4 ter"),
        ("4 quater. Text", "4 quater"),
        ("2.76 million", None),
        ("2010 年", None),
        ("9.Text", None),
        ("2-13 April", None),
        ("1234. Text", None),
    ],
)
def test_numbers_and_alternatives(text: str, label: str | None) -> None:
    marker = number_at(text)
    assert (marker.label if marker else None) == label
    if marker:
        assert text[marker.length :] and not text[marker.length].isspace()


@pytest.mark.parametrize(
    ("text", "label", "roman"),
    [
        ("(a) text", "(a)", 0),
        ("b) texte", "(b)", 0),
        ("(أ) نص", "(a)", 0),
        ("(هـ) نص", "(e)", 0),
        ("б) текст", "(b)", 0),
        ("(iv) text", "(iv)", 4),
        ("(i) text", "(i)", 1),
        ("(3) 正文", "(3)", 0),
        ("（一）正文", "(1)", 0),
        ("(a)正文", "(a)", 0),
    ],
)
def test_letters_and_small_roman_numbers(text: str, label: str, roman: int) -> None:
    marker = sub_at(text)
    assert marker is not None
    assert (marker.label, marker.roman) == (label, roman)


@pytest.mark.parametrize("text", ["(of course) text", "(NPT) text", "a text", "(a)text", "the) end", "(2015) text"])
def test_what_only_looks_like_a_letter(text: str) -> None:
    assert sub_at(text) is None


@pytest.mark.parametrize(("text", "length"), [("• one", 2), ("– one", 2), ("\uf0b7 one", 2), ("•one", 0), ("one", 0)])
def test_bullets(text: str, length: int) -> None:
    assert bullet_at(text) == length


def test_a_dash_is_a_bullet_but_no_sure_one() -> None:
    assert bullet_at("- one", sure=True) == 0 and bullet_at("• one", sure=True) == 2


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Annex", "Annex"),
        ("ANNEX II", "Annex II"),
        ("Annexe", "Annex"),
        ("Anexo I", "Annex I"),
        ("Приложение", "Annex"),
        ("المرفق الثاني", "Annex II"),
        ("附件", "Annex"),
        ("附件三", "Annex III"),
        ("Annexes to the report", None),
        ("An annex", None),
    ],
)
def test_annexes(heading: str, name: str | None) -> None:
    assert annex_name(heading) == name


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("I. Scope", 1),
        ("A. Reports", 2),
        ("一、范围", 1),
        ("（一）报告", 2),
        ("أولا - النطاق", 1),
        ("Scope", 0),
        ("Iran", 0),
    ],
)
def test_levels_that_are_printed(heading: str, level: int) -> None:
    assert heading_level(heading) == level


@given(st.integers(1, 39))
def test_small_roman_numbers_are_read_back(value: int) -> None:
    marker = sub_at(f"({to_roman(value).lower()}) text")
    assert marker is not None and marker.roman == value


@given(st.text(max_size=30))
def test_a_marker_is_the_head_of_its_text(text: str) -> None:
    for marker in (number_at(text), sub_at(text)):
        assert marker is None or 0 < marker.length <= len(text)
