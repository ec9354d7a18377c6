"""Judges of support: overlap counted by hand, the others over a real model each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.wiring import Home
from corpus.model import Document, Language
from evals.judges import Remembering, judges_of, overlap
from retrieval.model import Passage
from tests.builders.model_server import Handler, body, peer

PAPER = "LT/CONF.2031/PC.I/WP.7"


@pytest.fixture
def passage(paper: Callable[..., Document]) -> Callable[..., Passage]:
    """A passage of a paper of nobody, unless told otherwise."""

    def make(text: str, language: str = "en", **facts: Any) -> Passage:
        document = paper("LT/CONF.2031/1", text, language=language, **facts)
        return Passage(1, 1.0, ("given",), document.paragraphs[0], document, (0, len(text)), ())

    return make


@pytest.fixture(scope="module")
def home(taken_in: Path, models: Path) -> Iterator[Home]:
    """The papers, as runs keep them."""
    with Home(Settings(home=taken_in, models=models)) as opened:
        yield opened


def held(claim: str, language: str, *evidence: Passage) -> float:
    return asyncio.run(overlap(claim, Language(language), evidence))


@pytest.mark.parametrize(
    ("language", "claim", "evidence", "score"),
    [
        ("en", "Norrund has ten ships.", "Norrund has ten ships and boats.", 1.0),
        ("en", "Norrund sold ten ships.", "Norrund has ten ships and boats.", 0.75),  # all but: sold
        ("en", "Norrund is at sea", "NORRUND ships", 0.5),  # norru and sea; two letters are no word
        ("ru", "Норрундия имеет десять кораблей.", "Норрундия располагает десятью кораблями.", 0.75),  # имеет
        ("zh", "诺伦德有十艘船", "诺伦德拥有十艘船。", 0.8333),  # five of six pairs of signs: not 德有
        ("ar", "نورند تملك عشر سفن", "تملك نورند عشر سفن", 1.0),
        ("en", "Boats", "", 0.0),
    ],
)
def test_overlap_is_the_share_of_the_words(
    passage: Callable[..., Passage], language: str, claim: str, evidence: str, score: float
) -> None:
    assert held(claim, language, passage(evidence, language)) == score


def test_evidence_in_another_language_says_neither_yes_nor_no(passage: Callable[..., Passage]) -> None:
    assert held("Norrund has ships.", "en", passage("诺伦德有船。", "zh")) == 0.5
    assert held("Norrund has ships.", "en", passage("诺伦德有船。", "zh"), passage("Norrund has ships.")) == 1.0
    assert held("Norrund has 12 ships.", "en", passage("诺伦德有10艘船。", "zh")) == 0.15


@pytest.mark.parametrize(
    ("claim", "evidence", "score"),
    [
        ("Norrund has 12 ships.", "Norrund has 10 ships.", 0.3),
        ("Averland has ten ships.", "Norrund has ten ships.", 0.225),  # three of four words, and the State
        ("Averland has 12 ships.", "Norrund has 10 ships.", 0.06),  # two of three words, the State and the figure
        ("Norrund has 12 ships.", "Norrund has 10 ships, and 12 boats.", 1.0),
        ("It gave 350,000 dollars.", "It gave 350 000 dollars.", 1.0),
        ("It gave 350,000 dollars.", "It gave 350\u202f000 dollars.", 1.0),
        ("It gave 2.76 million dollars.", "It gave 2,76 million dollars.", 1.0),
        ("It gave 27.6 million dollars.", "It gave 2.76 million dollars.", 0.3),
        ("It gave 1,234,567.5 dollars.", "It gave 1.234.567,5 dollars.", 1.0),
        ("It gave 15 dollars.", "It gave ١٥ dollars.", 1.0),
    ],
)
def test_a_figure_or_a_state_that_stands_nowhere_takes_most_of_it(
    passage: Callable[..., Passage], claim: str, evidence: str, score: float
) -> None:
    assert held(claim, "en", passage(evidence)) == score


def test_a_paper_need_not_name_its_author(passage: Callable[..., Passage]) -> None:
    assert held("Averland has ten ships.", "en", passage("We have ten ships.", submitters=("XAV",))) == 0.5
    assert held("Averland has ten ships.", "en", passage("We have ten ships.")) == 0.15


def passages_of(home: Home, *ids: str) -> list[Passage]:
    found = home.store.paragraphs(ids)
    documents = [home.store.document(found[id_].document_id) for id_ in ids]
    return [
        Passage(place, 1.0, ("cited",), found[id_], document, (0, len(found[id_].text)), ())
        for place, (id_, document) in enumerate(zip(ids, documents, strict=True), start=1)
        if document is not None
    ]


def judged(home: Home, name: str, claim: str, passages: Sequence[Passage], model: str | None = None) -> float:
    judges = judges_of(home, Remembering(home.embedder), model)
    return asyncio.run(judges[name](claim, Language.EN, passages))  # type: ignore[arg-type]  # a coroutine function


RIGHT = "Norrund opposes the proposed moratorium until 2034 on new deployments of autonomous sea mines."


def test_the_products_own_check_is_a_judge(home: Home) -> None:
    passages = passages_of(home, f"{PAPER}#5@en")
    assert judged(home, "verifier", RIGHT, passages) >= 0.5
    assert judged(home, "verifier", RIGHT.replace("opposes", "supports"), passages) < 0.5
    assert judged(home, "verifier", RIGHT.replace("Norrund", "Averland"), passages) < 0.5


def test_nearness_is_a_judge_in_any_language_and_takes_the_nearest(home: Home) -> None:
    near, abroad, far = (passages_of(home, f"{PAPER}#{label}") for label in ("5@en", "5@zh", "9@en"))
    scores = [judged(home, "similarity", RIGHT, each) for each in (near, abroad, far)]
    assert scores[0] >= 0.99  # it stands there to the letter
    assert scores[0] > scores[1] > scores[2]
    assert judged(home, "similarity", RIGHT, [*far, *near]) == scores[0]


def test_vectors_are_remembered_and_the_memory_is_bounded(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(home.embedder, name)

        def embed_passages(self, texts: Sequence[str]) -> Any:
            made.extend(texts)
            return home.embedder.embed_passages(texts)

    monkeypatch.setattr("evals.judges._REMEMBERED", 3)
    meaning = Remembering(Counting())
    first = asyncio.run(meaning.cosines(["one"], ["two", "two"]))
    assert (first == asyncio.run(meaning.cosines(["one"], ["two", "two"]))).all()
    assert made == ["one", "two"]
    asyncio.run(meaning.cosines(["one"], ["three", "four"]))
    assert made == ["one", "two", "one", "three", "four"]


def answers(word: str, logprob: float) -> dict[str, Any]:
    token = {"token": word, "logprob": logprob, "bytes": None}
    return {"content": [{**token, "top_logprobs": [token]}]}


def test_a_language_model_judges_each_paragraph_and_the_surest_counts(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(handler: Handler) -> None:
        sent = json.dumps(handler.server.bodies[-1]["messages"])
        word = "yes" if sent.count("until 2034") == 2 else "no"  # in the claim, and in the paragraph too
        handler.reply(200, body(word, logprobs=answers(word, 0.0)))

    with peer(act) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        far, near = passages_of(home, f"{PAPER}#9@en", f"{PAPER}#5@en")
        assert judged(home, "model", RIGHT, [far, near], "openai:m") == 1.0
        assert len(server.bodies) == 2
        assert judged(home, "model", RIGHT, [far], "openai:m") == 0.0
    assert "model" not in judges_of(home, Remembering(home.embedder))
