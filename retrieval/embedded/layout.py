"""Where the parts of the embedded embedding model are, and what its graph calls them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

INPUT = "input_ids"
OUTPUT = "pooled"
VECTORS = "vectors"


@dataclass(frozen=True, slots=True)
class EmbedderFolder:
    """Where the parts of the embedded model are."""

    root: Path

    @property
    def sentence_transformers(self) -> Path:
        """The folder that ``SentenceTransformer(path)`` loads."""
        return self.root / "e5-neutral"

    @property
    def graph(self) -> Path:
        """The same model for onnxruntime, up to mean pooling."""
        return self.root / "e5.onnx"

    @property
    def tokenizer(self) -> Path:
        """The ``tokenizer.json`` of both."""
        return self.root / "e5-neutral" / "tokenizer.json"

    @property
    def use_graph(self) -> Path:
        """The second model for onnxruntime, up to the sum over tokens."""
        return self.root / "use.onnx"

    @property
    def use_network(self) -> Path:
        """What follows that sum, a graph too."""
        return self.root / "use-network.onnx"

    @property
    def use_tokenizer(self) -> Path:
        """The ``tokenizer.json`` of the second model."""
        return self.root / "use-tokenizer.json"

    @property
    def manifest(self) -> Path:
        """What was made, from what: written last."""
        return self.root / "manifest.json"

    def hashes(self) -> dict[str, str]:
        """The sha256 of every file made, by path under the root, as the manifest has them; empty without a manifest."""
        files = self.read_manifest().get("files")
        return dict(files) if isinstance(files, dict) else {}

    def read_manifest(self) -> dict[str, object]:
        """What the manifest says; empty when it is missing or no JSON object."""
        try:
            content = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}
