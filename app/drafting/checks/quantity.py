"""One number as a text states it, with its unit and its place."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number read at `text[start:end]`.

    `value` has its magnitude word multiplied in; `scale` is that factor. A date is the number YYYYMMDD.
    `unit`: "" (a count), percent, date, year (of the calendar), decade (the 1970s), ordinal (sixth, article VI),
    label (action 20), anniversary, resolution, currency:USD, time:year, mass:tonne, power:gigawatt and the like.
    `parts`: (year, month, day) of a date, (number, year) of a resolution; 0 is "not stated".
    `certain` is False for a reading that may bear a claim out but makes none itself: "one of", "first", P5.
    """

    start: int
    end: int
    value: Fraction
    unit: str = ""
    parts: tuple[int, ...] = ()
    certain: bool = True
    scale: int = 1
