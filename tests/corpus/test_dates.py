"""Dates of mastheads in six languages."""

from __future__ import annotations

import datetime

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import is_date_only, read_opening_date

RANGES = [
    ("Geneva, 23 April–4 May 2018", "2018-04-23"),
    ("New York, 28 April - 9 May 2025", "2025-04-28"),
    ("Vienne, 30 avril-11 mai 2012", "2012-04-30"),
    ("Viena, 30 de abril a 11 de mayo de 2012", "2012-04-30"),
    ("Нью-Йорк, 28 апреля – 9 мая 2014 года", "2014-04-28"),
    ("فيينا، 30 نيسان/أبريل - 11 أيار/مايو 2012", "2012-04-30"),
    ("فيينا، ٣٠ نيسان/أبريل - ١١ أيار/مايو ٢٠١٢", "2012-04-30"),
    ("2012 年 4 月 30 日至 5 月 11 日，维也纳", "2012-04-30"),
    ("2017年5月2日至12日，维也纳", "2017-05-02"),
    ("Harbourton, 2–13 April 2029", "2029-04-02"),
]
SINGLE = [
    ("14 March 2029", "2029-03-14"),
    ("22 mai 2026", "2026-05-22"),
    ("30 août 2010", "2010-08-30"),
    ("1er mai 2018", "2018-05-01"),
    ("14 de marzo de 2029", "2029-03-14"),
    ("1 мая 2018 года", "2018-05-01"),
    ("30 نيسان/أبريل 2012", "2012-04-30"),
    ("12 كانون الأول/ديسمبر 2010", "2010-12-12"),
    ("12 كانون الثاني/يناير 2010", "2010-01-12"),
    ("2018年3月14日", "2018-03-14"),
]
NONE = ["May 2012", "2012", "31 February 2012", "12 March", "Working paper submitted by Sweden", "", "2018年13月1日"]


@pytest.mark.parametrize(("text", "expected"), RANGES + SINGLE)
def test_the_opening_day_is_read(text: str, expected: str) -> None:
    assert read_opening_date(text) == datetime.date.fromisoformat(expected)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_opening_date(text) is None


@pytest.mark.parametrize("text", [text for text, _ in SINGLE])
def test_a_date_alone_is_a_date_only(text: str) -> None:
    assert is_date_only(text)


@pytest.mark.parametrize(
    "text", [*NONE, *(text for text, _ in RANGES), "adopted on 14 March 2029", "14 March 2029 (final)"]
)
def test_a_line_with_more_or_less_than_a_date_is_not(text: str) -> None:
    assert not is_date_only(text)


@given(
    st.dates(datetime.date(1945, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(["en", "fr", "es", "ru", "ar"])
)
def test_every_day_written_out_is_read_back(day: datetime.date, locale: str) -> None:
    month = get_month_names("wide", locale=locale)[day.month]
    joint = " de " if locale == "es" else " "
    written = f"{day.day}{joint}{month}{joint}{day.year}"
    assert read_opening_date(written) == day
    assert is_date_only(written)


@given(st.dates(datetime.date(1945, 1, 1), datetime.date(2099, 12, 31)))
def test_every_chinese_day_is_read_back(day: datetime.date) -> None:
    assert read_opening_date(f"{day.year} 年 {day.month} 月 {day.day} 日") == day
