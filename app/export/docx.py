"""A draft as a Word file: real footnotes, real tracked changes, right to left where the language is. Pure."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

from app.drafting.draft_model import Draft
from app.drafting.phrases import phrase
from app.export import docx_parts as parts
from app.export.blocks import SAME, Block, balance_of, blocks, is_rtl, notes_of
from app.export.docx_story import AUTHOR, Story
from app.export.docx_xml import part, tag
from corpus.model import Language

_ANY_DAY = (1980, 1, 1, 0, 0, 0)  # zip knows none before it
_WIDTHS = (4500, 2000, 2500)  # of the table's columns, in twentieths of a point
_LINES = ("top", "bottom", "insideH")


def docx(draft: Draft) -> bytes:
    """The draft as Word opens it: title, the reason where there is one, paragraphs with their notes, authors.

    Where the draft says what changed, the text holds tracked changes: all accepted it is the new text, all rejected
    the old. Notes belong to the new text. The same draft gives the same bytes.
    """
    language, date = draft.request.language, _as_word_writes(draft.provenance.created)
    story = Story(language, notes_of(draft), date)
    body = _body(draft, story)
    return _zipped(
        {
            "[Content_Types].xml": parts.content_types(),
            "_rels/.rels": parts.package_relations(),
            "docProps/core.xml": parts.properties(" ".join(draft.title.split()), AUTHOR, language, date),
            "word/document.xml": part("document", tag("body", body, parts.section(language))),
            "word/_rels/document.xml.rels": parts.document_relations(),
            "word/styles.xml": parts.styles(language),
            "word/settings.xml": parts.settings(language),
            "word/footnotes.xml": parts.footnotes(story.footnotes, language),
        }
    )


def _body(draft: Draft, story: Story) -> str:
    language, shown = draft.request.language, blocks(draft)
    lines = [story.line(draft.title, "Title")]
    if draft.reason:
        lines.append(story.line(draft.reason, "Reason"))
    lines += [story.block(block) for block in shown]
    if draft.balance:
        lines += [story.line(phrase("balance_heading", language), "Heading1"), _table(draft, story), story.line("")]
    elif _ends_in_change(shown):
        lines.append(story.line(""))
    return "".join(lines)


def _ends_in_change(shown: tuple[Block, ...]) -> bool:
    """Whether the last paragraph may go. Word never takes away the last mark of a text, so another must stand there."""
    return bool(shown) and shown[-1].op != SAME


def _table(draft: Draft, story: Story) -> str:
    """The table of authors, between ruled lines."""
    language: Language = draft.request.language
    heads = tuple(phrase(key, language) for key in ("balance_author", "balance_sentences", "balance_papers"))
    ruled = tag("tblBorders", *(tag(name, val="single", sz=4, space=0, color="808080") for name in _LINES))
    look = tag("tblPr", tag("bidiVisual") if is_rtl(language) else "", tag("tblW", w=sum(_WIDTHS), type="dxa"), ruled)
    grid = tag("tblGrid", *(tag("gridCol", w=width) for width in _WIDTHS))
    head = _row(story, heads, "HeadCell", tag("trPr", tag("cantSplit"), tag("tblHeader")))
    return tag("tbl", look, grid, head, *(_row(story, row, "Cell", "") for row in balance_of(draft)))


def _row(story: Story, cells: tuple[str, ...], style: str, look: str) -> str:
    return tag(
        "tr",
        look,
        *(
            tag("tc", tag("tcPr", tag("tcW", w=width, type="dxa")), story.line(cell, style))
            for width, cell in zip(_WIDTHS, cells, strict=True)
        ),
    )


def _as_word_writes(created: str) -> str:
    """The moment in universal time, to the second; "" where it cannot be read."""
    try:
        moment = datetime.datetime.fromisoformat(created)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _ANY_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, data)
    return packed.getvalue()
