"""What a model wrote, taken apart: two formats, and everything that is neither."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.parse import Garbled, Written, WrittenParagraph, parse
from corpus.model import Language

EN = Language.EN


def one(*sentences: Written, preambular: bool = False) -> tuple[WrittenParagraph, ...]:
    return (WrittenParagraph(sentences, preambular),)


def as_json(*sentences: dict[str, object], kind: str = "text") -> str:
    return json.dumps({"paragraphs": [{"kind": kind, "sentences": list(sentences)}]})


@pytest.mark.parametrize(
    "reply",
    [
        as_json({"text": "Norway agrees.", "sources": ["P1", "P2"]}),
        f"```json\n{as_json({'text': 'Norway agrees.', 'sources': ['P1', 'P2']})}\n```",
        as_json({"text": "Norway agrees. [P2]", "sources": ["[P1]"]}),
        "Norway agrees. [P1][P2]",
        "Norway agrees [P1, P2].",
        "  Norway agrees.【p1】［P2］ ",
    ],
)
def test_both_formats_say_the_same(reply: str) -> None:
    (paragraph,) = parse(reply, EN)
    (sentence,) = paragraph.sentences
    assert sentence.text == "Norway agrees."
    assert sorted(sentence.keys) == ["P1", "P2"]


def test_two_sentences_given_as_one_are_two_with_the_same_keys() -> None:
    reply = as_json({"text": "Norway agrees. Sweden does not.", "sources": ["P3"]})
    assert parse(reply, EN) == one(Written("Norway agrees.", ("P3",)), Written("Sweden does not.", ("P3",)))


def test_preambular_paragraphs_are_told_from_operative_ones() -> None:
    assert parse(as_json({"text": "Recalling it,", "sources": ["P1"]}, kind="preambular"), EN)[0].preambular
    first, second = parse("PREAMBULAR: Recalling it, [P1]\n\nDecides to meet. [P2]", EN)
    assert (first.preambular, first.sentences[0].text) == (True, "Recalling it,")
    assert (second.preambular, second.sentences[0].keys) == (False, ("P2",))


@pytest.mark.parametrize("reply", ['{"paragraphs": []}', "NOTHING", "NOTHING."])
def test_that_nothing_serves_is_no_fault(reply: str) -> None:
    assert parse(reply, EN) == ()


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "   \n ",
        '{"paragraphs": [{"kind": "text", "sentences": [{"text": "Norw',
        '{"answer": "Norway agrees."}',
        '{"paragraphs": "Norway agrees."}',
        '{"paragraphs": [{"kind": "text"}]}',
        as_json({"text": 5, "sources": ["P1"]}),
        as_json({"text": "Norway agrees.", "sources": "P1"}),
        as_json({"text": "Norway agrees.", "sources": [1]}),
        "[1, 2, 3",
        "[" * 100_000,
        "x" * 3000,
        "\n".join(["Norway agrees. [P1]"] * 41),
    ],
    ids=lambda reply: reply[:30],
)
def test_what_cannot_be_read_is_garbled(reply: str) -> None:
    with pytest.raises(Garbled):
        parse(reply, EN)


def test_a_sentence_without_a_key_keeps_none() -> None:
    assert parse("Norway agrees.", EN) == one(Written("Norway agrees.", ()))


@given(st.text(max_size=400), st.sampled_from(list(Language)))
def test_any_reply_is_read_or_garbled_and_signs_that_are_not_seen_are_gone(reply: str, language: Language) -> None:
    try:
        paragraphs = parse(reply, language)
    except Garbled:
        return
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
            assert any(character.isalnum() for character in sentence.text)
            assert sentence.text == " ".join(sentence.text.split())
            assert "\u202e" not in sentence.text
