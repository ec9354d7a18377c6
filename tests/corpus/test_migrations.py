"""Older formats of the store are brought up to date and lose nothing; a later one is refused."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from corpus.ingest import ingest_file
from corpus.model import Mark, Role, Status
from corpus.store import Store, StoreUnavailable
from corpus.tables import FORMAT, META

FORMAT_1 = """
CREATE TABLE documents (
  id VARCHAR NOT NULL, work VARCHAR NOT NULL, symbol VARCHAR, language VARCHAR(2) NOT NULL, file VARCHAR NOT NULL,
  sha256 VARCHAR(64) NOT NULL, facts JSON NOT NULL, indexed_by VARCHAR, PRIMARY KEY (id));
CREATE INDEX ix_documents_work ON documents (work);
CREATE INDEX ix_documents_symbol ON documents (symbol);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
CREATE TABLE paragraphs (
  id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, work VARCHAR NOT NULL, label VARCHAR NOT NULL,
  ordinal INTEGER NOT NULL, text TEXT NOT NULL, facts JSON NOT NULL, PRIMARY KEY (id),
  FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX ix_paragraphs_document_id ON paragraphs (document_id);
CREATE INDEX "ixPARAGRAPHS_work_label" ON paragraphs (work, label);
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO schema_version VALUES (1);
"""
FACTS = {
    "title": "A title", "kind": "working-paper", "session": "2031/PC.I", "dates": None, "date": None, "place": None,
    "submitters": ["SWE"], "groups": [], "status": "group", "original_language": "fr", "pages": 2,
    "warnings": ["A doubt."],
}  # fmt: skip
PARAGRAPH = {
    "role": "quotation", "page": 2, "headings": ["H"], "marks": [{"kind": "bullet", "text": "•", "offset": 0}],
    "notes": ["N"], "said_by": None,
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A home of format 1 that holds a paper with a symbol and one without, as its version wrote it."""
    paper = tmp_path / "papers" / "note.txt"
    paper.parent.mkdir()
    paper.write_text("A title\n\n1. Words are here.\n", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "rapporteur.db")) as connection, connection:
        connection.executescript(FORMAT_1)
        for id_, symbol, file in (("LT/1@en", "LT/1", "gone.txt"), ("doc:note@en", None, str(paper))):
            work = id_.removesuffix("@en")
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, 'en', ?, ?, ?, 'e5')",
                (id_, work, symbol, file, "0" * 64, json.dumps(FACTS)),
            )
            connection.execute(
                "INSERT INTO paragraphs VALUES (?, ?, ?, '1', 1, ?, ?)",
                (f"{work}#1@en", id_, work, f"Words of {work}.", json.dumps(PARAGRAPH)),
            )
    return tmp_path


def tables(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "rapporteur.db")) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_home_of_format_1_keeps_its_documents(old: Path) -> None:
    store = Store.in_home(old)
    assert [document.id for document in store.documents()] == ["LT/1@en", "doc:note@en"]
    document = store.document("LT/1")
    assert document is not None
    assert (document.status, document.original_language, document.submitters) == (Status.GROUP, "fr", ("SWE",))
    assert (document.distribution, document.changes, store.raw(document.id)) == (None, None, None)
    (paragraph,) = document.paragraphs
    assert (paragraph.text, paragraph.role, paragraph.marks) == (
        "Words of LT/1.", Role.QUOTATION, (Mark("bullet", "•", 0),),
    )  # fmt: skip
    assert (paragraph.spans, paragraph.brackets, paragraph.suggestions) == ((), (), ())
    assert store.unindexed("e5") == ()
    store.close()
    assert "schema_version" not in tables(old)


def test_a_file_of_format_1_is_read_again_under_its_old_name(old: Path) -> None:
    store = Store.in_home(old)
    paper = old / "papers" / "note.txt"
    result = ingest_file(store, paper)
    assert (result.outcome, result.document and result.document.id) == ("replaced", "doc:note@en")
    assert (store.counts()[0], store.raw("doc:note@en")) == (2, paper.read_text("utf-8"))
    assert ingest_file(store, paper).outcome == "unchanged"
    store.close()


def test_an_upgrade_that_fails_leaves_the_home_as_it_was(old: Path) -> None:
    with closing(sqlite3.connect(old / "rapporteur.db")) as connection, connection:
        connection.execute("CREATE TABLE jobs (x)")
    before = tables(old)
    with pytest.raises(StoreUnavailable, match="jobs"):
        Store.in_home(old)
    assert tables(old) == before
    with closing(sqlite3.connect(old / "rapporteur.db")) as connection, connection:
        connection.execute("DROP TABLE jobs")
    store = Store.in_home(old)
    assert store.counts() == (2, 2)
    store.close()


def test_all_who_open_an_old_home_at_once_find_it_upgraded(old: Path) -> None:
    counts = []

    def look() -> None:
        store = Store.in_home(old)
        counts.append(store.counts())
        store.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [(2, 2)] * 6


@pytest.mark.parametrize(
    ("table", "column", "later"),
    [
        ("alembic_version", "version_num", "99"),
        ("alembic_version", "version_num", "a1b2"),
        ("schema_version", "version", 99),
    ],
)
def test_a_home_from_the_future_is_refused_in_one_line(old: Path, table: str, column: str, later: object) -> None:
    if table == "alembic_version":
        Store.in_home(old).close()
    with closing(sqlite3.connect(old / "rapporteur.db")) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (later,))
    with pytest.raises(StoreUnavailable, match=f"format {later}, this version reads {FORMAT}") as caught:
        Store.in_home(old)
    assert "\n" not in str(caught.value)


def test_the_last_revision_is_the_format_of_this_version() -> None:
    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == FORMAT


def test_the_revisions_make_the_tables_that_the_code_uses(store: Store) -> None:
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), META) == []
        made = sql.inspect(connection)
        for table in META.sorted_tables:
            assert {key["referred_table"] for key in made.get_foreign_keys(table.name)} == {
                key.column.table.name for key in table.foreign_keys
            }


def test_a_store_that_is_up_to_date_opens_without_alembic(store: Store) -> None:
    code = "import sys; from corpus.store import Store; Store(sys.argv[1]).counts(); print('alembic' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, store.url], capture_output=True, text=True, check=True, timeout=120
    )
    assert ran.stdout == "False\n"
