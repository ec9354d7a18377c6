"""A draft as Markdown: headings, numbered paragraphs, footnotes. Text is escaped, so that it stays text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.drafting.draft_model import Draft, Role
from app.drafting.phrases import phrase
from app.export.blocks import Block, balance_of, clean, new_blocks, notes_of
from corpus.model import Language

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$^]|&(?=#?\w+;)|!$|(?<=\w):(?=//)|(?<=www)\.|(?<=[\w.+-])@(?=\w))")
_OPENS = re.compile(r"^([-+=:])|^(\d{1,9})(?=[.)])")  # would begin a list, a rule or a definition
_BREAKS = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")  # and not every blank: that of a French quotation must not break
_BLANK = " \t\r\n"
_LONGEST_NUMBER = 9  # digits; a longer one begins no list


def markdown(draft: Draft) -> str:
    """The draft as it now is: title, the reason where there is one, paragraphs, authors, notes.

    Headings are ``##``; a note that is cited twice is one note. A number that Markdown would count otherwise is text.
    """
    parts = [f"# {_line(draft.title)}"]
    if draft.reason:
        parts.append(_opening(_line(draft.reason)))
    parts += _paragraphs(new_blocks(draft))
    if draft.balance:
        parts += _balance(draft)
    parts.append("\n".join(f"[^{n}]: {_opening(_line(text))}" for n, text in notes_of(draft).items()))
    return "\n\n".join(part for part in parts if part) + "\n"


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    counted: int | None = None  # the number of the list item just before, None where no list is open
    for block in blocks:
        number, text = "".join(piece.text for piece in block.number), _text(block)
        goes_on = _is_counted(number) and counted in (None, int(number[:-1]) - 1)
        counted = int(number[:-1]) if goes_on else None
        if block.role is Role.HEADING:
            yield f"## {text}"
        elif goes_on:
            yield f"{number} {text}"
        else:
            yield f"{_opening(_line(number))} {text}" if number else text


def _is_counted(number: str) -> bool:
    figures = number[:-1]
    plain = figures.isascii() and figures.isdigit() and len(figures) <= _LONGEST_NUMBER
    return plain and number.endswith(".") and str(int(figures)) == figures


def _text(block: Block) -> str:
    words = "".join(f"[^{piece.note}]" if piece.note else _escaped(piece.text) for piece in block.pieces)
    return _opening(_joined(words))


def _balance(draft: Draft) -> Sequence[str]:
    language: Language = draft.request.language
    heads = [phrase(key, language) for key in ("balance_author", "balance_sentences", "balance_papers")]
    rows = [heads, ["---", "--:", "--:"], *([_line(cell) for cell in row] for row in balance_of(draft))]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return [f"## {_line(phrase('balance_heading', language))}", table]


def _line(text: str) -> str:
    """Text on one line."""
    return _joined(_escaped(text))


def _joined(text: str) -> str:
    return _BREAKS.sub(" ", text).strip(_BLANK)


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\1", clean(text))


def _opening(text: str) -> str:
    """What stands first on a line, so that it begins nothing but a paragraph."""
    return _OPENS.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\", text)
