"""The bench at a small size: both pipelines fill, answer, and find what an exact comparison finds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from evals.bench import scale
from evals.bench.synthetic import PER_PAPER, SyntheticEmbedder, papers, question_of, text_of


@pytest.mark.parametrize("kind", ["ours", "plain"])
def test_a_small_run_finds_everything(
    kind: str, tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "QUESTIONS", 6)
    scale.main([kind, "700", str(tmp_path), str(models)])
    result = json.loads(capsys.readouterr().out)
    assert (result["kind"], result["paragraphs"]) == (kind, 700)
    assert result["recall"] == result["filtered_recall"] == 1.0
    assert result["few_found"] == 3
    assert 0 < result["p50_ms"] <= result["p95_ms"] <= result["p99_ms"]
    assert result["indexed_per_s"] > 0 and result["resident_mb"] > 100 and result["disk_mb"] > 0


def test_papers_have_their_size_and_one_state_has_three_paragraphs() -> None:
    made = list(papers(100))
    assert [len(paper.paragraphs) for paper in made] == [3, PER_PAPER, PER_PAPER, 10]
    assert len({paper.language for paper in made}) == 4
    assert len({paper.submitters for paper in made}) == 4
    assert made[1].paragraphs[0].text == text_of(PER_PAPER)
    assert re.match(rf"{PER_PAPER} (w\d+ ?){{12}}$", question_of(PER_PAPER))


def test_a_question_is_nearest_to_the_paragraph_it_names() -> None:
    embedder = SyntheticEmbedder(96)
    numbers = list(range(60, 160))
    held = embedder.embed_passages([f"Sweden: {text_of(n)}" for n in numbers])
    assert np.allclose(np.linalg.norm(held, axis=1), 1.0, atol=1e-5)
    for number in numbers[::20]:
        (asked,) = embedder.embed_queries([question_of(number)])
        assert numbers[int(np.argmax(held @ asked))] == number
