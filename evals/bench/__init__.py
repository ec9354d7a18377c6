"""Speed, memory and recall of retrieval, side by side with the plain pipeline. ``make bench`` runs it."""
