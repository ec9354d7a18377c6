"""What users rated becomes cases: what was right must stay right; what was wrong or missing must change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable

_FILES = {
    "answers": "rapporteur-eval run answers --cases {file} --documents PAPERS --out DIR",
    "abstention": "rapporteur-eval run abstention --cases {file} --documents PAPERS --out DIR",
    "check": "rapporteur-eval run check --cases {file} --out DIR",
    "open": "a person has to say what is expected: add points (or missing) to each line, then run answers over {file}",
}
_QUOTED = "verbatim"  # a sentence of this kind is a frame, with author and date, around words of the paper
Line = dict[str, Any]


def cases_from(file: Path, out: Path) -> list[str]:
    """Writes the cases that feedback holds into one file a suite, and says what to do with each file.

    An answer rated right: the paragraphs it cites are expected again, and its sentences are claims that are borne
    out; of one that quotes, the quoted words. An abstention rated right: the question has no answer on file. One
    sentence in the product's own words rated wrong or misattributed: a claim that is not borne out. Anything else
    waits for a person, in ``open.jsonl``.

    Args:
        file: the body of ``GET /api/v1/feedback``.
        out: a folder.

    Raises:
        Unreadable: it is not that.
    """
    cases: dict[str, list[Line]] = {name: [] for name in _FILES}
    for number, item in enumerate(_items(file), start=1):
        try:
            for name, line in _cases(item):
                cases[name].append(line)
        except (KeyError, TypeError, AttributeError):
            raise Unreadable(f"Item {number} of the feedback in {file} is not whole. Fetch it again.") from None
    out.mkdir(parents=True, exist_ok=True)
    told = []
    for name, lines in cases.items():
        if lines:
            path = out / f"{name}.jsonl"
            path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
            told.append(f"{path}: {len(lines)}. {_FILES[name].format(file=path)}")
    return told or ["The feedback holds no case: nobody has rated anything."]


def _items(file: Path) -> list[Any]:
    try:
        found = json.loads(file.read_bytes())["feedback"]
    except OSError as error:
        raise Unreadable(f"The feedback {file} cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, list):
        raise Unreadable(f"{file} is not feedback. Save the body of GET /api/v1/feedback.")
    return found


def _cases(item: Mapping[str, Any]) -> Iterator[tuple[str, Line]]:
    result, rating = item["result"], item["rating"]
    kind, name = result["kind"], f"feedback-{item['id']}"
    shared = {"split": "dev", **({"comment": item["comment"]} if item.get("comment") else {})}
    if kind in ("answer", "abstention"):
        asked = {"case": name, "language": result["language"], "question": result["question"], **shared}
        if kind == "answer" and rating == "right":
            yield "answers", {**asked, "points": _points(result)}
        elif kind == "abstention" and rating == "right":
            yield "abstention", {**asked, "missing": "subject"}
        else:
            yield "open", {**asked, "rated": rating}
    claims = [sentence for sentence in _sentences(result) if sentence["citations"]]
    own = len(claims) == 1 and claims[0]["kind"] != _QUOTED
    if rating == "right" or (rating in ("wrong", "misattributed") and own):
        for place, sentence in enumerate(claims, start=1):
            yield "check", {**_claim(sentence, result), "id": f"{name}-{place}", **shared, **_label(rating)}


def _label(rating: str) -> Line:
    if rating == "right":
        return {"label": "supported"}
    return {"label": "unsupported", "error": "state" if rating == "misattributed" else "unsupported"}


def _claim(sentence: Mapping[str, Any], result: Mapping[str, Any]) -> Line:
    texts = {source["paragraph"]: source["text"] for source in result["sources"]}
    cited = dict.fromkeys(citation["paragraph"] for citation in sentence["citations"])
    quoted = " ".join(citation["quote"] for citation in sentence["citations"])
    claim = quoted if sentence["kind"] == _QUOTED else sentence["text"]
    return {"claim": claim, "language": result["language"], "evidence": [texts[id_] for id_ in cited]}


def _points(result: Mapping[str, Any]) -> list[Line]:
    points = []
    for place, citation in enumerate((each for row in result["sentences"] for each in row["citations"]), start=1):
        words = {citation["language"]: citation["quote"]}
        name = citation["paragraph"].rpartition("@")[0]
        points.append({"id": f"cited-{place}", "paragraph": name, "vital": True, "words": words})
    return points


def _sentences(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if result["kind"] == "draft":
        return [sentence for paragraph in result["paragraphs"] for sentence in paragraph["sentences"]]
    return list(result["sentences"])
