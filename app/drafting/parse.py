"""What a model wrote, taken apart: paragraphs of sentences with the keys that each cites. Pure.

Two formats are read: one JSON object, and lines that end in keys in brackets. A reply that is neither has no sentence
with a key in it; nothing is repaired.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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


def parse(reply: str, language: Language) -> tuple[WrittenParagraph, ...]:
    """The paragraphs of a reply; none where it says that nothing serves.

    Raises:
        Garbled: it is empty, or meant as JSON and cannot be read, or it goes on without end.
    """
    text = _FENCE.sub("", reply.strip()).strip()
    if not text:
        raise Garbled("The reply is empty.")
    if text.strip(".") == _NOTHING:
        return ()
    meant_as_json = text.startswith(("{", "[")) and not _KEY.match(text)
    paragraphs = tuple(_from_json(text, language) if meant_as_json else _from_lines(text, language))
    if sum(len(paragraph.sentences) for paragraph in paragraphs) > _MOST_SENTENCES:
        raise Garbled(f"The reply has more than {_MOST_SENTENCES} sentences.")
    return paragraphs


def _from_json(text: str, language: Language) -> Iterator[WrittenParagraph]:
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
        sentences = tuple(one for item in items for one in _sentences(item, language))
        if sentences:
            yield WrittenParagraph(sentences, paragraph.get("kind") == "preambular")


def _sentences(item: Any, language: Language) -> Iterator[Written]:
    text, keys = (item.get("text"), item.get("sources")) if isinstance(item, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise Garbled("A sentence of the reply has no text or no sources.")
    said = [key for found in _KEY.finditer(text) for key in _keys(found[1])]
    yield from _split(_KEY.sub("", text), tuple(dict.fromkeys([*_keys(",".join(keys)), *said])), language)


def _from_lines(text: str, language: Language) -> Iterator[WrittenParagraph]:
    for block in re.split(r"\n\s*\n", text):
        preambular = bool(_PREAMBULAR.match(block))
        sentences: list[Written] = []
        for line in _PREAMBULAR.sub("", block.strip()).splitlines():
            keys = tuple(key for found in _KEY.finditer(line) for key in _keys(found[1]))
            sentences += _split(_KEY.sub("", line), keys, language)
        if sentences:
            yield WrittenParagraph(tuple(sentences), preambular)


def _split(text: str, keys: tuple[str, ...], language: Language) -> Iterator[Written]:
    """One sentence each, however many a model put together; each then rests on what it gave for all of them."""
    joined = plain(text)
    if len(joined) > _LONGEST:
        raise Garbled("A sentence of the reply goes on without end.")
    for start, end in split_sentences(joined, language):
        sentence = joined[start:end].strip()
        if any(character.isalnum() for character in sentence):
            yield Written(sentence, keys)


def _keys(listed: str) -> Iterator[str]:
    yield from dict.fromkeys(key.strip().strip("[]").upper() for key in re.split(r"[,;，、]", listed) if key.strip())
