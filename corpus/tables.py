"""The tables of the store."""

from __future__ import annotations

import sqlalchemy as sql

META = sql.MetaData()
FORMAT = "6"  # of the tables; the last revision in corpus.migrations.versions
DOCUMENTS = sql.Table(
    "documents",
    META,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("work", sql.String, nullable=False, index=True),
    sql.Column("symbol", sql.String, index=True),
    sql.Column("language", sql.String(2), nullable=False),
    sql.Column("file", sql.String, nullable=False),
    sql.Column("sha256", sql.String(64), nullable=False, index=True),
    sql.Column("facts", sql.JSON, nullable=False),
    sql.Column("indexed_by", sql.String, nullable=True),
    sql.Column("changed", sql.BigInteger, nullable=False, index=True),  # grows with every change of a row
    sql.Column("checksum", sql.BigInteger, nullable=False),  # of what was read from the file
)
PARAGRAPHS = sql.Table(
    "paragraphs",
    META,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("work", sql.String, nullable=False),
    sql.Column("label", sql.String, nullable=False),
    sql.Column("ordinal", sql.Integer, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("facts", sql.JSON, nullable=False),
    sql.Column("checksum", sql.BigInteger, nullable=False),
    sql.Index("ixPARAGRAPHS_work_label", "work", "label"),
)
RAW_TEXTS = sql.Table(
    "raw_texts",
    META,
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("raw", sql.Text, nullable=False),
)
FILES = sql.Table(  # every file a document was read from, with what was in it then
    "files",
    META,
    sql.Column("key", sql.String(64), primary_key=True),
    sql.Column("document_id", sql.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("sha256", sql.String(64), nullable=False, index=True),
    sql.Column("reader", sql.String, nullable=False),
)
JOBS = sql.Table(
    "jobs",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("status", sql.String(16), nullable=False, index=True),
    sql.Column("progress", sql.JSON, nullable=False),
    sql.Column("result", sql.JSON(none_as_null=True)),
    sql.Column("error", sql.Text),
    sql.Column("owner", sql.String, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("updated", sql.String(32), nullable=False),
)
DRAFTS = sql.Table(
    "drafts",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("revises", sql.String(32), index=True),  # the version before
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("body", sql.JSON, nullable=False),
)
RESULTS = sql.Table(  # every answer, draft and check as it was given, by the id of its provenance
    "results",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("kind", sql.String(16), nullable=False),
    sql.Column("created", sql.String(32), nullable=False, index=True),
    sql.Column("body", sql.JSON, nullable=False),
)
CONVERSATIONS = sql.Table(
    "conversations",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.Column("updated", sql.String(32), nullable=False, index=True),
)
MESSAGES = sql.Table(  # a question of a conversation; its answer is the result of the same id
    "messages",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("conversation_id", sql.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("place", sql.Integer, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("standing", sql.JSON, nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
    sql.UniqueConstraint("conversation_id", "place"),
)
FEEDBACK = sql.Table(  # what a reader said of a result
    "feedback",
    META,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("result_id", sql.String(32), nullable=False, index=True),
    sql.Column("rating", sql.String(16), nullable=False),
    sql.Column("comment", sql.Text),
    sql.Column("created", sql.String(32), nullable=False, index=True),
)
WORKSPACES = sql.Table(  # in the store of the home itself alone
    "workspaces",
    META,
    sql.Column("name", sql.String(40), primary_key=True),
    sql.Column("created", sql.String(32), nullable=False),
)
KEYS = sql.Table(  # as WORKSPACES; of a key its hash alone is kept
    "keys",
    META,
    sql.Column("id", sql.String(16), primary_key=True),
    sql.Column("sha256", sql.String(64), nullable=False),
    sql.Column("workspace", sql.String(40), nullable=False),
    sql.Column("role", sql.String(16), nullable=False),
    sql.Column("created", sql.String(32), nullable=False),
)
