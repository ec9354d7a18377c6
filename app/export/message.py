"""An answer as one message of a chat: its sentences with marks, the notes, what was searched and withheld. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.drafting.compose import footnotes
from app.drafting.model import Answer, Checked, Citation
from app.drafting.phrases import author_of, phrase, source_of
from app.drafting.spans import span_to_quote
from app.show import coverage_lines
from corpus.model import Language
from corpus.unseen import seen
from retrieval.model import Passage

_NEAR = 3  # passages named when there is no answer
_SIGNS = "[(<:/.@"
_LIVE = re.compile(r"!\[|\]\s?\(|\]\s?:|<(?=[A-Za-z/!?])|(?<=\w:)//|(?<!\w)www\.|(?<=[\w.+-])@(?=\w)", re.IGNORECASE)
_BREAK = "\n\n"  # a paragraph of its own, in plain text and in Markdown


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in the message a citation is marked."""

    citation: Citation
    language: Language
    start: int
    end: int


@dataclass(slots=True)
class Message:
    """A message that grows: sentence by sentence, then the end."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    _written: bool = False  # whether the last sentence was a model's own: such run on in one paragraph

    def add(self, checked: Checked) -> str:
        """A sentence that passed its checks, with its marks; what it adds to the text."""
        before, sentence = len(self.text), checked.sentence
        written = sentence.kind == "written"
        if self.text:
            self.text += " " if written and self._written else _BREAK
        self._written = written
        self.text += still(sentence.text)
        for citation in sentence.citations:
            self.text += " " if citation is sentence.citations[0] else ""
            start = len(self.text)
            self.text += f"[{citation.n}]"
            self.marks.append(Mark(citation, sentence.language, start, len(self.text)))
        return self.text[before:]

    def close(self, answer: Answer) -> str:
        """What follows the sentences; what it adds to the text."""
        language, before = answer.request.language, len(self.text)
        standing = answer.request.standing
        parts = _notes(answer.sentences, language)
        if standing is not None and standing.text != answer.request.question:
            parts.append(phrase("understood_as", language, question=standing.text))
        parts += [answer.reason] if answer.reason else []
        parts += [phrase("left_out", language, count=len(answer.left_out))] if answer.left_out else []
        parts += coverage_lines(answer.coverage, language)
        if answer.abstained and answer.passages:
            parts += [phrase("near", language), *(_near(passage, language) for passage in answer.passages[:_NEAR])]
        if answer.withheld:
            parts.append(phrase("withheld", language, count=len(answer.withheld)))
            parts += [f"– {item.sentence.text} ({item.reason})" for item in answer.withheld]
        self.text += "".join(f"{_BREAK if self.text or place else ''}{still(part)}" for place, part in enumerate(parts))
        return self.text[before:]


def still(text: str) -> str:
    """Text for a message, which may be shown as Markdown: a link, an image or a tag in it is no more than its letters,
    and what could hide or turn words is written out. Other signs stay as they are, so that quotations can be read.

    >>> still("![a](https://b.example)")
    '!\\\\[a]\\\\(https:\\\\/\\\\/b.example)'
    """
    return _LIVE.sub(lambda found: "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in found[0]), seen(text))


def message_of(answer: Answer) -> Message:
    """A whole answer as a message."""
    message = Message()
    for checked in answer.sentences:
        message.add(checked)
    message.close(answer)
    return message


def _notes(sentences: Sequence[Checked], language: Language) -> list[str]:
    """The footnotes, each with the author whose paper it is."""
    authors = {
        citation.n: author_of(citation.passage.document, language)
        for item in sentences
        for citation in item.sentence.citations
    }
    noted = footnotes([item.sentence for item in sentences], language)
    return [f"[{n}] {authors[n]}, {note}" for n, note in noted]


def _near(passage: Passage, language: Language) -> str:
    start, end = span_to_quote(passage)
    quote = phrase("quotation", language, quote=passage.paragraph.text[start:end])
    source = source_of(passage.document, passage.paragraph, language)
    return f"– {author_of(passage.document, language)}, {source}: {quote}"
