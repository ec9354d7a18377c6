"""Case files: read line by line, held against what a suite needs, chosen from."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.language import detect_language
from corpus.model import Language
from corpus.quality import Unreadable
from evals.model import Case, Suite

FOLDER = Path(str(importlib.resources.files("evals") / "cases"))
_TRUE = frozenset({"true", "1", "yes", "supported", "supports", "entailment", "entailed", "attributable"})
_FALSE = frozenset(
    {
        "false",
        "0",
        "no",
        "unsupported",
        "refuted",
        "refutes",
        "contradiction",
        "neutral",
        "not enough info",
        "not_enough_info",
    }
    | {"not attributable", "contradictory", "extrapolatory"}
)


def cases_of(suite: Suite, file: Path | None = None) -> list[Case]:
    """The cases of a suite, or those of a file of one's own.

    Raises:
        Unreadable: a file, or a line of it, is not what it should be; two cases have one name; or there is none.
    """
    files = [file] if file is not None else [FOLDER / f"{name}.jsonl" for name in suite.cases]
    found: dict[str, Case] = {}
    for path in files:
        for number, case in _read(path):
            lacking = next((group for group in suite.fields if not any(name in case.facts for name in group)), None)
            if lacking is not None:
                raise _bad(path, number, f"a case of {suite.name} needs {' or '.join(lacking)}")
            if case.id in found:
                raise _bad(path, number, f"there is a case {case.id[:80]} already")
            found[case.id] = case
    if not found:
        raise Unreadable(f"There is no case in {', '.join(map(str, files))}.")
    return list(found.values())


def chosen(cases: Iterable[Case], split: str | None = None, sample: int | None = None) -> list[Case]:
    """The cases of a split, or so many of all, drawn by the hash of their question: the same ones each time, each
    question in all its languages.

    Raises:
        Unreadable: no case belongs to the split.
    """
    kept = [case for case in cases if split is None or case.facts.get("split") == split]
    if split is not None and not kept:
        raise Unreadable(f"No case belongs to the split {split}; leave --split out for all of them.")
    if sample is None or sample >= len(kept):
        return kept
    drawn: set[str] = set()
    counts = {name: len(list(group)) for name, group in itertools.groupby(sorted(case.asked for case in kept))}
    total = 0
    for name in sorted(counts, key=lambda asked: hashlib.sha256(asked.encode()).hexdigest()):
        if total >= sample:
            break
        drawn.add(name)
        total += counts[name]
    return [case for case in kept if case.asked in drawn]


def fingerprint(cases: Sequence[Case]) -> str:
    """What these cases are, in sixteen hexadecimal digits; their order does not count."""
    lines = sorted(line_of(case) for case in cases)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def line_of(case: Case) -> str:
    """A case as one line of JSON, always the same."""
    facts = {"case": case.id, "language": case.language, "question": case.question, **case.facts}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _read(path: Path) -> Iterator[tuple[int, Case]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"The cases {path} cannot be read ({error}).") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _case(line, functools.partial(_bad, path, number), number)


def _case(line: str, bad: Callable[[str], Unreadable], number: int) -> Case:
    try:
        facts = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise bad("it is not one JSON object") from None
    if not isinstance(facts, dict):
        raise bad("it is not one JSON object")
    if "claim" in facts:
        facts = _labelled(facts, bad, number)
    named = {name: facts.pop(name, None) for name in ("case", "language", "question")}
    if not all(isinstance(value, str) and value.strip() for value in named.values()):
        raise bad("it needs case, language and question, each a text")
    if named["language"] not in {language.value for language in Language}:
        raise bad(f"{named['language']!r} is not one of {', '.join(language.value for language in Language)}")
    reason = _fault(facts)
    if reason:
        raise bad(reason)
    if "points" in facts:
        facts["points"] = [_point(point) for point in facts["points"]]
    return Case(named["case"], named["language"], named["question"], facts)


def _point(point: Mapping[str, Any]) -> dict[str, Any]:
    """A point that is vital unless it says otherwise, of a paragraph in whatever language."""
    words = point.get("words", {})
    return {"vital": True, **point, "words": words, "paragraph": point["paragraph"].partition("@")[0]}


def _fault(facts: Mapping[str, Any]) -> str | None:
    """What is wrong with the lists of a case; None when nothing is."""
    for name in ("expected", "points"):
        items = facts.get(name, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return f"{name} must be a list of objects"
        if not all(isinstance(item.get("paragraph"), str) and "#" in item["paragraph"] for item in items):
            return f"each of {name} needs a paragraph, as SYMBOL#LABEL"
    if "expected" in facts and not facts["expected"]:
        return "expected is empty; name a paragraph, or say with missing what is not on file"
    for name in ("states", "before", "evidence"):
        if not all(isinstance(value, str) for value in _items(facts.get(name, []))):
            return f"{name} must be a list of texts"
    return _value_fault(facts) or next(filter(None, map(_point_fault, facts.get("points", []))), None)


def _value_fault(facts: Mapping[str, Any]) -> str | None:
    if not isinstance(facts.get("right", True), bool):
        return "right must be true or false"
    paragraph = facts.get("paragraph", "#")
    if not isinstance(paragraph, str) or "#" not in paragraph:
        return "paragraph must be a text, as SYMBOL#LABEL@LANGUAGE"
    if not isinstance(facts.get("missing", ""), str):
        return "missing must be a text: what is not on file"
    if not isinstance(facts.get("scope", {}), dict):
        return "scope must be an object"
    return None


def _point_fault(point: Mapping[str, Any]) -> str | None:
    words = point.get("words", {})
    if not isinstance(point.get("id"), str):
        return "each of points needs an id"
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        return "the words of a point must be an object: the words by language"
    if not isinstance(point.get("vital", True), bool):
        return "vital must be true or false"
    return None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [None]


def _labelled(facts: dict[str, Any], bad: Callable[[str], Unreadable], number: int) -> dict[str, Any]:
    """A line of a labelled set from elsewhere (claim, evidence, label) as a case of the suite check."""
    claim, evidence = facts.pop("claim"), facts.pop("evidence", None)
    texts = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(claim, str) or not claim.strip():
        raise bad("claim must be a text")
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise bad("evidence must be a text, or a list of texts")
    label = str(facts.pop("label", "")).strip().lower()
    if label not in _TRUE | _FALSE:
        raise bad(f"label {label[:40]!r} is not known; write supported or unsupported")
    return {
        **facts,
        "case": str(facts.get("id", f"line-{number}")),
        "language": facts.get("language") or detect_language(claim).value,
        "question": claim,
        "evidence": texts,
        "right": label in _TRUE,
        "error": None if label in _TRUE else str(facts.get("error") or "unsupported"),
    }


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _bad(path: Path, number: int, reason: str) -> Unreadable:
    return Unreadable(f"Line {number} of {path} is not a case: {reason}.")
