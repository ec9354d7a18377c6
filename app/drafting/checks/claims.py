"""The checks of a sentence that somebody wrote, against the paragraph found for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.drafting.checks.basic import check_names, check_number_words
from app.drafting.checks.support import SUPPORTED, UNSUPPORTED, check_support
from app.drafting.claims import Statement
from app.drafting.model import Check, Checked, Citation, Sentence, Verdict
from app.drafting.phrases import author_of
from corpus.model import Language, Status

_CONDEMNED = 0.05  # the most that is left of a score once a number, a name or an author is wrong


def check_claim(
    statement: Statement, citation: Citation, found: Mapping[str, float], score: float
) -> tuple[Checked, float]:
    """A sentence with its checks and its score.

    A wrong number, a State that is not there or the wrong author condemns it, whatever its meaning. What else sets it
    apart from its source weighs in the score, and is said.
    """
    document = citation.passage.document
    authors = () if document.status is Status.ADOPTED else (*document.submitters, *document.groups)
    sentence = Sentence(statement.text, "written", (citation,), statement.claim, authors, statement.language)
    hard = (check_number_words(sentence), check_names(sentence), _attribution(citation, found))
    failed = [check for check in hard if check.passed is False]
    score = min(score, _CONDEMNED) if failed else score
    checks = (*hard, *_far(found), _modality(found), _negation(found), check_support(score))
    if failed or score < UNSUPPORTED:
        reason = " ".join(f"{check.name}: {check.detail}" for check in failed or checks[-1:])
        return Checked(sentence, checks, Verdict.UNSUPPORTED, reason), score
    sure = score >= SUPPORTED and not _far(found) and all(check.passed is not False for check in checks)
    return Checked(sentence, checks, Verdict.SUPPORTED if sure else Verdict.PARTIAL), score


def _far(found: Mapping[str, float]) -> tuple[Check, ...]:
    """A number or a State that the paragraph has, but not where the claim's words are: nobody can say that it is right
    without reading."""
    checks: list[Check] = []
    if found["numbers_far"]:
        checks.append(Check("numbers", None, "The number is in the paragraph; another stands nearer to these words."))
    if found["names_far"]:
        checks.append(Check("names", None, "The State is in the paragraph; another stands nearer to these words."))
    return tuple(checks)


def _attribution(citation: Citation, found: Mapping[str, float]) -> Check:
    if found["subject_wrong"]:
        whose = author_of(citation.passage.document, Language.EN)
        return Check("attribution", False, f"The cited paragraph is by {whose}.")
    return Check("attribution", True, "The view is its author's.")


def _modality(found: Mapping[str, float]) -> Check:
    if found["stronger"]:
        return Check("modality", False, "It says more strongly what the source says.")
    if found["weaker"]:
        return Check("modality", False, "It says more weakly what the source says.")
    return Check("modality", True, "No verb is stronger or weaker than the source's.")


def _negation(found: Mapping[str, float]) -> Check:
    if found["opposed"]:
        return Check("negation", False, "It says the opposite of what the source says, or of whom.")
    if found["denial_added"]:
        return Check("negation", None, "It denies something; the nearest words of the source deny nothing.")
    return Check("negation", True, "Nothing is denied that the source affirms.")
