"""Drafts as files for others: Markdown, a page of HTML, a Word file. Pure: a draft in, text or bytes out."""
