"""Words in quotation marks inside a written sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.drafting.checks.quotations import check_quotations
from app.drafting.model import Citation, Sentence
from corpus.model import Language
from retrieval.model import Passage

Make = Callable[..., Passage]
SAYS = "Averland considers that “rules must be binding” and that no new mine should be laid before 2034."


def sentence(text: str, cited: Passage, language: Language = Language.EN) -> Sentence:
    return Sentence(text, "written", (Citation(1, cited, 0, 10),), text, (), language)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("Averland says that no mine should be laid.", None),
        ("Averland speaks of the “new mine”.", None),
        ("Averland says “no new mine should be laid before 2034”.", True),
        ("Averland says «no new mine should be laid».", True),
        ('Averland says "no new mine should be laid before 2034."', True),
        ("Averland says “no new mine may be laid before 2034”.", False),
        ("Averland says “it will never lay a mine again”.", False),
    ],
)
def test_quoted_words_are_the_sources_own(passage: Make, text: str, passed: bool | None) -> None:
    assert check_quotations(sentence(text, passage(SAYS)), translated=False).passed is passed


@pytest.mark.parametrize("translated", [None, False])
def test_a_translated_quotation_cannot_be_compared(passage: Make, translated: bool | None) -> None:
    cited = passage("阿弗兰认为，在2034年之前不应再布设新的水雷。", language="zh")
    claim = sentence("Averland says “no new mine should be laid before 2034”.", cited)
    assert check_quotations(claim, translated=translated).passed is translated
    own = sentence("阿弗兰认为“在2034年之前不应再布设新的水雷”。", cited, Language.ZH)
    assert check_quotations(own, translated=translated).passed is True
