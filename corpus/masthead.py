"""What a paper's masthead says: symbol, session, date, author, language. Facts only; contradictions become warnings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import masthead_words as words
from corpus.blocks import Block, Kind
from corpus.dates import is_date_only, read_opening_date
from corpus.look_alikes import folded, named, spelled
from corpus.model import Language, Status
from corpus.names import find_names
from corpus.sessions import Meeting, meeting_in, meeting_of
from corpus.symbol import AROUND, find_symbols, kind_of, pretended_symbol, session_of, symbol_changed, whole_symbol

_TRAILING_MARK = re.compile(r"\s*(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|(?<=[^\s\d])\d)$")
_LONGEST = 30  # blocks
_LONGEST_LINE = 120
_LONGEST_AUTHOR = 2_000
_FURTHEST = 400  # days between the day of issue and the session


@dataclass(slots=True)
class Masthead:
    """What was found. ``end`` is the number of leading blocks that belong to the masthead."""

    symbol: str | None = None
    pretended: str | None = None  # what looks like a symbol and is none
    changes: str | None = None
    language: Language | None = None
    original_language: Language | None = None
    distribution: str | None = None
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


def read_masthead(blocks: Sequence[Block], running: Sequence[str]) -> Masthead:
    """Reads the leading blocks; ``running`` are the headers and footers that were taken out of the text."""
    head = Masthead()
    found = [symbol for line in running if (symbol := whole_symbol(line))]
    head.symbol = found[0] if found else None
    head.pretended = next((false for line in running if (false := pretended_symbol(line))), None)
    _read_leading(blocks, head)
    if head.pretended:
        head.symbol = None
    if head.symbol:
        head.changes = symbol_changed(head.symbol)
        if others := sorted({symbol for symbol in found if symbol != head.symbol}):
            head.warnings.append(f"The pages also carry another symbol: {', '.join(others)}. {head.symbol} is used.")
    _decide_authorship(head)
    _decide_session(head)
    if head.pretended:
        _distrust(head, head.pretended)
    return head


def _distrust(head: Masthead, pretended: str) -> None:
    """A paper whose symbol only looks like one is nobody's: what its masthead claims is not taken over."""
    head.kind, head.status, head.submitters, head.groups = "document", Status.NATIONAL, (), ()
    head.warnings.append(
        f"What stands where a symbol should is none: {spelled(pretended)} looks like {folded(pretended).text}, but is "
        f"written with {named(pretended)}. The paper is not {folded(pretended).text}; it is held without a symbol, and "
        "the author and the status that its masthead claims are not taken over."
    )


def _read_leading(blocks: Sequence[Block], head: Masthead) -> None:
    untitled: list[str] = []
    for index, block in enumerate(blocks[:_LONGEST]):
        if _is_author(block, head):
            head.title, head.end = " ".join(untitled) or head.title, index + 1
            return
        if block.kind not in (Kind.HEADING, Kind.TEXT, Kind.ROW):
            break
        fields = [part for part in block.text.split("\t") if part.strip()]
        read = [_read_field(part.strip(), head) for part in fields]  # every part is read, also after one that is none
        if all(read):
            untitled, head.end = [], index + 1
        elif block.kind is Kind.HEADING and len(block.text) <= _LONGEST_LINE * 2:
            untitled.append(_TRAILING_MARK.sub("", block.text))
        else:
            break
    if untitled:
        head.title, head.end = untitled[0], head.end + 1


def _is_author(block: Block, head: Masthead) -> bool:
    line = _TRAILING_MARK.sub("", block.text)
    if len(line) > _LONGEST_AUTHOR or block.kind not in (Kind.HEADING, Kind.TEXT):
        return False
    if match := words.LETTER.match(line):
        head.author, head.kind, head.title = _group(match), "letter", line
        return True
    if (match := words.AUTHOR.match(line)) and (block.kind is Kind.HEADING or find_names(line)):
        head.author = _group(match)
        head.kind = next(
            (kind for kind, pattern in words.KINDS if re.search(pattern, line, re.IGNORECASE)), "working-paper"
        )
        return True
    if words.ADOPTED.search(line) and len(line) < 90:
        head.kind, head.status = "decision", Status.ADOPTED
        return True
    return False


def _group(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _read_field(line: str, head: Masthead) -> bool:
    """Reads one line, or several that were run together; False when it is no field of a masthead."""
    if words.DISTRIBUTION.match(line):
        return _read_distribution(line, head)
    if _read_language(line, head) or _read_session(line, head) or words.AGENDA.match(line):
        return True
    rest = words.UNITED_NATIONS.sub("", line).strip()
    return not rest or _read_symbol(rest, head) or (rest == line and _read_date(line, head))


def _read_language(line: str, head: Masthead) -> bool:
    if match := words.ORIGINAL.match(line):
        head.original_language = words.LANGUAGES.get(match.group("name").casefold())
        return True
    head.language = words.LANGUAGES.get(line.casefold(), head.language)
    return line.casefold() in words.LANGUAGES


def _read_session(line: str, head: Masthead) -> bool:
    number = next((n for n, pattern in words.SESSIONS if re.fullmatch(pattern, line, re.IGNORECASE)), None)
    head.session_number = number or head.session_number
    return number is not None


def _read_symbol(line: str, head: Masthead) -> bool:
    if false := pretended_symbol(line):
        head.pretended = head.pretended or false
        return True
    hits = find_symbols(line)
    if len(hits) != 1 or (line[: hits[0].start] + line[hits[0].end :]).strip(AROUND + "*"):
        return False
    head.symbol = head.symbol or hits[0].symbol
    return True


def _read_distribution(line: str, head: Masthead) -> bool:
    """``Distr.: General``, alone or with the date and the languages that stand below it."""
    head.distribution = next((name for name, pattern in words.DISTRIBUTIONS if pattern.search(line)), None)
    rest = words.DISTRIBUTION.sub("", line)
    if match := words.ORIGINAL.search(rest):
        head.original_language = words.LANGUAGES.get(match.group("name").casefold())
        rest = rest[: match.start()]
    for word in re.findall(r"[^\W\d_]+", rest):
        head.language = words.LANGUAGES.get(word.casefold(), head.language)
    if issued := read_opening_date(rest):
        head.issued = issued
    return True


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
    """Kind and status, and who submitted the paper."""
    if head.symbol and head.kind in ("document", "working-paper"):
        by_symbol = kind_of(head.symbol).replace(" ", "-")
        head.kind = by_symbol if by_symbol != "document" else head.kind
    hits = find_names(head.author) if head.author else ()
    head.submitters = tuple(dict.fromkeys(hit.code for hit in hits if hit.kind == "state"))
    head.groups = tuple(dict.fromkeys(hit.code for hit in hits if hit.kind == "group"))
    _decide_status(head)
    if head.author is None and head.status is Status.NATIONAL:
        head.warnings.append("No author line was found; the paper is held without a State.")
    elif head.author and not hits and head.status is Status.NATIONAL:
        head.warnings.append(f"The author “{head.author}” is not a State or group this version knows.")


def _decide_status(head: Masthead) -> None:
    """What the text is worth. Source: drafting practice of the review conferences."""
    if head.status is Status.ADOPTED:
        return
    named = bool(head.submitters or head.groups)
    if head.kind == "draft":
        head.status = Status.NOT_ADOPTED
    elif head.groups:
        head.status = Status.GROUP
    elif not named and ((head.author and words.CHAIR.search(head.author)) or words.CHAIR_TITLE.match(head.title)):
        head.status = Status.CHAIR
    elif not named and head.kind == "conference-room-paper":
        head.status = Status.NOT_ADOPTED
    elif not named and head.kind == "document" and words.FINAL_DOCUMENT.match(head.title):
        head.status = Status.ADOPTED
        head.warnings.append("A final document may hold parts that were not agreed; look before you cite it as agreed.")


def _decide_session(head: Masthead) -> None:
    printed = _printed_meeting(head)
    by_symbol = session_of(head.symbol) if head.symbol else None
    head.session = by_symbol or (printed.session if printed else None)
    if by_symbol and printed and by_symbol != printed.session:
        head.warnings.append(
            f"The masthead conflicts with the symbol: the masthead says session {printed.session} ({head.dates}), "
            f"the symbol {head.symbol} says session {by_symbol}. The symbol is used."
        )
        meeting = meeting_of(by_symbol)
        head.date = meeting.opens if meeting else None
    if head.issued and head.date and abs((head.issued - head.date).days) > _FURTHEST:
        head.warnings.append(
            f"The masthead conflicts with itself: issued on {head.issued}, for a session that opened on {head.date}."
        )
    if head.issued:
        head.date = head.issued


def _printed_meeting(head: Masthead) -> Meeting | None:
    if head.session_number is None or head.date is None or (head.symbol and not head.symbol.startswith("NPT/")):
        return None
    return meeting_in(head.session_number, head.date.year)
