"""What holds of any number in any of the six languages."""

import re
import time
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.drafting.checks.numbers import check_numbers
from app.drafting.checks.numerals import read_all

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
calm = settings(deadline=None)  # the first reading of a language builds its tables


def _grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def _han(number: int) -> str:
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(part: int) -> str:
        text = "".join(digits[int(d)] + (places[3 - n] if d != "0" else "") for n, d in enumerate(f"{part:04d}"))
        return re.sub("零+", "零", text).strip("零")

    text = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, size)
        gap = "零" if text and part and part < 1000 else ""
        text += gap + section(part) + name if part else ""
    return text


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WRITTEN: dict[str, list[Callable[[int], str]]] = {
    "en": [lambda n: _grouped(n, ","), str],
    "fr": [lambda n: _grouped(n, " "), lambda n: _grouped(n, "\u202f"), str],
    "es": [lambda n: _grouped(n, "."), lambda n: _grouped(n, "\u00a0"), str],
    "ru": [lambda n: _grouped(n, " "), lambda n: _grouped(n, "\u00a0"), str],
    "ar": [lambda n: _grouped(n, "٬").translate(_INDIC), lambda n: _grouped(n, ",").translate(_PERSIAN), str],
    "zh": [lambda n: _grouped(n, ","), lambda n: _grouped(n, " "), lambda n: f"{n}".translate(_WIDE), _han],
}
NUMBERS = st.integers(2, 10**12 - 1)


@pytest.mark.parametrize("language", LANGUAGES)
@calm
@given(number=NUMBERS, way=st.integers(0, 3))
def test_any_integer_reads_back(language: str, number: int, way: int) -> None:
    write = WRITTEN[language][way % len(WRITTEN[language])]
    found = read_all(f"({write(number)})", language)
    assert [one.value for one in found] == [number], write(number)


@calm
@given(number=NUMBERS, own=st.sampled_from(LANGUAGES), other=st.sampled_from(LANGUAGES), other_number=NUMBERS)
def test_only_the_same_integer_agrees(number: int, own: str, other: str, other_number: int) -> None:
    claim, source = WRITTEN[own][0](number), [(f"({WRITTEN[other][-1](number)})", other)]
    assert check_numbers(f"({claim})", own, source)[0] is True
    assume(number != other_number)
    assert check_numbers(f"({WRITTEN[own][0](other_number)})", own, source)[0] is False


NONSENSE = ["9" * 5000, "三" * 2000, "7 " + "万" * 2000, "5 万" + "亿" * 900, "1," * 1500, "A/" * 1500, "- 1 " * 1000]


@pytest.mark.parametrize("text", NONSENSE, ids=[text[:6] for text in NONSENSE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_nonsense_is_no_trouble(language: str, text: str) -> None:
    started = time.perf_counter()
    assert check_numbers(f"{text}, 7 States", language, [(f"{text}, 8 States", language)])[0] is False
    assert time.perf_counter() - started < 5


@calm
@given(text=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(text: str, language: str) -> None:
    for one in read_all(text, language):
        assert 0 <= one.start < one.end <= len(text)
    assert check_numbers(text, language, [(text, language)])[0] is not False


@calm
@given(
    text=st.text(alphabet="0123456789 .,،%-–/()年月日万亿十百千第条一二三两多个至年代IVX$éèп млрд", max_size=60),
    language=st.sampled_from(LANGUAGES),
)
def test_any_run_of_numbers_can_be_read(text: str, language: str) -> None:
    assert all(isinstance(one.value, Fraction) for one in read_all(text, language))
    assert check_numbers(text, language, [(text, language)])[0] is not False
