"""What we depend on: held against the published holes, and listed in var/sbom.json (CycloneDX). Run by `make audit`.

Exit code 1: a hole is known that .ci/known-holes.toml does not excuse. Without a network, or where the package index
has no advisories, it says that nothing was audited, and is no failure.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-torch.lock", "requirements-torch-cpu.lock")
EXCUSED = ROOT / ".ci" / "known-holes.toml"
TARGET = ROOT / "var" / "sbom.json"
_SECONDS = 90


def main() -> int:
    """Writes the list, then looks for holes; returns the exit code."""
    sys.stdout.write(f"{write_list()} components are listed in {TARGET.relative_to(ROOT)}.\n")
    excused, late = read_excuses()
    for hole in late:
        sys.stdout.write(f"{hole} is excused until a day that is past. Look at it again: {EXCUSED.name}.\n")
    report, said = audit()
    packages = report["dependencies"]
    audited = sum("vulns" in package for package in packages)
    holes = [(package, hole) for package in packages for hole in package.get("vulns", [])]
    found = [hole_line(package, hole) for package, hole in holes if not names(hole) & excused]
    sys.stdout.writelines(f"{line}\n" for line in sorted(set(found)))
    if said:
        sys.stdout.write(f"not audited: {said}\n")
    else:
        sys.stdout.write(
            f"{audited} locked packages were held against the published holes; {len(set(found))} concern us.\n"
        )
    return 1 if found or late else 0


def audit() -> tuple[dict[str, Any], str]:
    """What pip-audit reports of the locks, and why it could not where it could not."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip"]
    for lock in LOCKS[:2]:  # the third holds another build of the same torch
        command += ["--requirement", str(ROOT / lock)]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        done = subprocess.run(  # noqa: S603  # our own command
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return {
            "dependencies": []
        }, f"the advisories did not come within {_SECONDS} s; run it again where there is a network"
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return {
            "dependencies": []
        }, f"the advisories cannot be had ({last[:160]}); run it again where there is a network"
    if not any("vulns" in package for package in report["dependencies"]):
        return report, "the package index knows none of these packages; run it again where there is a network"
    return report, ""


def names(hole: dict[str, Any]) -> set[str]:
    """All names of a hole."""
    return {hole["id"], *hole.get("aliases", [])}


def hole_line(package: dict[str, Any], hole: dict[str, Any]) -> str:
    """A hole, as one line."""
    mended = ", ".join(hole.get("fix_versions", [])) or "not mended yet"
    return f"{package['name']} {package['version']}: {', '.join(sorted(names(hole)))}; mended in {mended}"


def read_excuses(today: datetime.date | None = None) -> tuple[set[str], list[str]]:
    """The holes that do not concern us, and those of them that must be looked at again."""
    held = tomllib.loads(EXCUSED.read_text(encoding="utf-8")).get("hole", [])
    today = today or datetime.datetime.now(datetime.UTC).date()
    late = [each["id"] for each in held if each["until"] < today]
    return {each["id"] for each in held if each["why"] and each["id"] not in late}, late


def write_list() -> int:
    """Writes what the lock files name, with hashes and licences, and returns how many. The same locks give the same."""
    parts: dict[str, dict[str, Any]] = {}
    whole: dict[str, Any] = {}
    for lock in LOCKS:
        command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--of", "JSON"]
        command += ["--sv", "1.6", "--pyproject", str(ROOT / "pyproject.toml"), str(ROOT / lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
        whole = whole or json.loads(done.stdout)
        parts |= {part["purl"]: part for part in json.loads(done.stdout)["components"]}
    for purl, part in parts.items():
        part["bom-ref"] = purl
        part.pop("description", None)  # the line of the lock file, once more
        if licence := licence_of(part["name"]):
            part["licenses"] = [{"license": {"name": licence}}]
    whole["components"] = [parts[purl] for purl in sorted(parts)]
    whole["dependencies"] = [{"ref": purl} for purl in sorted(parts)]
    text = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        sys.exit(f"the list of components is no CycloneDX: {fault}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return len(parts)


def licence_of(name: str) -> str:
    """What an installed package says of its licence; "" where it is not installed or does not say."""
    try:
        facts = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    stated = facts["License-Expression"] or ""
    classified = [each.rpartition(" :: ")[2] for each in facts.get_all("Classifier", []) if each.startswith("License")]
    lines = (facts["License"] or "").strip().splitlines()
    return stated or ", ".join(classified) or (lines[0][:120] if lines else "")


if __name__ == "__main__":
    sys.exit(main())
