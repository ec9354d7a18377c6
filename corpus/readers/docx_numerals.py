"""A number as a Word list writes it: figures, letters, Roman, Arabic, Russian, Chinese.

Source: ECMA-376, part 1, section 17.18.59 (number formats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_HAN = "〇一二三四五六七八九"
_HAN_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_REPEATED = 30  # times that a letter stands for one number; Word goes as far
_MOST_ROMAN = 4_999
_MOST_HAN = 9_999


def written(value: int, form: str) -> str:
    """A number in a format of Word; in figures where the format is not known or does not go so far.

    >>> written(28, "lowerLetter")
    'bb'
    """
    return _FORMS.get(form, str)(value) if value > 0 or form == "none" else str(value)


def _series(letters: Sequence[str], *, once: bool = False) -> Callable[[int], str]:
    """Letters in their order; past the last, each doubled, then trebled."""

    def form(value: int) -> str:
        times, index = divmod(value - 1, len(letters))
        return letters[index] * (times + 1) if times < (1 if once else _MOST_REPEATED) else str(value)

    return form


def _roman(value: int) -> str:
    if value > _MOST_ROMAN:
        return str(value)
    text = ""
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text


def _han(digits: str, units: Sequence[str], *, short_ten: bool) -> Callable[[int], str]:
    """Chinese numbers with their units: ``short_ten`` writes ten without the one before it."""

    def form(value: int) -> str:
        if value > _MOST_HAN:
            return str(value)
        text, skipped = "", False
        for power, digit in enumerate(reversed(str(value))):
            if digit == "0":
                skipped = skipped or bool(text)
                continue
            gap = digits[0] if skipped else ""
            text, skipped = digits[int(digit)] + units[power] + gap + text, False
        return text[1:] if short_ten and 10 <= value < 20 else text

    return form


def _digits(value: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(value))


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if value <= last else str(value)


_counting = _han(_HAN, ("", "十", "百", "千"), short_ten=True)
_latin = _series([chr(ord("a") + n) for n in range(26)])
_russian = _series(_RUSSIAN)
_FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda value: f"{value:02}",
    "lowerLetter": _latin,
    "upperLetter": lambda value: _latin(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "arabicAbjad": _series(_ABJAD),
    "arabicAlpha": _series(_ALPHA),
    "hindiNumbers": lambda value: str(value).translate(_ARABIC_INDIC),
    "russianLower": _russian,
    "russianUpper": lambda value: _russian(value).upper(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "chineseLegalSimplified": _han(_HAN_LEGAL, ("", "拾", "佰", "仟"), short_ten=False),
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _series(_STEMS, once=True),
    "ideographZodiac": _series(_BRANCHES, once=True),
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "numberInDash": lambda value: f"- {value} -",
}
