"""Cases about the specimen papers, made from what is known to stand there. ``python -m evals.generate`` writes them."""
