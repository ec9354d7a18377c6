"""Where a setting comes from, and that no secret is ever shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.doctor import examine
from app.settings import BadSetting, Settings, load_settings, sources

Run = Callable[..., Any]


@pytest.fixture
def toml(tmp_path: Path) -> Callable[[str], Path]:
    """Writes ``rapporteur.toml`` into a home and gives the home back."""

    def write(text: str) -> Path:
        (tmp_path / "rapporteur.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("in_file", "in_environment", "value", "origin"),
    [
        (None, None, "verbatim", "default"),
        ("local", None, "local", "file"),
        (None, "openai:gpt-x", "openai:gpt-x", "environment"),
        ("local", "openai:gpt-x", "openai:gpt-x", "environment"),
    ],
)
def test_the_environment_wins_over_the_file_over_the_default(
    toml: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    in_file: str | None,
    in_environment: str | None,
    value: str,
    origin: str,
) -> None:
    home = toml(f'model = "{in_file}"\n' if in_file else "")
    if in_environment:
        monkeypatch.setenv("RAPPORTEUR_MODEL", in_environment)
    settings = load_settings(str(home))
    shown = sources(settings, home_given=True)
    assert (settings.model, shown["model"]["value"]) == (value, value)
    assert shown["model"]["from"] == (str(home / "rapporteur.toml") if origin == "file" else origin)
    assert shown["home"] == {"value": str(home), "from": "command line"}


def test_the_home_comes_from_the_command_line_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_HOME", str(tmp_path / "one"))
    assert load_settings().home == tmp_path / "one"
    assert sources(load_settings(), home_given=False)["home"]["from"] == "environment"
    assert load_settings(str(tmp_path / "two")).home == tmp_path / "two"


def test_the_file_of_the_home_in_the_environment_is_read(
    toml: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_HOME", str(toml("model_timeout = 7.5\n")))
    assert load_settings().model_timeout == 7.5


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('modell = "local"\n', "modell"),
        ("model = \n", "rapporteur.toml"),
        ('model_timeout = "soon"\n', "model_timeout"),
        ("model_timeout = -1\n", "model_timeout"),
        ("model = 3\n", "model"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(toml: Callable[[str], Path], text: str, named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        load_settings(str(toml(text)))


@pytest.mark.parametrize(("name", "value"), [("MODEL_TIMEOUT", "soon"), ("MODEL_TIMEOUT", "0")])
def test_a_value_in_the_environment_that_cannot_be_used_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"RAPPORTEUR_{name}", value)
    ran = run("documents", home=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert f"RAPPORTEUR_{name}" in ran.error


def test_a_value_in_the_environment_takes_the_place_of_a_bad_one_in_the_file(
    toml: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = toml('model_timeout = "soon"\n')
    monkeypatch.setenv("RAPPORTEUR_MODEL_TIMEOUT", "9")
    assert load_settings(str(home)).model_timeout == 9


def test_the_store_is_in_the_home_unless_an_address_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(str(tmp_path)).store_url(tmp_path) == f"sqlite:///{tmp_path / 'rapporteur.db'}"
    monkeypatch.setenv("RAPPORTEUR_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert load_settings(str(tmp_path)).store_url(tmp_path) == f"sqlite:///{tmp_path / 'other.db'}"


@pytest.mark.parametrize("words", [("doctor",), ("doctor", "--json"), ("documents", "--debug")], ids=str)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/papers"),
        ("DATABASE_URL", "nonsense://user:hunter2@127.0.0.1:1/papers"),
        ("DATABASE_URL", "user:hunter2@127.0.0.1"),
        ("CHROMA_URL", "http://user:hunter2@127.0.0.1:1"),
    ],
)
def test_a_password_is_never_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], name: str, value: str
) -> None:
    monkeypatch.setenv(f"RAPPORTEUR_{name}", value)
    ran = run(*words, home=tmp_path)
    assert "hunter2" not in ran.out + ran.err
    assert "Unexpected" not in ran.err
    assert name == "CHROMA_URL" or ran.code == 4


def test_the_doctor_shows_every_setting_and_its_source(tmp_path: Path, models: Path) -> None:
    report = examine(Settings(home=tmp_path, models=models), home_given=True).json()
    assert set(report["configuration"]) == set(Settings.model_fields)
    assert report["configuration"]["models"] == {"value": str(models), "from": "environment"}
    assert report["healthy"] is True
    assert {check["name"] for check in report["checks"]} == {"embedding model", "language model", "store"}


def test_the_doctor_says_how_to_mend_each_fault(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORTEUR_MODELS", str(tmp_path / "none"))
    monkeypatch.setenv("RAPPORTEUR_MODEL", "local")
    ran = run("doctor", "--json", home=tmp_path)
    assert (ran.code, ran.json["healthy"]) == (4, False)
    faults = {check["name"]: check["mend"] for check in ran.json["checks"] if check["ok"] is False}
    assert set(faults) == {"embedding model", "language model"}
    assert all("rapporteur models" in mend for mend in faults.values())
