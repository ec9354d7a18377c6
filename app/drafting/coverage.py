"""What was held, searched and cited, and who is silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafting.model import Checked, Coverage
from retrieval.catalogue import Holdings
from retrieval.understand import Asked


def coverage(held: Holdings, searched: Holdings, cited: Sequence[Checked], asked: Asked) -> Coverage:
    """Counts documents (language versions) and papers (works). A State asked about with nothing on file is silent."""
    cited_documents = [citation.passage.document for item in cited for citation in item.sentence.citations]
    states_cited = tuple(sorted({code for document in cited_documents for code in document.submitters}))
    silent = (searched.states | set(asked.authors)) - set(states_cited)
    return Coverage(
        documents_held=len(held),
        documents_searched=len(searched),
        documents_cited=len({document.id for document in cited_documents}),
        papers_held=len(held.works),
        papers_searched=len(searched.works),
        papers_cited=len({document.work for document in cited_documents}),
        authors_held=len(held.authors),
        states_cited=states_cited,
        states_silent=tuple(sorted(silent)),
    )
