"""Search over the specimen with the embedded model: questions in six languages find their paragraph. And over a few
made-up papers with an embedder of words: what is searched, preferred, lifted and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.model import Document, Language, Status
from corpus.store import Store
from retrieval.adapters.lexical import LexicalFile
from retrieval.adapters.memory import MemoryIndex
from retrieval.adapters.vectors import VectorFile
from retrieval.build import Builder
from retrieval.model import EVERYTHING, Passage, Query, Scope
from retrieval.ports import Embedder, Indexes, IndexUnavailable, index_name
from retrieval.rank import CROWDING, PREFERENCE
from retrieval.search import Search

if TYPE_CHECKING:
    from app.wiring import Home

WP3, WP7, DEC2 = "LT/CONF.2031/PC.I/WP.3", "LT/CONF.2031/PC.I/WP.7", "LT/CONF.2026/DEC.2"
QUESTIONS = [
    ("en", "What is Norrund's position on the moratorium on new deployments?", f"{WP7}#5"),
    ("fr", "Que propose l’Averland au sujet d’une ligne directe entre les commandements navals ?", f"{WP3}#9"),
    ("es", "¿Qué contribución voluntaria ha hecho Averlandia?", f"{WP3}#4"),
    ("ru", "Сколько инспекторов поддерживает Аверландия?", f"{WP3}#5"),
    ("ar", "ما رأي نوروند في تكلفة عمليات التفتيش؟", f"{WP7}#3"),
    ("zh", "诺伦德对每年提交国家报告有什么看法？", f"{WP7}#7"),
]


def find(home: Home, text: str, language: str = "en", limit: int = 10, **scope: tuple[str, ...]) -> tuple[Passage, ...]:
    return home.search().find(Query(text, Language(language), Scope().narrowed(**scope), limit))


def names(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.paragraph.id.rpartition("@")[0] for passage in passages]


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_a_question_finds_its_paragraph_among_the_first_three(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    assert wanted in names(find(specimen_home, question, language))[:3]


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_versions_count_once_and_the_readers_is_shown(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    passages = find(specimen_home, question, language)
    assert len(set(names(passages))) == len(passages)
    assert passages[0].paragraph.language.value == language
    first = passages[0]
    assert {name.rpartition("@")[0] for name in first.versions} <= {first.paragraph.id.rpartition("@")[0]}
    assert first.paragraph.id not in first.versions and first.versions


@pytest.mark.parametrize(("language", "question", "wanted"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_a_question_crosses_into_another_language(
    specimen_home: Home, language: str, question: str, wanted: str
) -> None:
    other = "en" if language != "en" else "zh"
    passages = find(specimen_home, question, language, languages=(other,))
    assert wanted in names(passages)[:3]
    assert {passage.paragraph.language.value for passage in passages} == {other}


def test_passages_are_ranked_and_their_best_sentence_is_a_span(specimen_home: Home) -> None:
    passages = find(specimen_home, "hotline between naval commands", limit=5)
    assert [passage.rank for passage in passages] == [1, 2, 3, 4, 5]
    for above, below in pairwise(passages):
        assert below.score - above.score <= CROWDING * len(passages), "an author's further passages stand back a little"
    for passage in passages:
        start, end = passage.best
        assert 0 <= start < end <= len(passage.paragraph.text)
        assert passage.found_by and set(passage.found_by) <= {"dense", "lexical"}
        assert passage.document.id == passage.paragraph.document_id
    assert "hotline" in passages[0].paragraph.text[slice(*passages[0].best)]


@pytest.mark.parametrize(
    ("scope", "works"),
    [
        ({"states": ("XNR",)}, {WP7}),
        ({"symbols": (WP3,)}, {WP3}),
        ({"statuses": ("adopted",)}, {DEC2}),
        ({"kinds": ("working-paper",)}, {WP3, WP7}),
        ({"states": ("SWE",)}, set()),
    ],
)
def test_only_what_is_in_scope_is_found(
    specimen_home: Home, scope: dict[str, tuple[str, ...]], works: set[str]
) -> None:
    assert {passage.document.work for passage in find(specimen_home, "verification", "en", 50, **scope)} == works


def test_within_an_author_passages_are_in_the_order_of_their_scores(specimen_home: Home) -> None:
    passages = find(specimen_home, "hotline between naval commands", limit=20, states=("XAV",))
    assert len(passages) > 5
    assert [passage.score for passage in passages] == sorted((p.score for p in passages), reverse=True)


def test_the_ranking_before_versions_are_joined_holds_every_language(specimen_home: Home) -> None:
    ranked = specimen_home.search().ranked(Query(QUESTIONS[0][1], Language.EN))
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert len({item.paragraph_id for item in ranked}) == len(ranked)
    assert {item.paragraph_id[-2:] for item in ranked} == {language.value for language in Language}
    wanted = QUESTIONS[0][2]
    best = {item.paragraph_id[-2:]: item.paragraph_id for item in reversed(ranked)}
    assert sum(name.startswith(f"{wanted}@") for name in best.values()) >= 5, "in its own language and in others"


def test_the_home_is_whole(specimen_home: Home) -> None:
    fingerprint = specimen_home.embedder.fingerprint
    assert specimen_home.index_name == index_name(fingerprint)
    assert specimen_home.store.counts() == (18, 240)
    assert specimen_home.store.unindexed(index_name(fingerprint)) == ()
    held, searched = specimen_home.search().holdings(Query("x", Language.EN))
    assert (len(held), len(searched)) == (18, 18)
    assert specimen_home.search().embedder_fingerprint == fingerprint
    specimen_home.derived.require_well()


# ---- made-up papers and an embedder of words

Paper = Callable[..., Document]
Lifts = Callable[[Language], Mapping[str, float]]
ONE, TWO, THREE = "LT/CONF.2031/1", "LT/CONF.2031/2", "LT/CONF.2031/3"
ASKED = "hotline between navies"


@dataclass
class Desk:
    """A store with its indexes, to be searched."""

    store: Store
    embedder: Embedder
    indexes: Indexes

    def put(self, *documents: Document) -> None:
        for document in documents:
            self.store.put(document)
        Builder(self.store, self.embedder, self.indexes).index_pending(lambda _done, _total: None)

    def search(self, lifts: Lifts | None = None) -> Search:
        given = (lifts,) if lifts else ()
        return Search(self.store, self.embedder, self.indexes, *given)

    def ids(self, query: Query, lifts: Lifts | None = None) -> list[str]:
        return [passage.paragraph.id for passage in self.search(lifts).find(query)]


@pytest.fixture
def desk(tmp_path: Path, embedder: Embedder) -> Iterator[Desk]:
    store = Store.in_home(tmp_path)
    indexes = Indexes(MemoryIndex(), LexicalFile(tmp_path / "l.db"), VectorFile(tmp_path / "v.db"))
    yield Desk(store, embedder, indexes)
    store.close()


def test_nothing_held_finds_nothing(desk: Desk) -> None:
    assert desk.ids(Query(ASKED, Language.EN)) == []
    assert [list(some) for some in desk.search().holdings(Query(ASKED, Language.EN))] == [[], []]


@pytest.mark.parametrize("indexed_by", [None, "words", "another model-2"])
def test_papers_that_these_indexes_do_not_hold_are_one_clear_error(
    desk: Desk, paper: Paper, indexed_by: str | None
) -> None:
    desk.store.put(paper(ONE, "A hotline."))
    if indexed_by:
        desk.store.mark_indexed(f"{ONE}@en", indexed_by)
    for ask in (desk.search().find, desk.search().holdings, desk.search().ranked):
        with pytest.raises(IndexUnavailable, match="rapporteur reindex"):
            ask(Query(ASKED, Language.EN))


def test_a_paper_is_searched_when_it_is_indexed_and_until_it_goes(desk: Desk, paper: Paper) -> None:
    search = desk.search()

    def found() -> set[str]:
        return {passage.document.id for passage in search.find(Query(ASKED, Language.EN))}

    desk.put(paper(ONE, "A hotline between navies."))
    desk.store.put(paper(TWO, "Another hotline between navies."))
    assert found() == {f"{ONE}@en"}
    assert [len(some) for some in search.holdings(Query(ASKED, Language.EN))] == [2, 1]
    desk.put()
    assert found() == {f"{ONE}@en", f"{TWO}@en"}
    desk.store.remove(f"{ONE}@en")
    assert found() == {f"{TWO}@en"}, "what the indexes still hold is not shown"


def test_a_paper_that_was_replaced_is_not_searched_until_it_is_indexed_again(desk: Desk, paper: Paper) -> None:
    desk.put(paper(ONE, "A hotline between navies."), paper(TWO, "The hotline."))
    desk.store.put(paper(ONE, "Nothing of the kind."))
    assert desk.ids(Query(ASKED, Language.EN)) == [f"{TWO}#1@en"]


def test_a_lift_of_a_language_is_added_to_its_paragraphs(desk: Desk, paper: Paper) -> None:
    for number, language in enumerate(("en", "fr", "es"), start=1):
        desk.put(paper(f"LT/CONF.2031/{number}", f"hotline {language}", language=language))
    asked: list[Language] = []

    def lifts(language: Language) -> Mapping[str, float]:
        asked.append(language)
        return {"fr": 2.0, "es": 0.25}

    query = Query("hotline en", Language.EN)
    plain = {passage.paragraph.id: passage.score for passage in desk.search().find(query)}
    lifted = {passage.paragraph.id: passage.score for passage in desk.search(lifts).find(query)}
    assert (next(iter(plain)), next(iter(lifted))) == (f"{ONE}#1@en", f"{TWO}#1@fr")
    gained = {f"{ONE}#1@en": 0.0, f"{TWO}#1@fr": 2.0, f"{THREE}#1@es": 0.25}
    assert lifted == pytest.approx({name: plain[name] + gain for name, gain in gained.items()}, abs=2e-4)
    assert asked == [Language.EN]


@pytest.mark.parametrize(
    ("text", "readers", "expected"),
    [
        ("Что предлагает Аверландия?", "en", "ru"),
        ("ما رأي نوروند؟", "fr", "ar"),
        ("诺伦德有什么看法？", "en", "zh"),
        ("What does Averland propose about the hotline?", "zh", "en"),
        ("Que propose ce groupe de travail ?", "fr", "fr"),
        ("2031", "es", "es"),
    ],
)
def test_the_lifts_are_those_of_the_language_asked_in(
    desk: Desk, paper: Paper, text: str, readers: str, expected: str
) -> None:
    desk.put(paper(ONE, "Words."))
    asked: list[Language] = []

    def lifts(language: Language) -> Mapping[str, float]:
        asked.append(language)
        return {}

    desk.search(lifts).find(Query(text, Language(readers)))
    assert asked == [Language(expected)]


def test_the_readers_version_is_shown_also_where_another_was_found(desk: Desk, paper: Paper) -> None:
    desk.put(paper(ONE, "First sentence. A hotline between navies.", "Of something else."))
    desk.put(paper(ONE, "Une phrase. Une autre phrase.", "Autre chose.", language="fr"))
    query = Query(ASKED, Language.FR, limit=1)
    (passage,) = desk.search().find(query)
    assert (passage.paragraph.id, passage.versions) == (f"{ONE}#1@fr", (f"{ONE}#1@en",))
    start, end = passage.best
    assert passage.paragraph.text[start:end] in ("Une phrase.", "Une autre phrase.")
    only_english = replace(query, scope=Scope(languages=("en",)))
    (passage,) = desk.search().find(only_english)
    assert (passage.paragraph.id, passage.versions) == (f"{ONE}#1@en", ())
    assert passage.paragraph.text[slice(*passage.best)] == "A hotline between navies."


def test_a_version_that_is_not_indexed_is_not_shown(desk: Desk, paper: Paper) -> None:
    desk.put(paper(ONE, "A hotline between navies."))
    desk.store.put(paper(ONE, "Une ligne directe.", language="fr"))
    assert desk.ids(Query(ASKED, Language.FR)) == [f"{ONE}#1@en"]


def test_what_a_question_implies_is_preferred_and_nothing_is_left_out(desk: Desk, paper: Paper) -> None:
    desk.put(paper(ONE, "hotline", submitters=("SWE",)), paper(TWO, "hotline", submitters=("NOR",)))
    plain = Query("hotline", Language.EN)
    scores = {passage.document.work: passage.score for passage in desk.search().find(plain)}
    for state, first in (("SWE", ONE), ("NOR", TWO)):
        found = desk.search().find(replace(plain, prefer=Scope(states=(state,))))
        assert [passage.document.work for passage in found] == [first, {ONE: TWO, TWO: ONE}[first]]
        assert found[0].score == pytest.approx(scores[first] + PREFERENCE, abs=1e-3)
        assert found[1].score == pytest.approx(scores[found[1].document.work], abs=1e-3)
    outside = replace(plain, scope=Scope(states=("SWE",)), prefer=Scope(states=("NOR",)))
    assert desk.ids(outside) == [f"{ONE}#1@en"], "a preference never widens the scope"


def test_what_is_preferred_is_found_though_others_crowd_it_out(desk: Desk, paper: Paper) -> None:
    desk.put(paper(ONE, *(f"hotline number {n}" for n in range(150)), submitters=("SWE",)))
    desk.put(paper(TWO, "budget of the office", submitters=("NOR",)))
    query = Query("hotline number 7", Language.EN, limit=200)
    assert f"{TWO}#1@en" not in desk.ids(query)
    assert f"{TWO}#1@en" in desk.ids(replace(query, prefer=Scope(states=("NOR",))))


def test_no_author_crowds_out_the_others_unless_authors_are_asked_for(desk: Desk, paper: Paper) -> None:
    texts = ["A hotline between navies."] * 4
    desk.put(paper(ONE, *texts, status=Status.CHAIR), paper(TWO, *texts, status=Status.ADOPTED))
    query = Query(ASKED, Language.EN, limit=4)
    in_turn = [f"{ONE}#1@en", f"{TWO}#1@en", f"{ONE}#2@en", f"{TWO}#2@en"]
    for scope in (EVERYTHING, Scope(languages=("en",))):
        assert desk.ids(replace(query, scope=scope)) == in_turn
    one_after_the_other = [f"{ONE}#{n}@en" for n in range(1, 5)]
    for prefer in (Scope(states=("NOR",)), Scope(groups=("NAC",))):
        assert desk.ids(replace(query, prefer=prefer)) == one_after_the_other


def test_what_was_found_is_remembered_until_something_changes(desk: Desk, paper: Callable[..., Document]) -> None:
    desk.put(paper("LT/1", "The hotline is answered at once.", "Mines drift."))
    search, query = desk.search(), Query("hotline", Language.EN)
    first = search.find(query)
    assert search.find(query) is first
    assert search.find(replace(query, limit=1)) is not first
    desk.put(paper("LT/2", "A second hotline is proposed."))
    found = {passage.paragraph.document_id for passage in search.find(query)}
    assert found == {"LT/1@en", "LT/2@en"}
    desk.store.remove("LT/1@en")
    assert {passage.paragraph.document_id for passage in search.find(query)} == {"LT/2@en"}
