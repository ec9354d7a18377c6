"""What is embedded of a paragraph: its words and its sentences, each with the author's name in front. Never quoted."""

from __future__ import annotations

from corpus.model import Document, Paragraph
from corpus.names import display_name
from corpus.sentences import split_sentences
from retrieval.ports import Parts


def parts_of(document: Document, paragraph: Paragraph) -> Parts:
    """A paragraph with its lost characters put back where they are known, and its sentences as they stand."""
    spans = split_sentences(paragraph.text, paragraph.language)
    sentences = [in_context(document, paragraph.text[start:end]) for start, end in spans]
    return in_context(document, paragraph.mended), sentences


def in_context(document: Document, text: str) -> str:
    """A text with the author's name in front, in the document's language."""
    language = document.language.value
    names = [display_name(code, language, kind="state") for code in document.submitters]
    names += [display_name(code, language, kind="group") for code in document.groups]
    return f"{', '.join(names)}: {text}" if names else text
