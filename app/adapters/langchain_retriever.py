"""Our search as a LangChain retriever: any chain can use it. Get one from ``app.wiring.Home.langchain_retriever``."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.language import detect_language
from corpus.model import Language
from retrieval.model import EVERYTHING, Passage, Query, Scope
from retrieval.search import Search


class RapporteurRetriever(BaseRetriever):
    """Paragraphs for a question, best first.

    ``page_content`` is the paragraph's text as it is stored, ``id`` its id. ``metadata`` says whose words they are and
    where they stand; ``best`` is the span (start, end) of the sentence nearest to the question, in code points.

    Fields:
        search: what is searched.
        limit: how many paragraphs at most.
        scope: which paragraphs may be found.
        language: the reader's; without it the question's own.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search
    limit: int = 10
    scope: Scope = EVERYTHING
    language: Language | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain passes it
    ) -> list[LangChainDocument]:
        reader = self.language or detect_language(query)
        return [_document(passage) for passage in self.search.find(Query(query, reader, self.scope, self.limit))]


def _document(passage: Passage) -> LangChainDocument:
    paragraph, document = passage.paragraph, passage.document
    metadata: dict[str, Any] = {
        "document": document.id,
        "symbol": document.symbol,
        "title": document.title,
        "label": paragraph.label,
        "page": paragraph.page,
        "language": paragraph.language.value,
        "submitters": list(document.submitters),
        "groups": list(document.groups),
        "session": document.session,
        "status": document.status.value,
        "date": document.date,
        "rank": passage.rank,
        "score": passage.score,
        "found_by": list(passage.found_by),
        "best": list(passage.best),
        "versions": list(passage.versions),
    }
    return LangChainDocument(page_content=paragraph.text, metadata=metadata, id=paragraph.id)
