"""What is added to paragraphs of other languages: for the embedder that was measured, and for no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Language
from retrieval.adapters.onnx import OnnxEmbedder
from retrieval.lifts import lifts_of, measured


@pytest.mark.parametrize("asked_in", Language)
def test_every_language_has_a_lift_and_the_questions_own_has_none(asked_in: Language) -> None:
    lifts = measured(asked_in)
    assert set(lifts) == {language.value for language in Language}
    assert lifts[asked_in.value] == 0
    others = [lift for language, lift in lifts.items() if language != asked_in.value]
    assert min(others) > 0, "every other language is underrated"
    assert max(others) <= 0.8 * 0.065, "four fifths of what was measured"


def test_lifts_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        measured(Language.EN)["fr"] = 1.0  # type: ignore[index]  # that is what is tried


def test_the_embedded_model_has_them(models: Path) -> None:
    lifts = lifts_of(OnnxEmbedder(models).fingerprint)
    assert {asked_in: dict(lifts(asked_in)) for asked_in in Language} == {
        each: dict(measured(each)) for each in Language
    }


@pytest.mark.parametrize("fingerprint", ["words", "sbert-0123456789ab", ""])
def test_an_embedder_that_was_not_measured_has_none(fingerprint: str) -> None:
    assert all(not lifts_of(fingerprint)(asked_in) for asked_in in Language)
