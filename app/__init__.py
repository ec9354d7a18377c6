"""The assistant: cited answers and drafts."""
