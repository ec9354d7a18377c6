"""Reading by people: a blinded sheet of sentences and their evidence goes out, labels come back, and scorers are held
against what readers agree on."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.quality import Unreadable
from evals.metrics.agreement import alpha
from evals.report.cases import all_sentences
from evals.report.runs import Run, read_run
from evals.stats import SEED, summarise

LABELS = ("unsupported", "partial", "supported")  # from worst to best
COLUMNS = ("item", "question", "claim", "evidence", "label", "note")
_CUT = 0.5  # of a scorer whose run does not say which
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
_LONGEST = 30_000  # characters of a cell; spreadsheets hold 32,767
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """What readers said: by item, by reader. An item that a reader left empty is not there. ``items`` is the key."""

    readers: tuple[str, ...]
    given: Mapping[str, Mapping[str, str]]
    items: Mapping[str, Json]


def write_sheet(runs: Sequence[Path], out: Path, count: int, seed: int = SEED) -> Path:
    """Draws sentences with their citations from runs and writes ``sheet.csv``, for readers, and ``key.json``, not for
    them. The sheet says nothing of suite, mode or scores; its order is by lot. Returns where the sheet is.

    Raises:
        Unreadable: a run cannot be read, or none has a sentence that cites something.
    """
    found = [item for folder in runs for item in _items(read_run(folder))]
    distinct = list({(item["claim"], item["evidence"]): item for item in reversed(found)}.values())[::-1]
    if not distinct:
        raise Unreadable("No run has a sentence that cites something; give runs of answers, drafts or check.")
    order = np.random.default_rng(seed).permutation(len(distinct))[:count]
    chosen = {f"{number:04d}": distinct[place] for number, place in enumerate(order, start=1)}
    out.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for name, item in chosen.items():
        writer.writerow([name, *(_harmless(item[column]) for column in ("question", "claim", "evidence")), "", ""])
    (out / "sheet.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
    key = {name: {each: item[each] for each in ("run", "suite", "case", "scores")} for name, item in chosen.items()}
    whole = json.dumps({"format": 1, "seed": seed, "items": key}, ensure_ascii=False, indent=1)
    (out / "key.json").write_text(whole + "\n", encoding="utf-8")
    return out / "sheet.csv"


def read_labels(sheets: Sequence[Path], key: Path) -> Labels:
    """The labels in sheets that readers filled in. A reader is known by the name of the file.

    Raises:
        Unreadable: a sheet has an item that was never given out, a label that is none, or the same item twice; the
            message names the line.
    """
    known = _key(key)
    given: dict[str, dict[str, str]] = {}
    readers = [sheet.stem for sheet in sheets]
    if len(set(readers)) != len(readers):
        raise Unreadable("Two sheets have one name; name each after its reader.")
    for sheet, reader in zip(sheets, readers, strict=True):
        for item, label in _labels(sheet, known).items():
            given.setdefault(item, {})[reader] = label
    return Labels(tuple(readers), given, known)


def summary(labels: Labels) -> Json:
    """How far readers agree, and how far each scorer agrees with what most of them say.

    A scorer is right where it is at or over its cut for what most readers call supported, and under it for the rest. An
    item on which readers are even counts for none.
    """
    items, names = labels.items, sorted(labels.given)
    ranks = [[_rank(labels.given[name].get(reader)) for reader in labels.readers] for name in names]
    said = Counter(label for each in labels.given.values() for label in each.values())
    settled = {name: found for name in names if (found := _majority(labels.given[name])) is not None}
    scorers = sorted({scorer for name in settled for scorer in items[name]["scores"]})
    return {
        "readers": list(labels.readers),
        "items": len(names),
        "even": len(names) - len(settled),
        "labels": {label: said[label] for label in LABELS},
        "alpha": {"nominal": alpha(ranks, "nominal"), "ordinal": alpha(ranks, "ordinal")},
        "scorers": {scorer: _against(scorer, settled, items) for scorer in scorers},
    }


def as_text(labels: Labels) -> str:
    """The summary for people."""
    found = summary(labels)
    lines = [
        f"{found['items']} items read by {len(found['readers'])}: {', '.join(found['readers'])}",
        ", ".join(f"{label} {count}" for label, count in found["labels"].items()),
    ]
    for level, value in found["alpha"].items():
        lines.append(f"Krippendorff's alpha, {level}: {'none' if value is None else format(value, '.3f')}")
    lines.append(f"{found['even']} items on which readers are even count for no scorer")
    for scorer, each in found["scorers"].items():
        right = each["balanced_accuracy"]
        told = "readers called all alike" if right is None else f"{right['mean']} [{right['low']}, {right['high']}]"
        lines.append(f"{scorer}: balanced accuracy {told}, n {each['n']}")
    return "\n".join(lines)


def _items(run: Run) -> Iterator[Json]:
    """What a run has to be read: sentences that cite something and claims with their evidence, and what scorers made
    of them."""
    for row in run.rows:
        judged = {each["sentence"]: each for each in row.get("judged") or []}
        for place, sentence in enumerate(all_sentences(row)):
            cited = sentence.get("citations") or sentence.get("found") or []
            if sentence.get("kind") != "frame" and cited:
                scores = {name: each["all"] for name, each in judged.get(place, {}).items() if name != "sentence"}
                told = " / ".join(f"[{each.get('language', '')}] {each.get('quote', '')}" for each in cited)
                yield _item(run, row, scores, question=row["question"], claim=sentence.get("text"), evidence=told)
        if row.get("evidence") and "judges" in row:
            evidence = " / ".join(row["evidence"])
            yield _item(run, row, row["judges"], question="", claim=row["question"], evidence=evidence)


def _item(run: Run, row: Mapping[str, Any], scores: Mapping[str, float], **texts: str | None) -> Json:
    cuts = {str(each.get("scorer")): each.get("cut", _CUT) for each in run.facts.get("trust") or []}
    weighed = {name: {"score": score, "cut": cuts.get(name, _CUT)} for name, score in scores.items()}
    plain = {name: " ".join((text or "").split()) for name, text in texts.items()}
    return {"run": run.name, "suite": run.suite, "case": str(row["case"]), "scores": weighed, **plain}


def _harmless(text: str) -> str:
    """A cell that no spreadsheet runs."""
    cut = text[:_LONGEST]
    return f"'{cut}" if cut.lstrip().startswith(_RISKY) else cut


def _key(path: Path) -> Mapping[str, Json]:
    try:
        items = json.loads(path.read_bytes())["items"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(
            f"The key {path} cannot be read ({error}); give the key.json that came with the sheet."
        ) from None
    if not isinstance(items, dict):
        raise Unreadable(f"The key {path} names no items; give the key.json that came with the sheet.")
    return items


def _labels(sheet: Path, known: Mapping[str, Json]) -> dict[str, str]:
    try:
        text = sheet.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"The sheet {sheet} cannot be read ({error}); save it as CSV in UTF-8.") from None
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    found: dict[str, str] = {}
    try:
        if not {"item", "label"} <= set(rows.fieldnames or ()):
            raise Unreadable(f"Line 1 of {sheet} needs the columns item and label.")
        for row in rows:
            item, label = ((row[name] or "").strip() for name in ("item", "label"))
            if not item and not label:
                continue
            found |= _label(item.zfill(4), label.lower(), known, found, f"Line {rows.line_num} of {sheet}")
    except csv.Error as error:
        raise Unreadable(f"Line {rows.line_num} of {sheet} is not a line of CSV ({error}).") from None
    return found


def _label(item: str, label: str, known: Mapping[str, Json], found: Mapping[str, str], where: str) -> dict[str, str]:
    """The label of a line by its item; none where the reader left it empty."""
    if item not in known:
        raise Unreadable(f"{where}: item {item[:40]!r} was never given out.")
    if not label:
        return {}
    if label not in LABELS:
        raise Unreadable(f"{where}: label {label[:40]!r} is none of {', '.join(LABELS)}.")
    if item in found:
        raise Unreadable(f"{where}: item {item} has a label already.")
    return {item: label}


def _rank(label: str | None) -> float | None:
    return None if label is None else float(LABELS.index(label))


def _majority(given: Mapping[str, str]) -> bool | None:
    """Whether most readers call it supported; None where no label leads."""
    first, *rest = Counter(given.values()).most_common()
    return None if rest and rest[0][1] == first[1] else first[0] == LABELS[-1]


def _against(scorer: str, settled: Mapping[str, bool], items: Mapping[str, Json]) -> Json:
    """Balanced accuracy: each item weighs as much as all others of its kind together allow, so that its mean is it."""
    held = {name: items[name]["scores"][scorer] for name in settled if scorer in items[name]["scores"]}
    kinds = Counter(settled[name] for name in held)
    if len(kinds) < 2:
        return {"balanced_accuracy": None, "n": len(held)}
    right = [
        ((each["score"] >= each["cut"]) == settled[name]) * len(held) / (2 * kinds[settled[name]])
        for name, each in held.items()
    ]
    found = summarise(right, [f"{items[name]['run']} {items[name]['case']}" for name in held])
    return {"balanced_accuracy": found.as_json(), "n": len(held)}
