"""The store: what was put in comes out, in one step or not at all, and every damage is one kind of error."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.model import Document, Language, Mark, Role, Status
from corpus.store import Store, StoreUnavailable

Paper = Callable[..., Document]
A, B = "LT/CONF.2031/WP.1", "LT/CONF.2031/WP.2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.in_home(tmp_path)
    yield opened
    opened.close()


def test_what_is_put_in_comes_out(store: Store, paper: Paper) -> None:
    document = paper(
        A, "One ¹ text.", "两个。", language="zh", status=Status.GROUP, submitters=("SWE",), groups=("NAC",),
        original_language=Language.FR, session="2031/PC.I", date="2029-04-02", warnings=("A doubt.",), pages=3,
    )  # fmt: skip
    rich = dataclasses.replace(
        document.paragraphs[0], role=Role.EPIGRAPH, page=2, headings=("H", "h"), marks=(Mark("footnote", "¹", 4),),
        notes=("A note.",), said_by="X",
    )  # fmt: skip
    document = dataclasses.replace(document, paragraphs=(rich, document.paragraphs[1]))
    assert store.put(document) == "added"
    assert store.document(document.id) == document
    assert store.documents() == (dataclasses.replace(document, paragraphs=()),)


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


def test_unindexed_is_by_embedder(store: Store, paper: Paper) -> None:
    for name in (B, A):
        store.put(paper(name, "One.", "Two."))
    assert store.unindexed("e5") == (f"{A}@en", f"{B}@en")
    store.mark_indexed(f"{A}@en", "e5")
    assert (store.unindexed("e5"), store.indexed_paragraphs("e5")) == ((f"{B}@en",), 2)
    assert (store.unindexed("other"), store.indexed_paragraphs("other")) == ((f"{A}@en", f"{B}@en"), 0)
    store.mark_indexed(f"{A}@en", None)
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


def test_the_fingerprint_follows_the_contents(store: Store, paper: Paper) -> None:
    seen = [store.fingerprint()]
    for document in (paper(A, "One."), paper(B, "Two."), paper(A, "Three.")):
        store.put(document)
        seen.append(store.fingerprint())
    assert len(set(seen)) == 4
    store.put(paper(A, "One."))
    store.remove(f"{B}@en")
    assert store.fingerprint() == seen[1]


def test_a_store_is_kept_between_openings(tmp_path: Path, paper: Paper) -> None:
    for outcome in ("added", "unchanged"):
        store = Store.in_home(tmp_path / "home")
        assert store.put(paper(A, "One.")) == outcome
        assert store.by_file(paper(A, "One.").file) == f"{A}@en"
        store.close()


def test_another_format_is_refused(tmp_path: Path) -> None:
    Store.in_home(tmp_path).close()
    with sqlite3.connect(tmp_path / "rapporteur.db") as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    with pytest.raises(StoreUnavailable, match="format 99"):
        Store.in_home(tmp_path)


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
