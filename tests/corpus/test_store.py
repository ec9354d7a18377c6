"""The store: what was put in comes out, in one step or not at all, and every damage is one kind of error."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Bracket, Document, Language, Mark, Role, Span, Status, Suggestion
from corpus.quality import Unreadable
from corpus.store import Origin, Store, StoreUnavailable
from corpus.tables import JOBS, META

Paper = Callable[..., Document]
A, B = "LT/CONF.2031/WP.1", "LT/CONF.2031/WP.2"
NO_TEXT = ["\x00", "a\x00b", "\ud800", "\udcff", "LT\udfff"]


def test_what_is_put_in_comes_out(store: Store, paper: Paper) -> None:
    document = paper(
        A, "One ¹ [text].", "两个。", language="zh", status=Status.GROUP, submitters=("SWE",), groups=("NAC",),
        original_language=Language.FR, session="2031/PC.I", date="2029-04-02", warnings=("A doubt.",), pages=3,
        distribution="General", changes="LT/CONF.2031/WP.0",
    )  # fmt: skip
    rich = dataclasses.replace(
        document.paragraphs[0], role=Role.EPIGRAPH, page=2, headings=("H", "h"), marks=(Mark("footnote", "¹", 4),),
        notes=("A note.",), said_by="X", spans=(Span(0, 7, 3), Span(4, 12, 9)), brackets=(Bracket(6, 12, True),),
        suggestions=(Suggestion(0, 1, "Ö", "lost"),),
    )  # fmt: skip
    document = dataclasses.replace(document, paragraphs=(rich, document.paragraphs[1]))
    raw = "1. One\f ¹ [text].\n\n😀 两个。"
    assert store.put(dataclasses.replace(document, raw=raw)) == "added"
    assert store.document(document.id) == document
    assert store.documents() == (dataclasses.replace(document, paragraphs=()),)
    assert store.raw(document.id) == raw


def test_the_raw_text_follows_its_document(store: Store, paper: Paper) -> None:
    store.put(paper(A, "One.", raw="old"))
    store.put(paper(A, "Two.", raw="new"))
    assert (store.raw(f"{A}@en"), store.raw(f"{B}@en")) == ("new", None)
    store.remove(f"{A}@en")
    assert store.raw(f"{A}@en") is None


def test_put_says_what_it_did(store: Store, paper: Paper) -> None:
    first = paper(A, "One.", "Two.")
    assert [store.put(first), store.put(first)] == ["added", "unchanged"]
    assert store.put(paper(A, "One.")) == "replaced"
    assert store.counts() == (1, 1)
    assert store.put(dataclasses.replace(paper(A, "One."), title="Another title")) == "replaced"


def test_a_replaced_document_is_no_longer_indexed_and_an_unchanged_one_is(store: Store, paper: Paper) -> None:
    document = paper(A, "One.")
    store.put(document)
    store.mark_indexed(document.id, "e5")
    store.put(document)
    assert store.unindexed("e5") == ()
    store.put(paper(A, "Two."))
    assert store.unindexed("e5") == (document.id,)


def test_an_error_in_the_middle_leaves_the_old_version(store: Store, paper: Paper) -> None:
    old = paper(A, "One.", "Two.")
    store.put(old)
    new = paper(A, "New.", "New two.")
    twice = dataclasses.replace(new, paragraphs=(*new.paragraphs, new.paragraphs[0]))
    with pytest.raises(StoreUnavailable):
        store.put(twice)
    assert store.document(old.id) == old
    with pytest.raises(StoreUnavailable):
        store.put(dataclasses.replace(paper(B, "X."), paragraphs=twice.paragraphs))
    assert [document.id for document in store.documents()] == [old.id]


def test_remove(store: Store, paper: Paper) -> None:
    store.put(paper(A, "One."))
    store.put(paper(B, "Two."))
    assert store.remove(f"{A}@en") and not store.remove(f"{A}@en")
    assert store.document(f"{A}@en") is None
    assert store.counts() == (1, 1)
    assert store.paragraphs([f"{A}#1@en", f"{B}#1@en"]).keys() == {f"{B}#1@en"}
    assert store.remove(f"{B}@en")
    with store.database.reading() as connection:
        for table in META.sorted_tables:
            rows = connection.execute(sql.select(sql.func.count()).select_from(table)).scalar_one()
            assert rows == 0 or table is JOBS, table.name


def test_unindexed_is_by_embedder(store: Store, paper: Paper) -> None:
    for name in (B, A):
        store.put(paper(name, "One.", "Two."))
    assert store.unindexed("e5") == (f"{A}@en", f"{B}@en")
    store.mark_indexed(f"{A}@en", "e5")
    assert (store.unindexed("e5"), store.indexed_paragraphs("e5")) == ((f"{B}@en",), 2)
    assert (store.unindexed("other"), store.indexed_paragraphs("other")) == ((f"{A}@en", f"{B}@en"), 0)
    store.mark_unindexed()
    assert store.unindexed("e5") == (f"{A}@en", f"{B}@en")


def test_paragraphs_by_id_however_many(store: Store, paper: Paper) -> None:
    document = paper(A, *(f"Text {n}." for n in range(1203)))
    store.put(document)
    ids = [paragraph.id for paragraph in document.paragraphs]
    found = store.paragraphs([*ids, ids[0], "nothing#1@en"])
    assert found == {paragraph.id: paragraph for paragraph in document.paragraphs}
    assert store.paragraphs([]) == {}


def test_a_document_is_found_by_symbol_when_one_version_is_held(store: Store, paper: Paper) -> None:
    store.put(paper(A, "One."))
    assert (found := store.document(A)) is not None and found.id == f"{A}@en"
    store.put(paper(A, "Un.", language="fr"))
    assert store.document(A) is None
    assert sorted(store.versions(A)) == [f"{A}@en", f"{A}@fr"]
    assert store.document("nothing") is None


def test_a_store_is_kept_between_openings(store_url: str, paper: Paper) -> None:
    for outcome in ("added", "unchanged"):
        store = Store(store_url)
        assert store.put(paper(A, "One.")) == outcome
        store.close()


def test_a_reader_sees_the_old_version_or_the_new_one_and_never_both(store: Store, paper: Paper) -> None:
    old, new = paper(A, "Old one.", "Old two."), paper(A, "New one.", title="New title")
    store.put(old)
    writer = Store(store.url)
    between: list[str] = []

    def replace(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM documents" in statement and not between:
            between.append(writer.put(new))

    with store.database.reading() as connection:
        sql.event.listen(connection.engine, "after_cursor_execute", replace)
    assert store.document(old.id) == old
    assert between == ["replaced"]
    assert store.document(old.id) == new
    writer.close()


def test_a_file_is_held_while_its_bytes_and_its_reader_are_the_same(store: Store, paper: Paper) -> None:
    document = paper(A, "One.")
    here, copy = Origin("a" * 64, document.sha256, "2"), Origin("b" * 64, document.sha256, "2")
    assert store.put(document, here) == "added"
    assert store.held(here) == store.held(copy) == document.id
    assert store.held(dataclasses.replace(here, reader="3")) is None
    assert store.held(dataclasses.replace(here, sha256="0" * 64)) is None
    assert store.put(document, dataclasses.replace(here, reader="3")) == "replaced"
    assert store.held(here) is None


def test_a_file_whose_text_came_again_from_another_one_counts_for_itself(store: Store, paper: Paper) -> None:
    first, second = paper(A, "One."), paper(A, "Two.")
    here, there = Origin("a" * 64, first.sha256), Origin("b" * 64, second.sha256)
    assert [store.put(first, here), store.put(second, there)] == ["added", "replaced"]
    assert store.held(here) == store.held(there) == first.id
    assert store.held(Origin("c" * 64, first.sha256)) is None
    assert store.put(first, here) == "replaced"
    assert (store.counts(), store.document(first.id)) == ((1, 1), first)


def test_a_paper_goes_with_its_file_unless_a_copy_of_it_is_there(store: Store, paper: Paper) -> None:
    first, second = paper(A, "One."), paper(B, "Two.")
    here, copy = Origin("a" * 64, first.sha256), Origin("b" * 64, first.sha256)
    store.put(first, here)
    store.put(first, copy)
    assert store.put(second, Origin(here.key, second.sha256)) == "added"
    assert [document.id for document in store.documents()] == [first.id, second.id]
    assert store.put(second, Origin(copy.key, second.sha256)) == "replaced"
    assert [document.id for document in store.documents()] == [second.id]


def test_a_nameless_work_is_taken_by_another_file_with_other_words(store: Store, paper: Paper) -> None:
    document = paper("doc:note", "One.")
    store.put(document, Origin("a" * 64, document.sha256))
    own, other = document.sha256, "0" * 64
    origins = [Origin("a" * 64, own), Origin("a" * 64, other), Origin("b" * 64, own), Origin("b" * 64, other)]
    assert [store.is_taken("doc:note", origin) for origin in origins] == [False, False, False, True]
    assert not store.is_taken("doc:other", origins[-1])


@pytest.mark.parametrize("bad", NO_TEXT, ids=ascii)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(store: Store, paper: Paper, bad: str) -> None:
    good = paper(A, "One.")
    (first,) = good.paragraphs
    spoilt: list[dict[str, Any]] = [
        {"text": f"One{bad}."},
        {"label": bad},
        {"headings": ("H", bad)},
        {"marks": (Mark("bullet", bad, 0),)},
        {"suggestions": (Suggestion(0, 1, "Ö", bad),)},
    ]
    facts: list[dict[str, Any]] = [{"raw": bad}, {"title": bad}, {"file": bad}]
    documents = [dataclasses.replace(good, **fields) for fields in facts]
    documents += [dataclasses.replace(good, paragraphs=(dataclasses.replace(first, **fields),)) for fields in spoilt]
    for document in documents:
        with pytest.raises(Unreadable, match=r"U\+[0-9A-F]{4}"):
            store.put(document)
    assert store.counts() == (0, 0)


@pytest.mark.parametrize("name", NO_TEXT, ids=ascii)
def test_what_cannot_be_kept_is_not_found_either(store: Store, name: str) -> None:
    assert (store.document(name), store.raw(name), store.versions(name)) == (None, None, ())
    assert (store.paragraphs([name]), store.remove(name)) == ({}, False)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_as_it_was_or_is_refused(store: Store, paper: Paper, text: str) -> None:
    good = paper(A, "One.", title=text, raw=text, sha256=hashlib.sha256(ascii(text).encode()).hexdigest())
    document = dataclasses.replace(good, paragraphs=(dataclasses.replace(good.paragraphs[0], text=text),))
    try:
        store.put(document)
    except Unreadable:
        assert any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in text)
        return
    assert store.document(document.id) == dataclasses.replace(document, raw="")
    assert store.raw(document.id) == text


@pytest.mark.parametrize("damage", ["garbage", "header", "folder"])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "rapporteur.db"
    if damage == "folder":
        file.mkdir()
    elif damage == "garbage":
        file.write_bytes(b"this is no database at all, " * 200)
    else:
        Store.in_home(tmp_path).close()
        file.write_bytes(b"\x00" * 32 + file.read_bytes()[32:])
    with pytest.raises(StoreUnavailable) as caught:
        Store.in_home(tmp_path)
    assert "rapporteur.db" in str(caught.value) and "\n" not in str(caught.value)


def test_damage_inside_the_pages_is_one_clear_error_when_it_is_read(tmp_path: Path, paper: Paper) -> None:
    store = Store.in_home(tmp_path)
    store.put(paper(A, *(f"Text number {n} of the paper." for n in range(400))))
    store.close()
    file = tmp_path / "rapporteur.db"
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))
    with pytest.raises(StoreUnavailable):
        reopened = Store.in_home(tmp_path)
        reopened.document(f"{A}@en")


@pytest.mark.parametrize(
    "url",
    ["nonsense", "nosuchdialect://host/x", "sqlite+nosuchdriver:///x.db", "sqlite://user:secret@/nowhere/x.db"],
)
def test_a_url_that_cannot_be_used_is_one_clear_error_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        Store(url)
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)
