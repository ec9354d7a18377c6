"""What a paper's masthead says: symbol, session, date, author, language. Facts only; contradictions become warnings."""

from __future__ import annotations

import csv
import datetime
import functools
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.dates import is_date_only, read_opening_date
from corpus.model import Language, Status
from corpus.names import find_names
from corpus.segment import Block, Kind
from corpus.symbol import kind_of, session_of, whole_symbol

_SESSION = (
    (1, r"First session|Première session|Primer período de sesiones|Первая сессия|الدورة الأولى|第一届会议"),
    (2, r"Second session|Deuxième session|Segundo período de sesiones|Вторая сессия|الدورة الثانية|第二届会议"),
    (3, r"Third session|Troisième session|Tercer período de sesiones|Третья сессия|الدورة الثالثة|第三届会议"),
)
_DISTRIBUTION = re.compile(r"^Distr[.:]|^Distr\b", re.IGNORECASE)
_LANGUAGE_NAMES = {
    "arabic": Language.AR, "chinese": Language.ZH, "english": Language.EN, "french": Language.FR,
    "russian": Language.RU, "spanish": Language.ES, "français": Language.FR, "español": Language.ES,
    "anglais": Language.EN, "inglés": Language.EN, "francés": Language.FR, "espagnol": Language.ES,
    "chinois": Language.ZH, "chino": Language.ZH, "russe": Language.RU, "ruso": Language.RU,
    "arabe": Language.AR, "árabe": Language.AR,
}  # fmt: skip
_ORIGINAL = re.compile(r"^Original\s?:\s*(?P<name>[^\W\d_]+)", re.IGNORECASE)
_AUTHOR = re.compile(
    r"^(?:Working paper|Statement|Report|Note)\b.*?(?:submitted|delivered|prepared) by (?P<en>.+)$"
    r"|^(?:Document de travail|Rapport|Note)\b.*?(?:présenté|soumis)e?s? par (?P<fr>.+)$"
    r"|^(?:Documento de trabajo|Informe|Nota)\b.*?presentad[oa] por (?P<es>.+)$"
    r"|^(?:Рабочий документ|Доклад|Записка),? представленн\w+ (?P<ru>.+)$"
    r"|^(?:ورقة عمل|تقرير|مذكرة)\b.*?مقدمة? من (?P<ar>.+)$"
    r"|^(?P<zh>.+?)(?:提交|提出)的(?:工作文件|报告|说明)$",
    re.IGNORECASE,
)
_KINDS = (
    ("statement", r"^Statement|^Déclaration|^Declaración|^Заявление|^بيان|发言$"),
    ("report", r"^Report|^Rapport|^Informe|^Доклад|^تقرير|报告$"),
    ("note", r"^Note\b|^Nota\b|^Записка|^مذكرة|说明$"),
)
_ADOPTED = re.compile(
    r"adopted by the .*Conference|adoptée? par la .*Conférence|aprobad[oa] por la .*Conferencia"
    r"|принято\w* .*Конференцией|اعتمد\w* المؤتمر|会议通过的",
    re.IGNORECASE,
)
_CHAIR = re.compile(
    r"\b(?:Chair|Chairperson|President|Présidente?|Presidente?|Presidenta)\b|Председател|الرئيس|主席", re.IGNORECASE
)
_TRAILING_MARK = re.compile(r"\s*(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d)$")
_LONGEST = 30


@dataclass(slots=True)
class Masthead:
    """What was found. ``end`` is the number of leading blocks that belong to the masthead."""

    symbol: str | None = None
    language: Language | None = None
    original_language: Language | None = None
    session_number: int | None = None
    session: str | None = None
    dates: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    issued: datetime.date | None = None
    title: str = ""
    author: str | None = None
    kind: str = "document"
    status: Status = Status.NATIONAL
    submitters: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    end: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session of the review process, from the table in ``corpus/data/sessions.tsv``."""

    session: str
    number: int
    opens: datetime.date
    place: str


@functools.cache
def meetings() -> tuple[Meeting, ...]:
    """The sessions known, oldest first."""
    source = importlib.resources.files("corpus") / "data" / "sessions.tsv"
    with source.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return tuple(
            Meeting(row["session"], int(row["number"]), datetime.date.fromisoformat(row["opens"]), row["place"])
            for row in rows
        )


def read_masthead(blocks: Sequence[Block], running: Sequence[str]) -> Masthead:
    """Reads the leading blocks; ``running`` are the headers and footers that were taken out of the text."""
    head = Masthead()
    head.symbol = next((symbol for line in running if (symbol := whole_symbol(line))), None)
    _read_leading(blocks, head)
    _decide_authorship(head)
    _decide_session(head)
    return head


def _read_leading(blocks: Sequence[Block], head: Masthead) -> None:
    untitled: list[str] = []
    for index, block in enumerate(blocks[:_LONGEST]):
        if block.kind not in (Kind.HEADING, Kind.TEXT) or (block.kind is Kind.TEXT and len(block.text) > 120):
            break
        if _is_author(block, head):
            head.title, head.end = " ".join(untitled), index + 1
            return
        if _read_field(block.text, head):
            untitled, head.end = [], index + 1
        elif block.kind is Kind.HEADING:
            untitled.append(block.text)
        else:
            break
    if untitled:
        head.title, head.end = untitled[0], head.end + 1


def _is_author(block: Block, head: Masthead) -> bool:
    line = _TRAILING_MARK.sub("", block.text)
    if match := _AUTHOR.match(line):
        head.author = next(group for group in match.groups() if group)
        head.kind = next((kind for kind, pattern in _KINDS if re.search(pattern, line, re.IGNORECASE)), "working-paper")
        return True
    if _ADOPTED.search(line) and len(line) < 90:
        head.kind, head.status = "decision", Status.ADOPTED
        return True
    return False


def _read_field(line: str, head: Masthead) -> bool:
    if _DISTRIBUTION.match(line):
        return True
    if match := _ORIGINAL.match(line):
        head.original_language = _LANGUAGE_NAMES.get(match.group("name").casefold())
        return True
    if language := _LANGUAGE_NAMES.get(line.casefold()):
        head.language = language
        return True
    for number, pattern in _SESSION:
        if re.fullmatch(pattern, line, re.IGNORECASE):
            head.session_number = number
            return True
    return _read_date(line, head)


def _read_date(line: str, head: Masthead) -> bool:
    if is_date_only(line):
        head.issued = read_opening_date(line)
        return True
    if re.search(r"[,，،]", line) and re.search(r"\d", line) and (opening := read_opening_date(line)):
        parts = re.split(r"[,，،]\s*", line)
        head.dates, head.date = line, opening
        head.place = next((part for part in parts if not re.search(r"\d", part)), None)
        return True
    return False


def _decide_authorship(head: Masthead) -> None:
    if head.symbol and head.kind == "document":
        head.kind = kind_of(head.symbol).replace(" ", "-")
    if head.symbol and (head.kind in ("draft", "conference-room-paper")):
        head.status = Status.NOT_ADOPTED
    if head.author is None:
        if head.status is not Status.ADOPTED:
            head.warnings.append("No author line was found; the paper is held without a State.")
        return
    hits = find_names(head.author)
    head.submitters = tuple(dict.fromkeys(hit.code for hit in hits if hit.kind == "state"))
    head.groups = tuple(dict.fromkeys(hit.code for hit in hits if hit.kind == "group"))
    if head.groups:
        head.status = Status.GROUP
    elif not head.submitters and _CHAIR.search(head.author):
        head.status = Status.CHAIR
    elif not head.submitters:
        head.warnings.append(f"The author “{head.author}” is not a State or group this version knows.")


def _decide_session(head: Masthead) -> None:
    printed = _printed_meeting(head)
    by_symbol = session_of(head.symbol) if head.symbol else None
    head.session = by_symbol or (printed.session if printed else None)
    if by_symbol and printed and by_symbol != printed.session:
        head.warnings.append(
            f"The masthead conflicts with the symbol: the masthead says session {printed.session} ({head.dates}), "
            f"the symbol {head.symbol} says session {by_symbol}. The symbol is used."
        )
        head.date = next((meeting.opens for meeting in meetings() if meeting.session == by_symbol), None)
    if head.issued:
        head.date = head.issued


def _printed_meeting(head: Masthead) -> Meeting | None:
    if head.session_number is None or head.date is None or (head.symbol and not head.symbol.startswith("NPT/")):
        return None
    wanted = (head.session_number, head.date.year)
    return next((meeting for meeting in meetings() if (meeting.number, meeting.opens.year) == wanted), None)
