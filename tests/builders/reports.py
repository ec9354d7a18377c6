"""Runs as the command writes them, with texts that would do harm where they were not escaped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} | [x](http://evil.example) ![y](//z) \u202e\x07 =1"
SOURCE = "LT/CONF.2031/PC.I/WP.7#5"
Json = dict[str, Any]


def summary(scores: list[float]) -> Json:
    mean = sum(scores) / len(scores) if scores else None
    return {"mean": mean, "low": mean and mean - 0.1, "high": mean and mean + 0.1, "n": len(scores), "unscored": 0}


def declared(better: str = "higher", hard: bool = False) -> Json:
    facts = {"about": "A <b>share</b>.", "better": better, "range": [0.0, 1.0], "hard": hard, "source": "by hand"}
    return {**facts, "default": float(better == "lower"), "parameters": {}}


def row(case: str, language: str, right: float, wrong: float, **more: Any) -> Json:
    facts = {"case": case, "language": language, "question": f"{case}: {HOSTILE}", "asked": case[:2], "cluster": "d"}
    return {**facts, "right": right, "wrong": wrong, **more}


def rows() -> list[Json]:
    point = {"id": "p", "paragraph": SOURCE, "vital": True, "words": {"ar": "الوقف الاختياري", "en": "a moratorium"}}
    cited = {"symbol": "LT/X", "locator": "para. 5", "submitters": ["XNR"], "language": "zh", "quote": "诺伦德反对"}
    frame = {"text": "FRAMED", "kind": "frame", "citations": []}
    said = {"text": "Norrund opposes.", "kind": "verbatim", "verdict": "supported", "citations": [cited]}
    answer = {"kind": "answer", "sentences": [frame, said], "withheld": [], "reason": None}
    ranked = {"rankings": {"found": [[f"{SOURCE}@en", 0.9]], "ar": [["LT/CONF.2031/PC.I/WP.3#1@ar", 0.8]]}}
    expected = {"expected": {"expected": [{"paragraph": SOURCE}]}}
    return [
        row("q1-ar", "ar", 0.0, 0.0, expected={"points": [point]}, **answer),
        row("q2-en", "en", 1.0, 0.0, **answer),
        row("q3-en", "en", 0.5, 1.0, expected={"missing": "state"}, abstained=0.0, cited=[f"{SOURCE}@en"]),
        row("q4-fr", "fr", 0.0, 1.0, failed="The model did not answer; try again."),
        row("q5-en", "en", 0.9, 0.0, **ranked, **expected),
        row("q6-en", "en", 0.8, 0.0, verdict="supported", score=0.7, judges={"verifier": 0.7}, failed=["negation"]),
        row("q6-fr", "fr", 0.7, 0.0, seen=[1, 2]),
    ]


def write(folder: Path, name: str = "run", held: list[Json] | None = None, **more: Any) -> Path:
    """A run as the command writes it."""
    lines = rows() if held is None else held
    metrics = {key: summary([each[key] for each in lines]) for key in ("right", "wrong")}
    pairs = {f"{a}>{b}": {"ndcg@10": summary([0.2, 0.4])} for a in ("ar", "en") for b in ("ar", "en")}
    cuts = [{"cut": cut, "answered": 1 - cut, "refused": cut} for cut in (0.3, 0.6, 0.9)]
    bins = [{"from": 0.0, "to": 0.1, "n": 4, "mean_score": 0.05, "share_true": 0.25}, {"from": 0.1, "to": 0.2, "n": 0}]
    right = summary([1.0, 0.0])
    trust = {"scorer": "verifier", "pairs": 600, "split": "test", "cut": 0.5, "auroc": 0.8, "brier": 0.2}
    trust |= {"balanced_accuracy": right, "calibration_error": 0.1, "calibration": bins, "by_language": {"en": right}}
    facts = {
        "suite": "answers",
        "about": HOSTILE,
        "cases": len(lines),
        "failed": [{"case": "q4-fr", "why": "The model did not answer; try again."}] if lines else [],
        "unscored": [{"case": "q9", "why": HOSTILE}],
        "metrics": metrics,
        "declared": {"right": declared(), "wrong": declared("lower", hard=True)},
        "by_language": {"right": {"ar": summary([0.0]), "en": summary([1.0])}},
        "tables": {"pairs": pairs, "curve": cuts, "least_pair": {"pair": "ar>en", "below_mean": 0.1}},
        "trust": [trust],
        "disagreements": [{"case": "q2-en", "sentence": 1, "scores": {"verifier": 0.9, "overlap": 0.1}}],
        "fingerprints": {"mode": "verbatim", "model": "verbatim", "code": "c0de"},
    }
    own = folder / name
    own.mkdir(parents=True)
    (own / "run.json").write_text(json.dumps({**facts, **more}), encoding="utf-8")
    (own / "rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (own / "timing.json").write_text(json.dumps({"seconds": 12.5, "jobs": 2, "kept": 0}), encoding="utf-8")
    return own
