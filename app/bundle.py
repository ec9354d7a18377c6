"""A result that can be verified later, without any model: it carries the texts it rests on, and a hash of each of its
sentences.

Every answer, draft and check is one. ``sources`` are the paragraphs it cites as they stood then; ``seals`` are the
hashes, in the order of the sentences, those of what was withheld last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.drafting.request import BadRequest

Json = dict[str, Any]
_SEALED = ("text", "kind", "citations", "verdict")
_KINDS = ("answer", "abstention", "draft", "check")


def bundled(facts: Json, texts: Mapping[str, str]) -> Json:
    """The JSON of a result with what it takes to verify it.

    Args:
        facts: an answer, a draft or a check.
        texts: of every paragraph that it cites, by id.
    """
    sources = [{"paragraph": id_, "sha256": _hash(text), "text": text} for id_, text in texts.items()]
    return {**facts, "sources": sources, "seals": [_seal(sentence) for sentence in _sentences(facts)]}


def verified(bundle: Json, on_file: Mapping[str, str]) -> Json:
    """What has changed since a bundle was made, sentence by sentence.

    Args:
        bundle: the JSON of a result.
        on_file: the texts that its paragraphs have now, by id; those that are not held are left out.

    Raises:
        BadRequest: it is not a bundle.
    """
    try:
        sources = {source["paragraph"]: source for source in bundle["sources"]}
        states = {id_: _state(source, on_file.get(id_)) for id_, source in sources.items()}
        seals, sentences = bundle["seals"], list(_sentences(bundle))
        if bundle["kind"] not in _KINDS or len(seals) != len(sentences):
            raise ValueError
        rows = [_row(sentence, seal, sources, states) for sentence, seal in zip(sentences, seals, strict=True)]
        named = {"of": bundle["kind"], "id": bundle["provenance"]["id"], "created": bundle["provenance"]["created"]}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadRequest(
            "This is not the JSON of an answer, a draft or a check, or parts of it are missing. Export it again.",
            "file",
        ) from None
    found = [{"paragraph": id_, "state": state} for id_, state in states.items()]
    return {
        "kind": "verification",
        **named,
        "sound": all(row["sound"] for row in rows),
        "sentences": rows,
        "sources": found,
    }


def paragraphs_of(bundle: Json) -> list[str]:
    """Ids of the paragraphs that a bundle rests on, as far as they can be read."""
    sources = bundle.get("sources")
    rows = sources if isinstance(sources, list) else []
    return [str(row.get("paragraph")) for row in rows if isinstance(row, dict)]


def _row(sentence: Json, seal: str, sources: Mapping[str, Json], states: Mapping[str, str]) -> Json:
    faults = [] if _seal(sentence) == seal else ["the sentence was changed after it was made"]
    for citation in sentence["citations"]:
        id_ = citation["paragraph"]
        if id_ not in sources:
            faults.append(f"{id_}: its text is missing")
            continue
        if states[id_].startswith("altered"):
            faults.append(f"{id_}: {states[id_]}")
        if sources[id_]["text"][citation["start"] : citation["end"]] != citation["quote"]:
            faults.append(f"{id_}: the words quoted do not stand there")
    return {"text": sentence["text"], "sound": not faults, "faults": list(dict.fromkeys(faults))}


def _state(source: Json, now: str | None) -> str:
    if _hash(source["text"]) != source["sha256"]:
        return "altered in the bundle"
    if now is None:
        return "not on file"
    return "as it was" if now == source["text"] else "altered on file"


def _sentences(facts: Json) -> Iterator[Json]:
    for paragraph in facts.get("paragraphs", ()):
        yield from paragraph["sentences"]
    yield from facts.get("sentences", ())
    yield from facts.get("withheld", ())


def _seal(sentence: Json) -> str:
    return _hash(json.dumps([sentence[name] for name in _SEALED], ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
