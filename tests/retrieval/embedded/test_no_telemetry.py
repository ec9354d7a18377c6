"""The library that runs the embedding model keeps its makers informed over the network, unless it is told not to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EMBED = (
    "import sys; from pathlib import Path; from retrieval.adapters.onnx import OnnxEmbedder; "
    "print(OnnxEmbedder(Path(sys.argv[1])).embed_queries(['hotline']).shape)"
)


def test_embedding_leaves_no_note_for_the_makers_of_the_library(models: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", EMBED, str(models)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "(1, 896)\n"), done.stderr
    assert not list(tmp_path.rglob("*"))  # it keeps what it has not sent yet, and an id of the machine
