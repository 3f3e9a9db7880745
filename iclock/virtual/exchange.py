"""What passes between a terminal and whoever carries its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request of a terminal; `server` is the base URL that the terminal calls."""

    server: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Path and query, as they stand in the request line after the base URL's own path."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.server}{self.target}"

    @classmethod
    def for_url(cls, url: str, headers: Mapping[str, str]) -> "Request":
        """A GET of an absolute URL; raises ValueError for what is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} is no URL")
        server = f"{parts.scheme}://{parts.netloc}"
        return cls(server, "GET", parts.path or "/", parts.query, headers=headers)


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; names of headers in small letters."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to send before `until`, in the driver's seconds; None: not before something happens.

    What happens meanwhile (a punch, a plug) may make the terminal want to send earlier.
    """

    until: float | None
