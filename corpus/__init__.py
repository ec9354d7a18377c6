"""What was said, by whom, where: documents and their paragraphs."""
