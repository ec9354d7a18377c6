"""A specimen paper as a web page, as a mission or the Organization would publish it.

Half of the papers let the browser count their paragraphs and list their notes at the end; the other half have typed
numbers and a note below each page.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from tests.builders.source import ANNEXES, Item, items

ORGANIZATION = {
    "ar": "الأمم المتحدة", "en": "United Nations", "es": "Naciones Unidas", "fr": "Nations Unies",
    "ru": "Организация Объединенных Наций", "zh": "联合国",
}  # fmt: skip
_COUNTED = re.compile(r"(\d{1,3})\.")
_LETTERED = re.compile(r"\(([a-z])\)")
_DASH = re.compile(r"^[—–]\s*")
_CALLS = ('<sup><a href="#fn{}">{}</a></sup>', '<a href="#fn{}" id="fnref{}"><sup>{}</sup></a>')
_BREAK = ' style="page-break-before: always"'


def build_html(source: Path, target: Path) -> Path:
    """Writes the paper of a source file as a web page and returns the target."""
    symbol, language = source.name.removesuffix(".txt").rsplit(".", 1)
    page = _Page(items(source), language, counted=sum(symbol.encode()) % 2 == 0)
    target.write_text(page.whole(), encoding="utf-8")
    return target


def levels(parts: list[Item]) -> list[int]:
    """The level of each item that is a heading, 0 for the others; a title is above all of them."""
    found: list[int] = []
    in_annex = False
    for number, part in enumerate(parts):
        if part.kind != "heading":
            found.append(0)
            continue
        is_annex = part.text.split(" ")[0] in ANNEXES
        in_annex = in_annex or is_annex
        above = found[number - 1] if number and found[number - 1] else 2 if in_annex and not is_annex else 1
        found.append(2 if is_annex else above + 1)
    return found


def raise_calls(text: str, notes: list[Item], call: str) -> tuple[str, list[Item]]:
    """A text with its marks of notes as ``call`` says (``{}`` is the number), and the notes it did not call."""
    left = []
    for note in notes:
        mark = re.search(rf"(?<![kcdm]m){note.marker}", text)
        if mark is None:
            left.append(note)
        else:
            text = text[: mark.start()] + call.replace("{}", number_of(note)) + text[mark.end() :]
    return text, left


def number_of(note: Item) -> str:
    """The mark of a note as ordinary figures."""
    return note.marker.translate(str.maketrans("¹²³", "123"))


class _Page:
    """Writes one page."""

    def __init__(self, parts: list[Item], language: str, *, counted: bool) -> None:
        self._parts = [part for part in parts if part.kind != "note"]
        self._notes = [part for part in parts if part.kind == "note"]
        self._uncalled = list(self._notes)
        self._language, self._counted = language, counted
        self._written: list[str] = []
        self._lists: list[str] = []  # the tags of the lists that are open
        self._page = 1

    def whole(self) -> str:
        head = [part.text for part in self._parts if part.kind == "masthead"]
        body = [part for part in self._parts if part.kind != "masthead"]
        self._masthead(head)
        for part, level in zip(body, levels(body), strict=True):
            self._item(part, level)
        self._close()
        if self._counted and self._notes:
            notes = "".join(
                f'<li id="fn{number_of(note)}"><p>{escape(note.text, quote=False)}'
                f' <a href="#fnref{number_of(note)}" role="doc-backlink">↩</a></p></li>\n'
                for note in self._notes
            )
            self._written.append(f'<section role="doc-endnotes"><h2>—</h2><ol>\n{notes}</ol></section>\n')
        elif self._notes:
            self._notes_of(self._page)
        direction = ' dir="rtl"' if self._language == "ar" else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{self._language}"{direction}>\n<head><meta charset="utf-8">\n'
            f"<title>{escape(head[0])}</title>\n<style>td {{ vertical-align: top }}</style></head>\n<body>\n"
            f"<nav><a href='/'>…</a></nav>\n<main>\n{''.join(self._written)}</main>\n</body></html>\n"
        )

    def _masthead(self, head: list[str]) -> None:
        symbol, organ, *others = (escape(line, quote=False) for line in head)
        self._written.append(
            f"<table>\n<tr><td>{ORGANIZATION[self._language]}</td><td><b>{symbol}</b></td></tr>\n"
            f"<tr><td><p>{organ}</p></td><td>{'<br>'.join(others[:4])}</td></tr>\n</table>\n"
        )
        self._written += [f"<p><b>{line}</b></p>\n" for line in others[4:-2]]
        self._written.append(f"<h1>{others[-2]}</h1>\n<p><strong>{others[-1]}</strong></p>\n")

    def _item(self, part: Item, level: int) -> None:
        turned = part.page != self._page
        if turned and not self._counted:
            self._close()
            self._notes_of(self._page)
        self._page = part.page
        turn = _BREAK if turned else ""
        text, self._uncalled = raise_calls(escape(part.text, quote=False), self._uncalled, _CALLS[self._counted])
        if level:
            self._block(f"<h{level}{turn}>{text}</h{level}>")
        elif part.kind == "quote":
            self._block(f"<blockquote{turn}><p>{text}</p></blockquote>")
        elif part.kind == "text" and _DASH.match(text) and self._written[-1].endswith("</p></blockquote>\n"):
            quoted = self._written.pop().removesuffix("</blockquote>\n")
            self._written.append(f"{quoted}<footer>{_DASH.sub('', text)}</footer></blockquote>\n")
        elif part.kind == "bullet":
            self._in_list("ul", "", f"<li{turn}>{text}", deep=True)
        elif self._counted and part.kind == "number" and (number := _COUNTED.fullmatch(part.marker)):
            self._in_list("ol", f' start="{number[1]}"', f'<li value="{number[1]}"{turn}><p>{text}</p>', deep=False)
        elif self._counted and part.kind == "sub" and (letter := _LETTERED.fullmatch(part.marker)):
            start = ord(letter[1]) - ord("a") + 1
            self._in_list("ol", f' type="a" start="{start}"', f"<li{turn}>{text}", deep=True)
        else:
            self._block(f"<p{turn}>{escape(part.marker)} {text}</p>" if part.marker else f"<p{turn}>{text}</p>")

    def _block(self, markup: str) -> None:
        self._close()
        self._written.append(f"{markup}\n")

    def _in_list(self, tag: str, attributes: str, item: str, *, deep: bool) -> None:
        """An item of a list that goes on, or begins inside the item above it."""
        wanted = ["ol", tag] if deep and self._counted and self._lists[:1] == ["ol"] else [tag]
        while self._lists and self._lists != wanted[: len(self._lists)]:
            self._written.append(f"</li></{self._lists.pop()}>\n")
        if self._lists == wanted:
            self._written.append(f"</li>\n{item}")
        else:
            self._lists.append(tag)
            self._written.append(f"<{tag}{attributes}>\n{item}")

    def _close(self) -> None:
        while self._lists:
            self._written.append(f"</li></{self._lists.pop()}>\n")

    def _notes_of(self, page: int) -> None:
        for note in self._notes:
            if note.page == page:
                number = number_of(note)
                text = escape(note.text, quote=False)
                self._written.append(f'<div role="doc-footnote" id="fn{number}"><p>{number} {text}</p></div>\n')
