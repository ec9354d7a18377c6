"""The sessions of the review process that a question names, in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.sessions import meeting_in, meetings
from corpus.symbol import find_symbols, session_of

_ROMAN = ("", "I", "II", "III", "IV")
_ORDINALS = (
    r"first|1st|première|1re|primer|primera|1er|перв\w+|الأولى|第一|第1",
    r"second|2nd|deuxième|seconde|2e|segundo|segunda|втор\w+|الثانية|第二|第2",
    r"third|3rd|troisième|3e|tercer|tercera|треть\w+|الثالثة|第三|第3",
    r"fourth|4th|quatrième|4e|cuarto|cuarta|четверт\w+|четвёрт\w+|الرابعة|第四|第4",
)
_ORDINAL = "|".join(f"(?P<n{n}>{words})" for n, words in enumerate(_ORDINALS, start=1))
_COMMITTEE = (
    r"PrepComs?\b|Prep\.? Com\b|(?:the )?Preparatory Committee|Comité préparatoire|Commission préparatoire"
    r"|Comité Preparatorio|Комисси\w+ по подготовке|Подготовительн\w+ комитет\w*|اللجنة التحضيرية|للجنة التحضيرية"
    r"|筹备委员会|筹委会"
)
_TOKEN = re.compile(
    rf"(?P<committee>{_COMMITTEE})"
    r"|(?P<conference>review conferences?\b|\bRevCon\b|conférences? d['’]examen|conferencias? de examen"
    r"|обзорн\w+ конференци\w+"
    r"|конференци\w+(?:\s+(?P<inside>(?:19|20)\d\d)\s+года)?\s+по рассмотрению(?: действия)?(?: договора)?"
    r"|(?:ال)?مؤتمر (?:ال)?(?:استعراضي|استعراض)|审议大会|审议会议|审查会议)"
    rf"|(?:\b|(?=第))(?:{_ORDINAL})\s*(?:(?P<session>sessions?|períodos? de sesiones|сесси\w+|届会议|次会议|届会)"
    r"|(?=PrepCom|Preparatory))"
    rf"|الدورة\s+(?:{_ORDINAL.replace('?P<n', '?P<a')})|للدورة\s+(?:{_ORDINAL.replace('?P<n', '?P<l')})"
    r"|(?<![\d/.(-])(?P<year>(?:19|20)\d\d)(?![\d(])",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:\s|[,，()]|['’]s?|\b(?:of|the|sessions?|for|in|held|to|de|du|des|la|le|l|d|del|el|los|por|pour|à|en|sa|по|в|года|году|г)\b"
    r"|لل|ل|في|من|لعام|عام|سنة|التابعة|年|的|第|度)*",
    re.IGNORECASE,
)
_LONGEST_LINK = 40
_CODE = re.compile(r"(?<![\w./])(?:(?P<year>(?:19|20)\d\d)\s*/?\s*)?PC[./\s]?(?P<n>I{1,3}|IV|[1-4])(?![\w/])")
_WHOLE = re.compile(r"NPT/CONF\.\d{4}(?:/PC\.[IVX]+)?|LT/CONF\.\d{4}(?:/PC\.[IVX]+)?")


@dataclass(frozen=True, slots=True)
class Session:
    """A session named at ``text[start:end]``: ``2020/PC.II``, ``2015``, ``PC.II`` of any conference, or ``2020/PC`` for
    all its preparatory sessions. ``code``: written as a code. ``sure``: nothing else can be meant."""

    name: str
    start: int
    end: int
    code: bool = False
    sure: bool = True


def find_sessions(text: str) -> Iterator[Session]:
    """Every session in a text, in order: codes first, then those in words."""
    for hit in find_symbols(text):
        if _WHOLE.fullmatch(hit.symbol) and (name := session_of(hit.symbol)):
            yield Session(name, hit.start, hit.end, code=True)
    taken = [(hit.start, hit.end) for hit in find_symbols(text)]
    for match in _CODE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            number = int(match["n"]) if match["n"].isdigit() else _ROMAN.index(match["n"])
            year = int(match["year"]) if match["year"] else None
            yield Session(_preparatory(number, year), match.start(), match.end(), code=True)
    for cluster in _clusters(text):
        if session := _named(text, cluster):
            yield session


def _clusters(text: str) -> Iterator[list[re.Match[str]]]:
    """Words that stand together and name one session: ordinal, committee, conference and year in any order."""
    cluster: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        gap = text[cluster[-1].end() : match.start()] if cluster else ""
        twice = match["year"] and any(item["year"] for item in cluster)
        if cluster and (twice or len(gap) > _LONGEST_LINK or not _LINK.fullmatch(gap)):
            yield cluster
            cluster = []
        cluster.append(match)
    if cluster:
        yield cluster


def _named(text: str, cluster: list[re.Match[str]]) -> Session | None:
    year = next((int(item["year"] or item["inside"]) for item in cluster if item["year"] or item["inside"]), None)
    number = next((n for item in cluster if (n := _number(item))), 0)
    committee = any(item["committee"] for item in cluster)
    conference = any(item["conference"] for item in cluster)
    start, end = cluster[0].start(), cluster[-1].end()
    if number:
        elsewhere = re.match(r"\s+(?:of|de|du|del|la)\b", text[end:])
        if year is None and not committee and not conference and elsewhere:
            return None
        return Session(_preparatory(number, year), start, end, sure=committee or year is not None)
    if committee and year:
        return Session(_preparatory(0, year), start, end)
    return Session(str(year), start, end) if conference and year else None


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return next((n for n in range(1, 5) for kind in "nal" if groups.get(f"{kind}{n}")), 0)


def _preparatory(number: int, year: int | None) -> str:
    """The session by its number and a year: that of the session, or that of the conference it prepares."""
    if year is None:
        return f"PC.{_ROMAN[number]}"
    if number:
        meeting = meeting_in(number, year)
        return meeting.session if meeting else f"{year}/PC.{_ROMAN[number]}"
    return next((meeting.session for meeting in meetings() if meeting.opens.year == year), f"{year}/PC")
