"""Starting the service. Without keys it answers on this machine only."""

from __future__ import annotations

import ipaddress
import sys

from app.drafting.request import BadRequest
from app.serving import logs
from app.workspaces import Workspaces


def serve(workspaces: Workspaces, host: str, port: int) -> None:
    """Serves until stopped. The models and indexes are loaded before the first request.

    Raises:
        BadRequest: the address is not a loopback address.
    """
    import uvicorn

    from app.api.service import create_service

    if host != "localhost" and not _is_loopback(host):
        raise BadRequest(
            f"Without keys the service answers on this machine only; {host} is not a loopback address.", "host"
        )
    workspaces.home().search()
    sys.stderr.write(f"Rapporteur on http://{host}:{port}/ (stop with Ctrl-C)\n")
    logs.set_up(workspaces.settings.log, workspaces.settings.log_level)
    uvicorn.run(
        create_service(workspaces), host=host, port=port, log_config=None, access_log=False, server_header=False
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
