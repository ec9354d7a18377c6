"""What was held, searched and cited, and who is silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.model import Checked, Coverage
from corpus.model import Document, Status
from retrieval.understand import Asked


def coverage(
    held: Sequence[Document], searched: Sequence[Document], cited: Sequence[Checked], asked: Asked
) -> Coverage:
    """Counts documents (language versions) and papers (works). A State asked about with nothing on file is silent."""
    cited_documents = [citation.passage.document for item in cited for citation in item.sentence.citations]
    states_cited = tuple(sorted({code for document in cited_documents for code in document.submitters}))
    searched_states = {code for document in searched for code in document.submitters}
    silent = (searched_states | set(asked.authors)) - set(states_cited)
    return Coverage(
        documents_held=len(held),
        documents_searched=len(searched),
        documents_cited=len({document.id for document in cited_documents}),
        papers_held=len({document.work for document in held}),
        papers_searched=len({document.work for document in searched}),
        papers_cited=len({document.work for document in cited_documents}),
        authors_held=len({author for document in held for author in _authors(document)}),
        states_cited=states_cited,
        states_silent=tuple(sorted(silent)),
    )


def _authors(document: Document) -> tuple[str, ...]:
    if document.status in (Status.ADOPTED, Status.CHAIR):
        return (document.status.value,)
    return (*document.submitters, *(f"group {code}" for code in document.groups))
