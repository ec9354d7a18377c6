"""The story of a text that a model writes: it is asked, each sentence is checked against what it cites, those that fail
are asked for once more with the reasons, and what fails again is withheld."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.drafting.checks.claims import Voice
from app.drafting.claims import Statement
from app.drafting.evidence import bears, is_trusted, readable
from app.drafting.judge import LANGUAGE_NAMES, Judge
from app.drafting.model import Check, Checked, Sentence, Verdict
from app.drafting.parse import Garbled, Written, WrittenParagraph, parse
from app.drafting.phrases import author_of, phrase, year_of
from app.drafting.scales import Scales
from corpus.model import Language
from prompts.budget import affordable, window
from prompts.model import Refused, Source, WriteInput
from prompts.tokens import count_tokens
from retrieval.model import Passage

_PASSAGE_TOKENS = 900
_REPLY_TOKENS = 3000
_AT_ONCE = 4
_WORTH = 0.05  # a passage this much below another is worth 1/e of it


@dataclass(frozen=True, slots=True)
class Material:
    """What a prompt is made of: the passages by their keys, the same as sources, whether the reply shall be JSON, and
    what was refused of the last one."""

    keyed: Mapping[str, Passage]
    sources: tuple[Source, ...]
    structured: bool
    refused: tuple[Refused, ...]


Make = Callable[[Material], WriteInput]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a text is made from. ``make`` makes the prompt; ``room`` is how many tokens of passages the model is given;
    ``known`` are sentences that were checked before, by their words as ``plain`` writes them: they keep their verdicts.
    """

    passages: tuple[Passage, ...]
    language: Language
    voice: Voice
    make: Make
    room: int
    known: Mapping[str, Checked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """What a model wrote. ``paragraphs`` are what passed, with whether each is preambular; ``read`` are the passages it
    was given, ``left_out`` those that did not fit. ``fault`` is the key of a phrase that says why nothing is left."""

    paragraphs: tuple[tuple[bool, tuple[Checked, ...]], ...]
    withheld: tuple[Checked, ...]
    read: tuple[Passage, ...]
    left_out: tuple[Passage, ...]
    fault: str | None = None


async def write(brief: Brief, judge: Judge, scales: Scales) -> Text:
    """A text whose every sentence passed its checks, and what did not."""
    keyed, left_out = _affordable([each for each in brief.passages if bears(each.paragraph)], brief.room)
    sources = tuple(_source(key, passage, brief.language) for key, passage in keyed.items())

    async def ask(refused: tuple[Refused, ...] = ()) -> tuple[WrittenParagraph, ...]:
        reply = await judge.write(
            lambda structured: brief.make(Material(keyed, sources, structured, refused)), _REPLY_TOKENS
        )
        return parse(reply, brief.language, brief.known)

    async def checked(sentence: Written) -> Checked:
        if (known := brief.known.get(sentence.text)) is not None:
            return known
        return await _checked(sentence, keyed, brief, judge, scales)

    asked_again = False
    try:
        written = await ask()
    except Garbled:
        asked_again = True
        try:
            written = await ask()
        except Garbled:
            return Text((), (), tuple(keyed.values()), left_out, "model_unreadable")
    results = [await _all(checked, paragraph.sentences) for paragraph in written]
    failed = [item for row in results for item in row if _failed(item)]
    if failed and not asked_again:
        known = {item.sentence.text for row in results for item in row}
        better = iter(await _all(checked, [one for one in await _again(ask, failed) if one.text not in known]))
        results = [[_mended(item, better) if _failed(item) else item for item in row] for row in results]
    kept = [tuple(item for item in row if not _failed(item)) for row in results]
    paragraphs = tuple((given.preambular, row) for given, row in zip(written, kept, strict=True) if row)
    withheld = tuple(item for row in results for item in row if _failed(item))
    fault = None if paragraphs else "nothing_passed" if withheld else "gate_refused"
    return Text(numbered(paragraphs), withheld, tuple(keyed.values()), left_out, fault)


def numbered(
    paragraphs: Sequence[tuple[bool, tuple[Checked, ...]]],
) -> tuple[tuple[bool, tuple[Checked, ...]], ...]:
    """The same with the citations counted through: one number for each span, in the order in which they come."""
    numbers: dict[tuple[str, int, int], int] = {}

    def renumbered(item: Checked) -> Checked:
        citations = tuple(
            replace(each, n=numbers.setdefault((each.paragraph.id, each.start, each.end), len(numbers) + 1))
            for each in item.sentence.citations
        )
        return replace(item, sentence=replace(item.sentence, citations=citations))

    return tuple((preambular, tuple(renumbered(item) for item in row)) for preambular, row in paragraphs)


def _affordable(passages: Sequence[Passage], room: int) -> tuple[dict[str, Passage], tuple[Passage, ...]]:
    """The passages to be read, by key, and those that are left out because the model's window is too small."""
    costs = [count_tokens(_fitted(passage)) for passage in passages]
    best = max((passage.score for passage in passages), default=0.0)
    values = [math.exp((passage.score - best) / _WORTH) for passage in passages]
    taken = affordable(costs, values, room)
    keyed = {f"P{n}": passages[place] for n, place in enumerate(taken, start=1)}
    return keyed, tuple(passage for place, passage in enumerate(passages) if place not in taken)


def _fitted(passage: Passage) -> str:
    return window(readable(passage.paragraph), passage.best, _PASSAGE_TOKENS, count_tokens)


def _source(key: str, passage: Passage, language: Language) -> Source:
    document, paragraph = passage.document, passage.paragraph
    author = author_of(document, language)
    if paragraph.borrowed:
        named = paragraph.said_by if paragraph.said_by and is_trusted(paragraph.said_by, paragraph.language) else None
        speaker = named or phrase("another", language)
        author = f"{author}, quoting {speaker}"
    title = document.title if is_trusted(document.title, document.language) else ""
    paper = document.symbol or title or document.id
    return Source(key, author, paper, year_of(document, language), LANGUAGE_NAMES[paragraph.language], _fitted(passage))


async def _all(check: Callable[[Written], Awaitable[Checked]], sentences: Sequence[Written]) -> list[Checked]:
    """The sentences checked, in their order, a few at a time."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(sentence: Written) -> Checked:
        async with places:
            return await check(sentence)

    return list(await asyncio.gather(*(one(sentence) for sentence in sentences)))


async def _again(
    ask: Callable[..., Awaitable[tuple[WrittenParagraph, ...]]], failed: Sequence[Checked]
) -> list[Written]:
    """What the model makes of the sentences that failed; nothing where that cannot be read."""
    refused = tuple(Refused(item.sentence.text, item.reason or "") for item in failed)
    try:
        return [sentence for paragraph in await ask(refused) for sentence in paragraph.sentences]
    except Garbled:
        return []


def _mended(item: Checked, better: Iterator[Checked]) -> Checked:
    """The next sentence of the second reply where it passed; otherwise the one that failed, to be shown."""
    again = next(better, item)
    return item if _failed(again) else again


async def _checked(
    written: Written, keyed: Mapping[str, Passage], brief: Brief, judge: Judge, scales: Scales
) -> Checked:
    """A sentence held against what its keys stand for. A key that stands for nothing condemns it."""
    unknown = [key for key in written.keys if key not in keyed]
    if unknown or not written.keys:
        fault = (
            phrase("unknown_key", brief.language, keys=", ".join(unknown))
            if unknown
            else phrase("uncited", brief.language)
        )
        sentence = Sentence(written.text, "written", (), written.text, (), brief.language)
        return Checked(sentence, (Check("quote", False, fault),), Verdict.UNSUPPORTED, fault)
    statement = Statement(written.text, written.text, brief.language, (), short=False)
    passages = [keyed[key] for key in dict.fromkeys(written.keys)]
    return await scales.written(statement, passages, judge, brief.voice)


def _failed(item: Checked) -> bool:
    return item.verdict is Verdict.UNSUPPORTED
