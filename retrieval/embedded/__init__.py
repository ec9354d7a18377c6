"""The embedded embedding model: assembled from pinned packages, never downloaded from a hub."""
