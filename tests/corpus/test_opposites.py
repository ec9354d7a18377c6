"""Words that exclude each other, and what is denied, in six languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Language
from corpus.opposites import find_denials, find_opposites, values_of

TABLE = Path(__file__).parents[2] / "corpus" / "data" / "opposites.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()][1:]
LANGUAGES = tuple(language.value for language in Language)


def said(text: str, language: str) -> list[tuple[str, str, bool]]:
    return [(one.key, one.value, one.denied) for one in find_opposites(text, Language(language))]


def test_every_value_has_forms_in_six_languages_and_every_key_two_values_or_more() -> None:
    values = {(key, value) for key, value, *_ in ROWS}
    assert {(key, value, language) for key, value, language, *_ in ROWS} == {
        (key, value, language) for key, value in values for language in LANGUAGES
    }
    for key in {key for key, _ in values}:
        assert len(values_of(key)) >= 2
    for *_, forms, _source in ROWS:
        assert all(form.strip() == form and form.strip("*") for form in forms.split(" | "))


def test_no_form_says_two_values_of_one_key() -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for key, value, language, forms, _ in ROWS:
        for form in forms.split(" | "):
            assert seen.setdefault((key, language, form), value) == value, (key, language, form)


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("en", "Norway supports the proposal.", False),
        ("en", "Norway does not support the proposal.", True),
        ("en", "Norway doesn’t support the proposal.", True),
        ("fr", "La Norvège appuie cette proposition.", False),
        ("fr", "La Norvège n’appuie pas cette proposition.", True),
        ("es", "Noruega no apoya la propuesta.", True),
        ("ru", "Норвегия поддерживает предложение.", False),
        ("ru", "Норвегия не поддерживает предложение.", True),
        ("ar", "تؤيد النرويج الاقتراح.", False),
        ("ar", "لا تؤيد النرويج الاقتراح.", True),
        ("zh", "挪威支持这项提案。", False),
        ("zh", "挪威不支持这项提案。", True),
    ],
)
def test_a_stance_is_said_or_denied(language: str, text: str, denied: bool) -> None:
    assert ("stance", "for", denied) in said(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Non-proliferation, not only disarmament, no later than 2030."),
        ("fr", "Non-prolifération, non seulement le désarmement, sans délai."),
        ("es", "La no proliferación sin demora."[3:].replace("no proliferación", "proliferación")),
        ("ru", "Нераспространение, а не только разоружение, не позднее 2030 года."),
        ("ar", "معاهدة عدم انتشار الأسلحة النووية، ولا سيما المادة السادسة."),
        ("zh", "不扩散条约的无核武器国家不仅如此，不可逆转。"),
    ],
)
def test_what_only_looks_like_a_denial_denies_nothing(language: str, text: str) -> None:
    assert find_denials(text, Language(language)) == ()


def test_only_the_nearest_form_after_a_denial_is_denied() -> None:
    assert said("It does not support an increase.", "en") == [("stance", "for", True), ("amount", "up", False)]
    assert said("It does not matter; they support it.", "en") == [("stance", "for", False)]


@given(st.text(max_size=120), st.sampled_from(list(Language)))
def test_hits_lie_in_the_text_in_order(text: str, language: Language) -> None:
    hits = find_opposites(text, language)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.value in values_of(hit.key)
