"""What the adapter uses of RSGI and WSGI, as types."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Protocol

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
WSGIApplication = Callable[[Environ, StartResponse], Iterable[bytes]]


class RequestHeaders(Protocol):
    """Names in lower case; a header sent twice is there twice."""

    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """One request line with its headers."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> RequestHeaders: ...


class StreamTransport(Protocol):
    """An answer whose parts are sent one by one."""

    async def send_bytes(self, data: bytes) -> None: ...


class HTTPProtocol(Protocol):
    """The rest of a request, and the way its answer takes. Answers may be given on any thread."""

    async def __call__(self) -> bytes: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def client_disconnect(self) -> None: ...

    def response_empty(self, status: int, headers: Headers) -> None: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...

    def response_file(self, status: int, headers: Headers, file: str) -> None: ...

    def response_stream(self, status: int, headers: Headers) -> StreamTransport: ...
