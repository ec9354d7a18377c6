"""What a model wrote, taken apart: paragraphs of sentences with the keys that each cites. Pure.

Two formats are read: one JSON object, and lines that end in keys in brackets. A reply that is neither has no sentence
with a key in it; nothing is repaired.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from app.drafting.plain import plain
from corpus.model import Language
from corpus.sentences import split_sentences

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["paragraphs"],
    "properties": {
        "paragraphs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", "sentences"],
                "properties": {
                    "kind": {"type": "string", "enum": ["text", "preambular", "operative"]},
                    "sentences": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["text", "sources"],
                            "properties": {
                                "text": {"type": "string"},
                                "sources": {"type": "array", "items": {"type": "string"}},
                            },
                        },
                    },
                },
            },
        }
    },
}
_FENCE = re.compile(r"^```\w*\s*|\s*```$")
_KEY = re.compile(r"\s*[\[［【]\s*([A-Za-z]{0,3}\d{1,4}(?:\s*[,;，、]\s*[A-Za-z]{0,3}\d{1,4})*)\s*[\]］】]")
_PREAMBULAR = re.compile(r"^PREAMBULAR\s*[:：]\s*")
_NOTHING = "NOTHING"
_MOST_SENTENCES = 40
_LONGEST = 2000


class Garbled(ValueError):
    """A reply that cannot be read: half a JSON object, or one of another shape."""


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a model wrote, and the keys it gave as its sources."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenParagraph:
    """Sentences in their order; ``preambular`` paragraphs stand before the operative ones."""

    sentences: tuple[Written, ...]
    preambular: bool = False


_Given = tuple[bool, list[Written]]  # whether preambular, and what was given as sentences


def parse(reply: str, language: Language, known: Container[str] = ()) -> tuple[WrittenParagraph, ...]:
    """The paragraphs of a reply; none where it says that nothing serves.

    Args:
        reply: what the model wrote.
        language: of the sentences.
        known: sentences, as ``plain`` writes them, that stay whole whatever stops stand in their quotations.

    Raises:
        Garbled: it holds no word, or is meant as JSON and cannot be read, or it goes on without end.
    """
    text = _FENCE.sub("", reply.strip()).strip()
    if not any(character.isalnum() for character in text):
        raise Garbled("The reply holds no word.")
    if text.strip(".") == _NOTHING:
        return ()
    meant_as_json = text.startswith(("{", "[")) and not _KEY.match(text)
    given = _from_json(text) if meant_as_json else _from_lines(text)
    paragraphs = tuple(
        WrittenParagraph(sentences, preambular)
        for preambular, items in given
        if (sentences := tuple(one for item in items for one in _split(item, language, known)))
    )
    if sum(len(paragraph.sentences) for paragraph in paragraphs) > _MOST_SENTENCES:
        raise Garbled(f"The reply has more than {_MOST_SENTENCES} sentences.")
    return paragraphs


def _from_json(text: str) -> Iterator[_Given]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbled("The reply is not whole JSON.") from None
    paragraphs = given.get("paragraphs") if isinstance(given, dict) else None
    if not isinstance(paragraphs, list):
        raise Garbled("The reply has no paragraphs.")
    for paragraph in paragraphs:
        items = paragraph.get("sentences") if isinstance(paragraph, dict) else None
        if not isinstance(items, list):
            raise Garbled("A paragraph of the reply has no sentences.")
        yield paragraph.get("kind") == "preambular", [_item(item) for item in items]


def _item(item: Any) -> Written:
    text, keys = (item.get("text"), item.get("sources")) if isinstance(item, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise Garbled("A sentence of the reply has no text or no sources.")
    return _keyed(text, ",".join(keys))


def _from_lines(text: str) -> Iterator[_Given]:
    for block in re.split(r"\n\s*\n", text):
        lines = _PREAMBULAR.sub("", block.strip()).splitlines()
        yield bool(_PREAMBULAR.match(block)), [_keyed(line) for line in lines]


def _keyed(text: str, listed: str = "") -> Written:
    """A text without the keys in it, and all its keys."""
    keys = [*_keys(listed), *(key for found in _KEY.finditer(text) for key in _keys(found[1]))]
    return Written(plain(_KEY.sub("", text)), tuple(dict.fromkeys(keys)))


def _split(item: Written, language: Language, known: Container[str]) -> Iterator[Written]:
    """One sentence each, however many a model put together; each then rests on what it gave for all of them."""
    if item.text in known:
        yield item
        return
    if len(item.text) > _LONGEST:
        raise Garbled("A sentence of the reply goes on without end.")
    for start, end in split_sentences(item.text, language):
        sentence = item.text[start:end].strip()
        if any(character.isalnum() for character in sentence):
            yield Written(sentence, item.keys)


def _keys(listed: str) -> Iterator[str]:
    yield from dict.fromkeys(key.strip().strip("[]").upper() for key in re.split(r"[,;，、]", listed) if key.strip())
