"""Every number of a claim must stand in what it cites, with the same magnitude and a unit that agrees."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.drafting.checks.numeral_units import ranges
from app.drafting.checks.numerals import Quantity, read_all, read_quantities

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_COARSER = {
    "time:decade": ("time:year", 10),
    "mass:kilotonne": ("mass:tonne", 1000),
    "power:gigawatt": ("power:megawatt", 1000),
}
_TIMES = {  # two weeks are fourteen days; a month has no fixed number of them
    "time:decade": ("time:month", 120),
    "time:year": ("time:month", 12),
    "time:week": ("time:minute", 7 * 24 * 60),
    "time:day": ("time:minute", 24 * 60),
    "time:hour": ("time:minute", 60),
}
# A claim in the unit on the left is borne out by a source in one of those on the right; equal units always agree.
_AGREES = {
    "": ("year", "label", "anniversary", "currency", "time", "mass", "length", "power", "resolution"),
    "year": ("", "label", "time"),
    "ordinal": ("label", "anniversary", "resolution"),
    "label": ("", "ordinal", "resolution"),
    "anniversary": ("", "ordinal", "time"),
    "resolution": ("", "year", "ordinal", "label"),
    "time": ("", "anniversary"),
    "mass": ("",),
    "length": ("",),
    "power": ("",),
}
_Pair = tuple[Quantity, Quantity]
_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def check_numbers(claim: str, claim_language: str, sources: Sequence[tuple[str, str]]) -> tuple[bool | None, str]:
    """Whether each number of the claim is in some source, and one sentence that says so.

    `sources` are (text, language) of the cited paragraphs. None: the claim has no numbers. A rounded number is not
    the exact one; "more than" and the like are not weighed. The two ends of a range must not
    contradict a range of the source.
    """
    claimed = read_quantities(claim, claim_language)
    if not claimed:
        return None, "no numbers"
    held = [read_all(text, language) for text, language in sources]
    place = "the cited paragraph" if len(sources) < 2 else "the cited paragraphs"
    distinct = {_key(one): one for one in reversed(claimed)}
    if missing := [one for one in reversed(distinct.values()) if not any(_borne_out(one, source) for source in held)]:
        return False, _what_is_missing(missing, held, place)
    spans = [
        ranges([one for one in source if one.certain], text) for (text, _), source in zip(sources, held, strict=True)
    ]
    for first, last in {(_key(one), _key(two)): (one, two) for one, two in ranges(claimed, claim)}.values():
        if not any(_spanned(first, last, source, own) for source, own in zip(held, spans, strict=True)):
            return False, f"{place} has both numbers but not the range {describe(first)} to {describe(last)}"
    told = f"{describe(claimed[0])} is" if len(claimed) == 1 else f"all {len(claimed)} numbers are"
    return True, f"{told} in {place}"


def _key(one: Quantity) -> tuple[str, Fraction, tuple[int, ...]]:
    return one.unit, one.value, one.parts


def _what_is_missing(missing: Sequence[Quantity], held: Sequence[Sequence[Quantity]], place: str) -> str:
    others = {describe(one) for one in missing} - {describe(missing[0])}
    near = nearest(missing[0], [one for numbers in held for one in numbers])
    verb = f" (and {len(others)} more) are" if others else " is"
    return f"{describe(missing[0])}{verb} not in {place}; " + (
        f"nearest: {describe(near)}" if near else "it has no number like it"
    )


def agree(claim: Quantity, source: Quantity) -> bool:
    """Whether the source states what the claim states: the same magnitude, and units that can stand for each other."""
    if claim.unit == source.unit and claim.unit in _SPECIAL:
        return _SPECIAL[claim.unit](claim, source)
    if claim.unit == "year" and source.unit in ("date", "resolution"):
        return claim.value in (source.parts[0] if source.unit == "date" else source.parts[1], source.value)
    if claim.unit == "resolution" and claim.parts[1]:
        return False
    family, other = claim.unit.split(":")[0], source.unit.split(":")[0]
    if family == other and family != "currency":
        return _base(claim, _COARSER | _TIMES) == _base(source, _COARSER | _TIMES)
    if claim.unit == "label" and not source.certain:
        return False
    alike = claim.unit == source.unit or (family != other and other in _AGREES.get(family, ()))
    return alike and (claim.value == source.value or _base(claim)[1] == _base(source)[1])


def _same_date(claim: Quantity, source: Quantity) -> bool:
    return all(not said or said == held for said, held in zip(claim.parts, source.parts, strict=True))


def _same_resolution(claim: Quantity, source: Quantity) -> bool:
    return claim.parts[0] == source.parts[0] and claim.parts[1] in (0, source.parts[1])


def _same_decade(claim: Quantity, source: Quantity) -> bool:
    """The seventies are the 1970s."""
    short = min(claim.value, source.value) < 100
    return claim.value % 100 == source.value % 100 if short else claim.value == source.value


_SPECIAL = {"date": _same_date, "resolution": _same_resolution, "decade": _same_decade}


def nearest(claim: Quantity, sources: Sequence[Quantity]) -> Quantity | None:
    """The number of the sources that the claim may have meant: the same kind first, the same digits, then the size."""
    kin = [one for one in sources if one.certain and _kind(one) == _kind(claim)]
    if not kin:
        kin = [one for one in sources if one.certain and "date" not in (one.unit, claim.unit)]
    return min(kin, key=lambda one: _distance(claim, one), default=None)


def describe(one: Quantity) -> str:
    """The number as an English reader would write it."""
    if one.unit == "date":
        year, month, day = one.parts
        return " ".join(filter(None, [str(day or ""), _MONTHS[month - 1], str(year or "")]))
    if one.unit == "resolution":
        return f"resolution {one.parts[0]}" + (f" ({one.parts[1]})" if one.parts[1] else "")
    figure, (family, _, unit) = _figure(one.value), one.unit.partition(":")
    if family == "currency":
        return f"{unit} {figure}"
    if unit:
        return f"{figure} {unit}{'' if one.value == 1 else 's'}"
    wording = {"year": f"{one.value}", "decade": f"{one.value}s", "ordinal": f"number {figure} in order"}
    return (wording | {"percent": f"{figure} per cent"}).get(one.unit, figure)


def _borne_out(claim: Quantity, source: Sequence[Quantity]) -> bool:
    if any(agree(claim, one) for one in source):
        return True
    if claim.unit != "date" or not claim.parts[0]:
        return False
    # "On 4 May of that year": the day without its year, and the year, both in one paragraph.
    dated = any(one.unit == "date" and not one.parts[0] and one.parts[1:] == claim.parts[1:] for one in source)
    return dated and any(claim.parts[0] in (one.parts[0] if one.unit == "date" else one.value,) for one in source)


def _spanned(first: Quantity, last: Quantity, source: Sequence[Quantity], own: Sequence[_Pair]) -> bool:
    """Whether the source has both ends in this order, and no range of its `own` that shares one end only."""
    at = next((at for at, one in enumerate(source, 1) if agree(first, one)), len(source))
    shared = [(agree(first, one), agree(last, two)) for one, two in own]
    ordered = any(agree(last, other) for other in source[at:])
    return ordered and ((True, True) in shared or not any(one != two for one, two in shared))


def _base(one: Quantity, coarser: Mapping[str, tuple[str, int]] = _COARSER) -> tuple[str, Fraction]:
    unit, factor = coarser.get(one.unit, (one.unit, 1))
    return unit, one.value * factor


def _kind(one: Quantity) -> str:
    family = one.unit.split(":")[0]
    named = {
        "date": "date",
        "year": "date",
        "percent": "percent",
        "ordinal": "name",
        "label": "name",
        "resolution": "name",
    }
    return named.get(family, "amount")


def _distance(claim: Quantity, other: Quantity) -> tuple[bool, float]:
    if claim.value == 0 or other.value == 0:
        return True, float(abs(claim.value - other.value))
    return _digits(claim.value) != _digits(other.value), abs(math.log(claim.value / other.value))


def _digits(value: Fraction) -> str:
    return f"{float(value):.12e}".split("e")[0]


def _figure(value: Fraction) -> str:
    for size, name in _NAMES:
        if value >= size and (value / size * 10000).denominator == 1:
            return f"{_figure(value / size)} {name}"
    if value.denominator == 1:
        return f"{int(value):,}"
    exact = (value * 10**9).denominator == 1
    return f"{float(value):,.9f}".rstrip("0") if exact else str(value)
