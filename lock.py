"""Writes the lock files from pyproject.toml, every file by hash. Run by `make lock`; needs uv.

requirements.lock holds everything but torch, which comes in two builds: requirements-torch-cpu.lock names the CPU
build, taken where pip can see it; requirements-torch.lock names the package index's build, with the CUDA libraries
that its Linux wheels want.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CPU_TORCH = (
    "torch==2.13.0+cpu \\\n"  # CPython 3.11, Linux x86-64
    "    --hash=sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
)
TORCH = re.compile(r"^(torch==|nvidia-|cuda-|triton)")
HEADER = "# Written by `make lock`. Install with: pip install --no-deps --require-hashes -r {name}\n"


def main() -> None:
    """Resolves for all platforms and writes the three files."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--extra", "dev", "--extra", "postgres", "--generate-hashes"]
    command += [
        "--python-version",
        "3.11",
        "--universal",
        "--no-emit-index-url",
        "--no-annotate",
        "--no-header",
        "--quiet",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # a fixed command
    if done.returncode:
        sys.exit(done.stderr)
    blocks = re.findall(r"^\S.*(?:\n[ \t]+.*)*", done.stdout, re.MULTILINE)
    write("requirements.lock", [block for block in blocks if not TORCH.match(block)])
    write("requirements-torch.lock", [block for block in blocks if TORCH.match(block)])
    write("requirements-torch-cpu.lock", [CPU_TORCH])


def write(name: str, blocks: list[str]) -> None:
    """One lock file."""
    Path(name).write_text(HEADER.format(name=name) + "\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
