"""One sentence held against paragraphs: what sets them apart, how sure it is, which span is nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.drafting.checks.basic import run_checks
from app.drafting.checks.claims import Voice, check_claim, check_written
from app.drafting.checks.contrast import Nearness, Source, contrast
from app.drafting.checks.planted import check_markup, check_planted
from app.drafting.checks.support import UNSUPPORTED, agreed, check_support, sure
from app.drafting.claims import Statement
from app.drafting.compose import rendered
from app.drafting.evidence import evidence
from app.drafting.judge import Judge
from app.drafting.model import Check, Checked, Citation, Sentence
from app.drafting.ports import Meaning
from corpus.model import Status
from corpus.sentences import split_sentences
from retrieval.model import Passage

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence of a checked text. ``score`` is how sure it is that what was found bears it out, 0 to 1; ``found`` are
    the spans that it was held against, best first; ``near`` is how near the nearest comes in meaning (cosine). A
    heading makes no claim and has none."""

    checked: Checked
    score: float | None
    found: tuple[Citation, ...]
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A passage with how sure it is that it bears a sentence out, what sets them apart, and its nearest span."""

    score: float
    passage: Passage
    found: dict[str, float]
    span: tuple[int, int]


class Scales:
    """Weighs sentences against passages, by words, by meaning and, where one is at hand, by a model."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    async def against(self, statement: Statement, passages: Sequence[Passage], judge: Judge | None) -> Verified:
        """A sentence held against these passages, of which the one counts that bears it out best."""
        weighed = await self._weighed(statement, passages)
        score = await self._scored(statement, weighed[0], judge)
        citations = _citations(weighed[:_SHOWN])
        checked, score = check_claim(statement, citations[0], weighed[0].found, score)
        return Verified(checked, round(score, 3), citations, max(each.found["near"] for each in weighed))

    async def written(
        self, statement: Statement, passages: Sequence[Passage], judge: Judge | None, voice: Voice
    ) -> Checked:
        """A sentence that a model wrote, held against the passages that it cites together. A citation that does not
        bear it out by itself is taken away, and that is said: models cite more than they use."""
        weighed = await self._weighed(statement, passages)
        bearing = [each for each in weighed if each.score >= UNSUPPORTED] or weighed[:1]
        score = await self._own_scored(statement, weighed[0], judge)
        checked, _ = check_written(statement, _citations(bearing), [each.found for each in bearing], score, voice)
        if len(bearing) == len(weighed):
            return checked
        idle = ", ".join(each.passage.paragraph.id for each in weighed if each not in bearing)
        said = Check("support", None, f"Cited by the model, but not bearing it out, and taken away: {idle}.")
        return replace(checked, checks=(*checked.checks, said))

    async def rendering(self, sentence: Sentence, words: str) -> Checked:
        """A rendering of a quoted sentence with its checks: those of any sentence, and whether the source bears it out.
        The model that wrote it is not asked: it finds its own mistakes as good as what is right."""
        statement = Statement(words, words, sentence.language, (), short=False)
        (weighed,) = await self._weighed(statement, [sentence.citations[0].passage])
        made = rendered(sentence, words, sentence.language)
        return run_checks(made, (check_support(weighed.score), check_markup(made), check_planted(made)))

    async def nearest(self, statement: Statement, passages: Sequence[Passage]) -> tuple[float, Passage]:
        """The passage with the sentence nearest in meaning, and how near that is (cosine)."""
        weighed = await self._weighed(statement, passages)
        best = max(weighed, key=lambda item: item.found["near"])
        return best.found["near"], best.passage

    async def _scored(self, statement: Statement, weighed: _Weighed, judge: Judge | None) -> float:
        if judge is None:
            return weighed.score
        return agreed(weighed.score, await judge.supports(statement.claim, weighed.passage))

    async def _own_scored(self, statement: Statement, weighed: _Weighed, judge: Judge | None) -> float:
        """As ``_scored``, of a sentence that the model itself wrote: its yes lifts none that its source does not bear
        out by words and meaning."""
        score = await self._scored(statement, weighed, judge)
        return min(score, weighed.score) if weighed.score < UNSUPPORTED else score

    async def _weighed(self, statement: Statement, passages: Sequence[Passage]) -> list[_Weighed]:
        """Each passage with how sure it is that it bears the sentence out, surest first."""
        counted = [evidence(each.paragraph) for each in passages]
        spans = [_spans(each, text) for each, text in zip(passages, counted, strict=True)]
        texts = [
            text
            for whole, own in zip(counted, spans, strict=True)
            for text in (whole, *(whole[start:end] for start, end in own))
        ]
        (cosines,) = await self._meaning.cosines([statement.claim], texts)
        weighed: list[_Weighed] = []
        place = 0
        for passage, own in zip(passages, spans, strict=True):
            near = Nearness(float(cosines[place]), cosines[place + 1 : (place := place + 1 + len(own))])
            found = contrast(statement.claim, statement.language, _source(passage), own, near)
            best = own[int(near.sentences.argmax())] if own else (0, len(passage.paragraph.text))
            weighed.append(_Weighed(sure(found), passage, found, best))
        return sorted(weighed, key=lambda item: (-item.score, item.passage.rank))


def _citations(weighed: Sequence[_Weighed]) -> tuple[Citation, ...]:
    return tuple(Citation(n, each.passage, *each.span) for n, each in enumerate(weighed, start=1))


def _spans(passage: Passage, counted: str) -> list[tuple[int, int]]:
    """The sentences that count; a citation may point at one only."""
    spans = split_sentences(passage.paragraph.text, passage.paragraph.language)
    return [(start, end) for start, end in spans if counted[start:end].strip()]


def _source(passage: Passage) -> Source:
    document, paragraph = passage.document, passage.paragraph
    adopted = document.status is Status.ADOPTED
    authors = frozenset(() if adopted else (*document.submitters, *document.groups))
    return Source(evidence(paragraph), paragraph.language, authors, adopted, paragraph.said_by, paragraph.borrowed)
