"""What a question names: States asked for their view, States spoken about, sessions, dates, articles, symbols, kinds of
papers. No model; six languages.

A cue is hard when the question says where to look ("What does Sweden say", "in the working paper of", a symbol), and
soft when it is only mentioned ("When did Sweden ratify").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.symbol import find_look_alikes, find_symbols
from retrieval import cue_words as words
from retrieval.cues import Asked, Cue
from retrieval.decisions import find_decisions
from retrieval.meetings import Session, find_sessions
from retrieval.papers import find_articles, find_papers
from retrieval.periods import Period, find_periods
from retrieval.speakers import find_speakers

__all__ = ["Asked", "Cue", "read_question"]
_NEAR = 80
_HARD_NAME = "\x01"  # stands for a name that is asked for its view
_AT = re.compile(
    r"\b(?:in|at|during|from|à|au|dans|pendant|durant|en|durante|na|на|в|во|во время|в ходе|في|خلال|أثناء|lors d[eu]"
    r"|au cours d[eu])\s+(?:the\s+|la\s+|le\s+|les\s+|el\s+|l['’]\s*)?(?:دور(?:ة|ات)\s+)?$|\ba la\s+$|(?:在|于)\s*$"
    rf"|\b(?:сообщил|доложил|представил|изложил|заявил)\w*\s+{_HARD_NAME}+\s+$",  # to whom, without a preposition
    re.IGNORECASE,
)
_OF = r"(?:\s+(?:of|from|at|to|de|du|del|para|для|من|في)?(?:\s+(?:the|la|le|el|los|les))?\s*|\s*)$"
_PAPERS_OF = re.compile(rf"\b(?:{words.PAPERS}){_OF}", re.IGNORECASE)
_END = re.compile(r"[\s?？؟.!。…\"»”]*")
_WHERE = ("session", "since", "until", "kind", "status")  # where to look, when a question is nothing but these
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_PAST_ONLY = ("since", "after")
_IN = re.compile(r"(?:in|en|в|في)\b", re.IGNORECASE)


def read_question(text: str) -> Asked:
    """Reads a question; offsets count its code points.

    >>> read_question("What does Sweden say about Iran?").authors
    ('SWE',)
    """
    sessions = list(find_sessions(text))
    spans = [(session.start, session.end) for session in sessions]
    symbols = [hit for hit in (*find_symbols(text), *find_look_alikes(text)) if not _inside(hit.start, spans)]
    plain = _blank(text, [*spans, *((hit.start, hit.end) for hit in symbols)])
    periods = list(find_periods(plain))
    papers = list(find_papers(plain))
    plain = _blank(plain, [(period.start, period.end) for period in periods])
    speakers = list(find_speakers(plain))
    told = bool(words.TELLS.search(_blank(plain, [(cue.start, cue.end) for cue in speakers])))
    decided = [] if any(cue.field in ("state", "group") for cue in speakers) else list(find_decisions(text))
    papers += [cue for cue in decided if not any(cue.field == paper.field for paper in papers)]
    marked = _blank(text, [(cue.start, cue.end) for cue in speakers if cue.hard], _HARD_NAME)
    cues = [Cue("symbol", hit.symbol, hit.start, hit.end, hard=True) for hit in symbols]
    cues += [_session_cue(marked, session, told, bool(decided)) for session in sessions]
    cues += [cue for period in periods for cue in _period_cues(marked, period, told, bool(decided))]
    cues += [*speakers, *papers, *find_articles(plain)]
    if not re.search(r"[^\W\d_]", _blank(text, [(cue.start, cue.end) for cue in cues])):
        cues = [replace(cue, hard=cue.hard or cue.field in _WHERE) for cue in cues]
    return Asked(tuple(sorted(cues, key=lambda cue: (cue.start, cue.end))))


def _inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _blank(text: str, spans: Sequence[tuple[int, int]], sign: str = " ") -> str:
    """The text with these stretches overwritten, as long as before."""
    for start, end in spans:
        text = text[:start] + sign * (end - start) + text[end:]
    return text


def _session_cue(text: str, session: Session, told: bool, decided: bool) -> Cue:
    """A session in words says where to look when something is told there: "said at the second session"; and when the
    question is what was decided, unless that is what another decision is about."""
    before, after = text[max(session.start - _NEAR, 0) : session.start], text[session.end : session.end + _NEAR]
    place = _AT.search(before) or not before.strip(' ¿«“"') or session.start == 0
    named = told and bool(place) and not _decides(before)
    papers = _PAPERS_OF.search(before) or words.PAPERS_AFTER.match(after)
    hard = session.code or (session.sure and bool(named or papers or (decided and not words.ABOUT.search(before))))
    return Cue("session", session.name, session.start, session.end, hard)


def _decides(before: str) -> bool:
    """Whether the words before make the session the matter: "agreed at the 2010 Review Conference"."""
    head = _AT.sub("", before)
    return bool(re.search(words.DECIDED, head, re.IGNORECASE))


def _period_cues(text: str, period: Period, told: bool, decided: bool) -> Iterator[Cue]:
    """A period says where to look at the start of a question, or beside a word of saying or a paper; a year also when
    it is that of a decision asked for."""
    before, after = text[max(period.start - _NEAR, 0) : period.start], text[period.end : period.end + _NEAR]
    say = words.DID.search(text) and words.SAY_BEFORE.search(before)
    beside = say or words.SAID_BEFORE.search(before) or words.PAPERS_AFTER.match(after)
    opens = told and not before.strip(' ¿«“"在自从')
    when = decided and (period.how == "in" or not before.strip(" 在那么而"))
    hard = bool(beside or opens or when) or (told and _closes(text, period, after))
    span = period.start, period.end, hard
    ranged = period.how not in ("year", "in")
    if ranged and (hard or period.how in ("since", "from", "after")):
        if period.first:
            yield Cue("since", period.first, *span)
        if period.last:
            yield Cue("until", period.last, *span)
        return
    written = text[period.start : period.end].translate(words.DIGITS)
    for year in dict.fromkeys(_YEAR.findall(written)):
        yield Cue("year", year, *span)


def _closes(text: str, period: Period, after: str) -> bool:
    """A period at the end that reaches back from today: papers from before it cannot tell."""
    if not _END.fullmatch(after):
        return False
    if _IN.match(text, period.start):  # "What did Sweden say about mines in 2010?"
        said = words.DID.search(text) or words.SAID_SOMEWHERE.search(text)
        return bool(said) and _HARD_NAME in text and not _decides(text[: period.start])
    return period.how in _PAST_ONLY or (period.how == "from" and bool(words.SAID_SOMEWHERE.search(text)))
