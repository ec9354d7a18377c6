"""The grammar of document symbols: what is one, what only looks like one, and what a symbol says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.symbol import Symbol, find_symbols, kind_of, parse_symbol, session_of, whole_symbol

WHOLE = [
    "NPT/CONF.2020/PC.II/WP.30",
    "NPT/CONF.2015/PC.I/WP.21",
    "NPT/CONF.2010/50 (Vol. I)",
    "NPT/CONF.1995/32 (Part I)",
    "NPT/CONF.2020/PC.I/WP.1/Rev.1/Add.2",
    "NPT/CONF.2020/MC.I/SB.1/CRP.2",
    "NPT/CONF.2026/CRP.2/Rev.1",
    "NPT/CONF.2005/DEC.1",
    "A/RES/76/54",
    "A/C.1/75/L.8/Rev.1",
    "A/CONF.95/15",
    "A/S-10/2",
    "A/76/PV.1",
    "S/2015/123",
    "S/PRST/2015/5",
    "S/RES/1540 (2004)",
    "S/RES/2087(2013)",
    "E/2015/10",
    "ST/SG/AC.10",
    "CD/1299",
    "GOV/2003/75",
    "INFCIRC/153 (Corrected)",
    "BWC/CONF.VIII/4",
    "APLC/MSP.9/2008/WP.1",
    "LT/CONF.2031/PC.I/WP.3",
]


@pytest.mark.parametrize("symbol", WHOLE)
@pytest.mark.parametrize("around", ["{}", "see {}, para. 5", "({})", "见{}号文件", "انظر {}،", "документ {}.", "«{}»"])
def test_a_symbol_is_found_whole_wherever_it_stands(symbol: str, around: str) -> None:
    text = around.format(symbol)
    (hit,) = find_symbols(text)
    assert hit.symbol == symbol
    assert text[hit.start :].startswith(symbol)


@pytest.mark.parametrize(
    "text",
    [
        "and/or",
        "he/she",
        "S/he",
        "NATO/ISAF",
        "npt/conf.2020/wp.1",
        "https://undocs.org/A/76/1",
        "24/7 and 1/2",
        "NPT",
        "NPT/",
        "the NPT / CONF",
        "XNPT/CONF.2020/1",
        "A/B testing",
        "the S/N ratio",
        "a T/F answer",
    ],
)
def test_what_only_looks_like_a_symbol_is_left_alone(text: str) -> None:
    assert find_symbols(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A/72/27; CD/2000", ["A/72/27", "CD/2000"]),
        (
            "NPT/CONF.2020/1, NPT/CONF.2020/2 and A/66/L.1/Corr.1",
            ["NPT/CONF.2020/1", "NPT/CONF.2020/2", "A/66/L.1/Corr.1"],
        ),
        ("NPT/CONF.2020/WP.9*", ["NPT/CONF.2020/WP.9"]),
        ("It ends with CD/1299.", ["CD/1299"]),
    ],
)
def test_several_symbols_reissues_and_full_stops(text: str, expected: list[str]) -> None:
    assert [hit.symbol for hit in find_symbols(text)] == expected


@given(st.text(alphabet=st.sampled_from(list("NPTASCDLTWCONFabz/.0123456789()* 第号،-")), max_size=60))
def test_hits_are_ordered_apart_and_begin_with_their_symbol(text: str) -> None:
    last = 0
    for hit in find_symbols(text):
        assert last <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end].startswith(hit.symbol)
        assert set(text[hit.start + len(hit.symbol) : hit.end]) <= {"*", "."}
        last = hit.end


@pytest.mark.parametrize("symbol", WHOLE)
def test_a_line_that_is_a_symbol_is_a_whole_symbol(symbol: str) -> None:
    assert whole_symbol(f"  {symbol} ") == symbol
    assert whole_symbol(f"{symbol}*") == symbol
    assert whole_symbol(f"{symbol} page 3") is None
    assert whole_symbol(f"see {symbol}") is None


def test_two_symbols_on_a_line_are_no_whole_symbol() -> None:
    assert whole_symbol("CD/1299 CD/1300") is None


@pytest.mark.parametrize(
    ("symbol", "session"),
    [
        ("NPT/CONF.2015/PC.II/WP.45", "2015/PC.II"),
        ("NPT/CONF.2020/PC.III/WP.33", "2020/PC.III"),
        ("NPT/CONF.2010/50 (Vol. I)", "2010"),
        ("LT/CONF.2031/PC.I/WP.7", "2031/PC.I"),
        ("A/RES/76/54", None),
        ("A/CONF.95/15", None),
        ("CD/1299", None),
    ],
)
def test_the_session_is_read_from_the_symbol(symbol: str, session: str | None) -> None:
    assert session_of(symbol) == session


@given(st.integers(1970, 2099), st.sampled_from(["I", "II", "III", "IV"]), st.integers(1, 99))
def test_every_preparatory_session_is_read_back(year: int, committee: str, number: int) -> None:
    assert session_of(f"NPT/CONF.{year}/PC.{committee}/WP.{number}") == f"{year}/PC.{committee}"
    assert session_of(f"NPT/CONF.{year}/WP.{number}") == str(year)


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("NPT/CONF.2020/PC.II/WP.30", "working paper"),
        ("NPT/CONF.2020/WP.1/Add.1", "working paper"),
        ("A/C.1/75/L.8/Rev.1", "draft"),
        ("NPT/CONF.2020/CRP.2", "conference room paper"),
        ("NPT/CONF.2020/SR.1", "summary record"),
        ("NPT/CONF.2020/INF.5", "information document"),
        ("LT/CONF.2026/DEC.2", "decision"),
        ("NPT/CONF.2020/MISC.1", "miscellaneous"),
        ("NPT/CONF.2010/50 (Vol. I)", "document"),
        ("A/LOS.1", "document"),
    ],
)
def test_the_kind_is_read_from_the_symbol(symbol: str, kind: str) -> None:
    assert kind_of(symbol) == kind


@pytest.mark.parametrize("symbol", WHOLE)
def test_a_symbol_taken_apart_and_put_together_is_itself(symbol: str) -> None:
    for written in (symbol, f"{symbol}*"):
        parsed = parse_symbol(written)
        assert parsed is not None and str(parsed) == written


PARTS = st.sampled_from(
    ["CONF.2020", "PC.II", "MC.I", "SB.1", "WP.30", "INF.5", "L.2", "CRP.1", "SR.12", "50", "DEC.1"]
)


@given(
    st.sampled_from(["NPT", "A", "CD", "LT", "S"]),
    st.lists(PARTS, min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(["Rev", "Add", "Corr", "Amend"]), st.integers(1, 99)), max_size=2),
    st.booleans(),
)
def test_parsing_what_was_rendered_gives_the_symbol_back(
    series: str, parts: list[str], changes: list[tuple[str, int]], reissued: bool
) -> None:
    symbol = Symbol(series, tuple(parts), None, tuple(changes), reissued)
    if any(character.isdigit() for character in str(symbol)):
        assert parse_symbol(str(symbol)) == symbol


@pytest.mark.parametrize("text", ["", "NPT", "see CD/1299", "CD/1299 CD/1300", "../../etc", "NPT/СONF.2020/1"])
def test_what_is_no_symbol_is_not_parsed(text: str) -> None:
    assert parse_symbol(text) is None
