"""The worst cases of a run, each with what was expected and what came, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.model import Language
from corpus.names import display_name
from evals.report.runs import Run, number
from evals.report.sources import paragraph_of

_LONGEST = 600  # characters of a text that is shown
_MOST = 6  # texts on either side
Json = dict[str, Any]


def worst(run: Run, most: int) -> list[Json]:
    """The worst cases: those that failed, those that broke a hard rule, then by how far they are from the best on the
    mean of their metrics. One a question: of six languages, the worst."""
    ranked = sorted((_rank(run, row), str(row["case"]), place) for place, row in enumerate(run.rows))
    shown: dict[str, Json] = {}
    for (_, _, goodness), _, place in ranked:
        row = run.rows[place]
        if goodness >= 1.0 or len(shown) >= most:
            break
        asked = str(row.get("asked", row["case"]))
        if asked not in shown:
            shown[asked] = _told(run, row)
    return list(shown.values())


def clipped(text: object, longest: int = _LONGEST) -> str:
    """A text, cut where it is too long to be shown."""
    whole = str(text)
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "\u2026"


def scores_of(run: Run, row: Mapping[str, Any]) -> dict[str, float | None]:
    """The scores of a row by metric; what is no figure counts as none."""
    scores: dict[str, float | None] = {}
    for name in run.figures:
        if name in row:
            try:
                scores[name] = number(row[name])
            except ValueError:
                scores[name] = None
    return scores


def _rank(run: Run, row: Mapping[str, Any]) -> tuple[bool, int, float]:
    """Smaller is worse."""
    good = {name: run.figures[name].goodness(score) for name, score in scores_of(run, row).items() if score is not None}
    broken = sum(value < 1.0 and run.figures[name].hard for name, value in good.items())
    mean = sum(good.values()) / len(good) if good else 1.0
    failed = fault_of(row) is not None
    return not failed, -broken, 0.0 if failed else round(mean, 9)


def _told(run: Run, row: Mapping[str, Any]) -> Json:
    language = _known(row.get("language"))
    scores = scores_of(run, row)
    faults = [name for name, score in scores.items() if score is not None and run.figures[name].goodness(score) < 1.0]
    return {
        "case": str(row["case"]),
        "language": language,
        "question": clipped(row.get("question", "")),
        "failed": clipped(fault_of(row)) if fault_of(row) else None,
        "scores": scores,
        "faults": faults,
        "expected": list(_expected(facts_of(row), language))[:_MOST],
        "came": list(_came(row, language, tuple(run.figures)))[:_MOST],
    }


def facts_of(row: Mapping[str, Any]) -> Json:
    """What is expected of the case of a row."""
    facts = row.get("expected")
    return facts if isinstance(facts, dict) else {}


def fault_of(row: Mapping[str, Any]) -> str | None:
    """Why a case could not be done. A check also notes which of its parts failed: that is a list, and none of this."""
    fault = row.get("failed")
    return fault if isinstance(fault, str) else None


def _expected(facts: Mapping[str, Any], language: str) -> Iterator[Json]:
    if missing := facts.get("missing"):
        yield _text(f"an abstention: the {missing} that it asks for is not on file", "en", "")
    for text in facts.get("before") or ():
        yield _text(text, language, "asked before")
    if isinstance(scope := facts.get("scope"), dict):
        told = "; ".join(
            f"{name}: {', '.join(map(str, values if isinstance(values, list) else [values]))}"
            for name, values in sorted(scope.items())
        )
        yield _text(told, "en", "what it asks of")
    if "right" in facts:
        error = facts.get("error") or facts.get("trap") or "not said which"
        told = "borne out by its source" if facts["right"] else f"wrong by one thing: {error}"
        yield _text(f"this claim is {told}", "en", "")
    elif trap := facts.get("trap"):
        yield _text(f"a trap of the kind {facts.get('part', '')}: {trap}", "en", "")
    for point in _items(facts, "points"):
        words = held if isinstance(held := point.get("words"), dict) else {}
        spoken = language if language in words else next(iter(sorted(words)), "en")
        kind = "" if point.get("vital", True) else ", of use"
        yield _text(words.get(spoken, ""), spoken, f"{point.get('paragraph', '')}{kind}")
    named = [item.get("paragraph") for item in _items(facts, "expected")]
    named += [facts.get("paragraph"), *(facts.get("truth") or ()), *(facts.get("sides") or ())]
    for name in named:
        if isinstance(name, str):
            yield _paragraph(name if "@" in name else f"{name}@{language}")
    evidence = facts.get("evidence")  # of a labelled set from elsewhere
    for text in [evidence] if isinstance(evidence, str) else evidence or []:
        yield _text(text, "", "evidence given")


def _came(row: Mapping[str, Any], language: str, metrics: Sequence[str]) -> Iterator[Json]:
    if fault_of(row):
        return
    if row.get("reason"):
        yield _text(row["reason"], language, "noted" if row.get("sentences") or row.get("cited") else "declined")
    sentences = [("", item) for item in sentences_of(row)]
    sentences += [("withheld: ", item) for item in _items(row, "withheld")]
    for prefix, sentence in sentences:
        cited = [_cited(citation, language) for citation in _items(sentence, "citations") or _items(sentence, "found")]
        yield {**_text(sentence.get("text", ""), language, f"{prefix}{sentence.get('verdict', '')}"), "cited": cited}
    yield from _ranked(row, language)
    if isinstance(row.get("cited"), list):  # whether it is answered at all was asked: nothing cited, nothing answered
        if row["cited"] or not row.get("reason"):
            yield _text("", "", "answered, citing" if row["cited"] else "declined")
        yield from (_paragraph(str(name)) for name in row["cited"])
    if "verdict" in row:
        scores = ", ".join(f"{name} {score}" for name, score in (row.get("judges") or {}).items())
        failed = f"; failed: {', '.join(map(str, row['failed']))}" if row.get("failed") else ""
        yield _text("", "", f"{row['verdict']}, score {row.get('score')}{failed}{'; ' if scores else ''}{scores}")
    if not sentences and not {"rankings", "cited", "verdict"} & row.keys():
        told = {"case", "language", "question", "cluster", "asked", "expected", "failed", "judged", *metrics}
        seen = {name: value for name, value in row.items() if name not in told}
        yield _text(json.dumps(seen, ensure_ascii=False, sort_keys=True), "", "as the run noted it")


def _ranked(row: Mapping[str, Any], language: str) -> Iterator[Json]:
    """Where what was expected stands in each ranking, and the first two of what a reader is shown in words."""
    held = row.get("rankings")
    rankings = {
        pool: [str(item[0]) for item in ranking if isinstance(item, list) and item]
        for pool, ranking in (held.items() if isinstance(held, dict) else ())
        if isinstance(ranking, list)
    }
    wanted = {str(item.get("paragraph")).partition("@")[0] for item in _items(facts_of(row), "expected")}
    ranks = []
    for pool, ranking in sorted(rankings.items()):
        place = next((place for place, name in enumerate(ranking, start=1) if name.partition("@")[0] in wanted), None)
        ranks.append(f"{pool} {place or 'not found'}")
    if ranks:
        yield _text("", "", f"rank of what was expected, by what was searched: {', '.join(ranks)}")
    own = next((pool for pool in ("found", language) if pool in rankings), "")
    for place, name in enumerate(rankings.get(own, [])[:2], start=1):
        found = _paragraph(name)
        yield {**found, "note": f"rank {place}. {found['note']}"}


def sentences_of(row: Mapping[str, Any]) -> list[Json]:
    """The sentences of an answer, a draft or a check, in order, that claim something."""
    return [sentence for sentence in all_sentences(row) if sentence.get("kind") != "frame"]


def all_sentences(row: Mapping[str, Any]) -> list[Json]:
    """The sentences of an answer, a draft or a check, in order."""
    paragraphs = _items(row, "paragraphs")
    return [item for paragraph in paragraphs for item in _items(paragraph, "sentences")] or _items(row, "sentences")


def _cited(citation: Mapping[str, Any], language: str) -> Json:
    whose = ", ".join(display_name(str(code), language) for code in citation.get("submitters") or ())
    where = f"{citation.get('symbol', '')} {citation.get('locator', '')}".strip()
    return _text(citation.get("quote", ""), str(citation.get("language", "")), f"{whose}: {where}" if whose else where)


def _paragraph(name: str) -> Json:
    found = paragraph_of(name)
    if found is None:
        return _text("", "", name)
    text, document = found
    whose = ", ".join(display_name(code, "en") for code in (*document.groups, *document.submitters))
    return _text(text, document.language.value, f"{whose}: {name}" if whose else name)


def _text(text: object, language: str, note: object) -> Json:
    return {"text": clipped(text), "language": _known(language), "note": clipped(note), "cited": []}


def _known(language: object) -> str:
    """A language that is one of the six, or none."""
    return str(language) if language in list(Language) else ""


def _items(facts: Mapping[str, Any], name: str) -> list[Json]:
    found = facts.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
