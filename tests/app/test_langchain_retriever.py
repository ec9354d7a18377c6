"""Our search inside somebody's LangChain chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document
from langchain_core.prompts import PromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from corpus.model import Language
from retrieval.model import Scope

if TYPE_CHECKING:
    from app.wiring import Home

QUESTION = "How quickly should the naval hotline be answered?"


def test_a_chain_gets_paragraphs_that_can_be_cited(specimen_home: Home) -> None:
    retriever = specimen_home.langchain_retriever(limit=3, scope=Scope(languages=("en",)))
    found = retriever.invoke(QUESTION)
    assert len(found) == 3
    for rank, document in enumerate(found, start=1):
        assert document.id is not None
        paragraph = specimen_home.store.paragraphs([document.id])[document.id]
        assert document.page_content == paragraph.text
        assert (document.metadata["rank"], document.metadata["language"]) == (rank, "en")
        start, end = document.metadata["best"]
        assert 0 <= start < end <= len(paragraph.text)
    assert found[0].metadata["submitters"] == ["XAV"]


def test_it_is_a_part_of_a_chain_and_answers_in_the_readers_language(specimen_home: Home) -> None:
    retriever = specimen_home.langchain_retriever(limit=1, language=Language.FR)
    prompt = PromptTemplate.from_template("{question}: {sources}")
    chain = {"sources": retriever | RunnableLambda(_ids), "question": RunnablePassthrough()} | prompt
    assert chain.invoke(QUESTION).to_string().endswith("@fr")
    assert retriever.batch([QUESTION, QUESTION])[0][0].id == retriever.invoke(QUESTION)[0].id


def _ids(documents: list[Document]) -> str:
    return ", ".join(str(document.id) for document in documents)
