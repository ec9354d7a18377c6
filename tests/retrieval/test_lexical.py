"""The file of words: six languages, exact terms and phrases, filters of any size, budgets, and bad input."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Language
from corpus.read import read_document
from retrieval.adapters import lexical as module
from retrieval.adapters.lexical import LexicalFile
from retrieval.ports import IndexUnavailable

Paper = Callable[..., Document]
A, B = "LT/CONF.2031/WP.1", "LT/CONF.2031/WP.2"
SPECIMEN = Path(__file__).parents[2] / "corpus" / "documents"


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalFile:
    return LexicalFile(tmp_path / "lexical.db")


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> LexicalFile:
    held = LexicalFile(tmp_path_factory.mktemp("lexical") / "lexical.db")
    for path in sorted(SPECIMEN.glob("LT_CONF.2031_[DPW]*.txt")):
        document = read_document(path.read_bytes(), path.name, path.stem)
        held.add(document, document.paragraphs)
    return held


def ids(
    held: LexicalFile, text: str, language: str = "en", documents: list[str] | None = None, limit: int = 10
) -> list[str]:
    return [hit.paragraph_id for hit in held.matching(text, Language(language), limit, documents)]


def hold(held: LexicalFile, *documents: Document) -> None:
    for document in documents:
        held.add(document, document.paragraphs)


def consistent(path: Path) -> None:
    """The counts of terms and sizes are those of the rows that are held."""
    with closing(sqlite3.connect(path)) as connection:
        counted: Counter[int] = Counter()
        sizes: Counter[tuple[str, str]] = Counter()
        for paragraph_id, blob in connection.execute("SELECT paragraph_id, terms FROM held"):
            numbers = [int.from_bytes(blob[n : n + 4], sys.byteorder) for n in range(0, len(blob), 4)]
            counted.update(set(numbers))
            language = paragraph_id.rpartition("@")[2]
            sizes.update({(language, "rows"): 1, (language, "terms"): len(numbers)})
        assert dict(connection.execute("SELECT id, rows FROM terms")) == counted
        for language, rows, terms in connection.execute("SELECT * FROM sizes"):
            assert (rows, terms) == (sizes[language, "rows"], sizes[language, "terms"])
        for term, number in connection.execute("SELECT term, rows FROM terms"):
            found = connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{term}"',)).fetchone()
            assert found == (number,), term


def test_no_language_takes_all_places(specimen: LexicalFile) -> None:
    found = ids(specimen, "Which States border the strait of Tavenne?", limit=30)
    assert {name.rpartition("@")[2] for name in found} == {"ar", "en", "es", "fr", "ru", "zh"}


def test_a_stem_of_one_language_does_not_match_another(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "los delfines nadan", language="es"), paper(B, "the dolphins of the bay", language="en"))
    assert ids(lexical, "many large dolphins swimming in bay", "en") == [f"{B}#1@en"]


def test_a_phrase_in_quotation_marks_comes_before_its_words(lexical: LexicalFile, paper: Paper) -> None:
    hold(
        lexical, paper(A, "mines that drift at sea", "at sea some drift, mines", "drift", *("ports" for _ in range(9)))
    )
    both = lexical.matching("“drift at sea” mines", Language.EN, 10, None)
    assert both[0].paragraph_id == f"{A}#1@en"
    plain = {hit.paragraph_id: hit.score for hit in lexical.matching("drift at sea mines", Language.EN, 10, None)}
    assert abs(plain[f"{A}#1@en"] - plain[f"{A}#2@en"]) < both[0].score - both[1].score


def test_scores_are_shares_of_the_question(specimen: LexicalFile) -> None:
    questions = ["Tavenne", "inspections in 2030", "“naval commands” of Averland, 31 December 2032", "zebra Tavenne"]
    for question in questions:
        scores = [hit.score for hit in specimen.matching(question, Language.EN, 50, None)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["NEAR(", "*", '"', ":", "^", "-", "AND", "OR", "NOT", "“", "»", "mines", "terms:", "+"])
    ).map(" ".join)
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_question_and_never_a_command(specimen: LexicalFile, text: str) -> None:
    for language in (Language.EN, Language.AR, Language.ZH):
        found = ids(specimen, text, language.value)
        assert len(found) <= 10
        assert ids(specimen, text, language.value, ["nothing@en"]) == []


def test_signs_of_the_search_syntax_change_nothing(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "mines at sea", "ports", "ships"))
    for text in (
        "NOT mines",
        "mines*",
        "terms: mines",
        "^mines",
        "-mines",
        'mines"',
        "mines AND",
        "(mines",
        "mines NEAR",
    ):
        assert ids(lexical, text) == [f"{A}#1@en"], text
    assert ids(lexical, "min*") == []


def test_ten_thousand_words_can_be_asked(specimen: LexicalFile) -> None:
    assert ids(specimen, "Tavenne strait moratorium, mines and inspections. " * 2_000)


def test_a_filter_may_name_more_documents_than_sqlite_takes_values(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, "mines at sea"), paper(B, "mines on land"))
    many = [f"LT/{n}@en" for n in range(50_000)]
    assert ids(lexical, "mines", documents=[*many, f"{B}@en"]) == [f"{B}#1@en"]
    assert ids(lexical, "mines", documents=many) == []


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets that a small file exceeds."""
    for name, rows in (("_OWN_ROWS", 20), ("_OTHER_ROWS", 5), ("_COMMON_ROWS", 10), ("_SCORED", 15), ("_FEW_ROWS", 10)):
        monkeypatch.setattr(module, name, rows)


@pytest.mark.usefixtures("narrow")
def test_within_budgets_the_rare_word_decides_and_common_ones_still_find(lexical: LexicalFile, paper: Paper) -> None:
    texts = ["nuclear weapons" if n % 3 else "peaceful uses" for n in range(100)]
    hold(lexical, paper(A, *texts, "nuclear weapons of zebras"))
    assert ids(lexical, "nuclear weapons and zebras")[0] == f"{A}#101@en"
    assert len(ids(lexical, "nuclear weapons")) == 10
    assert len(ids(lexical, "peaceful uses")) == 10


@pytest.mark.usefixtures("narrow")
def test_within_budgets_a_filter_loses_nothing_that_fits_in_it(lexical: LexicalFile, paper: Paper) -> None:
    hold(lexical, paper(A, *("nuclear weapons" for _ in range(4)), *("ports" for _ in range(4))))
    hold(lexical, *(paper(f"LT/CONF.2031/{n}", *("nuclear weapons" for _ in range(30))) for n in range(3)))
    assert set(ids(lexical, "nuclear weapons", documents=[f"{A}@en"])) == {f"{A}#{n}@en" for n in range(1, 5)}
    wide = ids(lexical, "nuclear weapons", documents=["LT/CONF.2031/0@en", f"{A}@en"])
    assert wide and {name.partition("#")[0] for name in wide} <= {"LT/CONF.2031/0", A}


WORDS = st.lists(st.sampled_from(["mines", "ports", "ships", "Averland", "article VI"]), min_size=1, max_size=6).map(
    " ".join
)


@given(
    st.lists(st.tuples(st.sampled_from([A, B]), st.sampled_from(["en", "fr"]), st.lists(WORDS, max_size=4)), max_size=8)
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_stay_in_step_whatever_is_added_and_removed(
    tmp_path_factory: pytest.TempPathFactory, paper: Paper, steps: list[tuple[str, str, list[str]]]
) -> None:
    path = tmp_path_factory.mktemp("steps") / "lexical.db"
    held = LexicalFile(path)
    for symbol, language, texts in steps:
        hold(held, paper(symbol, *texts, language=language)) if texts else held.remove(f"{symbol}@{language}")
    consistent(path)


def test_parts_of_a_document_may_come_one_after_the_other(lexical: LexicalFile, paper: Paper) -> None:
    document = paper(A, "mines", "ports")
    for paragraph in document.paragraphs:
        lexical.add(document, [paragraph])
    assert [ids(lexical, word) for word in ("mines", "ports")] == [[f"{A}#1@en"], [f"{A}#2@en"]]
    lexical.remove(f"{A}@en")
    assert ids(lexical, "mines ports") == []


def test_an_add_that_fails_leaves_what_was_held(tmp_path: Path, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    held = LexicalFile(tmp_path / "lexical.db")
    hold(held, paper(A, "old words"))
    resize = module._resize

    def fails(connection: sqlite3.Connection, paragraph_id: str, rows: int, terms: int) -> None:
        if rows > 0:
            raise RuntimeError("the power went out")
        resize(connection, paragraph_id, rows, terms)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_resize", fails)
        with pytest.raises(RuntimeError):
            hold(held, paper(A, "new words"))
    assert ids(held, "old") == [f"{A}#1@en"]
    assert ids(held, "new") == []
    consistent(tmp_path / "lexical.db")


KILLED = """
import sys
from pathlib import Path
from corpus.model import Document, Language, Paragraph
from retrieval.adapters.lexical import LexicalFile
held = LexicalFile(Path(sys.argv[1]))
for turn in range(100_000):
    word = f"turn{turn}"
    some = [Paragraph("LT/1@en", str(n), n, Language.EN, f"{word} mines {n}") for n in range(1, 41)]
    held.add(Document("LT/1@en", None, Language.EN, ""), some)
    print(turn, flush=True)
"""


def test_a_killed_writer_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "lexical.db"
    environment = os.environ | {"PYTHONPATH": str(SPECIMEN.parents[1])}
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            turn = int(writer.stdout.readline())
        time.sleep(0.003)
        writer.send_signal(signal.SIGKILL)
        turn = max([turn, *(int(line) for line in writer.stdout.read().split())])
    found = {len(ids(LexicalFile(path), f"turn{n}", limit=50)) for n in (turn, turn + 1)}
    assert found == {0, 40}
    consistent(path)


def test_a_file_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "lexical.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE held (id INTEGER PRIMARY KEY, terms TEXT)")
    with pytest.raises(IndexUnavailable, match=r"lexical\.db.*another version.*reindex"):
        LexicalFile(path)
