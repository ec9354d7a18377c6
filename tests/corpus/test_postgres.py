"""What is PostgreSQL's own: its addresses, its driver, its absence, and many who open one database at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest

from corpus.store import Store, StoreUnavailable

Database = Callable[[], str]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_common_form_of_the_address_is_understood(postgres: Database, scheme: str) -> None:
    store = Store(postgres().replace("postgresql", scheme, 1))
    assert store.counts() == (0, 0)
    store.close()


def test_all_who_open_an_empty_database_at_once_find_it_made(postgres: Database) -> None:
    url, counts = postgres(), []

    def look() -> None:
        store = Store(url)
        counts.append(store.counts())
        store.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [(0, 0)] * 6


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_missing_driver_is_one_line_that_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'psycopg\[binary\]'") as caught:
        Store(f"{scheme}://user:secret@127.0.0.1/home")
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_server_that_is_not_there_is_one_line_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed here")
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1") as caught:
        Store("postgresql://user:secret@127.0.0.1:1/home?password=secret")
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)
