"""Each check of a sentence, with one that passes and one that must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.drafting.checks import basic
from app.drafting.compose import quoted, rendered
from app.drafting.model import Check, Checked, Citation, Sentence, Verdict
from corpus.model import Language, Status
from retrieval.model import Passage

Make = Callable[..., Passage]
SENTENCE = "Averland has reduced its stockpile by 64 per cent since 2019, from 800 to 288 units, and thanks Norrund."
CHINESE = "自2019年以来，阿弗兰已将其库存减少64%，从800枚减至288枚，并感谢诺伦德。"


@pytest.fixture
def shown(passage: Make) -> Sentence:
    return quoted(passage(SENTENCE), 1, Language.EN)


@pytest.fixture
def rendering(passage: Make) -> Callable[[str], Sentence]:
    """An English rendering of the Chinese paragraph, in these words."""
    source = quoted(passage(CHINESE, language="zh"), 1, Language.EN)
    return lambda words: rendered(source, words, Language.EN)


def result(checked: Checked, name: str) -> bool | None:
    return next(check.passed for check in checked.checks if check.name == name)


def test_a_quotation_in_its_frame_passes_every_check(shown: Sentence) -> None:
    checked = basic.run_checks(shown)
    assert checked.verdict is Verdict.SUPPORTED
    assert checked.reason is None
    assert {check.name for check in checked.checks} == {"quote", "numbers", "names", "attribution", "language"}


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (0, len(SENTENCE) + 1), (5, 5), (9, 4), (8, 9)], ids=str)
def test_a_citation_of_a_span_that_is_not_there_fails(shown: Sentence, start: int, end: int) -> None:
    wrong = replace(shown, citations=(Citation(1, shown.citations[0].passage, start, end),))
    assert basic.check_quote(wrong).passed is False


def test_a_sentence_without_a_citation_fails(shown: Sentence) -> None:
    assert basic.check_quote(replace(shown, citations=())).passed is False
    assert basic.run_checks(replace(shown, citations=())).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("old", "new"), [("64 per cent", "46 per cent"), ("thanks", "blames"), ("Averland has", "Averland  has")]
)
def test_a_quotation_that_is_not_the_source_word_for_word_fails(shown: Sentence, old: str, new: str) -> None:
    assert basic.check_quote(shown).passed is True
    altered = replace(shown, text=shown.text.replace(old, new))
    assert altered.text != shown.text
    assert basic.check_quote(altered).passed is False


GOOD = "Since 2019, Averland has reduced its stockpile by 64 per cent, from 800 to 288 units, and thanks Norrund."


@pytest.mark.parametrize(
    ("words", "failing"),
    [
        (GOOD, set()),
        (GOOD.replace("64", "46"), {"numbers"}),
        (GOOD.replace("288", "2,880"), {"numbers"}),
        (GOOD.replace("2019", "2018"), {"numbers"}),
        (GOOD.replace("Norrund", "Sweden"), {"names"}),
        (GOOD.replace("Averland", "the United States"), {"names"}),
        ("自2019年以来，阿弗兰已将其库存减少64%，从800枚减至288枚。", {"language"}),
        (
            "Depuis 2019, l’Averland a réduit ses stocks de 64 %, de 800 à 288 unités, et remercie le Norrund.",
            {"language"},
        ),
    ],
)
def test_a_rendering_fails_where_it_departs_from_its_source(
    rendering: Callable[[str], Sentence], words: str, failing: set[str]
) -> None:
    checked = basic.run_checks(rendering(words))
    assert {check.name for check in checked.checks if check.passed is False} == failing
    assert (checked.verdict is Verdict.UNSUPPORTED) == bool(failing)
    assert all(name in (checked.reason or "") for name in failing)


def test_a_name_in_the_paragraph_as_an_adjective_or_as_its_author_may_be_named(passage: Make) -> None:
    source = quoted(passage("В шведском документе говорится об этом подробно.", language="ru"), 1, Language.EN)
    assert basic.check_names(rendered(source, "Averland repeats what Sweden says.", Language.EN)).passed is True
    assert basic.check_names(rendered(source, "Averland repeats what Norway says.", Language.EN)).passed is False
    assert basic.check_names(rendered(source, "The paper says so at length.", Language.EN)).passed is None


def test_a_group_that_neither_wrote_nor_is_named_fails(passage: Make) -> None:
    made = passage("The Group supports the submission of annual reports.")
    own = replace(made, document=replace(made.document, submitters=(), groups=("OSG",)))
    source = quoted(own, 1, Language.EN)
    fine = "The Open Strait Group supports annual reports."
    assert basic.check_names(rendered(source, fine, Language.EN)).passed is True
    wrong = basic.check_names(rendered(source, "The Group of Littoral Parties supports annual reports.", Language.EN))
    assert (wrong.passed, wrong.detail) == (False, "The cited paragraph does not name Group of Littoral Parties.")


def test_a_claim_may_say_of_which_session_a_paper_is_and_of_no_other(passage: Make) -> None:
    made = passage("Representatives of 29 States parties attended the session.")
    source = quoted(replace(made, document=replace(made.document, session="2031/PC.II")), 1, Language.EN)
    said = "Representatives of 29 States parties attended the {} session."
    assert basic.check_number_words(rendered(source, said.format("second"), Language.EN)).passed is True
    assert basic.check_number_words(rendered(source, said.format("third"), Language.EN)).passed is False


@pytest.mark.parametrize("authors", [("XNR",), (), ("XAV", "XNR")], ids=str)
def test_a_view_given_to_another_than_its_author_fails(shown: Sentence, authors: tuple[str, ...]) -> None:
    assert basic.check_attribution(shown).passed is True
    checked = basic.run_checks(replace(shown, authors=authors))
    assert (result(checked, "attribution"), checked.verdict) == (False, Verdict.UNSUPPORTED)


@pytest.mark.parametrize(
    ("code", "text", "frame", "passed"),
    [
        ("XAV", SENTENCE, "Averland, 2029: “{}”", True),
        ("XAV", SENTENCE, "Norrund, 2029: “{}”", False),
        ("XAV", SENTENCE, "“{}”", False),
        ("NER", "The Niger opposes delay.", "Niger, 2029: “{}”", True),
        ("NER", "The Niger opposes delay.", "Nigeria, 2029: “{}”", False),
    ],
)
def test_the_frame_itself_must_name_the_author(passage: Make, code: str, text: str, frame: str, passed: bool) -> None:
    sentence = replace(quoted(passage(text, by=(code,)), 1, Language.EN), text=frame.format(text))
    assert basic.check_attribution(sentence).passed is passed


def test_an_adopted_text_belongs_to_the_conference_and_to_no_state(passage: Make) -> None:
    adopted = passage("Calls upon all States parties to submit declarations.", by=("XAV",), status=Status.ADOPTED)
    sentence = quoted(adopted, 1, Language.EN)
    assert (sentence.authors, sentence.text[:14]) == ((), "The Conference")
    assert basic.check_attribution(sentence).passed is True
    given_to_a_state = replace(sentence, authors=("XAV",))
    assert basic.check_attribution(given_to_a_state).passed is False
    framed_as_a_state = replace(sentence, text=sentence.text.replace("The Conference", "Averland"))
    assert basic.check_attribution(framed_as_a_state).passed is False


def test_an_epigraph_without_its_speaker_fails(passage: Make) -> None:
    sentence = quoted(passage("A mine does not know that the war is over.", said_by="A. Captain"), 1, Language.EN)
    assert "A. Captain" in sentence.text
    assert basic.check_attribution(sentence).passed is True
    unsaid = replace(sentence, text=sentence.text.replace(", quoting A. Captain", ""))
    assert unsaid.text != sentence.text
    assert basic.check_attribution(unsaid).passed is False


@pytest.mark.parametrize(
    ("language", "text", "passed"),
    [
        ("zh", CHINESE, True),
        ("zh", SENTENCE, False),
        ("ar", SENTENCE, False),
        ("ru", "Норрунн выступает против моратория на новые развертывания.", True),
        ("en", SENTENCE, True),
        ("en", CHINESE, False),
        ("en", "42", None),
    ],
)
def test_a_quotation_is_in_the_language_of_its_paper(
    passage: Make, language: str, text: str, passed: bool | None
) -> None:
    assert basic.check_language(quoted(passage(text, language=language), 1, Language.EN)).passed is passed


@pytest.mark.parametrize(
    ("support", "verdict"), [(None, Verdict.PARTIAL), (True, Verdict.SUPPORTED), (False, Verdict.UNSUPPORTED)]
)
def test_a_rendering_is_supported_only_where_the_judge_said_so(
    rendering: Callable[[str], Sentence], support: bool | None, verdict: Verdict
) -> None:
    extra = () if support is None else (Check("support", support, "The model says so."),)
    checked = basic.run_checks(rendering(GOOD), extra)
    assert checked.verdict is verdict
    assert (checked.reason is not None) == (verdict is Verdict.UNSUPPORTED)
