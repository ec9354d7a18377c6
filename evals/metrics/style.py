"""Rules of UN drafting that can be read off a draft, each for the types of text that have it. Words inside quotations
are the sources' own and keep no rule of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from app.drafting.phrases import phrase
from corpus.model import Language, Status
from corpus.names import display_name
from corpus.verbs import find_verbs
from evals.metrics.reading import Json, authors_of, cited, claims, facts_of, kept, named_in, outside, share
from evals.model import Case, Metric, Outcome, Scorer, Scores

_PRACTICE: Final = "drafting practice of the United Nations"
_SUMMARY, _OUTCOME = "chair-summary", "outcome-paragraph"
_TYPES: Final[Mapping[str, Collection[str]]] = {
    "style_whose": (_SUMMARY,),
    "style_no_claimed_agreement": (_SUMMARY,),
    "style_third_person": (_SUMMARY, _OUTCOME),
    "style_outcome_form": (_OUTCOME,),
}
_FOR_ONE: Final = ("style_names_speaker", "style_own_record")
_FAR: Final = 30  # characters within which a sentence says how many share a view
METRICS = (
    Metric(
        "style_numbering",
        "Whether the numbered paragraphs are numbered from 1 without a gap.",
        source=_PRACTICE,
    ),
    Metric(
        "style_notes",
        "The share of citations with a note that names the symbol and the paragraph, the notes numbered from 1.",
        source=f"{_PRACTICE}: a note gives the symbol, then the paragraph and not the page",
    ),
    Metric(
        "style_third_person",
        "The share of sentences of a Chair's summary or an outcome without a first person outside quotations.",
        source=_PRACTICE,
    ),
    Metric(
        "style_whose",
        "The share of the views in a Chair's summary that say whose they are: a name, or how many share them.",
        source=f"{_PRACTICE}: “X stated”, never bare fact",
    ),
    Metric(
        "style_no_claimed_agreement",
        "The share of sentences of a Chair's summary that claim no agreement outside quotations, but of adopted texts.",
        source=f"{_PRACTICE}: a summary is the Chair's own responsibility; agreed is what was adopted",
    ),
    Metric(
        "style_names_speaker",
        "Whether a draft for one author names it in words of its own.",
        source=f"{_PRACTICE}: a delegation speaks for itself",
    ),
    Metric(
        "style_own_record",
        "The share of citations of a draft for one author, before what others said, that are of its own papers.",
        source=f"{_PRACTICE}: a delegation speaks for itself",
    ),
    Metric(
        "style_outcome_form",
        "The share of paragraphs of an outcome that open with an operative or preambular verb and end in a semicolon, "
        "a comma or a full stop, after “The Conference,”.",
        source=f"{_PRACTICE}: the subject is the Conference each time",
    ),
)
# fmt: off
_FIRST_PERSON = {
    Language.EN: r"\b(?:i|we|us|our|ours|my|mine|me)\b",
    Language.FR: r"\b(?:je|j['’]\w+|nous|notre|nos|mon|ma|mes)\b",
    Language.ES: r"\b(?:yo|nosotros|nosotras|nos|nuestr[oa]s?|mi|mis)\b",
    Language.RU: r"\b(?:я|мы|нас|нам|нами|наш\w*|мой|моя|мое|мои)\b",
    Language.AR: r"(?<!\w)[وف]?(?:نحن|إننا|اننا|أننا|لدينا|بلدنا|وفدنا|حكومتنا)(?!\w)",
    Language.ZH: r"我们|我国|我代表|我团|本代表团",
}
_AGREED = {
    Language.EN: r"\b(?:consensus|agreed|unanimous\w*|all (?:states )?parties|general agreement)\b",
    Language.FR: r"\b(?:consensus|convenu\w*|unanim\w*|tous les états parties|accord général)\b",
    Language.ES: r"\b(?:consenso|convin\w+|acord(?:ó|aron)|unánim\w*|unanimidad|todos los estados partes)\b",
    Language.RU: r"\b(?:консенсус\w*|согласились|единоглас\w*|договорились|все государства-участники)\b",
    Language.AR: r"(?:توافق الآراء|توافق في الآراء|بالإجماع|اتفق المؤتمر|اتفقت الدول|جميع الدول الأطراف)",
    Language.ZH: r"协商一致|一致同意|一致认为|达成共识|商定|所有缔约国",
}
_HOW_MANY = {
    Language.EN: r"\b(?:many|most|some|several|various|a few|a number of)\b",
    Language.FR: r"\b(?:de nombreu(?:x|ses)|la plupart|certain(?:e?s)|plusieurs|quelques|un certain nombre)\b",
    Language.ES: r"\b(?:much[oa]s|numeros[oa]s|la mayoría|algun[oa]s|vari[oa]s|un[oa]s poc[oa]s)\b",
    Language.RU: r"\b(?:многие|большинство|некоторые|ряд|несколько|немногие)\b",
    Language.AR: r"(?:العديد|كثير|معظم|غالبية|أغلبية|بعض|عدة|عدد من|قلة)",
    Language.ZH: r"许多|很多|大多数|多数|众多|一些|有些|若干|部分|少数|个别",
}
# fmt: on


def score(case: Case, outcome: Outcome) -> Scores:
    """The rules that the draft's type has; None where it has no sentence that a rule could be read off."""
    wanted = names(case)
    if not claims(outcome):
        return dict.fromkeys(wanted)
    language = Language(outcome["language"])
    return {name: _RULES[name](outcome, language) for name in wanted}


def names(case: Case) -> Collection[str]:
    """The rules of a case, by the type of its draft and whether it speaks for somebody."""
    own = [metric.name for metric in METRICS if case.facts["type"] in _TYPES.get(metric.name, (case.facts["type"],))]
    return [name for name in own if name not in _FOR_ONE or case.facts.get("on_behalf_of")]


SCORER = Scorer(METRICS, score, names)


def _numbering(outcome: Outcome, language: Language) -> float:
    del language
    labels = [paragraph["label"] for paragraph in outcome["paragraphs"] if paragraph["role"] == "numbered"]
    return float(labels == [str(n) for n in range(1, len(labels) + 1)])


def _notes(outcome: Outcome, language: Language) -> float | None:
    del language
    notes = {note["n"]: note["text"] for note in outcome["notes"]}
    in_order = list(notes) == list(range(1, len(notes) + 1))
    return share(
        [
            in_order and (one["symbol"] or "") in notes.get(one["n"], "") and one["locator"] in notes.get(one["n"], "")
            for one in cited(outcome)
        ]
    )


def _third_person(outcome: Outcome, language: Language) -> float | None:
    return _without(_FIRST_PERSON[language], kept(outcome))


def _whose(outcome: Outcome, language: Language) -> float | None:
    labels = [phrase(key, language) for key in ("conference", "chair", "draft_author", "unknown_author")]
    right: list[bool] = []
    for sentence in claims(outcome):
        words = outside(sentence)
        said = bool(named_in(words)) or any(label.casefold() in words.casefold() for label in labels)
        said = said or re.search(_HOW_MANY[language], words[:_FAR], re.IGNORECASE) is not None
        right.append(said or sentence["kind"] == "rendered")  # the sentence before it says whose view it renders
    return share(right)


def _no_claimed_agreement(outcome: Outcome, language: Language) -> float | None:
    facts = facts_of(outcome)

    def adopted(sentence: Json) -> bool:
        status = [facts.get(one["paragraph"], {}).get("status") for one in sentence["citations"]]
        return bool(status) and set(status) == {Status.ADOPTED.value}

    return _without(_AGREED[language], kept(outcome), adopted)


def _names_speaker(outcome: Outcome, language: Language) -> float:
    if outcome["on_behalf_of"] is None:
        return 0.0
    name = display_name(outcome["on_behalf_of"], language.value, kind=_kind(outcome))
    return float(any(name in words for words in (outcome["title"], *map(outside, kept(outcome)))))


def _own_record(outcome: Outcome, language: Language) -> float | None:
    own, facts, context = (
        (_kind(outcome), outcome["on_behalf_of"]),
        facts_of(outcome),
        phrase("heading_context", language),
    )
    right: list[bool] = []
    for paragraph in outcome["paragraphs"]:
        if paragraph["role"] == "heading" and paragraph["sentences"][0]["text"] == context:
            break
        right += [own in authors_of(one, facts) for sentence in paragraph["sentences"] for one in sentence["citations"]]
    return share(right)


def _kind(outcome: Outcome) -> str:
    return "group" if outcome["for_group"] else "state"


def _outcome_form(outcome: Outcome, language: Language) -> float | None:
    opens = outcome["paragraphs"][0]["sentences"][0]["text"] == phrase("outcome_opening", language)
    right: list[bool] = []
    for paragraph in outcome["paragraphs"]:
        texts = [sentence["text"] for sentence in paragraph["sentences"] if sentence["kind"] != "frame"]
        if texts:
            verbs = find_verbs(texts[0], language)
            starts = bool(verbs) and not texts[0][: verbs[0].start].strip()
            right.append(opens and starts and texts[-1].rstrip().endswith((";", ",", ".", "；", "，", "。", "؛", "،")))
    return share(right)


def _without(words: str, sentences: Sequence[Json], excused: Callable[[Json], bool] | None = None) -> float | None:
    """The share of sentences that have none of some words outside their quotations, or are excused."""
    pattern = re.compile(words, re.IGNORECASE)
    return share([not pattern.search(outside(one)) or bool(excused and excused(one)) for one in sentences])


_RULES: Final[Mapping[str, Callable[[Outcome, Language], float | None]]] = {
    "style_numbering": _numbering,
    "style_notes": _notes,
    "style_third_person": _third_person,
    "style_whose": _whose,
    "style_no_claimed_agreement": _no_claimed_agreement,
    "style_names_speaker": _names_speaker,
    "style_own_record": _own_record,
    "style_outcome_form": _outcome_form,
}
