"""Answers made by hand over three paragraphs, in the form in which the product gives them."""

from __future__ import annotations

from typing import Any

from evals.model import Case

Json = dict[str, Any]
TEXT = {
    "LT/1#1@en": "Norrund supports 30 inspectors. It pays 2.76 million dollars.",
    "LT/2#4@zh": "会议决定设立一条热线，费用为276万美元。",
    "LT/3#2@en": "The Group asks for three visits in a year.",
}
PAPERS: dict[str, Json] = {
    "LT/1#1@en": {"submitters": ["XNR"], "groups": [], "status": "national", "date": "2029-03-14"},
    "LT/2#4@zh": {"submitters": [], "groups": [], "status": "adopted", "date": "2031-05-20"},
    "LT/3#2@en": {"submitters": [], "groups": ["OSG"], "status": "group", "date": "2030-01-02"},
}


def cite(id_: str, words: str, n: int = 1) -> Json:
    start = TEXT[id_].index(words)
    own = {"n": n, "paragraph": id_, "symbol": id_.partition("#")[0], "locator": "para. 1", "language": id_[-2:]}
    span = {"quote": words, "start": start, "end": start + len(words)}
    return {**own, "submitters": PAPERS[id_]["submitters"], **span}


def says(text: str, *cited: Json, kind: str = "verbatim") -> Json:
    return {"text": text, "kind": kind, "citations": list(cited), "verdict": "supported", "checks": []}


def answer(*sentences: Json, language: str = "en", **more: Any) -> Json:
    passages = [{"paragraph": {"id": id_, "text": text, **PAPERS[id_]}} for id_, text in TEXT.items()]
    kind = "answer" if sentences else "abstention"
    return {"kind": kind, "language": language, "sentences": list(sentences), "passages": passages, **more}


NORRUND = says("Norrund, 2029: “Norrund supports 30 inspectors.”", cite("LT/1#1@en", "Norrund supports 30 inspectors."))
HOTLINE = says("The Conference, 2031: “会议决定设立一条热线”", cite("LT/2#4@zh", "会议决定设立一条热线"))
GROUP = says(
    "Open Strait Group, 2030: “The Group asks for three visits in a year.”",
    cite("LT/3#2@en", "The Group asks for three visits in a year."),
)
COST = cite("LT/1#1@en", "It pays 2.76 million dollars.")
ANY = Case("a", "en", "?", {})
