"""Is it true? Offline measurements of retrieval and faithfulness."""
