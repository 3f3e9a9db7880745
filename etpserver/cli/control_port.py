"""The control plane on a port of its own: one more process, which ends with the server."""

import multiprocessing
import os
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from etpserver.server import addresses

if TYPE_CHECKING:
    from etpserver.server.running import Listen

END_S = 5.0


class ControlProcess:
    """Serves like the workers do; who may call what there is decided by the port."""

    def __init__(self, listen: "Listen", port: int) -> None:
        # Spawned: this process has threads already, and forks would inherit their locks.
        context = multiprocessing.get_context("spawn")
        there = replace(listen, port=port)
        self._process = context.Process(target=_serve, args=(there,), name="control-port")
        self._process.start()

    def end(self) -> None:
        """Let it end; kill it when it does not."""
        self._process.terminate()
        self._process.join(END_S)
        self._process.kill()


def reserve(values: Mapping[str, Any]) -> socket.socket | None:
    """What holds the port until the server ends, if there is to be one."""
    if not is_wanted(values):
        return None
    host, hint = addresses.as_ip(values["host"]), "pass another --control-port"
    return addresses.reserve(host, values["control_port"], hint)[1]


def is_wanted(values: Mapping[str, Any]) -> bool:
    """Whether the start values ask for one."""
    return bool(values["control"] and values["control_port"])


def control_url(values: Mapping[str, Any]) -> str:
    """Where the control plane answers."""
    scheme = "https" if values["tls"] or values["tls_cert"] else "http"
    port = values["control_port"] if is_wanted(values) else values["port"]
    return addresses.url(scheme, values["host"], port)


def _serve(listen: "Listen") -> None:
    import django  # noqa: PLC0415  in the new process only

    django.setup(set_prefix=False)
    from etpserver.server.running import serve_here  # noqa: PLC0415  needs Django set up

    threading.Thread(target=_end_with_parent, daemon=True).start()
    serve_here(listen)
    os._exit(0)  # as `serve` does: a view may still run on its thread


def _end_with_parent() -> None:
    """A server that is killed leaves nobody behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
