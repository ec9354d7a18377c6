"""The tables of names, and what is read from them: codes, suggestions, display names; how much work a text is."""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.names import display_name, find_names, is_state, resolve, state_codes, suggest

ROOT = Path(__file__).parents[2]
CHECK_LIST = ROOT.parent / "shared" / "data" / "un_state_names_18x6.csv"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
FORMS = {"formal", "short", "inflected", "former", "adjective", "alpha2"}
SOURCES = {"un", "unterm", "cldr", "pycountry", "countrynames", "unreviewed", "specimen"}
FICTIONAL = {"XAV", "XKE", "XMI", "XNR", "XOB", "XSL", "XTV"}
FICTIONAL_GROUPS = {"OSG", "GLP"}
GROUPS = {
    *("NAM", "NAC", "NPDI", "VIENNA10", "ARAB", "EU", "P5", "STOCKHOLM", "AFRICAN", "ARABLEAGUE", "ASEAN", "CARICOM"),
    *("CELAC", "CIS", "GCC", "BRICS", "G7", "DEALERT", "HUMANITARIAN"),
}


def table(file: str) -> list[list[str]]:
    lines = (ROOT / "corpus" / "data" / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


STATES = table("states.tsv")
GROUP_ROWS = table("groups.tsv")
NAMES = [(r[3], r[0]) for r in STATES[1:] + GROUP_ROWS[1:] if r[2] not in ("alpha2", "adjective")]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[h.start : h.end], h.code) for h in find_names(text, adjectives=True)]


# The tables


def test_headers() -> None:
    assert STATES[0] == ["iso3", "language", "form", "name", "source"]
    assert GROUP_ROWS[0] == ["code", "language", "form", "name", "source"]


@pytest.mark.parametrize("rows", [STATES[1:], GROUP_ROWS[1:]], ids=["states", "groups"])
def test_rows_are_well_formed(rows: list[list[str]]) -> None:
    for row in rows:
        assert len(row) == 5, row
        _, language, form, name, source = row
        assert form in FORMS, row
        assert source in SOURCES, row
        assert language in LANGUAGES or (language, form) == ("mul", "alpha2"), row
        assert name == unicodedata.normalize("NFC", name).strip(), row
    spelled = [tuple(row[:2] + row[3:4]) for row in rows]
    assert len(spelled) == len(set(spelled))


def test_every_member_observer_and_specimen_has_a_short_name_in_six_languages() -> None:
    short = {(r[0], r[1]) for r in STATES if r[2] == "short"}
    codes = set(state_codes())
    assert {(c, language) for c in codes for language in LANGUAGES} <= short
    assert len(codes - FICTIONAL) == 193 + 2
    assert {"VAT", "PSE"} | FICTIONAL <= codes


def test_what_is_fictional_is_marked_and_nothing_else_is() -> None:
    assert {r[0] for r in STATES if r[4] == "specimen"} == FICTIONAL
    assert {r[0] for r in GROUP_ROWS if r[4] == "specimen"} == FICTIONAL_GROUPS
    fictional = [r for r in STATES + GROUP_ROWS if r[0] in FICTIONAL | FICTIONAL_GROUPS]
    assert {r[4] for r in fictional} == {"specimen"}


def test_every_member_and_observer_has_a_code_in_two_letters_and_no_fictional_one_has() -> None:
    assert {r[0] for r in STATES if r[2] == "alpha2"} == set(state_codes()) - FICTIONAL


def test_every_group_has_a_name_in_six_languages() -> None:
    short = {(r[0], r[1]) for r in GROUP_ROWS if r[2] == "short"}
    assert {(c, language) for c in GROUPS | FICTIONAL_GROUPS for language in LANGUAGES} == short


@pytest.mark.parametrize(("code", "alpha2"), [("SWE", "SE"), ("GBR", "GB"), ("PSE", "PS"), ("VAT", "VA")])
def test_alpha2(code: str, alpha2: str) -> None:
    assert resolve(alpha2) == code


def test_no_spelling_has_two_codes_and_every_name_resolves_to_its_own() -> None:
    for name, code in NAMES:
        assert resolve(name) == code, name


def test_every_name_is_found_in_a_text() -> None:
    for name, code in NAMES:
        assert found(f"({name})") == [(name, code)], name


def test_every_adjective_is_found_on_request() -> None:
    for code, _, form, name, _ in STATES:
        if form == "adjective":
            assert [c for _, c in found(f"({name})")] == [code], name


def test_a_phrase_that_is_no_name_hides_the_name_it_holds() -> None:
    for language, phrase, why in table("not_names.tsv")[1:]:
        assert language in LANGUAGES and why, phrase
        assert found(f"({phrase})") == [], phrase


def test_nearly_every_state_has_adjectives_in_five_languages() -> None:
    """The rest have none, or one that two States share (Congolese, Dominican)."""
    for language, least in (("en", 185), ("fr", 185), ("es", 185), ("ru", 165), ("ar", 150)):
        assert len({r[0] for r in STATES if r[1:3] == [language, "adjective"]}) >= least, language


def test_check_list() -> None:
    if not CHECK_LIST.exists():
        pytest.skip("the check list lies in ../shared, which is not here")
    with CHECK_LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = [(row["iso2"], language, row[language]) for row in rows for language in LANGUAGES]
    assert len(cells) == 108
    for alpha2, language, cell in cells:
        code = resolve(alpha2)
        assert code is not None
        for name in cell.split("|"):
            assert resolve(name) == code, name
            assert found(f"({name})") == [(name, code)]
        assert display_name(code, language) in cell.split("|")


# Resolving, suggesting, printing


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("swe", "SWE"),
        ("SWE", "SWE"),
        ("se", None),
        ("us", None),
        ("US", "USA"),
        ("UK", "GBR"),
        ("dprk", "PRK"),
        ("turkey", "TUR"),
        ("The Holy See", "VAT"),
        ("l’Iran", "IRN"),
        ("la Suède", "SWE"),
        ("les États-Unis", "USA"),
        ("el Salvador", "SLV"),
        ("los Estados Unidos", "USA"),
        (" 瑞典 ", "SWE"),
        ("للسويد", "SWE"),
        ("Швеции", "SWE"),
        ("p5", "P5"),
        ("eu", "EU"),
        ("Vienna Group", "VIENNA10"),
        ("Sweden and Norway", None),
        ("Atlantis", None),
        ("Northern Ireland", None),
        ("", None),
        ("\u200f", None),
    ],
)
def test_resolve(name: str, code: str | None) -> None:
    assert resolve(name) == code


def test_kind_narrows_an_answer() -> None:
    assert resolve("EU", kind="state") is None
    assert resolve("Sweden", kind="group") is None
    assert resolve("NAM", kind="state") == resolve("NAM", kind="group") == "NAM"
    assert display_name("NAM", "en") == display_name("NAM", "en", kind="state") == "Namibia"
    assert display_name("NAM", "en", kind="group") == "Non-Aligned Movement"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Swedin", "Sweden"),
        ("Suéde", "Suède"),
        ("Швеця", "Швеция"),
        ("السويدد", "السويد"),
        ("Holly See", "Holy See"),
        ("Turkei", "Türkiye"),
        ("Averlnd", "Averland"),
        ("America", "United States of America"),
    ],
)
def test_suggest(name: str, first: str) -> None:
    assert suggest(name)[0] == first


def test_suggest_keeps_the_script_and_the_limit() -> None:
    assert "瑞典" in suggest("瑞点")
    assert set(suggest("Korea")[:2]) == {"Democratic People’s Republic of Korea", "Republic of Korea"}
    assert suggest("Vienna Grup", kind="group") == ("Vienna Group of Ten",)
    assert len(suggest("Gui", limit=1)) <= 1
    assert suggest("qqqqqq") == suggest("") == suggest("Sweden", limit=0) == ()


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=30))
def test_suggestions_are_names_of_different_states(text: str) -> None:
    codes = [resolve(name, kind="state") for name in suggest(text)]
    assert None not in codes
    assert len(codes) == len(set(codes)) <= 3


USA = (
    *("United States of America", "États-Unis d’Amérique", "Estados Unidos de América"),
    *("Соединенные Штаты Америки", "الولايات المتحدة الأمريكية", "美利坚合众国"),
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SWE", ("Sweden", "Suède", "Suecia", "Швеция", "السويد", "瑞典")),
        ("USA", USA),
        ("XAV", ("Averland", "Averland", "Averlandia", "Аверландия", "أفرلاند", "阿弗兰")),
    ],
)
def test_display_name(code: str, expected: tuple[str, ...]) -> None:
    assert tuple(display_name(code, language) for language in LANGUAGES) == expected


def test_display_name_formal_and_unknown() -> None:
    assert display_name("SWE", "fr", formal=True) == "Royaume de Suède"
    assert display_name("CAN", "fr", formal=True) == "Canada"
    assert display_name("ZZZ", "en") == "ZZZ"
    assert display_name("SWE", "xx") == "SWE"


def test_display_names_resolve() -> None:
    for code in state_codes():
        for language in LANGUAGES:
            assert resolve(display_name(code, language), kind="state") == code
            assert resolve(display_name(code, language, formal=True), kind="state") == code


def test_is_state() -> None:
    assert is_state("SWE") and is_state("XAV")
    assert not is_state("EU") and not is_state("swe")


# Work: this sits on the path of every question. Calls are counted, so that a busy machine does not decide.


def calls(text: str) -> int:
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        find_names(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "text",
    [
        "The Republic of Korea and nobody else spoke. ",
        "Республика Корея и Королевство Швеция. ",
        "发展中国家和美国的立场。",
        "وللسويد موقف ",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(text: str) -> None:
    find_names(text)  # the tables are read
    short, long = calls((text * 200)[:500]), calls((text * 200)[:2000])
    assert long < 4.4 * short
    assert long < 6 * 2000
