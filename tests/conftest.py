"""What all tests share: no network, a clean environment, the embedded models, the specimen and a home that holds it."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from corpus.model import Document, Language, Paragraph

if TYPE_CHECKING:
    from app.wiring import Home

settings.register_profile("untimed", deadline=None)  # machines are noisy, and a first call loads tables
settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]
_LOCAL_NAMES = ("", "localhost", "localhost.localdomain", "ip6-localhost", "testserver")
_MODELS = os.environ.get("RAPPORTEUR_MODELS")
_HELD = ("LT_CONF.2026_DEC.2.", "LT_CONF.2031_PC.I_WP.3.", "LT_CONF.2031_PC.I_WP.7.")
_attempts: list[str] = []


def is_local(host: object) -> bool:
    """Whether a host is this machine: loopback, unspecified, or one of its names."""
    if host is None:
        return True
    name = (host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)).rstrip(".").lower()
    if name in _LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(target: object) -> None:
    _attempts.append(str(target))
    pytest.fail(f"a test reached for the network: {target}")


def _guard(patch: pytest.MonkeyPatch) -> None:
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            _refuse(address)

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        check(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        check(sock, address)
        return connect_ex(sock, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host):
            _refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(scope="session", autouse=True)
def offline_and_clean() -> Iterator[None]:
    """Nothing outside this machine is reached, and no setting of the developer's shell is felt."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("RAPPORTEUR_") and name != "RAPPORTEUR_MODELS":
                patch.delenv(name)
        patch.setenv("HF_HUB_OFFLINE", "1")
        _guard(patch)
        yield


@pytest.fixture(autouse=True)
def no_network_attempted() -> Iterator[None]:
    """Fails the test whose code reached for the network and then hid that it could not."""
    _attempts.clear()
    yield
    if _attempts:
        pytest.fail(f"the network was reached for, and the failure hidden: {', '.join(_attempts)}")


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the embedded models."""
    folder = Path(_MODELS) if _MODELS else Path(sys.prefix) / "share" / "rapporteur" / "models"
    if not (folder / "e5.onnx").is_file():
        pytest.fail(f"the embedding model is not in {folder}; run make setup")
    return folder


@pytest.fixture(scope="session")
def specimen() -> Path:
    """The specimen conference: fourteen invented papers in six languages."""
    return ROOT / "corpus" / "documents"


@pytest.fixture(scope="session")
def real_papers() -> Path:
    """The four real working papers, which lie beside the repository and never in it."""
    folder = ROOT.parent / "shared" / "corpus"
    if not (folder / "expected_structure.json").is_file():
        pytest.skip(f"the real papers are not at {folder}; they are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def specimen_home(models: Path, specimen: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An opened home with three papers of the specimen in six languages, indexed. Tests only read it."""
    from app.settings import Settings
    from app.wiring import Home
    from corpus.ingest import files_in, ingest_file

    home = Home(Settings(home=tmp_path_factory.mktemp("specimen_home"), models=models))
    with home:
        with home.writer("tests"):
            for path in files_in([specimen]):
                if not path.name.startswith(_HELD):
                    continue
                result = ingest_file(home.store, path)
                assert result.outcome == "added", result
            home.index_pending(lambda _done, _total: None)
        yield home


@pytest.fixture(scope="session")
def paper() -> Callable[..., Document]:
    """Makes a small document: ``paper("LT/CONF.2031/1", "First.", "Second.", language="fr", submitters=("XAV",))``."""
    return make_paper


def make_paper(work: str, *texts: str, language: str = "en", **facts: Any) -> Document:
    """A document of numbered paragraphs; its hash follows from its texts."""
    own = Language(language)
    document_id = f"{work}@{own}"
    paragraphs = tuple(Paragraph(document_id, str(n), n, own, text) for n, text in enumerate(texts, start=1))
    known: dict[str, Any] = {
        "symbol": None if work.startswith("doc:") else work,
        "title": f"Title of {work}",
        "sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        "file": f"{work.replace('/', '_')}.{own}.txt",
        "paragraphs": paragraphs,
    }
    return Document(id=document_id, language=own, **(known | facts))
