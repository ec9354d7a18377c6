"""Membership on a day, to the day; the parties to the NPT; and the two tables behind them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import groups
from corpus.groups import groups_of, members, npt_parties
from corpus.names import is_state, state_codes

DATA = Path(__file__).parents[2] / "corpus" / "data"


def table(file: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


MEMBERSHIPS = table("memberships.tsv")[1:]
PARTIES = table("parties.tsv")[1:]
GROUPS = sorted({row[0] for row in MEMBERSHIPS})
DAYS = st.dates(date(1940, 1, 1), date(2040, 12, 31))


def first_day(cell: str) -> date:
    return date.min if not cell else date.fromisoformat(f"{cell}-01-01" if len(cell) == 4 else cell)


def last_day(cell: str) -> date:
    return date.max if not cell else date.fromisoformat(f"{cell}-12-31" if len(cell) == 4 else cell)


# Membership


@pytest.mark.parametrize(
    ("group", "on", "expected"),
    [
        ("OSG", date(2027, 2, 28), ()),
        ("OSG", date(2027, 3, 1), ("XAV", "XKE", "XTV")),
        ("OSG", date(2030, 1, 31), ("XAV", "XKE", "XTV")),
        ("OSG", date(2030, 2, 1), ("XAV", "XKE")),
        ("GLP", date(2028, 6, 14), ()),
        ("GLP", date(2028, 6, 15), ("XNR", "XOB", "XSL")),
        ("NAC", date(1998, 6, 8), ()),
        ("NAC", date(2013, 12, 31), ("BRA", "EGY", "IRL", "MEX", "NZL", "SWE", "ZAF")),
        ("NAC", date(2014, 1, 1), ("BRA", "EGY", "IRL", "MEX", "NZL", "ZAF")),
        ("P5", date(2026, 5, 1), ("CHN", "FRA", "GBR", "RUS", "USA")),
        ("NPDI", date(2013, 9, 23), ("ARE", "AUS", "CAN", "CHL", "DEU", "JPN", "MEX", "NLD", "POL", "TUR")),
    ],
)
def test_members_on_a_day(group: str, on: date, expected: tuple[str, ...]) -> None:
    assert members(group, on) == expected


@pytest.mark.parametrize(
    ("group", "on", "count"),
    [
        ("EU", date(1957, 12, 31), 0),
        ("EU", date(1958, 1, 1), 6),
        ("EU", date(2004, 4, 30), 15),
        ("EU", date(2004, 5, 1), 25),
        ("EU", date(2013, 7, 1), 28),
        ("EU", date(2020, 1, 31), 28),
        ("EU", date(2020, 2, 1), 27),
        ("NPDI", date(2013, 9, 24), 12),
        ("STOCKHOLM", date(2020, 1, 1), 16),
        ("VIENNA10", date(2010, 5, 6), 11),
        ("ARABLEAGUE", date(2020, 1, 1), 22),
        ("ARAB", date(2020, 1, 1), 22),
        ("ASEAN", date(2020, 1, 1), 10),
        ("NAM", date(2022, 8, 1), 120),
        ("AFRICAN", date(2022, 8, 1), 54),
    ],
)
def test_how_many_members_on_a_day(group: str, on: date, count: int) -> None:
    assert len(members(group, on)) == count


def test_the_united_kingdom_left_the_european_union_at_the_end_of_a_day() -> None:
    assert "EU" in groups_of("GBR", date(2020, 1, 31))
    assert "EU" not in groups_of("GBR", date(2020, 2, 1))


def test_groups_of_a_state() -> None:
    assert groups_of("SWE", date(2012, 4, 30)) == ("DEALERT", "EU", "NAC", "VIENNA10")
    assert groups_of("SWE", date(2022, 8, 1)) == ("DEALERT", "EU", "STOCKHOLM", "VIENNA10")
    assert groups_of("XTV", date(2030, 2, 1)) == ()


def test_a_state_may_come_back() -> None:
    burma = [date(year, 6, 1) for year in (1970, 1985, 2000) if "NAM" in groups_of("MMR", date(year, 6, 1))]
    assert [day.year for day in burma] == [1970, 2000]


def test_nobody_is_in_what_is_not_known() -> None:
    assert members("ATLANTIS", date(2020, 1, 1)) == members("nac", date(2020, 1, 1)) == ()
    assert members("HUMANITARIAN", date(2020, 1, 1)) == ()
    assert groups_of("ZZZ", date(2020, 1, 1)) == groups_of("swe", date(2020, 1, 1)) == ()


@given(st.sampled_from(GROUPS), DAYS)
def test_both_ways_agree(group: str, on: date) -> None:
    inside = members(group, on)
    assert list(inside) == sorted(set(inside))
    assert all((group in groups_of(state, on)) is (state in inside) for state in state_codes())


def test_every_row_counts_from_its_first_day_to_its_last() -> None:
    for group, state, since, until, _ in MEMBERSHIPS:
        first, last = first_day(since), last_day(until)
        assert state in members(group, first) and state in members(group, last), (group, state)
        if first > date.min:
            assert state not in members(group, first - timedelta(days=1)), (group, state)
        if last < date.max:
            assert state not in members(group, last + timedelta(days=1)), (group, state)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        groups._day("spring 2013", date.min, "01-01")


# The tables


def test_memberships_are_well_formed() -> None:
    assert table("memberships.tsv")[0] == ["group", "iso3", "since", "until", "source"]
    assert len({tuple(row[:3]) for row in MEMBERSHIPS}) == len(MEMBERSHIPS)
    for group, state, since, until, source in MEMBERSHIPS:
        assert is_state(state), state
        assert group in {row[0] for row in table("groups.tsv")}, group
        assert first_day(since) <= last_day(until), (group, state)
        assert source == "unreviewed" or (since and source), (group, state)


def test_fictional_states_and_groups_keep_to_themselves() -> None:
    for group, state, _, _, source in MEMBERSHIPS:
        assert (group in ("OSG", "GLP")) is state.startswith("X") is (source == "specimen"), (group, state)


def test_the_parties_to_the_npt() -> None:
    parties = npt_parties()
    assert list(parties) == sorted(set(parties))
    assert len(parties) == 191
    assert {"VAT", "PSE", "PRK"} <= set(parties)
    assert {"IND", "ISR", "PAK", "SSD"}.isdisjoint(parties)
    assert {code for code in state_codes() if not code.startswith("X")} - set(parties) == {"IND", "ISR", "PAK", "SSD"}


def test_the_table_of_parties_is_well_formed() -> None:
    assert table("parties.tsv")[0] == ["iso3", "since", "note", "source"]
    for code, since, _, source in PARTIES:
        assert is_state(code) and 1968 <= int(since) <= 2015 and source, code
    marked = {code: note for code, _, note, _ in PARTIES if note}
    assert "withdrawal" in marked["PRK"]
    assert {code for code, note in marked.items() if "depositary" in note} == {"GBR", "RUS", "USA"}
