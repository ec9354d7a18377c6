"""Which paragraphs bear on a question."""
