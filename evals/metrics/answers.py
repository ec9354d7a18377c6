"""Scores of an answer or a draft that need no judge: are its quotations exact, its claims cited, its authors, numbers
and language the right ones? Each reads the outcome for itself, whatever the product says of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.drafting.checks.numerals import read_all
from corpus.model import Language
from evals.metrics.reading import (
    Json,
    authors_of,
    claims,
    facts_of,
    in_language,
    kept,
    named_in,
    outside,
    says_whose,
    share,
    texts_of,
)
from evals.model import Case, Metric, Outcome, Scorer, Scores

_CONTRACT = "the product's contract, section 4"
METRICS = (
    Metric(
        "answered",
        "Whether something was claimed: 0 for an abstention and for a draft without a paragraph.",
        source=_CONTRACT,
    ),
    Metric(
        "quote_exact",
        "The share of citations whose quotation is, to the letter, the span of the stored paragraph that they name; in "
        "a verbatim sentence it must also stand in the sentence.",
        hard=True,
        source=_CONTRACT,
    ),
    Metric(
        "cited",
        "The share of claims with at least one citation, all of them of paragraphs that the answer carries.",
        hard=True,
        source=_CONTRACT,
    ),
    Metric(
        "attributed",
        "The share of cited claims that give the view to its author: the names in the frame are those of the "
        "submitters and groups of the cited paper, and no check of the product says otherwise.",
        hard=True,
        source=_CONTRACT,
    ),
    Metric(
        "numbers",
        "The share of cited claims whose every number outside quotations stands in a cited quotation, or in the date, "
        "symbol or paragraph number of the cited paper or in the name of whom it quotes. Numbers in words are read in "
        "the source alone.",
        source="digits, read by a rule of our own",
    ),
    Metric(
        "reader_language",
        "The share of sentences whose words outside quotations are in the language asked for.",
        source="share of script; py3langid among English, French and Spanish",
        parameters={"letters": 40, "own_script": 0.5},
    ),
    Metric(
        "withheld_share",
        "The share of claims that were withheld because a check failed.",
        better="lower",
        source=_CONTRACT,
    ),
)
_IMPERSONAL = "outcome-paragraph"  # its form says whose text it is
_SCALES = {
    3: r"(?:thousand|mille|mil)\b|тыс|ألف|آلاف|千",
    4: "万",
    6: r"(?:millions?|mill[oó]n|millones)\b|млн|миллион|مليون|ملايين|百万",
    7: "千万",
    8: "亿",
    9: r"(?:billions?|milliards?|mil millones)\b|млрд|миллиард|مليار",
    12: "万亿",
}
_SCALE = "|".join(rf"(?P<e{power}>{words})" for power, words in reversed(_SCALES.items()))
_BLANKS = "\u0020\u00a0\u202f"
_DIGITS = re.compile(
    rf"(?P<whole>\d+(?:[.,٬{_BLANKS}]\d{{3}}(?!\d))*)(?:[.,٫](?P<part>\d+))?(?:[{_BLANKS}]?(?:{_SCALE}))?",
    re.IGNORECASE,
)


def score(case: Case, outcome: Outcome) -> Scores:
    """The scores of one outcome. None where there is nothing to be scored: an abstention quotes nothing wrongly."""
    del case  # nothing is expected of a case
    language = Language(outcome["language"])
    held, shown = len(outcome.get("withheld", ())), claims(outcome)
    resting = [sentence for sentence in shown if sentence["citations"]]
    facts, texts = facts_of(outcome), texts_of(outcome)
    in_right_language = [in_language(outside(sentence), language) for sentence in kept(outcome)]
    return {
        "answered": float(bool(shown) and outcome["kind"] != "abstention"),
        "quote_exact": share([_exact(one, sentence, texts) for sentence in resting for one in sentence["citations"]]),
        "cited": share([_rests(sentence, texts) for sentence in shown]),
        "attributed": share(_attributed(outcome, resting, facts, language)),
        "numbers": share([_numbers_stand(sentence, facts) for sentence in resting]),
        "reader_language": share([right for right in in_right_language if right is not None]) if shown else None,
        "withheld_share": held / (held + len(shown)) if held + len(shown) else None,
    }


SCORER = Scorer(METRICS, score)


def _exact(citation: Json, sentence: Json, texts: Mapping[str, str]) -> bool:
    quote, start, end = citation["quote"], citation["start"], citation["end"]
    text = texts.get(citation["paragraph"], "")
    stands = 0 <= start < end <= len(text) and text[start:end] == quote and bool(quote.strip())
    return stands and (sentence["kind"] != "verbatim" or quote in sentence["text"])


def _rests(sentence: Json, texts: Mapping[str, str]) -> bool:
    return bool(sentence["citations"]) and all(one["paragraph"] in texts for one in sentence["citations"])


def _attributed(
    outcome: Outcome, sentences: Sequence[Json], facts: Mapping[str, Json], language: Language
) -> list[bool]:
    """Which sentences give the view to its author. A rendering is right where the quotation that it renders is."""
    framed = {
        _span(one): says_whose(outside(sentence), one, facts, language)
        for sentence in sentences
        if sentence["kind"] == "verbatim"
        for one in sentence["citations"]
    }
    right: list[bool] = []
    for sentence in sentences:
        failed = any(check["name"] == "attribution" and check["passed"] is False for check in sentence["checks"])
        if sentence["kind"] == "written":
            right.append(not failed and _names_authors(sentence, facts, outcome))
        else:
            right.append(not failed and all(framed.get(_span(one), False) for one in sentence["citations"]))
    return right


def _names_authors(sentence: Json, facts: Mapping[str, Json], outcome: Outcome) -> bool:
    """Whether a written sentence names an author of each paper that it cites. Where it names nobody ("many States"),
    the product's own check stands alone."""
    named = named_in(outside(sentence))
    if outcome.get("type") == _IMPERSONAL or not named:
        return True
    speaker = ("group" if outcome.get("for_group") else "state", outcome.get("on_behalf_of"))
    authors = [authors_of(one, facts) for one in sentence["citations"]]
    return all(not own or own & named or speaker in own for own in authors)


def _span(citation: Json) -> tuple[str, int, int]:
    return citation["paragraph"], citation["start"], citation["end"]


def _numbers_stand(sentence: Json, facts: Mapping[str, Json]) -> bool:
    held: set[Fraction] = set()
    for one in sentence["citations"]:
        paragraph = facts.get(one["paragraph"], {})
        about = (one["paragraph"], one["locator"], *(paragraph.get(name) for name in ("date", "session", "said_by")))
        held |= _numbers(" ".join(str(fact) for fact in about)) | _numbers(one["quote"])
        for read in read_all(one["quote"], one["language"]):
            held |= {read.value, *map(Fraction, read.parts)}
    return _numbers(outside(sentence)) <= held


def _numbers(text: str) -> set[Fraction]:
    """The numbers in digits, multiplied by the word of scale after them. Three digits after a sign are thousands, any
    other digits decimals."""
    level = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return {_value(found) for found in _DIGITS.finditer(level)}


def _value(found: re.Match[str]) -> Fraction:
    power = next((power for power in _SCALES if found[f"e{power}"]), 0)
    return Fraction(f"{re.sub(r'[^0-9]', '', found['whole'])}.{found['part'] or 0}e{power}")
