"""Starting the service. Without keys it answers on this machine only."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI

from app.drafting.request import BadRequest
from app.faults import one_line
from app.serving import logs
from app.serving.connections import LONGEST_HEAD, Patience, protocol
from app.serving.entry import Rules
from app.serving.process import allow_files, keep_memory_together
from app.serving.uploads import forget_staged
from app.settings import Settings
from app.workspaces import Workspaces
from retrieval.ports import IndexUnavailable


class Server(uvicorn.Server):
    """The server, which tells the service that it is to stop before it waits for the requests."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops."""
        service: FastAPI = self.config.app  # type: ignore[assignment]  # what was given to it, below
        service.state.stopping.begin()
        service.state.uploads.stop()
        await super().shutdown(sockets)


def server_of(service: FastAPI, settings: Settings, host: str, port: int) -> Server:
    """The server for a service, within the limits of the settings."""
    config = uvicorn.Config(
        service,
        host=host,
        port=port,
        http=protocol(Patience.of(settings)),
        ws="none",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    return Server(config)


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
    from app.api.service import create_service

    public = not _is_loopback(host)
    if public and not workspaces.keys.any():
        raise BadRequest(
            f"Without keys the service answers on this machine only; {host} is not a loopback address. "
            "Make a key first: rapporteur keys create --workspace default.",
            "host",
        )
    keep_memory_together()
    if not reads_only:
        for home in workspaces.all():
            home.jobs.fail_abandoned()
            forget_staged(home)
    settings = workspaces.settings
    rules = Rules.of(settings, public=public)
    logs.set_up(settings.log, settings.log_level)
    try:
        workspaces.home().search()
    except IndexUnavailable as error:  # papers can still be read, and /readyz says so
        logs.LOG.error(one_line(error))
    where = f"Rapporteur on http://{host}:{port}/ (stop with Ctrl-C)"
    if settings.log == "json":
        logs.LOG.info(where)
    else:
        sys.stderr.write(f"{where}\n")
    service = create_service(workspaces, rules, reads_only=reads_only)
    if not reads_only:
        for home in workspaces.all():
            service.state.uploads.resume(home)
    allow_files(settings.connections)
    server = server_of(service, settings, host, port)
    signal.signal(signal.SIGTERM, _asked_to_stop)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()


def _asked_to_stop(_signal: int, _frame: object) -> None:
    """The server has stopped by then, or has not begun. What is open is closed on the way out, and that is success."""
    raise SystemExit(0)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
