"""What a score is, each declared with its range, default, source and parameters. Pure: JSON in, numbers out."""
