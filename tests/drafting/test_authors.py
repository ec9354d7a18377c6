"""Many, some, a few: as many authors as are cited."""

from __future__ import annotations

import pytest

from app.drafting.checks.authors import check_how_many
from app.drafting.model import Sentence
from corpus.model import Language

WORDS = [
    ("Many States parties support it.", Language.EN, 6),
    ("Some delegations support it.", Language.EN, 3),
    ("A few States support it.", Language.EN, 2),
    ("De nombreux États parties l’appuient.", Language.FR, 6),
    ("Plusieurs délégations l’appuient.", Language.FR, 3),
    ("Muchas delegaciones lo apoyan.", Language.ES, 6),
    ("Algunos Estados lo apoyan.", Language.ES, 3),
    ("Многие государства поддерживают это.", Language.RU, 6),
    ("Некоторые делегации поддерживают это.", Language.RU, 3),
    ("العديد من الدول تؤيد ذلك.", Language.AR, 6),
    ("بعض الوفود تؤيد ذلك.", Language.AR, 3),
    ("许多缔约国支持这一点。", Language.ZH, 6),
    ("一些代表团支持这一点。", Language.ZH, 3),
]


@pytest.mark.parametrize(("text", "language", "least"), WORDS)
def test_a_word_takes_so_many_authors(text: str, language: Language, least: int) -> None:
    for count in (least - 1, least):
        authors = tuple(f"X{n:02}" for n in range(count))
        sentence = Sentence(text, "written", (), text, (*authors, *authors), language)
        assert check_how_many(sentence).passed is (count == least)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Norway notes that many States parties support it.", Language.EN),
        ("Norway supports it.", Language.EN),
        ("挪威注意到许多缔约国支持这一点。", Language.ZH),
    ],
)
def test_what_an_author_says_of_many_is_not_ours_to_count(text: str, language: Language) -> None:
    assert check_how_many(Sentence(text, "written", (), text, ("NOR",), language)).passed is None
