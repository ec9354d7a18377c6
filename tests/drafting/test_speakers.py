"""Who is said to say something inside a text, and whether a claim takes reported words for the author's own."""

from __future__ import annotations

import pytest

from app.drafting.checks.attribution import mentioned, named_first, speakers_in
from corpus.model import Language

EN, FR, ES, RU, AR, ZH = Language.EN, Language.FR, Language.ES, Language.RU, Language.AR, Language.ZH


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Norway welcomes it. Sweden has 4 ships.", EN, {"NOR"}),
        ("Norway recalls that the Conference urged all parties to wait.", EN, {"NOR", "conference"}),
        ("It may be unstable, some States believe.", EN, {"somebody"}),
        ("La Norvège note que certains États estiment que c’est trop tôt.", FR, {"NOR", "somebody"}),
        ("Suecia recuerda que algunos países consideran que es pronto.", ES, {"SWE", "somebody"}),
        ("Швеция отмечает, что некоторые государства считают это преждевременным.", RU, {"SWE", "somebody"}),
        ("تشير السويد إلى أن بعض الدول", AR, {"SWE"}),
        ("另外，某些国家认为，现在行动还太早。", ZH, {"somebody"}),
        ("有人认为这会增加不稳定性。", ZH, {"somebody"}),
        ("These steps take time.", EN, set()),
    ],
)
def test_speakers_inside_a_text(text: str, language: Language, expected: set[str]) -> None:
    assert speakers_in(text, language) == expected


def test_whoever_is_named_is_mentioned_whether_or_not_he_speaks() -> None:
    assert mentioned("The Swedish ships and some others sail to Norway.", EN) == {"SWE", "NOR", "somebody"}


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Norway has no such ships.", EN, {"NOR"}),
        ("There are ships in Norway.", EN, set()),
        ("瑞典没有这类船只。", ZH, {"SWE"}),
    ],
)
def test_who_a_sentence_begins_with(text: str, language: Language, codes: set[str]) -> None:
    assert named_first(text, language) == codes
