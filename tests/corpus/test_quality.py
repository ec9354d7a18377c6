"""What is read, what is refused, and that the reason helps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.quality import Unreadable, decode, gate
from corpus.read import read_document
from corpus.readers.text import read_text

TEXT = "Réaffirme — 重申 — вновь — من جديد"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_its_mark_is_read(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(("bom", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")])
def test_big_endian_with_its_mark_is_read(bom: bytes, encoding: str) -> None:
    assert decode(bom + TEXT.encode(encoding)) == TEXT


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("The café".encode("latin-1"), r"not valid UTF-8 \(byte 7\)"),
        ("Слово".encode("cp1251"), r"not valid UTF-8 \(byte 0\)"),
        (b"\xff\xfea\x00\xff\xdf\x00\x00", r"not valid UTF-16 \(byte 4\)"),
        (b"abc\x00def", "binary"),
        ("plain".encode("utf-16-le"), "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
    ],
)
def test_what_is_not_unicode_is_refused_with_its_place(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        decode(data)
    assert "UTF-8" in str(caught.value) and "\n" not in str(caught.value)


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00\ufeff", exclude_categories=["Cs"])))
def test_all_text_in_utf8_is_read_back(text: str) -> None:
    assert decode(text.encode()) == text


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read_document(data, "f.txt", "f")
    except Unreadable as error:
        assert str(error)
    else:
        assert document.paragraphs


@pytest.mark.parametrize("text", ["", " \n\n", "12. — …\n", "\f\f"])
def test_a_text_without_letters_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="no text"):
        gate(read_text(text))


@pytest.mark.parametrize("broken", ["\ufffd", "\x01", "\x1b", "\x7f", "\x85"])
def test_more_than_two_in_a_hundred_broken_characters_are_refused(broken: str) -> None:
    assert "Unreadable characters in this file: 2." in gate(read_text("a" * 98 + broken * 2 + "b"))[0]
    with pytest.raises(Unreadable, match="3 of 100 characters"):
        gate(read_text("a" * 96 + broken * 3 + "b"))


def test_tabs_line_ends_and_form_feeds_are_not_broken() -> None:
    assert gate(read_text("a\tb\nc\n\fd\n\fe\n")) == ()


RUSSIAN = "Конференция настоятельно призывает все государства представить доклады. " * 8
CHINESE = "缔约国重申其对条约各项规定的承诺" * 20
NONSENSE = "Xqzt vbnm kljh wrtp sdfg zxcv " * 40


def test_cyrillic_read_as_latin_letters_is_refused() -> None:
    with pytest.raises(Unreadable, match="decoded wrongly"):
        gate(read_text(RUSSIAN.encode("cp1251").decode("latin-1")))
    assert gate(read_text(RUSSIAN)) == ()


def test_letters_that_form_no_words_are_refused() -> None:
    with pytest.raises(Unreadable, match="form no words"):
        gate(read_text(NONSENSE))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_declaration_in_latin_letters_passes(real_papers: Path, language: str) -> None:
    text = (real_papers.parent / "data" / "udhr" / f"udhr_{language}.txt").read_text(encoding="utf-8")
    assert gate(read_text(text)) == ()


def test_chinese_without_punctuation_is_flagged() -> None:
    assert "no punctuation" in gate(read_text(CHINESE))[0]
    assert gate(read_text(CHINESE.replace("重申", "重申，"))) == ()


def test_invisible_characters_are_kept() -> None:
    text = "The States parties agree.\u202e\u2066\U000e0041"
    assert gate(read_text(text)) == ()  # the paragraphs that hold them are named once the paper is read
    assert read_text(text).raw == text


def test_private_use_letters_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="unreadable"):
        gate(read_text("abc" + "\ue000" * 20))
