"""The two SQLite files beside the vectors: words and sentence vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, Language
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.sentences import SentenceFile
from retrieval.ports import IndexUnavailable

Paper = Callable[..., Document]
A, B = "LT/CONF.2031/WP.1", "LT/CONF.2031/WP.2"
SIX = [
    ("en", "Averland supports the inspections.", "What about inspection?"),
    ("fr", "L’Averland appuie les inspections.", "Quelle inspection ?"),
    ("es", "Averlandia apoya las inspecciones.", "¿Qué dice de la inspección?"),
    ("ru", "Аверландия поддерживает инспекции.", "Что сказано об инспекциях?"),
    ("ar", "تؤيد أفرلاند عمليات التفتيش.", "ماذا عن التفتيش؟"),
    ("zh", "2028年视察次数增加。", "视察怎么样？"),
]


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalFile:
    return LexicalFile(tmp_path / "lexical.db")


@pytest.fixture
def sentences(tmp_path: Path) -> SentenceFile:
    return SentenceFile(tmp_path / "sentences.db")


def matching(lexical: LexicalFile, text: str, documents: list[str] | None = None, language: str = "en") -> list[str]:
    return [hit.paragraph_id for hit in lexical.matching(text, Language(language), 10, documents)]


def hold(lexical: LexicalFile, document: Document) -> None:
    lexical.add(document, document.paragraphs)


@pytest.mark.parametrize(("language", "text", "question"), SIX, ids=[row[0] for row in SIX])
def test_a_word_is_found_by_its_stem_in_each_language(
    lexical: LexicalFile, paper: Paper, language: str, text: str, question: str
) -> None:
    hold(lexical, paper(A, text, language=language))
    hold(lexical, paper(B, "xyz", language=language))
    assert matching(lexical, question, language=language) == [f"{A}#1@{language}"]


def test_the_best_match_comes_first_with_a_larger_score(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "a hotline between navies", "a hotline", "the budget", "the ports", "the ships"))
    hits = lexical.matching("hotline between navies", Language.EN, 10, None)
    assert [hit.paragraph_id for hit in hits] == [f"{A}#1@en", f"{A}#2@en"]
    assert hits[0].score > hits[1].score > 0
    assert len(lexical.matching("hotline between navies", Language.EN, 1, None)) == 1


@pytest.mark.parametrize("text", ["", "。", '"', "NEAR( * ^ AND OR NOT -", "zebra"])
def test_no_shared_word_finds_nothing_and_no_sign_breaks_the_search(
    lexical: LexicalFile, paper: Paper, text: str
) -> None:
    hold(lexical, paper(A, "mines"))
    assert matching(lexical, text) == []


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=50)
def test_any_question_can_be_asked(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        assert LexicalFile(Path(folder) / "lexical.db").matching(text, Language.EN, 10, None) == ()


def test_documents_restrict(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "mines at sea"))
    hold(lexical, paper(B, "mines on land"))
    assert matching(lexical, "where the mines are", [f"{B}@en"]) == [f"{B}#1@en"]
    assert matching(lexical, "where the mines are", []) == []


@pytest.mark.parametrize("word", ["mines", "inspections", "hotline", "ports", "reductions"])
def test_one_word_is_enough_though_its_language_cannot_be_told(lexical: LexicalFile, paper: Paper, word: str) -> None:
    hold(lexical, paper(A, f"The {word} of the treaty."))
    assert matching(lexical, word) == [f"{A}#1@en"]


def test_adding_again_replaces_and_remove_forgets(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "old words", "others"))
    hold(lexical, paper(A, "new text", "others"))
    assert matching(lexical, "old") == []
    assert matching(lexical, "new") == [f"{A}#1@en"]
    assert matching(lexical, "others") == [f"{A}#2@en"]
    lexical.remove(f"{A}@en")
    assert matching(lexical, "new others") == []
    lexical.remove("nothing@en")


def test_both_files_are_kept_between_openings(tmp_path: Path, paper: Paper) -> None:
    hold(LexicalFile(tmp_path / "l.db"), paper(A, "mines"))
    SentenceFile(tmp_path / "s.db").add(f"{A}@en", [(f"{A}#1@en", np.ones((1, 4), np.float32))])
    assert matching(LexicalFile(tmp_path / "l.db"), "where the mines are") == [f"{A}#1@en"]
    assert f"{A}#1@en" in SentenceFile(tmp_path / "s.db").of([f"{A}#1@en"])


def test_sentence_vectors_come_back_in_order_to_half_precision(sentences: SentenceFile) -> None:
    matrix = np.random.default_rng(1).standard_normal((5, 32)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    sentences.add("d@en", [("d#1@en", matrix), ("d#2@en", matrix[:1])])
    found = sentences.of(["d#1@en", "d#2@en", "nothing#1@en"])
    assert found.keys() == {"d#1@en", "d#2@en"}
    assert found["d#1@en"].dtype == np.float32
    np.testing.assert_allclose(found["d#1@en"], matrix, atol=1e-3)
    assert found["d#2@en"].shape == (1, 32)
    assert sentences.of([]) == {}


def test_sentence_vectors_are_replaced_and_forgotten(sentences: SentenceFile) -> None:
    sentences.add("d@en", [("d#1@en", np.ones((2, 4), np.float32))])
    sentences.add("d@en", [("d#1@en", np.ones((3, 4), np.float32))])
    sentences.add("e@en", [("e#1@en", np.ones((1, 4), np.float32))])
    assert sentences.of(["d#1@en"])["d#1@en"].shape == (3, 4)
    sentences.remove("d@en")
    assert sentences.of(["d#1@en", "e#1@en"]).keys() == {"e#1@en"}


@pytest.mark.parametrize("kind", [LexicalFile, SentenceFile])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, kind: type[LexicalFile] | type[SentenceFile]) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all " * 300)
    with pytest.raises(IndexUnavailable, match=r"x\.db.*reindex"):
        kind(tmp_path / "x.db")
