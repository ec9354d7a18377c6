"""Sentences as spans: nothing changed, nothing lost, and the abbreviations of United Nations papers."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Language
from corpus.read import read_document
from corpus.sentences import split_sentences

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
TEXT = st.text(alphabet=st.sampled_from(list("abÀ жД عم 中国。！；.?! 12,’”() \n\u00a0")), max_size=80)


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, Language(language))]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["See paras. 5–7.", "And art. VI applies."]),
        ("en", ["It cost 2.76 million.", "The U.S. Government said so.", "Mr. Smith agreed."]),
        ("en", ["See vol. I, No. 5.", "It ended."]),
        ("fr", ["Voir par. 5.", "Puis art. VI du Traité."]),
        ("fr", ["M. Dupont l’a dit.", "Mme Durand aussi."]),
        ("es", ["Véase el párr. 5.", "Luego el art. VI se aplica."]),
        ("es", ["El núm. 3 es claro.", "No hay más."]),
        ("ru", ["См. п. 5.", "Затем ст. VI Договора."]),
        ("ru", ["Пункты (пп. 5–7) ясны.", "Россия согласна."]),
        ("ar", ["أولا هذا.", "هل هذا صحيح؟", "نعم هو صحيح."]),
        ("zh", ["第一句。", "第二句；", "第三句！"]),
        ("zh", ["“他说。”", "然后他走了。"]),
        ("zh", ["增加了2.76%。", "没有句号的末尾"]),
    ],
)  # fmt: skip
def test_sentences_of_united_nations_papers(language: str, expected: list[str]) -> None:
    text = ("" if language == "zh" else " ").join(expected)
    assert sentences(text, language) == expected


@pytest.mark.parametrize("text", ["", " ", "\n \n"])
@pytest.mark.parametrize("language", Language)
def test_nothing_has_no_sentences(text: str, language: Language) -> None:
    assert split_sentences(text, language) == ()


def check_spans(text: str, language: Language) -> None:
    position = 0
    for start, end in split_sentences(text, language):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(TEXT, st.sampled_from(list(Language)))
def test_spans_are_ordered_apart_trimmed_and_cover_every_letter(text: str, language: Language) -> None:
    check_spans(text, language)


@functools.cache
def paragraphs(language: Language) -> tuple[str, ...]:
    files = sorted(DOCUMENTS.glob(f"*.{language}.txt"))
    return tuple(p.text for file in files for p in read_document(file.read_bytes(), file.name, "x").paragraphs)


@pytest.mark.parametrize("language", Language)
def test_the_specimen_is_covered(language: Language) -> None:
    assert len(paragraphs(language)) == 40
    for text in paragraphs(language):
        check_spans(text, language)


@pytest.mark.parametrize("language", Language)
def test_the_specimen_has_about_as_many_sentences_in_every_language(language: Language) -> None:
    def count(own: Language) -> int:
        return sum(len(split_sentences(text, own)) for text in paragraphs(own))

    assert abs(count(language) - count(Language.EN)) <= 0.12 * count(Language.EN)
