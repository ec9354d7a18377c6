"""Starting the service. Without keys it answers on this machine only."""

from __future__ import annotations

import ipaddress
import sys

from app.drafting.request import BadRequest
from app.serving import logs
from app.serving.entry import Rules
from app.serving.uploads import forget_staged
from app.workspaces import Workspaces

_GRACE = 5  # seconds that requests have to end when the service is stopped


def serve(workspaces: Workspaces, host: str, port: int, *, reads_only: bool = False) -> None:
    """Serves until stopped. The models and indexes are loaded before the first request.

    Args:
        workspaces: held for writing by the caller, unless ``reads_only``.
        host: the address to listen at.
        port: 1 to 65535, or 0 for a free one.
        reads_only: another process takes papers in.

    Raises:
        BadRequest: the address is not a loopback address, and there is no key.
    """
    import uvicorn

    from app.api.service import create_service

    public = not _is_loopback(host)
    if public and not workspaces.keys.any():
        raise BadRequest(
            f"Without keys the service answers on this machine only; {host} is not a loopback address. "
            "Make a key first: rapporteur keys create --workspace default.",
            "host",
        )
    if not reads_only:
        for home in workspaces.all():
            home.jobs.fail_abandoned()
            forget_staged(home)
    workspaces.home().search()
    settings = workspaces.settings
    rules = Rules(public, settings.rate_limit, settings.max_upload_mb * 1_000_000)
    logs.set_up(settings.log, settings.log_level)
    where = f"Rapporteur on http://{host}:{port}/ (stop with Ctrl-C)"
    if settings.log == "json":
        logs.LOG.info(where)
    else:
        sys.stderr.write(f"{where}\n")
    uvicorn.run(
        create_service(workspaces, rules, reads_only=reads_only),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
