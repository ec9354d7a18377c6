"""The specimen papers in every format, made from their text sources without the product's own readers."""
