"""What a small language model is trusted with: whether a passage holds the answer, and a rendering into English.

It never numbers a citation and never writes a sentence that is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.drafting.evidence import bears, is_trusted, readable
from app.drafting.gate import CUT, ENOUGH, SURE
from app.drafting.glossary import glossary
from app.drafting.model import Sentence
from app.drafting.parse import SCHEMA
from app.drafting.phrases import author_of
from app.drafting.plain import plain
from app.drafting.ports import Generator
from app.drafting.spans import weight
from corpus.errors import RapporteurError
from corpus.model import Language
from prompts.budget import window
from prompts.library import Library
from prompts.model import FollowupInput, GateInput, Prompt, PromptInput, RenderInput, SupportInput
from prompts.tokens import count_tokens
from retrieval.model import Passage

_PASSAGE_TOKENS = 900
_LONGEST_RENDERED = 250  # letters; of a longer quotation the model makes mistakes, and takes its time
LANGUAGE_NAMES = {
    Language.AR: "Arabic",
    Language.EN: "English",
    Language.ES: "Spanish",
    Language.FR: "French",
    Language.RU: "Russian",
    Language.ZH: "Chinese",
}


class Judge:
    """One request's use of a language model: counts its tokens and remembers its prompts."""

    def __init__(self, generator: Generator, library: Library) -> None:
        self._generator, self._library = generator, library
        self._prompts: dict[str, str] = {}
        self._tokens = (0, 0)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._generator.name

    @property
    def prompts(self) -> tuple[tuple[str, str], ...]:
        """(name, sha256) of every prompt template used."""
        return tuple(self._prompts.items())

    @property
    def tokens(self) -> tuple[int, int]:
        """Tokens read and written: as the model counts them for a text, by our own count for a yes or no."""
        return self._tokens

    async def ranked(self, question: str, passages: Sequence[Passage]) -> tuple[tuple[float, Passage], ...]:
        """P(yes) that each passage holds the answer, surest first; passages judged alike keep their order."""
        judged = [(await self.answers(question, passage), passage) for passage in passages]
        return tuple(sorted(judged, key=lambda item: -item[0]))

    async def answering(self, question: str, passages: Sequence[Passage], enough: int = ENOUGH) -> tuple[Passage, ...]:
        """The passages that hold the answer by the model's reading, surest first. They are read in the order in which
        they were found, until so many do, or, where few are enough, one does for sure."""
        found: list[tuple[float, Passage]] = []
        for read, passage in enumerate(passages, start=1):
            if (sure := await self.answers(question, passage)) >= CUT:
                found.append((sure, passage))
            settled = enough == ENOUGH <= read and any(sure >= SURE for sure, _ in found)
            if len(found) >= enough or settled:
                break
        return tuple(passage for _, passage in sorted(found, key=lambda item: -item[0]))

    async def answers(self, question: str, passage: Passage) -> float:
        """P(yes) that a passage holds the answer; 0 where all of it speaks to a machine."""
        if not bears(passage.paragraph):
            return 0.0
        given = GateInput(author=_author(passage), passage=_fitted(passage), question=question)
        return await self._sure(self._library.render(given))

    async def rendering(self, sentence: Sentence) -> str | None:
        """A quoted sentence in English words; None where the model is not good enough, or gives none."""
        citation = sentence.citations[0]
        if sentence.language is not Language.EN or citation.paragraph.language is Language.EN:
            return None
        if weight(citation.quote) > _LONGEST_RENDERED or not is_trusted(citation.quote, citation.paragraph.language):
            return None
        given = RenderInput(
            source=citation.quote,
            language=LANGUAGE_NAMES[citation.paragraph.language],
            glossary=glossary(citation.quote, citation.paragraph.language),
        )
        return plain(await self._completed(given, 300, None)) or None

    async def supports(self, claim: str, passage: Passage) -> float:
        """P(yes) that a passage bears a claim out in every detail; 0 where all of it speaks to a machine."""
        if not bears(passage.paragraph):
            return 0.0
        read = SupportInput(author=_author(passage), passage=_fitted(passage), claim=claim)
        return await self._sure(self._library.render(read))

    async def standing_alone(self, before: str, question: str) -> str:
        """A follow-up in the model's words, with what it leaves out of the question before."""
        return await self._completed(FollowupInput(before, question), 200, None)

    async def write(self, given: Callable[[bool], PromptInput], max_tokens: int) -> str:
        """A text of the model's own, in JSON where it takes a schema. ``given`` makes the prompt's input for either."""
        structured = self._generator.structured
        try:
            return await self._completed(given(structured), max_tokens, SCHEMA if structured else None)
        except RapporteurError:
            if not structured or self._generator.structured:
                raise
        return await self._completed(given(False), max_tokens, None)  # it has just said that it takes no schema

    async def _completed(self, given: PromptInput, max_tokens: int, schema: Mapping[str, object] | None) -> str:
        messages = self._noted(self._library.render(given))
        reply = await self._generator.complete(messages, max_tokens=max_tokens, schema=schema)
        self._tokens = (self._tokens[0] + reply.input_tokens, self._tokens[1] + reply.output_tokens)
        return reply.text

    async def _sure(self, prompt: Prompt) -> float:
        read = sum(count_tokens(content) for _, content in prompt.messages)
        self._tokens = (self._tokens[0] + read, self._tokens[1] + 1)
        return await self._generator.probability_yes(self._noted(prompt))

    def _noted(self, prompt: Prompt) -> tuple[tuple[str, str], ...]:
        self._prompts[prompt.name] = prompt.sha256
        return prompt.messages


def _author(passage: Passage) -> str:
    return author_of(passage.document, Language.EN)


def _fitted(passage: Passage) -> str:
    return window(readable(passage.paragraph), passage.best, _PASSAGE_TOKENS, count_tokens)
