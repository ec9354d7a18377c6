"""Answers, drafts and lists as plain text for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.compose import footnotes
from app.drafting.draft_model import Draft, ParagraphChange, Role, Share
from app.drafting.model import Answer, Checked, Coverage, Mode, SearchResult, Understood
from app.drafting.phrases import described, listed, names, phrase, source_of
from app.drafting.spans import span_to_quote
from app.drafting.verify import Report
from corpus.model import Language
from corpus.names import display_name
from retrieval.model import Passage


def answer_text(answer: Answer) -> str:
    """An answer as a person reads it: whose words, the words, where they stand; what was searched and withheld."""
    language = answer.request.language
    lines: list[str] = []
    if answer.abstained:
        lines.append(answer.reason or "")
    else:
        for item in answer.sentences:
            lines += [*_sentence(item), ""]
        lines += _notes(answer.sentences, language)
        if answer.reason:
            lines += ["", answer.reason]
    lines += _left_out(answer.left_out, language)
    lines += ["", *narrowed_lines(answer.understood, language), *coverage_lines(answer.coverage, language)]
    if answer.abstained and answer.passages:
        lines += ["", phrase("near", language), *(_near(passage, language) for passage in answer.passages[:3])]
    lines += _withheld(answer.withheld, language)
    lines += ["", _made(answer.request.mode, answer.provenance.model, answer.provenance.seconds)]
    return "\n".join(lines)


def understood_as(answer: Answer) -> str:
    """What a follow-up was taken to ask, on a line of its own; nothing where it was asked in these words."""
    standing = answer.request.standing
    if standing is None or standing.text == answer.request.question:
        return ""
    return phrase("understood_as", answer.request.language, question=standing.text) + "\n\n"


def draft_text(draft: Draft) -> str:
    """A draft as a person reads it: numbered paragraphs with note marks, then the notes."""
    language = draft.request.language
    lines = [draft.title, ""]
    if draft.reason:
        lines += [draft.reason, ""]
    for paragraph in draft.paragraphs:
        body = [f"{item.sentence.text} {_mark(item)}".strip() for item in paragraph.sentences]
        number, indent = (f"{paragraph.label}. ", "   ") if paragraph.role is Role.NUMBERED else ("", "")
        lines += [f"{number}{body[0]}", *(f"{indent}{text}" for text in body[1:]), ""]
    lines += [f"[{n}] {text}" for n, text in draft.notes]
    lines += [*_counted(draft.balance, language), *_left_out(draft.left_out, language)]
    lines += ["", *narrowed_lines(draft.understood, language), *coverage_lines(draft.coverage, language)]
    if draft.reason and draft.passages and not draft.paragraphs:
        lines += ["", phrase("near", language), *(_near(passage, language) for passage in draft.passages[:3])]
    lines += _changed(draft.changes, language)
    lines += _withheld(draft.withheld, language)
    lines += ["", _made(draft.request.mode, draft.provenance.model, draft.provenance.seconds)]
    return "\n".join(lines)


def report_text(report: Report) -> str:
    """A checked text: each sentence with its verdict, what is wrong with it, and the words it was held against."""
    lines: list[str] = []
    for item in report.sentences:
        language = item.checked.sentence.language
        if item.score is None:
            lines += [item.checked.sentence.text, ""]
            continue
        lines.append(f"[{item.checked.verdict.value} {item.score:.2f}] {item.checked.sentence.text}")
        if item.checked.reason:
            lines.append(f"    {item.checked.reason}")
        else:
            failed = [check for check in item.checked.checks if check.passed is False and check.name != "support"]
            lines += [f"    {check.name}: {check.detail}" for check in failed]
        for citation in item.found[:1]:
            source = source_of(citation.passage.document, citation.paragraph, language)
            lines.append(f"    {source}: {phrase('quotation', language, quote=citation.quote)}")
        lines.append("")
    made = report.provenance
    return "\n".join([*lines, _made(report.request.mode, made.model, made.seconds)])


def search_text(result: SearchResult) -> str:
    """Search results, one block each; before them where was searched, after them what reordering cost."""
    language, cost = result.request.language, result.reranked
    blocks = [result.note] if result.note else narrowed_lines(result.understood, language)
    if not result.passages:
        blocks.append(phrase("nothing_near", language))
    for passage in result.passages:
        sure = cost.sure.get(passage.paragraph.id) if cost else None
        judged = "" if sure is None else f", P(yes) {sure:.2f}"
        how = f"{passage.score:.3f}, {' + '.join(passage.found_by)}{judged}"
        head = f"{passage.rank}. {_source(passage, language)}  [{how}]"
        blocks.append(f"{head}\n   {passage.paragraph.text}")
    if cost:
        read, written = cost.tokens
        values = {"model": cost.model, "count": len(cost.sure), "seconds": cost.seconds}
        blocks.append(phrase("reranked", language, input=read, output=written, **values))
    return "\n\n".join(blocks)


def narrowed_lines(understood: Sequence[Understood], language: Language) -> list[str]:
    """Where the question made the search look, and how to search everything; nothing when it did not."""
    hard = [item.cue for item in understood if item.applied and item.cue.hard]
    if not hard:
        return []
    remedy = " ".join(dict.fromkeys(f"--ignore {cue.field}" for cue in hard))
    what = listed((described(cue, language) for cue in hard), language)
    return [phrase("narrowed", language, what=what, remedy=remedy)]


def _sentence(item: Checked) -> list[str]:
    prefix = "  " if item.sentence.kind == "rendered" else ""
    return [f"{prefix}{item.sentence.text} {_mark(item)}"]


def _mark(item: Checked) -> str:
    return "".join(f"[{citation.n}]" for citation in item.sentence.citations)


def _notes(sentences: Sequence[Checked], language: Language) -> list[str]:
    lines = []
    warnings = {
        citation.n: [warning for warning in citation.passage.document.warnings if "conflict" in warning]
        for item in sentences
        for citation in item.sentence.citations
    }
    for n, note in footnotes([item.sentence for item in sentences], language):
        lines.append(f"[{n}] {note}")
        lines += [f"    {warning}" for warning in warnings.get(n, [])]
    return lines


def coverage_lines(coverage: Coverage, language: Language) -> list[str]:
    """What was searched and who is silent, in words."""
    lines = [
        phrase(
            "coverage",
            language,
            held=coverage.papers_held,
            authors=coverage.authors_held,
            searched=coverage.papers_searched,
            cited=coverage.papers_cited,
        )
    ]
    if coverage.states_silent:
        lines.append(phrase("silent", language, states=names(coverage.states_silent, language)))
    return lines


def _counted(balance: Sequence[Share], language: Language) -> list[str]:
    """How many sentences each author has; those without one too."""
    rows = []
    for share in balance:
        author = display_name(share.author, language.value)
        rows.append(phrase("balance", language, author=author, sentences=share.sentences, papers=share.papers))
    return ["", phrase("balance_heading", language), *(f"  {row}" for row in rows)] if rows else []


def _changed(changes: Sequence[ParagraphChange], language: Language) -> list[str]:
    """The paragraphs that are not what they were, with what was taken out and put in."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    rows = [
        "".join(marks[run.op].format(run.text) for run in change.changes)
        for change in changes
        if any(run.op != "same" for run in change.changes)
    ]
    return ["", phrase("changed", language), *(f"  {row}" for row in rows)] if rows else []


def _left_out(passages: Sequence[Passage], language: Language) -> list[str]:
    return [phrase("left_out", language, count=len(passages))] if passages else []


def _near(passage: Passage, language: Language) -> str:
    start, end = span_to_quote(passage)
    quote = phrase("quotation", language, quote=passage.paragraph.text[start:end])
    return f"  {_source(passage, language)}: {quote}"


def _source(passage: Passage, language: Language) -> str:
    return source_of(passage.document, passage.paragraph, language)


def _withheld(withheld: Sequence[Checked], language: Language) -> list[str]:
    if not withheld:
        return []
    lines = ["", phrase("withheld", language, count=len(withheld))]
    return lines + [f"  {item.sentence.text} {_mark(item)}\n    {item.reason}" for item in withheld]


def _made(mode: Mode, model: str | None, seconds: Sequence[tuple[str, float]]) -> str:
    spent = sum(value for _, value in seconds)
    return f"{mode.value}{f', {model}' if model else ''}, {spent:.2f} s"
