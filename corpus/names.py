"""States and groups by name, in six languages: found in text, resolved, suggested and printed.

A State's code is its ISO 3166 alpha-3 code; a group's code is the one in ``data/groups.tsv``. One code means both:
``NAM`` is Namibia as a State and the Non-Aligned Movement as a group, so keep ``kind`` beside ``code``. Codes in X
with the source ``specimen`` are the fictional States of the specimen conference. ``data/not_names.tsv`` holds phrases
that contain a name and mean no State ("Northern Ireland", "发展中国家"). Tables are read on first use, never at import.

The source of a row: ``un`` as in the UN's own papers, ``unterm`` as in a public copy of the UN's terminology base,
``pycountry``, ``cldr`` and ``countrynames`` as in that package, ``unreviewed`` as nobody has checked it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from corpus.name_matching import Index, build_index, fold, fold_name, is_abbreviation, scan, whole

STATE = "state"
GROUP = "group"
_COLUMNS = 5
_LONGEST_QUERY = 120
_REMEMBERED = 8192  # texts: the same paragraphs are asked for again and again
_ARTICLES = ("l'", "l’", "la ", "le ", "les ", "the ", "el ", "los ", "las ")


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in a text: ``text[start:end]`` in code points. ``form`` is the table's (formal, short, inflected, former,
    adjective)."""

    start: int
    end: int
    code: str
    kind: str  # "state" | "group"
    form: str


class _Row(NamedTuple):
    code: str
    language: str
    form: str
    name: str
    kind: str


@lru_cache(maxsize=_REMEMBERED)
def find_names(text: str, *, adjectives: bool = False) -> tuple[NameHit, ...]:
    """Every State and group named in a text of any of the six languages, in order, longest match first, no overlap.

    Abbreviations match in their own case only ("us" is not the United States) and a few names only with a capital
    (Chad, Turkey). With ``adjectives``, "Swedish" is a hit on Sweden with form "adjective".
    """
    folded = fold(text)
    return tuple(
        NameHit(*folded.span(match.start, match.end), match.alias.code, match.alias.kind, match.alias.form)
        for match in scan(_index(), folded, adjectives=adjectives)
    )


def resolve(name: str, *, kind: str | None = None) -> str | None:
    """The code of a whole string: any name or alias, alpha-3 or group code in any case, alpha-2 in capitals.

    A leading article (the, l’, la, le, les, el, los, las) may stand. ``kind`` ("state" or "group") narrows the answer.
    None when the string is not a name.
    """
    written = name.strip()
    lowered = written.lower()
    bare = next((written[len(a) :] for a in _ARTICLES if lowered.startswith(a)), written)
    for candidate in dict.fromkeys((written, bare)):
        alias = whole(_index(), fold(candidate), kind)
        if alias is not None:
            return alias.code
    for each in (STATE, GROUP) if kind is None else (kind,):
        code = _written_codes(each).get(written) or _written_codes(each).get(written.upper())
        if code is not None and (len(written) > 2 or written.isupper() or each == GROUP):
            return code
    return None


def suggest(name: str, limit: int = 3, *, kind: str = STATE) -> tuple[str, ...]:
    """Display names near an unknown one, best first, one for each State (or group), in the script of the input.

    Names that contain the input as words come first, then near spellings. Empty when nothing is near.
    """
    wanted = fold(name[:_LONGEST_QUERY]).text.strip()
    if not wanted or limit < 1:
        return ()
    script = _script(wanted)
    names = _spellings(kind, script)
    within = sorted((n for n in names if f" {wanted} " in f" {n} "), key=len)
    near = difflib.get_close_matches(wanted, names, n=limit * 8, cutoff=0.5 if script == "zh" else 0.6)
    found: dict[str, str] = {}
    for spelling in (*within, *near):
        code, language = names[spelling]
        found.setdefault(code, display_name(code, language, kind=kind))
    return tuple(found.values())[:limit]


def display_name(code: str, language: str, *, formal: bool = False, kind: str | None = None) -> str:
    """The name to print in a language: the short name as the UN writes it, or the formal one.

    A name without a formal form prints its short one. The code itself when code or language is unknown. Without
    ``kind`` a State comes before a group (this matters for NAM alone).
    """
    table = _display()
    for each in (STATE, GROUP) if kind is None else (kind,):
        for form in ("formal", "short") if formal else ("short",):
            name = table.get((each, code, str(language), form))
            if name is not None:
                return name
    return code


def is_state(code: str) -> bool:
    """Whether a code is a State's (alpha-3, capitals). True for NAM, which is Namibia."""
    return code in _codes(STATE)


def state_codes() -> tuple[str, ...]:
    """The alpha-3 codes of all States in the table, sorted: 193 Members, 2 observers and the fictional ones."""
    return _codes(STATE)


def read_table(file: str, columns: int) -> Iterator[list[str]]:
    """The cells of a table in ``corpus/data``, without its header. Raises ValueError on a malformed line."""
    lines = (resources.files("corpus") / "data" / file).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != columns:
            raise ValueError(f"corpus/data/{file} line {number}: {columns} columns expected, {len(cells)} found")
        yield cells


@cache
def _rows() -> tuple[_Row, ...]:
    tables = ((STATE, "states.tsv"), (GROUP, "groups.tsv"))
    return tuple(
        _Row(code, language, form, name, kind)
        for kind, file in tables
        for code, language, form, name, _ in read_table(file, _COLUMNS)
    )


@cache
def _index() -> Index:
    names = [(r.name, r.code, r.kind, r.form) for r in _rows() if r.form != "alpha2"]
    return build_index(names + [(phrase, "", "", "") for _, phrase, _ in read_table("not_names.tsv", 3)])


@cache
def _codes(kind: str) -> tuple[str, ...]:
    return tuple(sorted({r.code for r in _rows() if r.kind == kind}))


@cache
def _written_codes(kind: str) -> dict[str, str]:
    alpha2 = {r.name: r.code for r in _rows() if r.kind == kind and r.form == "alpha2"}
    return alpha2 | {code: code for code in _codes(kind)}


@cache
def _display() -> dict[tuple[str, str, str, str], str]:
    table: dict[tuple[str, str, str, str], str] = {}
    for row in _rows():
        table.setdefault((row.kind, row.code, row.language, row.form), row.name)
    return table


@cache
def _spellings(kind: str, script: str) -> dict[str, tuple[str, str]]:
    """Folded names of one script, with code and language; abbreviations are too short to be near anything."""
    table: dict[str, tuple[str, str]] = {}
    for row in _rows():
        if row.kind == kind and row.form in ("short", "formal", "former") and not is_abbreviation(row.name):
            folded = fold_name(row.name).lower()
            if _script(folded) == script:
                table.setdefault(folded, (row.code, row.language))
    return table


def _script(text: str) -> str:
    """The script of the first letter that tells: zh, ar, ru, or latin."""
    for char in text:
        if "\u3400" <= char <= "\u9fff":
            return "zh"
        if "\u0600" <= char <= "\u06ff":
            return "ar"
        if "\u0400" <= char <= "\u04ff":
            return "ru"
    return "latin"
