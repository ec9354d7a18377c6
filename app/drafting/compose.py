"""Passages to sentences: the source's own words in a frame that says whose they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.model import Citation, Sentence
from app.drafting.phrases import author_of, listed, phrase, source_of, year_of
from app.drafting.spans import span_to_quote
from corpus.model import Language, Status
from retrieval.model import Passage

_STATING = ("states", "states_also", "stated")


def quoted(passage: Passage, n: int, language: Language, *, key: str = "says", paper: bool = False) -> Sentence:
    """One sentence of the source, verbatim, framed in the reader's language.

    Args:
        passage: where it stands.
        n: the number of its citation.
        language: the reader's.
        key: which frame: ``says`` (author and year), ``states``, ``states_also`` or one of a type of draft.
        paper: whether the paper is named beside the year, see ``told_apart``.
    """
    citation = Citation(n, passage, *span_to_quote(passage))
    document, paragraph = passage.document, passage.paragraph
    quotation = phrase("quotation", language, quote=citation.quote)
    author, date = author_of(document, language), year_of(document, language)
    if paper:
        date = listed((date, document.work), language)
    if document.status is Status.ADOPTED and key in _STATING:
        key = "says"  # a text that was adopted is cited, it does not state
    if paragraph.borrowed:
        speaker = paragraph.said_by or phrase("another", language)
        text = phrase("quotes", language, author=author, date=date, speaker=speaker, quotation=quotation)
    else:
        text = phrase(key, language, author=author, date=date, quotation=quotation)
    return Sentence(text, "verbatim", (citation,), citation.quote, authors_of(passage), language)


def told_apart(passages: Sequence[Passage], language: Language) -> frozenset[str]:
    """The papers that author and year do not tell apart: beside them the paper itself is named."""
    alike: dict[tuple[str, str], set[str]] = {}
    for passage in passages:
        document = passage.document
        alike.setdefault((author_of(document, language), year_of(document, language)), set()).add(document.work)
    return frozenset(work for works in alike.values() if len(works) > 1 for work in works)


def rendered(source: Sentence, words: str, language: Language) -> Sentence:
    """A machine rendering of a quoted sentence, labelled as one, resting on the same citation."""
    text = phrase("rendering", language, text=words)
    return Sentence(text, "rendered", source.citations, words, source.authors, language)


def authors_of(passage: Passage) -> tuple[str, ...]:
    """Codes of those whose view the passage is; none for an adopted text."""
    if passage.document.status is Status.ADOPTED:
        return ()
    return (*passage.document.submitters, *passage.document.groups)


def whose(passage: Passage) -> tuple[str, ...]:
    """What tells one author's passages from another's: codes, or the kind of text where it has no author."""
    return authors_of(passage) or (passage.document.status.value,)


def grouped(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages by author, the author of the best one first; each author's in the order of date and place."""
    groups: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        groups.setdefault(whose(passage), []).append(passage)
    for group in groups.values():
        group.sort(key=lambda item: (item.document.date or "", item.document.id, item.paragraph.ordinal))
    return list(groups.values())


def footnotes(sentences: Sequence[Sentence], language: Language) -> tuple[tuple[int, str], ...]:
    """One note for each citation, in UN form: symbol and paragraph. Where the locator is our own, a paper's first note
    says so."""
    notes: dict[int, str] = {}
    said: dict[str, int] = {}
    for sentence in sentences:
        for citation in sentence.citations:
            note = source_of(citation.passage.document, citation.paragraph, language)
            if sentence.kind == "written":  # the reader has not yet seen the words that it rests on
                note = f"{note}: {phrase('quotation', language, quote=citation.quote)}"
            ours = not citation.paragraph.numbered
            if ours and said.setdefault(citation.passage.document.id, citation.n) == citation.n:
                note = f"{note} ({phrase('own_locator', language)})"
            ended = note.rstrip("”“»\"' ").endswith((".", "。", "!", "?", "？", "！"))
            notes[citation.n] = note if ended else note + ("。" if language is Language.ZH else ".")
    return tuple(sorted(notes.items()))
