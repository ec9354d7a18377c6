"""Cases about the specimen papers, made from what is known to stand in them. ``python -m evals.generate`` writes them."""
