"""How the service is put up: containers, the unit of systemd, the proxies. They are read here; nothing is started."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cli import parser
from app.settings import Settings

ROOT = Path(__file__).parent.parent
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENV = (ROOT / "env.example").read_text(encoding="utf-8")
FILE: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
each_service = pytest.mark.parametrize("name", SERVICES)


def test_the_services_are_those_that_are_documented() -> None:
    assert set(SERVICES) == {"rapporteur", "postgres", "chroma", "model"}
    assert SERVICES["model"]["profiles"] == ["model"]


@each_service
def test_a_service_tells_how_it_is(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[0] == "CMD"
    assert len(test) > 1


@each_service
def test_a_service_can_write_only_where_it_must(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert not SERVICES[name].get("privileged")


@each_service
def test_only_the_service_is_published_and_to_this_machine_alone(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert ports == (["127.0.0.1:${PORT:-8000}:8000"] if name == "rapporteur" else [])
    assert "network_mode" not in SERVICES[name]
    if name != "rapporteur":
        assert SERVICES[name]["networks"] == ["inside"]


def test_the_inner_network_reaches_nothing_outside() -> None:
    assert FILE["networks"]["inside"] == {"internal": True}


@each_service
def test_the_volumes_that_a_service_names_are_declared(name: str) -> None:
    named = [volume.split(":")[0] for volume in SERVICES[name]["volumes"]]
    assert [volume for volume in named if not volume.startswith("$")] == [
        volume for volume in named if volume in FILE["volumes"]
    ]


def test_the_service_waits_for_its_stores() -> None:
    healthy = {"condition": "service_healthy"}
    assert SERVICES["rapporteur"]["depends_on"] == {"postgres": healthy, "chroma": healthy}


@pytest.mark.parametrize("text", [COMPOSE, ENV], ids=["compose.yaml", "env.example"])
def test_the_settings_it_names_exist(text: str) -> None:
    named = set(re.findall(r"RAPPORTEUR_([A-Z_]+)", text))
    assert named
    assert named <= {field.upper() for field in Settings.model_fields}


def test_no_password_has_a_default() -> None:
    passwords = re.findall(r"\$\{(\w*PASSWORD\w*)(.{0,2})", COMPOSE)
    assert passwords
    assert all(rule == ":?" for _, rule in passwords)
    assert "\nPOSTGRES_PASSWORD=\n" in ENV


def test_every_variable_stands_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE))
    wanted |= {name for name, value in SERVICES["rapporteur"]["environment"].items() if value is None}
    assert wanted == set(re.findall(r"^#?([A-Z_]+)=", ENV, re.MULTILINE))


def test_the_file_with_secrets_goes_neither_into_the_repository_nor_into_the_image() -> None:
    assert "/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_chroma_is_of_the_version_of_its_client() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    version = next(each.removeprefix("chromadb==") for each in wanted if each.startswith("chromadb=="))
    assert SERVICES["chroma"]["image"] == f"chromadb/chroma:{version}"


def test_postgres_is_of_one_major_version() -> None:
    assert re.fullmatch(r"postgres:\d+", SERVICES["postgres"]["image"])


def test_the_driver_of_postgres_is_locked_for_the_image() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras["postgres"] == ["psycopg[binary]~=3.3"]
    assert "\npsycopg-binary==" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_image_runs_a_command_that_exists_as_a_plain_user() -> None:
    entry, words, check = (_exec(name) for name in ("ENTRYPOINT", "CMD", "HEALTHCHECK"))
    assert entry == ["rapporteur"]
    assert parser().parse_args(words).host == "0.0.0.0"
    assert check[0] == "python"
    assert "http://127.0.0.1:8000/healthz" in check[-1]
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["rapporteur"]
    assert SERVICES["rapporteur"]["healthcheck"]["test"][1:] == check


def test_the_unit_of_systemd_starts_a_command_that_exists() -> None:
    unit = (ROOT / "docs" / "examples" / "rapporteur.service").read_text(encoding="utf-8")
    start = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)
    assert start
    program, *words = shlex.split(start[1])
    assert program.endswith("/rapporteur")
    assert parser().parse_args(words).host == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("nginx.conf", ("proxy_buffering off;", "proxy_set_header Host $http_host;", "client_max_body_size  {mb}m;")),
        ("Caddyfile", ("flush_interval -1", "max_size {mb}MB")),
    ],
)
def test_a_proxy_holds_nothing_back_and_takes_what_the_service_takes(name: str, wanted: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / "examples" / name).read_text(encoding="utf-8")
    most = Settings.model_fields["max_upload_mb"].default
    assert all(part.format(mb=most) in text for part in wanted)


def _exec(instruction: str) -> list[str]:
    """The words of an instruction in exec form, the last of its kind."""
    found = re.findall(rf"^{instruction} (?:.*\\\n\s+CMD )?(\[.+\])$", DOCKERFILE, re.MULTILINE)
    words: list[str] = json.loads(found[-1])
    return words
