"""Documents, and what became of files, as plain text for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.drafting.phrases import names, phrase
from app.schema import Json
from corpus.model import Document, Language


def documents_text(documents: Sequence[Document]) -> str:
    """The documents held, one block each, with their warnings."""
    if not documents:
        return phrase("nothing_held", Language.EN)
    return "\n".join(line for document in documents for line in _document_lines(document))


def document_text(document: Document) -> str:
    """One document with its paragraphs."""
    lines = [*_document_lines(document), ""]
    heading: tuple[str, ...] = ()
    for paragraph in document.paragraphs:
        if paragraph.headings != heading:
            heading = paragraph.headings
            lines += [*(f"  {title}" for title in heading), ""]
        lines.append(f"[{paragraph.label}] {paragraph.text}")
        lines += [f"    — {paragraph.said_by}"] if paragraph.said_by else []
        lines += [f"    note: {note}" for note in paragraph.notes]
        lines.append("")
    return "\n".join(lines).rstrip()


def ingest_text(result: Json) -> str:
    """What became of each file, one line each, with its warnings; the totals; what was left when it was stopped."""
    lines = []
    for row in result["documents"]:
        if row["outcome"] == "refused":
            lines.append(f"refused    {row['file']}: {row['error']}.")
            continue
        lines.append(f"{row['outcome']:<10} {row['id']}  {_measure(row)}  {row['file']}")
        lines += [f"           warning: {warning}" for warning in row["warnings"]]
    totals = ", ".join(f"{count} {outcome}" for outcome, count in result["totals"].items())
    lines.append(f"{totals}; {result['seconds']} s.")
    if result["stopped"]:
        left = len(result["not_done"])
        what = f"{left} of {left + len(result['documents'])} files were not done" if left else "not all is indexed"
        lines.append(f"Stopped: {what}. What is listed here is kept; give the same command again to go on.")
    return "\n".join(lines)


def _measure(row: Json) -> str:
    """How much was read of a file."""
    return f"{row['pages']} pages, {row['paragraphs']} paragraphs, {row['characters']} characters"


def verification_text(report: Json) -> str:
    """What has changed since a result was made: the sentences concerned, each with why."""
    gone = [row["paragraph"] for row in report["sources"] if row["state"] == "not on file"]
    lines = [f"The {report['of']} {report['id']} of {report['created']}: {len(report['sentences'])} sentences."]
    for row in report["sentences"]:
        if not row["sound"]:
            lines += [f"CHANGED  {row['text']}", *(f"         {fault}" for fault in row["faults"])]
    if gone:
        lines.append(f"Not on file, held against the copy in the bundle alone: {', '.join(gone)}")
    lines.append("Sound: every sentence rests on what it rested on." if report["sound"] else "Not sound.")
    return "\n".join(lines)


def _document_lines(document: Document) -> Iterator[str]:
    authors = names(document.submitters, Language.EN, document.groups) or document.status.value
    yield f"{document.id}  {document.title}"
    yield f"    {authors}; {document.kind}; session {document.session or 'unknown'}; {document.date or 'undated'}"
    if document.changes:
        yield f"    changes {document.changes}"
    for warning in document.warnings:
        yield f"    warning: {warning}"
