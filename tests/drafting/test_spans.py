"""Which words are quoted: whole sentences, the best among them, enough to be understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.spans import LONGEST_QUOTE, SHORTEST_QUOTE, span_to_quote, stands_alone, weight
from corpus.model import Language
from corpus.sentences import split_sentences
from retrieval.model import Passage

Make = Callable[..., Passage]
LONG = "The Treaty obliges every one of its parties to declare each year, by the thirtieth day of April, "
LONG += "the number of the mines that it holds at sea."
SENTENCES = ("It agrees.", "Norrund does not.", LONG, f"{LONG[:-1]}; {LONG * 5}", "诺伦德反对。", "这一点不变。")


def quote(passage: Passage) -> str:
    start, end = span_to_quote(passage)
    return passage.paragraph.text[start:end]


@given(
    sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    language=st.sampled_from(["en", "zh"]),
    pick=st.integers(0, 20),
)
def test_a_span_is_whole_sentences_around_the_best(
    passage: Make, sentences: list[str], language: str, pick: int
) -> None:
    found = passage(" ".join(sentences), language=language)
    spans = split_sentences(found.paragraph.text, Language(language))
    found = replace(found, best=spans[pick % len(spans)])
    start, end = span_to_quote(found)
    assert start in {span[0] for span in spans}
    assert end in {span[1] for span in spans}
    assert start <= found.best[0] < found.best[1] <= end
    assert (start, end) == found.best or weight(found.paragraph.text[start:end]) <= LONGEST_QUOTE


@pytest.mark.parametrize(
    ("text", "best", "quoted"),
    [
        (f"{LONG} It agrees.", 0, LONG),
        (f"It agrees. {LONG} Norrund does not.", 0, f"It agrees. {LONG}"),
        (f"{LONG} It agrees.", 1, f"{LONG} It agrees."),
        ("It agrees.", 0, "It agrees."),
    ],
)
def test_a_short_sentence_takes_what_follows_then_what_goes_before(
    passage: Make, text: str, best: int, quoted: str
) -> None:
    assert quote(passage(text, best=best)) == quoted


def test_a_short_sentence_beside_a_very_long_one_stays_short(passage: Make) -> None:
    text = "It agrees. " + " ".join([LONG[:-1]] * 8) + "."
    assert quote(passage(text)) == "It agrees."


def test_a_span_that_is_no_sentence_is_left_as_it_is(passage: Make) -> None:
    assert span_to_quote(replace(passage(LONG), best=(4, 10))) == (4, 10)


@pytest.mark.parametrize(
    ("text", "alone"),
    [(LONG, True), ("The Baltic Sea", False), (f"{LONG[:-1]}:", False), ("缔约国应当：" * 20, False)],
)
def test_a_list_item_and_a_line_that_opens_a_list_do_not_stand_alone(passage: Make, text: str, alone: bool) -> None:
    assert stands_alone(passage(text)) is alone


def test_a_chinese_character_says_as_much_as_several_letters() -> None:
    assert weight("核裁军") > weight("abc")
    assert weight("核" * SHORTEST_QUOTE) > SHORTEST_QUOTE
