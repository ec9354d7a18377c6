"""What the scores read in an outcome: its sentences, the paragraphs they cite, the words outside quotations. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.drafting.phrases import phrase
from corpus.language import detect_language, script_shares
from corpus.model import Language, Status
from corpus.names import display_name, find_names
from evals.model import Outcome

Json = Mapping[str, Any]
Author = tuple[str, str]  # kind ("state" or "group") and code: one code may be both
_OPENING, _CLOSING = "“”«„「", "“”»「」"
_QUOTATION = re.compile(r"“[^“”]*”|”[^“”]*“|«[^«»]*»|„[^„“”]*[“”]|「[^「」]*」|\"[^\"]*\"")
_TELLING = 40  # letters below which English, French and Spanish are not told apart
_OWN_SCRIPT = 0.5  # names may stand in another script
_LABELS = {Status.ADOPTED: "conference", Status.CHAIR: "chair", Status.NOT_ADOPTED: "draft_author"}


def kept(outcome: Outcome) -> list[Json]:
    """The sentences that are shown, those of an answer or those of all paragraphs of a draft."""
    paragraphs: Sequence[Json] = outcome.get("paragraphs") or [{"sentences": outcome.get("sentences", ())}]
    return [sentence for paragraph in paragraphs for sentence in paragraph["sentences"]]


def claims(outcome: Outcome) -> list[Json]:
    """The sentences that are shown and claim something."""
    return [sentence for sentence in kept(outcome) if sentence["kind"] != "frame"]


def cited(outcome: Outcome) -> list[Json]:
    """All citations of the sentences that are shown."""
    return [citation for sentence in claims(outcome) for citation in sentence["citations"]]


def texts_of(outcome: Outcome) -> dict[str, str]:
    """The texts of the paragraphs that an outcome carries, by id: its passages, and what else it cites."""
    sources = {source["paragraph"]: source["text"] for source in outcome.get("sources", ())}
    return sources | {id_: paragraph["text"] for id_, paragraph in facts_of(outcome).items()}


def facts_of(outcome: Outcome) -> dict[str, Json]:
    """The paragraphs among its passages, by id, with what their papers say of them."""
    return {passage["paragraph"]["id"]: passage["paragraph"] for passage in outcome.get("passages", ())}


def outside(sentence: Json) -> str:
    """The words of a sentence outside quotations: between the outermost marks nothing of a verbatim one is its own."""
    text: str = sentence["text"]
    if sentence["kind"] != "verbatim":
        return _QUOTATION.sub(" ", text)
    first = next((place for place, sign in enumerate(text) if sign in _OPENING), len(text))
    last = max((place for place, sign in enumerate(text) if sign in _CLOSING), default=-1)
    return f"{text[:first]} {text[max(last + 1, first) :]}"


def authors_of(citation: Json, facts: Mapping[str, Json]) -> frozenset[Author]:
    """Whose view a cited paragraph is; nobody's where it was adopted or its author is no State or group."""
    paragraph = facts.get(citation["paragraph"], {"submitters": citation["submitters"]})
    if paragraph.get("status") == Status.ADOPTED:
        return frozenset()
    states = {("state", code) for code in paragraph["submitters"]}
    return frozenset(states | {("group", code) for code in paragraph.get("groups", ())})


def named_in(text: str) -> frozenset[Author]:
    """The States and groups that a text names."""
    return frozenset((hit.kind, hit.code) for hit in find_names(text))


def says_whose(words: str, citation: Json, facts: Mapping[str, Json], language: Language) -> bool:
    """Whether a frame names the authors of a cited paragraph in its language, and nobody else but whom they quote."""
    authors, paragraph = authors_of(citation, facts), facts.get(citation["paragraph"], {})
    speaker = paragraph.get("said_by") or ""
    labels = [display_name(code, language.value, kind=kind) for kind, code in authors] or [
        phrase(_LABELS.get(paragraph.get("status", ""), "unknown_author"), language)
    ]
    others = named_in(words) - authors - named_in(speaker)
    return not others and speaker in words and all(label in words for label in labels)


def in_language(text: str, language: Language) -> bool | None:
    """Whether words are in a language, by their script, and where there are enough by the words. None: no letters."""
    shares = script_shares(text)
    if not shares:
        return None
    own_script = language if language in (Language.AR, Language.RU, Language.ZH) else None
    if shares.get(own_script, 0.0) < _OWN_SCRIPT:
        return False
    return own_script is not None or sum(map(str.isalpha, text)) < _TELLING or detect_language(text) is language


def share(right: Sequence[bool]) -> float | None:
    """The share that is right; None of nothing."""
    return sum(right) / len(right) if right else None
