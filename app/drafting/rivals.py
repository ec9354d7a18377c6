"""Paragraphs that say otherwise than one that is shown: a reader who sees one of them must see both. Pure.

Two paragraphs of two papers are held side by side where one nearly repeats the other, where one paper revises the
other, or where one speaks of the other's author; and a number, a denial or a word's opposite sets them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from app.drafting.checks.basic import run_checks
from app.drafting.checks.numbers import agree
from app.drafting.checks.numerals import read_all, read_quantities
from app.drafting.compose import authors_of, quoted, told_apart
from app.drafting.model import Checked
from app.drafting.spans import span_to_quote
from app.drafting.write import Text
from corpus.model import Language
from corpus.names import find_names
from corpus.opposites import find_denials, find_opposites
from retrieval.cues import Asked
from retrieval.model import Passage
from retrieval.words import words_of

_REACH = 0.08  # a paragraph this much below the best is too far from the question to be set against what is shown
_NEARLY = 0.6  # of the words of the shorter of two, so many stand in the other where it nearly repeats it
_SAME_MATTER = 0.3  # and so many where both are about one matter: 0.35 to 0.67 in the forged papers, 0.05 elsewhere
_FEWEST_WORDS = 4
_MOST = 2
_NOBODY = Asked()
_UNCOUNTED = ("date", "label")


def rivals(shown: Sequence[Passage], ranked: Sequence[Passage], asked: Asked = _NOBODY) -> tuple[Passage, ...]:
    """What else must be shown beside these passages, at most two: of each other paper that contradicts a shown one the
    passage that does so most plainly, by a number before any other way.

    Args:
        shown: what is shown.
        ranked: all that was found, best first; also what is too short to be chosen by itself.
        asked: what the question names. Where it names States or groups, only these are set against what is shown: what
            others say of them is not their view.
    """
    least = max((each.score for each in shown), default=0.0) - _REACH
    had = {_base(each) for each in shown}
    named = {*asked.authors, *asked.groups, *asked.about}
    found: list[tuple[bool, float, Passage]] = []
    for other in ranked:
        stranger = bool(named) and not named & set(authors_of(other))
        if other.score < least or _base(other) in had or stranger or _announces(other):
            continue
        against = [each for each in shown if other.document.work != each.document.work and _related(each, other)]
        ways = [way for each in against if (way := _apart(each, other)) is not None]
        if ways:
            found.append((not any(ways), -other.score, other))
    first: dict[str, Passage] = {}
    for _, _, passage in sorted(found, key=lambda item: item[:2]):
        first.setdefault(passage.document.work, passage)
    return tuple(first.values())[:_MOST]


def contradictions(wrote: Text, ranked: Sequence[Passage], asked: Asked, reader: Language) -> Iterator[Checked]:
    """Quotations of what says otherwise than what a model's text rests on, where it leaves that out."""
    citations = [each for _, row in wrote.paragraphs for item in row for each in item.sentence.citations]
    cited = list({each.paragraph.id: each.passage for each in citations}.values())
    others = rivals(cited, ranked, asked)
    papers = told_apart((*cited, *others), reader)
    last = max((each.n for each in citations), default=0)
    for n, passage in enumerate(others, start=last + 1):
        yield run_checks(quoted(passage, n, reader, paper=passage.document.work in papers))


def _related(one: Passage, other: Passage) -> bool:
    if _revises(one, other) or _revises(other, one):
        return True
    if one.paragraph.language is not other.paragraph.language:
        return False
    if _alike(_best(one), _best(other), one.paragraph.language) >= _NEARLY:
        return True
    own, its = set(authors_of(one)), set(authors_of(other))
    speaks_of_it = bool(own and its) and not own & its and (_names(other, own) or _names(one, its))
    return speaks_of_it and _alike(_quoted(one), _quoted(other), one.paragraph.language) >= _SAME_MATTER


def _revises(one: Passage, other: Passage) -> bool:
    return one.document.changes is not None and one.document.changes == other.document.symbol


def _alike(one: str, other: str, language: Language) -> float:
    """The share of the words of the shorter of two texts that stand in the other; 0 where it has too few."""
    words = [set(words_of(text, language)) for text in (one, other)]
    fewest = min(map(len, words))
    return len(words[0] & words[1]) / fewest if fewest >= _FEWEST_WORDS else 0.0


def _apart(one: Passage, other: Passage) -> bool | None:
    """True where a number sets them apart, False where it is a denial or an opposite, None where nothing does."""
    texts = [(_quoted(each), each.paragraph.language) for each in (one, other)]
    if _by_number(*texts[0], *texts[1]) or _by_number(*texts[1], *texts[0]):
        return True
    denied = [bool(find_denials(*each)) for each in texts]
    said = [{hit.key: hit.value for hit in find_opposites(*each)} for each in texts]
    opposed = any(said[0][key] != said[1][key] for key in said[0].keys() & said[1].keys())
    return False if denied[0] != denied[1] or opposed else None


def _by_number(own: str, language: Language, its: str, spoken: Language) -> bool:
    """Whether the one has a number of some kind that the other, which has others of that kind, does not."""
    held = [each for each in read_all(its, spoken.value) if each.unit not in _UNCOUNTED]
    for one in read_quantities(own, language.value):
        rivals_of_it = [each for each in held if _kind(each.unit) == _kind(one.unit)]
        if one.unit not in _UNCOUNTED and rivals_of_it and not any(agree(one, each) for each in rivals_of_it):
            return True
    return False


def _kind(unit: str) -> str:
    return unit.partition(":")[0]


def _names(passage: Passage, codes: Collection[str]) -> bool:
    return any(hit.code in codes for hit in find_names(_quoted(passage)))


def _quoted(passage: Passage) -> str:
    start, end = span_to_quote(passage)
    return passage.paragraph.text[start:end]


def _best(passage: Passage) -> str:
    start, end = passage.best
    return passage.paragraph.text[start:end]


def _announces(passage: Passage) -> bool:
    return _quoted(passage).endswith((":", "："))


def _base(passage: Passage) -> str:
    return passage.paragraph.id.rpartition("@")[0]
