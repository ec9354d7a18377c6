"""Suites: cases, a task and scores."""
