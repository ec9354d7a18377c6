"""R28: characters that look like others, hide or turn text around: they fool neither the product nor a reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from app.drafting.aim import plan
from app.drafting.checks.numbers import check_numbers
from app.drafting.claims import statements
from app.export.html import html
from app.export.markdown import markdown
from app.terminal import dumped
from app.web.site import _shown
from corpus.model import Document, Language, Status
from corpus.names import find_names
from corpus.read import read_document
from corpus.symbol import find_look_alikes, find_symbols, parse_symbol, pretended_symbol, whole_symbol
from corpus.unseen import on_a_screen, seen
from retrieval.catalogue import Holdings
from retrieval.model import EVERYTHING
from retrieval.understand import read_question
from tests.export.drafts import draft, paragraph

REAL = "LT/CONF.2031/PC.I/WP.3"
FALSE = {
    "cyrillic": "LT/CONF.2031/\u0420C.I/WP.3",
    "greek": "LT/C\u039fNF.2031/PC.I/WP.3",
    "full width": "LT/CONF.２０３１/PC.I/WP.3",
    "full width slash": "LT／CONF.2031／PC.I／WP.3",
    "arabic digits": "LT/CONF.٢٠٣١/PC.I/WP.3",
    "cherokee": "LT/CONF.2031/PC.I/\u13d4P.3",
    "zero width": "LT/CONF.2031/\u200bPC.I/WP.3",
    "override": "LT/CONF.2031/\u202ePC.I\u202c/WP.3",
    "tags": "LT/CONF.2031/PC.I/WP.3\U000e0041",
    "accent": "LT/CONF.2031/P\u010a.I/WP.3",
    "combining": "LT/CONF.2031/PC.I/WP.3\u0323",
    "mathematical": "LT/CONF.2031/𝖯C.I/WP.3",
    "first letter": "Ꮮ\u0422/CONF.2031/PC.I/WP.3",
    "not in our list": "LT/CONF.2031/PC.I/WP.3\ua641",
}
PAPER = """{symbol}

Distr.: General

English

Decision adopted by the Conference

1. The Conference calls upon all States parties to issue visas within 90 working days of the request.
"""


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_a_symbol_in_other_characters_is_none_and_no_part_of_it_is_one(false: str) -> None:
    text = f"See {false}, para. 5."
    assert find_symbols(text) == ()
    (hit,) = find_look_alikes(text)
    assert text[hit.start : hit.end] == hit.symbol
    assert hit.symbol.startswith(false[:2])
    assert (whole_symbol(false), parse_symbol(false)) == (None, None)
    assert pretended_symbol(false) == false


@pytest.mark.parametrize(
    "around", ["见{}号文件", "（{}）", "انظر {}،", "«{}»", "\u200f{}\u200f", "{}（第5段）", "документ {}."]
)
def test_a_symbol_stays_one_beside_the_letters_of_its_sentence(around: str) -> None:
    assert [hit.symbol for hit in find_symbols(around.format(REAL))] == [REAL]
    assert find_look_alikes(around.format(REAL)) == ()


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_a_paper_that_pretends_has_neither_symbol_nor_author_nor_status(false: str) -> None:
    for author in ("Decision adopted by the Conference", "Working paper submitted by Averland"):
        text = PAPER.format(symbol=false).replace("Decision adopted by the Conference", author)
        document = read_document(text.encode(), "paper.txt", "paper")
        assert (document.symbol, document.work) == (None, "doc:paper")
        assert (document.status, document.submitters, document.groups) == (Status.NATIONAL, (), ())
        (warning,) = [line for line in document.warnings if "looks like" in line]
        assert "U+" in warning
        assert "not taken over" in warning


def test_a_paper_without_any_symbol_keeps_what_its_masthead_says() -> None:
    document = read_document(PAPER.format(symbol="Harbourton").encode(), "paper.txt", "paper")
    assert document.status is Status.ADOPTED


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_a_question_that_names_one_is_refused_with_the_whole_of_it(false: str, paper: Callable[..., Document]) -> None:
    held = Holdings([paper(REAL, "Averland agrees.", submitters=("XAV",))])
    for question in (f"What does {false} say?", f"What do {REAL} and {false} say?"):
        refusal = plan(read_question(question), EVERYTHING, held, held, Language.EN).refusal
        assert refusal is not None
        assert "U+" in refusal
        assert not refusal.startswith("LT/CONF is")
    assert plan(read_question(f"What does {REAL} say?"), EVERYTHING, held, held, Language.EN).refusal is None


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_a_text_that_cites_one_cites_what_is_not_there(false: str) -> None:
    (statement,) = statements(f"Averland asks for visas within 15 days ({false}, para. 5).", Language.EN)
    (reference,) = statement.references
    assert reference.symbol not in (REAL, "")
    assert not reference.symbol.isascii()


def test_figures_of_any_script_are_the_same_number() -> None:
    for figure in ("12", "１２", "١٢", "۱۲"):
        passed, _ = check_numbers(f"It has {figure} mines.", "en", [("There are 12 mines.", "en")])
        assert passed is True, figure
        passed, _ = check_numbers(f"It has {figure} mines.", "en", [("There are 21 mines.", "en")])
        assert passed is False, figure


def test_a_state_in_look_alike_letters_is_no_state() -> None:
    assert [hit.code for hit in find_names("Averland agrees.")] == ["XAV"]
    assert find_names("\u0410verland agrees.") == ()


TURNED = [
    "a\u202eb",
    "a\u202db",
    "a\u2066b",
    "a\u202bb",
    "a\u202cb",
    "a\U000e0041\U000e0042b",
    "a\u2060b",
    "a\u200b\u200c\u200b\u200cb",
]


@pytest.mark.parametrize("text", TURNED)
def test_what_hides_or_turns_words_is_shown_as_its_code(text: str) -> None:
    for shown in (seen(text), on_a_screen(text), _shown(text), markdown(draft(paragraph("1", (text, 1)), title=text))):
        assert "U+" in str(shown)
        assert not set(str(shown)) & (set(text) - {"a", "b"})
    page = html(draft(paragraph("1", (text, 1)), title=text, reason=text))
    assert not set(page) & (set(text) - {"a", "b"})


@pytest.mark.parametrize(
    "text", ["كتاب\u200f (1)\u200f", "\u2067نص\u2069 WP.3", "می\u200cخواهم", "co\u00adoperate", "\u202bنص\u202c x"]
)
def test_marks_that_a_language_needs_stay(text: str) -> None:
    assert seen(text) == text


def test_a_terminal_obeys_no_text_and_json_is_exact() -> None:
    text = "a\x1b[31mb\x9b2Jc\x07\r\nd\u202ee"
    assert not set(on_a_screen(text)) & set("\x1b\x9b\x07\r\u202e")
    printed = dumped({"text": text})
    assert json.loads(printed)["text"] == text
    assert not set(printed) & set("\x1b\x9b\u202e")


def test_stored_text_keeps_them_and_its_reader_is_told_where() -> None:
    first = "1. Averland agrees with \u202eall\u202c of this proposal."
    text = f"A paper\n\n{first}\n\n2. It has no \U000e0041\U000e0042 further view.\n"
    document = read_document(text.encode(), "paper.txt", "paper")
    assert "\u202eall\u202c" in document.paragraphs[0].text
    (warning,) = [line for line in document.warnings if "Invisible" in line]
    assert "paragraph 1: " in warning
    assert "right-to-left override (U+202E)" in warning
    assert "paragraph 2: " in warning


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_no_address_and_no_filter_takes_one_for_the_real_paper(specimen_client: httpx.Client, false: str) -> None:
    for path in ("/api/v1/documents/{}@en", "/library/{}@en", "/api/v1/paragraphs/{}%235@en"):
        assert specimen_client.get(path.format(quote(false, safe=""))).status_code == 404
    given = {"question": "How soon should visas be issued?", "scope": {"symbol": [false]}}
    assert specimen_client.post("/api/v1/ask", json=given).json()["kind"] == "abstention"
    asked = specimen_client.post("/api/v1/ask", json={"question": f"What does {false} say about visas?"}).json()
    assert (asked["kind"], "U+" in asked["reason"]) == ("abstention", True)
    checked = specimen_client.post(
        "/api/v1/check", json={"text": f"Averland has a national position ({false}, para. 5)."}
    ).json()
    assert [item["verdict"] for item in checked["sentences"]] == ["unsupported"]
