"""The checks of a sentence that somebody wrote, a person or a model, against the paragraphs that it rests on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.drafting.checks.attribution import named_first, subject_of
from app.drafting.checks.authors import check_everyone, check_how_many
from app.drafting.checks.basic import check_language, check_names, check_number_words
from app.drafting.checks.planted import check_markup, check_planted
from app.drafting.checks.quotations import check_quotations
from app.drafting.checks.support import SUPPORTED, UNSUPPORTED, check_support
from app.drafting.claims import Statement
from app.drafting.compose import authors_of
from app.drafting.model import Check, Checked, Citation, Sentence, Verdict
from app.drafting.phrases import author_of
from corpus.model import Language, Status

_CONDEMNED = 0.05  # the most that is left of a score once a number, a name or an author is wrong
Found = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose voice a text speaks: code of the State or group that it is written for, or ``impersonal`` where its form
    says whose it is ("The Conference, ..."). Without either, each sentence says whose view it is."""

    speaker: str | None = None
    impersonal: bool = False

    def may_leave_unsaid(self, citations: Sequence[Citation]) -> bool:
        """Whether a sentence on these needs no author: adopted texts are everybody's, a speaker's papers its own."""
        return self.impersonal or all(
            citation.passage.document.status is Status.ADOPTED or self.speaker in authors_of(citation.passage)
            for citation in citations
        )


def check_claim(statement: Statement, citation: Citation, found: Found, score: float) -> tuple[Checked, float]:
    """A sentence of a person's text with its checks and its score, against the paragraph that bears it out best.

    A wrong number, a State that is not there or the wrong author condemns it, whatever its meaning. What else sets it
    apart from its source weighs in the score, and is said.
    """
    sentence = _sentence(statement, (citation,))
    hard = (
        check_quotations(sentence, translated=None),
        check_number_words(sentence),
        check_names(sentence),
        _attribution(sentence, [found], None),
        check_planted(sentence),
    )
    return _judged(sentence, hard, found, score)


def check_written(
    statement: Statement, citations: Sequence[Citation], found: Sequence[Found], score: float, voice: Voice
) -> tuple[Checked, float]:
    """A sentence that a model wrote, against all that it cites; ``found`` says of each what sets it apart.

    As ``check_claim``, and its language must be right, it must say whose view it is, and every paragraph that it cites
    must be by somebody it names.
    """
    sentence = _sentence(statement, tuple(citations))
    counted = check_how_many(sentence)
    attributed = counted if counted.passed is not None else _attribution(sentence, found, voice)
    hard = (
        check_quotations(sentence, translated=False),
        check_number_words(sentence),
        check_names(sentence),
        attributed,
        check_language(sentence),
        check_everyone(sentence),
        check_markup(sentence),
        check_planted(sentence),
    )
    return _judged(sentence, hard, found[0], score)


def _sentence(statement: Statement, citations: tuple[Citation, ...]) -> Sentence:
    authors = tuple(dict.fromkeys(code for citation in citations for code in authors_of(citation.passage)))
    return Sentence(statement.text, "written", citations, statement.claim, authors, statement.language)


def _judged(sentence: Sentence, hard: Sequence[Check], found: Found, score: float) -> tuple[Checked, float]:
    failed = [check for check in hard if check.passed is False]
    score = min(score, _CONDEMNED) if failed else score
    checks = (*hard, *_far(found), _modality(found), _negation(found), check_support(score))
    if failed or score < UNSUPPORTED:
        reason = " ".join(f"{check.name}: {check.detail}" for check in failed or checks[-1:])
        return Checked(sentence, checks, Verdict.UNSUPPORTED, reason), score
    sure = score >= SUPPORTED and not _far(found) and all(check.passed is not False for check in checks)
    return Checked(sentence, checks, Verdict.SUPPORTED if sure else Verdict.PARTIAL), score


def _far(found: Found) -> tuple[Check, ...]:
    """A number or a State that the paragraph has, but not where the claim's words are, or words that it reports from
    somebody else: nobody can say that it is right without reading."""
    checks: list[Check] = []
    if found["numbers_far"]:
        checks.append(Check("numbers", None, "The number is in the paragraph; another stands nearer to these words."))
    if found["names_far"]:
        checks.append(Check("names", None, "The State is in the paragraph; another stands nearer to these words."))
    if found["pair_far"]:
        checks.append(Check("names", None, "The number is in the paragraph, beside another State."))
    if found["reported"]:
        checks.append(Check("attribution", None, "The nearest words of the paragraph are reported from somebody else."))
    return tuple(checks)


def _attribution(sentence: Sentence, found: Sequence[Found], voice: Voice | None) -> Check:
    for citation, one in zip(sentence.citations, found, strict=True):
        if one["subject_wrong"]:
            whose = author_of(citation.passage.document, Language.EN)
            return Check("attribution", False, f"The cited paragraph is by {whose}.")
    if voice and (speaker := _unnamed_speaker(sentence)):
        return Check("attribution", False, f"The words are those of {speaker}, whom the author quotes.")
    if voice is None or voice.may_leave_unsaid(sentence.citations):
        return Check("attribution", True, "The view is its author's.")
    subject = subject_of(sentence.claim, sentence.language)
    speakers = subject.codes or named_first(sentence.claim, sentence.language)
    if not subject.conference and (not speakers or not (subject.codes or speakers <= set(sentence.authors))):
        return Check("attribution", False, "It does not say whose view it is.")
    if unheard := subject.codes - set(sentence.authors):
        return Check("attribution", False, f"Nothing that it cites is by {', '.join(sorted(unheard))}.")
    return Check("attribution", True, "The view is its author's.")


def _unnamed_speaker(sentence: Sentence) -> str | None:
    """Whose words a cited paragraph quotes, where the sentence does not say so."""
    for citation in sentence.citations:
        speaker = citation.paragraph.said_by
        if citation.paragraph.borrowed and not (speaker and speaker.casefold() in sentence.claim.casefold()):
            return speaker or "another source"
    return None


def _modality(found: Found) -> Check:
    if found["stronger"]:
        return Check("modality", False, "It says more strongly what the source says.")
    if found["weaker"]:
        return Check("modality", False, "It says more weakly what the source says.")
    return Check("modality", True, "No verb is stronger or weaker than the source's.")


def _negation(found: Found) -> Check:
    if found["opposed"]:
        return Check("negation", False, "It says the opposite of what the source says, or of whom.")
    if found["denial_added"]:
        return Check("negation", None, "It denies something; the nearest words of the source deny nothing.")
    return Check("negation", True, "Nothing is denied that the source affirms.")
