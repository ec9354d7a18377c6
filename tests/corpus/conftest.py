"""Stores in each kind of database."""

from tests.builders.databases import postgres, store, store_url

__all__ = ["postgres", "store", "store_url"]
