"""Chinese numbers: characters (三百二十), figures with a magnitude (2.76 亿), ranks (第六), per cent (百分之三)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from app.drafting.checks.numeral_digits import BLANK, LONGEST, NUMBER, digits_value
from app.drafting.checks.quantity import Quantity

_DIGIT = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_GROUP = {"万": 10**4, "亿": 10**8}
_HAN = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
# 千 and 百万 before a metric unit belong to the unit: 390 千兆瓦 is 390 gigawatts.
_NUMBER = re.compile(
    r"(?P<rank>第\s?)?(?P<percent>百分之\s?)?"
    rf"(?:(?<!\d)(?<!\d[.,])(?P<digits>{NUMBER})(?:\s?[多余]?\s?(?P<scale>[十百千]?[万亿]+|[百千](?![兆吨克米瓦分帕赫卡])))?"
    rf"|(?<![几数])(?P<han>{_HAN})(?!几)(?:[多余](?P<tail>[万亿]+))?)"
)
_FRACTION = re.compile(
    r"(?P<den>[二三四五六七八九十]{1,3}|(?<!\d)\d{1,3})分之(?P<num>[一二两三四五六七八九十]{1,3}|\d{1,3})"
)
# A single character is a number only before what it counts: 三个 counts, 三峡 is a name.
_COUNTED = re.compile(
    r"[多余]?\s?(?:[个项條条次届种名位国年月天日周艘枚座处份轮段款点类倍级步章家套件场大部层间组批架颗人省州支期区院吨元票页]|小时|分钟|阶段|世纪)"
)
_NOT_NUMBERS = re.compile(r"三位一体|三番五次")
_RANK_OF_ONE = re.compile(r"\s?(?:次|届|条|款|段|章|委员会|议定书|阶段|轮|号|、第|至|和第)")
_GLUED_BEFORE = re.compile(r"[A-Za-z]\.?$|\+$")
_GLUED_AFTER = re.compile(r"[A-Za-z]")
_LOOSE = {r"双方|双重|双倍|翻一番": (2, ""), r"首[次届个项轮批要]": (1, "ordinal"), r"(?<![数\d])百万": (10**6, "")}


def han_value(numeral: str) -> Fraction | None:
    """The number that Chinese characters write; None when they write none or only an estimate (三四, 百万)."""
    if len(numeral) > LONGEST:
        return None
    whole, _, decimals = numeral.partition("点")
    tail = Fraction(int("0" + "".join(str(_DIGIT[c]) for c in decimals)), 10 ** len(decimals))
    if all(char in _DIGIT for char in whole):
        estimate = len(whole) == 2 and not set(whole) & {"零", "〇"}
        return None if estimate or not whole else int("".join(str(_DIGIT[c]) for c in whole)) + tail
    total = section = 0
    digit: int | None = None
    for char in whole:
        if char in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[char]
        elif char in _PLACE:
            if not digit and (char != "十" or section % 100):
                return None
            section, digit = section + (digit or 1) * _PLACE[char], None
        else:
            section, digit = section + (digit or 0), None
            if not section and not total:
                return None
            total = (total + section) * _GROUP[char] if char == "亿" else total + section * _GROUP[char]
            section = 0
    return total + section + (digit or 0) + tail


def read_han(text: str) -> tuple[Quantity, ...]:
    """Every number of a prepared Chinese text."""
    text = _NOT_NUMBERS.sub(lambda match: BLANK * len(match[0]), text)
    fractions = list(_fractions(text))
    text = _FRACTION.sub(lambda match: BLANK * len(match[0]), text)
    numbers = [one for match in _NUMBER.finditer(text) if (one := _number(match, text))]
    loose = [
        Quantity(match.start(), match.end(), Fraction(value), unit, certain=False)
        for pattern, (value, unit) in _LOOSE.items()
        for match in re.finditer(pattern, text)
    ]
    return tuple(sorted([*fractions, *numbers, *loose], key=lambda one: one.start))


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        top, bottom = ((Fraction(part) if part.isdigit() else han_value(part)) for part in (match["num"], match["den"]))
        if top and bottom:
            yield Quantity(match.start(), match.end(), top / bottom)


def _number(match: re.Match[str], text: str) -> Quantity | None:
    value = digits_value(match["digits"], "zh") if match["digits"] else han_value(match["han"])
    if value is None:
        return None
    scale = 1
    for char in match["scale"] or match["tail"] or "":
        scale *= (_PLACE | _GROUP)[char]
    unit = "ordinal" if match["rank"] else "percent" if match["percent"] else ""
    following = text[match.end() : match.end() + 8]
    glued = bool(match["digits"]) and bool(
        _GLUED_AFTER.match(following) or _GLUED_BEFORE.search(text[: match.start()][-3:])
    )
    certain = _certain(match, value, unit, following) and not glued
    return Quantity(match.start(), match.end(), value * scale, unit, certain=certain, scale=scale)


def _certain(match: re.Match[str], value: Fraction, unit: str, following: str) -> bool:
    if match["digits"] or unit == "percent":
        return True
    if unit == "ordinal":
        return bool(_RANK_OF_ONE.match(following)) if value == 1 else not following.startswith(("，", ",", "：", ":"))
    return value > 1 and (len(match["han"]) > 1 or bool(_COUNTED.match(following)))
