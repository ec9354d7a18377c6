"""Pages, Markdown and plain text made to take all the memory or time of who reads them."""

from __future__ import annotations

from collections.abc import Callable

MEGABYTE = 2**20
NUMBERED = "LT/CONF.2031/{n}\n\nA title\n\nWorking paper submitted by Sweden\n\n"

Bomb = Callable[[], bytes]


def listed(text: str) -> bytes:
    """A paper with this text below its masthead."""
    return (NUMBERED.format(n=1) + text).encode()


PAGE: dict[str, Bomb] = {
    "deep": lambda: b"<html>" + b"<div>" * 5_000_000,
    "unclosed-inline": lambda: b"<p>" + b"<b><i><a>" * 250_000 + b"x",
    "huge-attribute": lambda: b"<p title='" + b"x" * (45 * MEGABYTE) + b"'>x",
    "entities": lambda: b"<p>x" + b"&nGt;" * 8_000_000,
    "notes": lambda: b"<html>" + b"<p>A word<sup>1</sup></p>" * 150_000 + b"<li id=fn1>x",
    "notes-list": lambda: b"<html><p>Text<section role=doc-endnotes><ol>" + b"<li id=fn1>note</li>" * 350_000,
    "cells": lambda: b"<table><tr>" + b"<td>a" * 390_000,
    "rows": lambda: b"<table>" + b"<tr><td>a<td>b" * 130_000,
    "lists": lambda: b"<ol>" + b"<li>x" * 390_000,
    "comments": lambda: b"<p>x" + b"<!--" * 10_000_000,
    "scripts": lambda: b"<p>x" + b"<script>" * 1_000_000,
    "one-word": lambda: b"<p>" + b"x" * 49_000_000,
    "one-line": lambda: b"<p>" + b"word " * 9_000_000,
    "breaks": lambda: b"<p>" + b"x<br>" * 390_000,
    "quotes": lambda: b"<blockquote>" * 400 + b"<p>x" * 200_000,
    "citing": lambda: b"<blockquote>" + b"<cite>x</cite>" * 190_000,
    "svg": lambda: b"<p>x" + b"<svg>" * 700_000,
    "declared": lambda: b"<html><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a; x.",
}

MARKDOWN: dict[str, Bomb] = {
    "quotes": lambda: b"# Title\n\n" + b">" * 100_000 + b" x",
    "quote-lines": lambda: b"# Title\n\n" + (b"> " * 300 + b"x\n") * 3_000,
    "lists": lambda: b"# Title\n\n" + b"".join(b" " * (2 * n) + b"- x\n" for n in range(3_000)),
    "list-marks": lambda: b"# Title\n\n" + b"- " * 100_000 + b"x",
    "references": lambda: b"# Title\n\n" + b"".join(b"[a%d]: /x\n" % n for n in range(300_000)) + b"[a1]" * 100_000,
    "brackets": lambda: b"# Title\n\n" + b"[" * 500_000,
    "brackets-closed": lambda: b"# Title\n\n" + b"[" * 50_000 + b"a" + b"](" * 50_000,
    "pictures": lambda: b"# Title\n\n" + b"![" * 200_000 + b"](x)" * 200_000,
    "stars": lambda: b"# Title\n\n" + b"*a **a " * 100_000,
    "stars-only": lambda: b"# Title\n\n" + b"a" + b"*" * 1_000_000 + b"b",
    "underscores": lambda: b"# Title\n\n" + b"_a__b" * 200_000,
    "backticks": lambda: b"# Title\n\n" + b"".join(b"`" * n + b" " for n in range(1, 3_000)),
    "tables": lambda: b"# Title\n\n" + b"|a" * 1_000 + b"|\n" + b"|-" * 1_000 + b"|\n" + b"|x\n" * 20_000,
    "table-storm": lambda: b"# Title\n\n" + b"| a | b |\n|---|---|\n| c | d |\n\n" * 50_000,
    "notes": lambda: b"# Title\n\n" + b"".join(b"[^%d]: note\n\n" % n for n in range(30_000)) + b"[^1]" * 30_000,
    "note-in-notes": lambda: (
        b"# Title\n\n" + b"".join(b"[^%d]: a[^%d]\n\n" % (n, n + 1) for n in range(3_000)) + b"x[^0]"
    ),
    "html": lambda: b"# Title\n\n" + b"<a " * 300_000,
    "html-declared": lambda: b"# Title\n\n" + b"x <!A " * 200_000,
    "html-comments": lambda: b"# Title\n\n" + b"x <!-- " * 200_000,
    "html-questions": lambda: b"# Title\n\n" + b"x <?" * 200_000,
    "data-sections": lambda: b"# Title\n\n" + b"x <![CDATA[" * 100_000,
    "links": lambda: b"# Title\n\n" + b"[a](<b" * 100_000,
    "autolinks": lambda: b"# Title\n\n" + b"<" * 300_000,
    "entities": lambda: b"# Title\n\n" + b"&#" * 500_000,
    "empty-lines": lambda: b"# Title\n" + b"\n" * 20_000_000 + b"x",
    "headings": lambda: b"# x\n" * 500_000,
    "one-line": lambda: b"# Title\n\n" + b"word " * 8_000_000,
    "table-pipes": lambda: b"# Title\n\n|" + b" |" * 200_000 + b"\n|---|\n",
    "table-slashes": lambda: b"# Title\n\n" + b"\\" * 500_000 + b"|\n-|-\n",
    "forms-of-page": lambda: b"# Title\n\n" + b"\f" * 500_000 + b"x",
    "setext": lambda: b"# Title\n\n" + b"a\n" * 300_000 + b"===",
}

TEXT: dict[str, Bomb] = {
    "one-line": lambda: b"x" * 100_000_000,
    "one-line-of-words": lambda: listed("1. " + "word " * 20_000_000),
    "ten-million-lines": lambda: b"x\n" * 10_000_000,
    "ten-million-empty-lines": lambda: listed("1. Words.\n" + "\n" * 10_000_000 + "2. More.\n"),
    "combining": lambda: listed("1. a" + "\u0301" * 5_000_000),
    "one-sentence": lambda: listed("1. " + "word, " * 1_000_000),
    "sentences": lambda: listed("1. " + "It is so. " * 500_000),
    "numbered": lambda: listed("".join(f"{n}. It is so.\n\n" for n in range(1, 300_000))),
    "brackets": lambda: listed("1. " + "[" * 1_000_000),
    "brackets-closed": lambda: listed("1. " + "[" * 300_000 + "x" + "]" * 300_000),
    "brackets-mixed": lambda: listed("1. " + "[a (b [c] " * 100_000),
    "quotes": lambda: listed("1. " + "“a ‘b " * 300_000),
    "spaces": lambda: listed("1. a" + " " * 10_000_000 + "b"),
    "line-ends": lambda: listed("1. a" + "\r" * 10_000_000 + "b"),
    "separators": lambda: listed("1. a" + "\u2028" * 1_000_000 + "b"),
    "symbols": lambda: b"LT/CONF.2031/" + b"A/" * 1_000_000,
    "long-symbol-lines": lambda: ("LT/CONF.2031/PC.I/WP.3/" + "Add.1/" * 200 + "\n\n").encode() * 5_000,
    "submitters": lambda: bytes("LT/CONF.2031/1\n\nWorking paper submitted by " + "Sweden, " * 200_000, "utf-8"),
    "names": lambda: listed("1. " + "United States of America and United Kingdom " * 100_000),
    "dates": lambda: bytes("LT/CONF.2031/1\n\n" + "1 April 2031-" * 200_000 + "\n\n1. Words.", "utf-8"),
    "dots": lambda: listed("1. a" + "." * 3_000_000 + " b"),
    "digits": lambda: listed("1. " + "1" * 3_000_000),
    "digits-dotted": lambda: listed("1." * 1_000_000),
    "dashes": lambda: listed("1. " + "-" * 3_000_000),
    "superscripts": lambda: listed("1. a" + "¹" * 2_000_000),
    "notes": lambda: listed("1. Word¹.\n\n" + "".join(f"{n} Note of the paper.\n" for n in range(100_000))),
    "markers": lambda: listed("(a) (b) (c) " * 200_000),
    "headers": lambda: bytes("LT/CONF.2031/1\n29-04711 (E)\n\f" * 200_000, "utf-8"),
    "pages": lambda: listed("1. a\f" * 500_000),
    "chinese": lambda: listed("1. " + "这里有文字" * 1_000_000),
    "chinese-stops": lambda: listed("1. " + "。" * 2_000_000),
    "arabic": lambda: listed("1. " + "كلمة " * 1_000_000),
    "directions": lambda: listed("1. words" + "\u202e\u202c" * 1_000_000),
    "tags": lambda: listed("1. words" + "\U000e0041" * 1_000_000),
    "capitals": lambda: listed("A" * 1_000_000 + "\n\n1. Words here."),
    "short-lines": lambda: listed("ab\n" * 500_000),
    "short-blocks": lambda: listed("ab\n\n" * 300_000),
    "colons": lambda: listed("1. " + "a: " * 1_000_000),
    "initials": lambda: listed("1. " + "A. " * 500_000),
    "apostrophes": lambda: listed("1. " + "l'" * 1_000_000),
    "title-lines": lambda: bytes("LT/CONF.2031/1\n\n" + "TITLE OF THE PAPER\n" * 200_000 + "\n1. Words.", "utf-8"),
    "wide-text": lambda: b"\xff\xfe" + ("x" * 30_000_000).encode("utf-16-le"),
    "widest-text": lambda: b"\xff\xfe\x00\x00" + ("x\n" * 10_000_000).encode("utf-32-le"),
    "less-than": lambda: b"<" * 20_000_000,
    "text-layer": lambda: b"words of a line \n\nwords\n\n" * 300_000,
}
