"""The deterministic checks of one sentence, each against only the paragraphs it cites. Pure."""

from __future__ import annotations

from app.drafting.checks.numbers import check_numbers
from app.drafting.evidence import evidence
from app.drafting.model import Check, Checked, Citation, Sentence, Verdict
from app.drafting.phrases import author_of, phrase
from corpus.language import detect_language, script_shares
from corpus.model import Language, Status
from corpus.names import display_name, find_names

_SCRIPT_OF = {Language.ZH: Language.ZH, Language.AR: Language.AR, Language.RU: Language.RU}
_SESSIONS = {"I": "first", "II": "second", "III": "third", "IV": "fourth"}
_OWN_SCRIPT = 0.5  # a quotation may hold names in another script
_OWN_SCRIPT_WRITTEN = 0.97  # words left over from the source are a fault in a rendering


def check_quote(sentence: Sentence) -> Check:
    """Every citation is a span of the stored text, and a verbatim sentence shows just that span."""
    for citation in sentence.citations:
        if not 0 <= citation.start < citation.end <= len(citation.paragraph.text) or not citation.quote.strip():
            return Check("quote", False, f"{citation.paragraph.id}: the cited span does not exist.")
    if not sentence.citations:
        return Check("quote", False, "The sentence cites nothing.")
    if sentence.kind == "verbatim" and sentence.citations[0].quote not in sentence.text:
        return Check("quote", False, "The words shown are not the words of the source.")
    return Check("quote", True, "The cited words are the source's own.")


def check_number_words(sentence: Sentence) -> Check:
    """Every number of the claim stands in a cited paragraph, same size and unit; a rendering leaves none out."""
    language = _claim_language(sentence)
    sources = [(_counted(sentence, citation), citation.paragraph.language.value) for citation in sentence.citations]
    sources += [(told, "en") for citation in sentence.citations if (told := _session_of(citation))]
    passed, detail = check_numbers(sentence.claim, language.value, sources)
    if sentence.kind == "rendered" and passed is not False:
        for citation in sentence.citations:
            rendering = [(sentence.claim, language.value)]
            complete, _ = check_numbers(citation.quote, citation.paragraph.language.value, rendering)
            if complete is False:
                return Check("numbers", False, "A number of the source is not in the rendering.")
    return Check("numbers", passed, detail)


def _counted(sentence: Sentence, citation: Citation) -> str:
    """What a citation may bear out: of a quotation all it says, of the rest what is no instruction."""
    return citation.paragraph.text if sentence.kind == "verbatim" else evidence(citation.paragraph)


def _session_of(citation: Citation) -> str | None:
    """Which session a paper is of, in words: a claim may say so though the paragraph does not. Nothing else of a
    masthead may bear a number out."""
    part = (citation.passage.document.session or "").rpartition(".")[2]
    return f"the {_SESSIONS[part]} session" if part in _SESSIONS else None


def check_names(sentence: Sentence) -> Check:
    """Every State and group the claim names is named in a cited paragraph, or is its author."""
    claimed = {(hit.kind, hit.code) for hit in find_names(sentence.claim)}
    if not claimed:
        return Check("names", None, "No State is named.")
    known: set[tuple[str, str]] = set()
    for citation in sentence.citations:
        document = citation.passage.document
        known |= {("state", code) for code in document.submitters} | {("group", code) for code in document.groups}
        known |= {(hit.kind, hit.code) for hit in find_names(_counted(sentence, citation), adjectives=True)}
    if missing := sorted(claimed - known):
        named = ", ".join(display_name(code, "en", kind=kind) for kind, code in missing)
        return Check("names", False, f"The cited paragraph does not name {named}.")
    return Check("names", True, "Every State named stands in the cited paragraph.")


def check_attribution(sentence: Sentence) -> Check:
    """The view is given to the author of the cited paper, an adopted text to the Conference, a speaker is named."""
    for citation in sentence.citations:
        if fault := _wrong_author(sentence, citation):
            return Check("attribution", False, fault)
    return Check("attribution", True, "The view is its author's.")


def check_language(sentence: Sentence) -> Check:
    """The claim is in the language it should be in: a quotation in the source's, anything else in the reader's."""
    wanted = _claim_language(sentence)
    shares = script_shares(sentence.claim)
    if not shares:
        return Check("language", None, "No letters.")
    own = shares.get(_SCRIPT_OF.get(wanted), 0.0)
    if own < (_OWN_SCRIPT if sentence.kind == "verbatim" else _OWN_SCRIPT_WRITTEN):
        return Check("language", False, f"The words are not in the language expected ({wanted}).")
    if sentence.kind != "verbatim" and len(sentence.claim) > 40 and detect_language(sentence.claim) is not wanted:
        return Check("language", False, f"The words are not in the language expected ({wanted}).")
    return Check("language", True, f"The words are in the language expected ({wanted}).")


_ALL = (check_quote, check_number_words, check_names, check_attribution, check_language)


def run_checks(sentence: Sentence, extra: tuple[Check, ...] = ()) -> Checked:
    """All checks of a sentence, and what they add up to.

    A failed check makes the sentence unsupported, with its reason. A sentence that is not the source's own words is
    supported only when a ``support`` check passed; without one it is partial.
    """
    checks = tuple(check(sentence) for check in _ALL) + extra
    failed = [check for check in checks if check.passed is False]
    if failed:
        reason = " ".join(f"{check.name}: {check.detail}" for check in failed)
        return Checked(sentence, checks, Verdict.UNSUPPORTED, reason)
    if sentence.kind == "verbatim" or any(check.name == "support" and check.passed for check in checks):
        return Checked(sentence, checks, Verdict.SUPPORTED)
    return Checked(sentence, checks, Verdict.PARTIAL)


def _wrong_author(sentence: Sentence, citation: Citation) -> str | None:
    document = citation.passage.document
    own = () if document.status is Status.ADOPTED else (*document.submitters, *document.groups)
    if set(sentence.authors) != set(own):
        return f"{citation.paragraph.id} is not by {', '.join(sentence.authors) or 'the Conference'}."
    if sentence.kind != "verbatim":
        return None
    frame = sentence.text.replace(citation.quote, "", 1)
    own_states = () if document.status is Status.ADOPTED else document.submitters
    named = {hit.code for hit in find_names(frame) if hit.kind == "state"}
    if author_of(document, sentence.language) not in frame or not set(own_states) <= named:
        return "The sentence does not say whose view it is."
    speaker = citation.paragraph.said_by or phrase("another", sentence.language)
    if citation.paragraph.borrowed and speaker not in frame:
        return f"The words are those of {speaker}, not the author's own."
    return None


def _claim_language(sentence: Sentence) -> Language:
    if sentence.kind == "verbatim" and sentence.citations:
        return sentence.citations[0].paragraph.language
    return sentence.language
