"""Which reader a file gets: by what it holds, never by its name."""

from __future__ import annotations

import pytest

from corpus.quality import Unreadable
from corpus.readers.formats import read_lines_of

PAGE = "<p>Words of the paper.</p>"


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        f"\n  <!-- saved -->{PAGE}".encode(),
        f"<!DOCTYPE html><html><body>{PAGE}</body></html>".encode(),
        f'<?xml version="1.0"?><html><body>{PAGE}</body></html>'.encode(),
        f"<font size=2>{PAGE}</font>".encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-8-sig"),
    ],
)
def test_a_page_is_read_as_a_page(data: bytes) -> None:
    assert [line.text for line in read_lines_of(data).lines] == ["Words of the paper."]


def test_text_with_a_less_than_sign_is_text() -> None:
    assert [line.text for line in read_lines_of(b"<5 per cent of the stock.\n").lines] == ["<5 per cent of the stock."]


def test_markdown_is_read_without_its_signs() -> None:
    assert [line.text for line in read_lines_of(b"# Scope\n\n1. The **first** one.\n").lines] == [
        "Scope",
        "1. The first one.",
    ]


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b" \n\t", "empty"), (b"\xd0\xcf\x11\xe0rest", "old Word file")]
)
def test_what_no_reader_takes_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_lines_of(data)
