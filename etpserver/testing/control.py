"""Calling the control plane of a server over HTTP."""

import os
import ssl
from collections.abc import Mapping
from functools import cache
from typing import IO, Any, Self

import httpx

ANSWER_S = 30.0  # a world for a day that nobody asked for before is built first


class ControlError(Exception):
    """The control plane refused a call; `status` and `problem` are what it answered."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or f"The server answered {status}."))
        self.status = status
        self.problem = problem


class Control:
    """The control plane of one server, for one world or for the server as a whole."""

    def __init__(self, url: str, *, token: str | None = None, world: str | None = None) -> None:
        """Connect to the server at `url`.

        Args:
            url: such as `http://127.0.0.1:8088`.
            token: the control token, needed when the server is not on this machine; default
                `ETP_CONTROL_TOKEN`.
            world: whose calls these are; None: those of `main`.
        """
        self.url = url.rstrip("/")
        self.world = world
        token = token or os.environ.get("ETP_CONTROL_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = http_client(self.url, headers)

    def for_world(self, world: str) -> "Control":
        """The same server, another world, over the same connections."""
        other = object.__new__(Control)
        other.url, other.world, other._http = self.url, world, self._http
        return other

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Call `/_etp/<path>` for the world; answers the JSON object.

        Raises:
            ControlError: the server refused.
            httpx.TransportError: no server answers.
        """
        answer = self.send(method, path, body, query)
        content = answer.json() if answer.content else {}
        return dict(content)

    def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """The same, answering the response: for what is no JSON; raises what `call` raises."""
        prefix = f"/_etp/worlds/{self.world}" if self.world else "/_etp"
        answer = self._http.request(method, f"{prefix}/{path}", json=body, params=query)
        refuse(answer)
        return answer

    def server(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call what belongs to no world (`worlds`, `health`); raises what `call` raises."""
        answer = self._http.request(method, f"/_etp/{path}", json=body)
        refuse(answer)
        return dict(answer.json()) if answer.content else {}

    def download(self, path: str, target: IO[bytes]) -> int:
        """Write what `GET /_etp/<path>` answers into a file, part by part; its size in bytes."""
        size = 0
        with self._http.stream("GET", f"/_etp/{path}") as answer:
            if answer.is_error:
                answer.read()
            refuse(answer)
            for part in answer.iter_bytes():
                size += target.write(part)
        return size

    def upload(self, path: str, content: bytes) -> dict[str, Any]:
        """`PUT /_etp/<path>` with a JSON document that is already written, up to 256 MB."""
        headers = {"Content-Type": "application/json"}
        answer = self._http.put(f"/_etp/{path}", content=content, headers=headers)
        refuse(answer)
        return dict(answer.json()) if answer.content else {}

    def close(self) -> None:
        """Close its connections; those for other worlds share them."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()


def http_client(url: str, headers: Mapping[str, str]) -> httpx.Client:
    """A client of a server, which trusts the usual certificates."""
    return httpx.Client(base_url=url, headers=headers, timeout=ANSWER_S, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the certificates takes 26 ms of a processor (measured), and each test has clients.
    return httpx.create_ssl_context()


def refuse(answer: httpx.Response) -> None:
    """Raise `ControlError` for an answer that is an error."""
    if answer.is_success:
        return
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    raise ControlError(answer.status_code, problem if isinstance(problem, dict) else {})
