"""A text taken apart: sentences, and what each cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.checks.attribution import Subject, subject_of
from app.drafting.claims import Reference, statements
from corpus.model import Language

WP = "LT/CONF.2031/PC.I/WP.3"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (f"Norway agrees with the whole proposal ({WP}, para. 5).", ("5",)),
        (f"Norway agrees with the whole proposal ({WP}, paras. 5–7).", ("5", "6", "7")),
        (f"Norway agrees with the whole proposal ({WP}, paras. 5, 7 and 9 (a)).", ("5", "7", "9(a)")),
        (f"Norway agrees with the whole proposal ({WP}).", ()),
        (f"La Norvège approuve toute la proposition ({WP}, par. 5 et 6).", ("5", "6")),
        (f"Noruega aprueba toda la propuesta ({WP}, párrs. 5 y 6).", ("5", "6")),
        (f"Норвегия одобряет все это предложение ({WP}, пп. 5 и 6).", ("5", "6")),
        (f"توافق النرويج على الاقتراح كله ({WP}، الفقرتان 5 و 6).", ("5", "6")),
        (f"挪威同意整个提案（{WP}，第5至7段）。", ("5", "6", "7")),
    ],
)
def test_citations_are_read_in_six_languages(text: str, labels: tuple[str, ...]) -> None:
    (found,) = statements(text)
    assert found.references == (Reference(WP, labels),)
    assert WP not in found.claim
    assert found.text == text
    assert not found.short


def test_a_citation_after_the_full_stop_belongs_to_the_sentence_before() -> None:
    first, second = statements(f"Norway agrees with all of it. {WP}, para. 2. Sweden does not agree with it.")
    assert first.references == (Reference(WP, ("2",)),)
    assert second.references == ()


def test_headings_are_short_and_lines_are_apart() -> None:
    found = statements("Background\n\nNorway has proposed a hotline for ships.\n第一部分\n")
    assert [each.short for each in found] == [True, False, True]
    assert [each.language for each in found] == [Language.EN, Language.EN, Language.ZH]


@given(st.text(max_size=300))
def test_any_text_can_be_taken_apart(text: str) -> None:
    for each in statements(text):
        assert each.text


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "Norway considers that time is short.", "NOR"),
        ("en", "In Norway's view, time is short and it is stressed again.", "NOR"),
        ("fr", "La Norvège estime que le temps presse.", "NOR"),
        ("es", "Noruega considera que queda poco tiempo.", "NOR"),
        ("ru", "Норвегия считает, что времени мало.", "NOR"),
        ("ar", "ترى النرويج أن الوقت ضيق.", "NOR"),
        ("zh", "挪威认为时间紧迫。", "NOR"),
    ],
)
def test_the_subject_of_reported_speech(language: str, text: str, code: str) -> None:
    assert subject_of(text, Language(language)).codes == {code}


@pytest.mark.parametrize("text", ["Time is short.", "Ships from Norway were seen.", "They met in Norway."])
def test_a_name_that_says_nothing_is_no_subject(text: str) -> None:
    assert subject_of(text, Language.EN) == Subject.NOBODY


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Conference reaffirms its decision."),
        ("fr", "La Conférence réaffirme sa décision."),
        ("es", "La Conferencia reafirma su decisión."),
        ("ru", "Конференция подтверждает свое решение."),
        ("ar", "يؤكد المؤتمر من جديد قراره."),
        ("zh", "审议大会重申其决定。"),
    ],
)
def test_the_conference_speaks_in_adopted_texts_only(language: str, text: str) -> None:
    subject = subject_of(text, Language(language))
    assert subject.conference
    assert subject.fits((), adopted=True)
    assert not subject.fits(("NOR",), adopted=False)
