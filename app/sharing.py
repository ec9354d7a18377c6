"""The commands that say who may use the service: keys and workspaces."""

from __future__ import annotations

import argparse
import dataclasses

from app.drafting.request import BadRequest
from app.settings import load_settings
from app.store.keys import DEFAULT, Key, Keys, Role
from app.terminal import DONE, put
from app.workspaces import Workspaces


def run_keys(args: argparse.Namespace) -> int:
    """Makes, lists or revokes keys. A running service minds it within seconds."""
    with Workspaces(load_settings(args.home)) as workspaces:
        _KEYS[args.action](args, workspaces.keys)
    return DONE


def run_workspaces(args: argparse.Namespace) -> int:
    """Makes or lists workspaces."""
    with Workspaces(load_settings(args.home)) as workspaces:
        keys = workspaces.keys
        if args.action == "create":
            keys.create_workspace(args.name)
            workspaces.home(args.name)  # its store is made now, so that what is wrong is told now
            put(args, {"name": args.name}, f"Made the workspace {args.name}.")
        else:
            names = keys.workspaces()
            put(args, {"workspaces": [{"name": name} for name in names]}, "\n".join(names))
    return DONE


def _create(args: argparse.Namespace, keys: Keys) -> None:
    key, text = keys.create(args.workspace or DEFAULT, Role(args.role))
    said = f"Role {key.role} in the workspace {key.workspace}. It is shown this once; only its hash is kept."
    put(args, {**_facts(key), "key": text}, f"{text}\n{said}")


def _list(args: argparse.Namespace, keys: Keys) -> None:
    held = keys.list()
    lines = [f"{key.id}  {key.workspace}  {key.role}  {key.created}" for key in held]
    put(args, {"keys": [_facts(key) for key in held]}, "\n".join(lines) or "There is no key.")


def _revoke(args: argparse.Namespace, keys: Keys) -> None:
    if not keys.revoke(args.id):
        raise BadRequest(f"There is no key {args.id}. `rapporteur keys list` names them.", "id")
    put(args, {"revoked": args.id}, f"Revoked {args.id}.")


def _facts(key: Key) -> dict[str, str]:
    return {**dataclasses.asdict(key), "role": key.role.value}


_KEYS = {"create": _create, "list": _list, "revoke": _revoke}
