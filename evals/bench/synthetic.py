"""Papers without meaning, as many as wanted: for measurements of size and speed. Nothing is said of quality by them.

Vectors lie in clusters, a paper's near each other, and their numbers vary as those of real paragraphs do: a few
directions hold most of the difference. Words follow Zipf's law.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from corpus.model import Document, Language, Paragraph
from corpus.names import state_codes
from evals.cases import cases_of
from evals.suites import SUITES
from retrieval.embedded.windows import unit
from retrieval.ports import Parts, Vectors

PER_PAPER = 30
_ROWS = 3  # of a paragraph: the whole and two sentences
_WORDS = 30
_VOCABULARY = 200_000
_LANGUAGES = tuple(Language)


class SyntheticEmbedder:
    """Gives each paragraph of these papers its vector, and a question that of the paragraph it names, a little moved.

    ``real``: what embeds a question. It is given one of the eval questions, in six languages, each time; its vector is
    thrown away. So a search takes the time it takes.
    """

    def __init__(self, dimension: int, real: Callable[[str], object] | None = None) -> None:
        self._dimension, self._real = dimension, real
        self._asked = [case.question for case in cases_of(SUITES["retrieval"])]
        rng = np.random.default_rng(7)
        scale = 1.0 / np.sqrt(np.arange(dimension) + 10.0)
        rotation = np.linalg.qr(rng.standard_normal((dimension, dimension)))[0]
        self._basis = (scale[:, None] * rotation).astype(np.float32)
        self._mean = np.asarray(2.0 * rotation[0], np.float32)  # real vectors point one way: cosines of 0.7 to 0.9

    @property
    def fingerprint(self) -> str:
        """Of no model."""
        return f"synthetic-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_queries(self, texts: Sequence[str], /) -> Vectors:
        """Vectors near the paragraph whose number stands first in each text."""
        if self._real is not None:
            for text in texts:
                self._real(self._asked[_number(text) % len(self._asked)])
        numbers = [_number(text) for text in texts]
        noise = np.random.default_rng(numbers[0]).standard_normal((len(texts), self._dimension), dtype=np.float32)
        return unit(self._raw(numbers) + 0.4 * noise @ self._basis)

    def embed_passages(self, texts: Sequence[str], /) -> Vectors:
        """Vectors of paragraphs, by the number that stands first in each."""
        return unit(self._raw([_number(text) for text in texts]))

    def embed_quickly(self, paragraphs: Sequence[str], /) -> Vectors:
        """The same vectors: nothing is read here."""
        return self.embed_passages(paragraphs)

    def embed_paragraphs(self, paragraphs: Sequence[Parts], /) -> list[Vectors]:
        """Three rows each."""
        wholes = self.embed_passages([whole for whole, _ in paragraphs])
        return [np.repeat(whole[None], _ROWS, axis=0) for whole in wholes]

    def _raw(self, numbers: Sequence[int]) -> Vectors:
        normal = [np.random.default_rng(n).standard_normal(self._dimension, dtype=np.float32) for n in numbers]
        centres = [self._centre(n // PER_PAPER) for n in numbers]
        vectors: Vectors = self._mean + (0.8 * np.stack(centres) + 0.6 * np.stack(normal)) @ self._basis
        return vectors

    @functools.lru_cache(maxsize=64)  # noqa: B019  # one embedder a process
    def _centre(self, paper: int) -> Vectors:
        centre: Vectors = np.random.default_rng(10**9 + paper).standard_normal(self._dimension, dtype=np.float32)
        return centre


def papers(count: int) -> Iterator[Document]:
    """Papers of thirty paragraphs, ``count`` paragraphs in all, in six languages and by 190 States; one has three."""
    states = sorted(state_codes())[:191]
    for paper in range(-(-count // PER_PAPER)):
        first = paper == 0
        language = _LANGUAGES[paper % len(_LANGUAGES)]
        state = states[0] if first else states[1 + paper % 190]
        symbol = f"LT/CONF.{paper}/WP.1"
        document_id = f"{symbol}@{language}"
        size = min(3 if first else PER_PAPER, count - paper * PER_PAPER)
        paragraphs = tuple(
            Paragraph(document_id, str(n + 1), n + 1, language, text_of(paper * PER_PAPER + n)) for n in range(size)
        )
        yield Document(
            id=document_id,
            symbol=symbol,
            language=language,
            title=f"Paper {paper}",
            file=f"{paper}.txt",
            sha256=f"{paper:064x}",
            submitters=(state,),
            session=f"{2000 + paper % 30}",
            paragraphs=paragraphs,
        )


def text_of(number: int) -> str:
    """The words of a paragraph; its number is the first."""
    ranks = np.random.default_rng(number).zipf(1.2, _WORDS) % _VOCABULARY
    return f"{number} " + " ".join(f"w{rank}" for rank in ranks)


def question_of(number: int) -> str:
    """A question that the paragraph answers: its number and twelve of its words."""
    return " ".join(text_of(number).split()[:13])


def _number(text: str) -> int:
    """The paragraph that a text belongs to: an author's name may stand before it."""
    return int(next(word for word in text.split() if word.isdigit()))
