"""A specimen paper as Markdown: its masthead in a table, its lines wrapped, its pages parted by form feeds."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from tests.builders.html import ORGANIZATION, levels, number_of, raise_calls
from tests.builders.source import items

_WIDTH = 92
_SPECIAL = re.compile(r"([\\`*_<&|~])")
_HAN_PAIR = re.compile(r"(.{40,60}?[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_LINE_START = re.compile(r"^(?:(\d{1,3})([.)])(?=\s)|([-+#>=])(?=[\s=-]))")


def build_markdown(source: Path, target: Path) -> Path:
    """Writes the paper of a source file as Markdown and returns the target."""
    language = source.name.removesuffix(".txt").rsplit(".", 1)[1]
    parts = items(source)
    head = [_escaped(part.text) for part in parts if part.kind == "masthead"]
    body = [part for part in parts if part.kind not in ("masthead", "note")]
    notes = uncalled = [part for part in parts if part.kind == "note"]
    blocks = [
        f"| {ORGANIZATION[language]} | {head[0]} |\n| --- | --- |\n| {head[1]} | {'<br>'.join(head[2:6])} |",
        *(f"**{line}**" for line in head[6:-2]),
        f"# {head[-2]}",
        f"*{head[-1]}*",
    ]
    page = 1
    for part, level in zip(body, levels(body), strict=True):
        text, uncalled = raise_calls(_escaped(part.text), uncalled, "[^{}]")
        turn, page = "\f\n" * (part.page - page), part.page
        if level:
            blocks.append(f"{turn}{'#' * level} {text}")
        elif part.kind == "quote":
            blocks.append(f"{turn}{_wrapped(text, '> ', '> ')}")
        elif part.kind == "bullet":
            blocks.append(f"{turn}{_wrapped(text, '- ', '  ')}")
        else:
            marker = f"{part.marker} " if part.marker else ""
            blocks.append(turn + _wrapped(text, marker, " " * len(marker) if marker.endswith(". ") else ""))
    blocks += [_wrapped(_escaped(note.text), f"[^{number_of(note)}]: ", "    ") for note in notes]
    target.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return target


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _wrapped(text: str, first: str, others: str) -> str:
    """A paragraph in lines, none of which can be taken for the beginning of something else."""
    if _HAN_PAIR.search(text):
        lines = _HAN_PAIR.sub(r"\1\n", text).split("\n")
    else:
        lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    safe = [lines[0], *(_LINE_START.sub(r"\1\\\2\3", line) for line in lines[1:])]
    return "\n".join((others if number else first) + line for number, line in enumerate(safe))
