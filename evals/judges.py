"""Judges of support: how far does a paragraph bear a sentence out? Several, made differently, so that none judges
alone.

``verifier`` is what the product itself goes by. ``overlap`` knows words, figures and names and none of the product's
checks or vectors. ``similarity`` is the nearness of vectors. A language model may be asked besides. How far each can
be trusted is measured on labelled pairs (``evals.trust``) before anything rests on it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from app.adapters.chat import load_chat_model
from app.adapters.meaning import EmbeddedMeaning
from app.drafting.claims import statement_of
from app.drafting.judge import Judge
from app.drafting.model import Mode
from app.drafting.scales import Scales
from app.wiring import Home
from corpus.model import Language
from corpus.names import find_names
from corpus.sentences import split_sentences
from prompts.library import Library
from retrieval.model import Passage
from retrieval.ports import Embedder, Vectors

Judging = Callable[[str, Language, Sequence[Passage]], Awaitable[float]]
LOCAL = "local"
_STEM = 5  # letters of a word that count: an inflected form is the same word
_SHORTEST = 3
_FIGURES = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[.,\s](?=\d{3}(?!\d))")
_REMEMBERED = 4000  # texts whose vectors are kept
_LACKING = 0.3  # what is left of a score where a figure or a name of the claim is nowhere in the evidence


def judges_of(home: Home, meaning: Remembering, model: str | None = None) -> dict[str, Judging]:
    """The judges by name, all over the same vectors. ``model``: a language model to ask besides: ``local``, or
    LangChain's ``provider:model``."""
    scales = Scales(meaning)

    async def verifier(claim: str, language: Language, evidence: Sequence[Passage]) -> float:
        return (await scales.against(statement_of(claim, language), evidence, None)).score or 0.0

    async def similarity(claim: str, language: Language, evidence: Sequence[Passage]) -> float:
        del language  # the vectors are of no language
        texts = [text for passage in evidence for text in _parts(passage)]
        (cosines,) = await meaning.cosines([claim], texts)
        return round(min(1.0, max(0.0, float(cosines.max()))), 4)

    judges: dict[str, Judging] = {"overlap": overlap, "similarity": similarity, "verifier": verifier}
    if model is not None:
        judges["model"] = _model(home, model)
    return judges


async def overlap(claim: str, language: Language, evidence: Sequence[Passage]) -> float:
    """The share of the claim's words that stand in evidence of its own language, one half where there is none; much
    less where a figure or a State of the claim stands nowhere in the evidence and is not its author."""
    same = [passage.paragraph.text for passage in evidence if passage.paragraph.language is language]
    words = _words(claim, language)
    held = set().union(*(_words(text, language) for text in same)) if same else set()
    score = len(words & held) / len(words) if same and words else 0.5
    texts = [passage.paragraph.text for passage in evidence]
    authors = {code for passage in evidence for code in (*passage.document.submitters, *passage.document.groups)}
    if not _figures([claim]) <= _figures(texts):
        score *= _LACKING
    if not _names([claim]) <= _names(texts) | authors:
        score *= _LACKING
    return round(score, 4)


class Remembering(EmbeddedMeaning):
    """Nearness of texts whose vectors are remembered: every judge of a claim is given the same texts."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._vectors: dict[str, Vectors] = {}

    def _compare(self, claims: Sequence[str], texts: Sequence[str]) -> Vectors:
        wanted = [*claims, *texts]
        new = list(dict.fromkeys(text for text in wanted if text not in self._vectors))
        if len(self._vectors) + len(new) > _REMEMBERED:
            self._vectors.clear()
            new = list(dict.fromkeys(wanted))
        if new:
            self._vectors.update(zip(new, self._embedder.embed_passages(new), strict=True))
        vectors = np.stack([self._vectors[text] for text in wanted])
        compared: Vectors = vectors[: len(claims)] @ vectors[len(claims) :].T
        return compared


def _model(home: Home, name: str) -> Judging:
    if name == LOCAL:
        generator = home.engines.generators(Mode.LOCAL)[Mode.LOCAL]
    else:
        generator = load_chat_model(name, home.settings.model_timeout)

    async def model(claim: str, language: Language, evidence: Sequence[Passage]) -> float:
        del language  # the prompt is of no language
        judge = Judge(generator, Library())
        return round(max([await judge.supports(claim, passage) for passage in evidence]), 4)

    return model


def _parts(passage: Passage) -> list[str]:
    text = passage.paragraph.text
    return [text, *(text[start:end] for start, end in split_sentences(text, passage.paragraph.language))]


def _words(text: str, language: Language) -> set[str]:
    """Words by their first letters; in Chinese, pairs of signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if language is Language.ZH:
        signs = re.findall(r"[\u3400-\u9fff]", plain)
        return {one + other for one, other in itertools.pairwise(signs)}
    return {word[:_STEM] for word in re.findall(r"[^\W\d_]+", plain) if len(word) >= _SHORTEST}


def _figures(texts: Sequence[str]) -> set[str]:
    """Figures in digits, without what parts their thousands and with a point for the decimals."""
    level = ("".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", t)) for t in texts)
    found = (match for text in level for match in _FIGURES.findall(text))
    return {_THOUSANDS.sub("", figure).replace(",", ".") for figure in found}


def _names(texts: Sequence[str]) -> set[str]:
    return {hit.code for text in texts for hit in find_names(text)}
