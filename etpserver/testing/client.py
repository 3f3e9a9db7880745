"""A world of an emulator, as a test uses it.

with Etp.connect("http://127.0.0.1:8088") as etp:
    etp.clock.freeze("2026-01-05T08:00:00+05:30")
    with etp.faults.arm("employees_list", status=503, times=1):
        program_under_test(etp.url, etp.token)
    etp.requests.verify("employees_list", count=2)

Times are ISO 8601 texts or datetimes; one without an offset is the world's wall clock. What the
server refuses is a `ControlError` with its status: 400 what makes no sense, 404 what is not there,
409 what cannot be now. Where no server answers, `httpx.TransportError` is raised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import httpx

from etpserver.testing.control import Control, ControlError, http_client
from etpserver.testing.faults import Fault, Faults
from etpserver.testing.requests import Requests

__all__ = ["Control", "ControlError", "Etp", "Fault", "State", "Terminal"]

MAIN = "main"


@dataclass(frozen=True, slots=True)
class State:
    """What a world holds.

    Attributes:
        counts: how many of each kind of record: `{"areas": 1, "employees": 250, ..}`.
        digest: 32 hex digits; equal digests are equal records and command queues.
    """

    counts: Mapping[str, int]
    digest: str


class WorldClock:
    """The clock of a world."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The world's time, with the offset of its zone."""
        return datetime.fromisoformat(self._control.call("GET", "clock")["now"])

    def freeze(self, at: datetime | str | None = None) -> None:
        """Stand still, at a moment or now."""
        self._control.call("PUT", "clock", {"mode": "frozen", **_moment("now", at)})

    def set(self, at: datetime | str) -> None:
        """Go on from a moment."""
        self._control.call("PUT", "clock", {"mode": "offset", **_moment("now", at)})

    def scale(self, factor: float, at: datetime | str | None = None) -> None:
        """Run `factor` times as fast (0.001 to 86400), from a moment or from now."""
        body = {"mode": "scaled", "scale": factor, **_moment("now", at)}
        self._control.call("PUT", "clock", body)

    def advance(
        self,
        by: timedelta | str | None = None,
        *,
        to: datetime | str | None = None,
        **span: float,
    ) -> list[dict[str, Any]]:
        """Move on by a span (`hours=8`, a timedelta, "PT8H") or to a moment.

        Returns:
            What fell due on the way, in its order, each as `{"at": .., "kind": .., "text": ..}`;
            docs/clock.md lists the kinds.
        """
        body = _moment("to", to)
        if to is None:
            body = {"by": by if isinstance(by, str) else _iso(by or timedelta(**span))}
        return list(self._control.call("POST", "clock/advance", body).get("fired", ()))

    def real(self) -> None:
        """Follow the operating system's clock."""
        self._control.call("PUT", "clock", {"mode": "real"})


class Terminal:
    """A terminal of a world, driven from outside."""

    def __init__(self, control: Control, sn: str) -> None:
        self._control = control
        self.sn = sn

    def punch(
        self,
        emp_code: str,
        at: datetime | str | None = None,
        state: str | int | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Let a person punch, now or at a moment of the terminal's clock.

        Args:
            emp_code: 1 to 20 letters, digits, `.`, `_` and `-`; nobody's is an unregistered punch.
            at: a moment to come is sent once the world's clock gets there.
            state: which key was pressed: 0 in, 1 out, .. 255 none, the default.
            more: `verify`, a number from 0 to 999 (1 a finger, 15 a face), and `work_code`, a text.

        Returns:
            `{"world": .., "punches": [{"terminal", "emp_code", "at", "state", "what", "id"}]}`, in
            which `what` says what became of it: `stored`, `kept` by a terminal that is offline, ..
        """
        chosen = {"terminal": self.sn, "emp_code": emp_code, **_moment("at", at), **more}
        if state is not None:
            chosen["state"] = str(state)
        return self._control.call("POST", "simulate/punches", chosen)

    def online(self) -> None:
        """Let it call the server again; it sends what it kept."""
        self._control.call("POST", f"simulate/terminals/{self.sn}/online")

    def offline(self) -> None:
        """Let it keep what it records to itself."""
        self._control.call("POST", f"simulate/terminals/{self.sn}/offline")

    def poll(self) -> dict[str, Any]:
        """Let it fetch and carry out its commands, and send what it kept.

        Returns:
            How many `punches` it sent and `requests` it made, and its `commands`, each as
            `{"id": 7, "command": "DATA", "return": 0}`.

        Raises:
            ControlError: 409 while it is offline.
        """
        return self._control.call("POST", f"simulate/terminals/{self.sn}/poll")

    def commands(self, state: str | None = None) -> list[dict[str, Any]]:
        """Its queue, the newest last.

        Args:
            state: pending, sent, done, failed or expired; None: all.

        Returns:
            Each with its `id`, `content` (the line on the wire), `state`, `origin` (the operation
            that queued it), `user`, `attempts`, `created_at`, `sent_at`, `answered_at`,
            `return_code` and `reason`.
        """
        query = {"state": state} if state else None
        path = f"terminals/{self.sn}/commands"
        return list(self._control.call("GET", path, query=query)["commands"])

    def answer(self, command: int, return_code: int = 0) -> None:
        """Answer a command in the device's place: 0 for success, a negative number for failure.

        Raises:
            ControlError: 404, it is not in the queue; 409, it has ended already.
        """
        path = f"terminals/{self.sn}/commands/{command}/answer"
        self._control.call("POST", path, {"return": return_code})


class Etp:
    """A world: its address for the program under test, and everything that drives it.

    Attributes:
        name: of the world.
        url: its base URL, without a slash at the end.
        token: the key of its admin, for `Authorization: Token ..`.
        seed: what its ids are drawn from.
        clock, faults, requests, control: what drives it.
    """

    def __init__(self, control: Control, record: Mapping[str, Any]) -> None:
        self.name: str = record["name"]
        self.url: str = record["url"]
        self.token: str = record["token"]
        self.seed: int = record["seed"]
        self.control = control.for_world(self.name)
        self.clock = WorldClock(self.control)
        self.faults = Faults(self.control)
        self.requests = Requests(self.control)
        self._client: httpx.Client | None = None

    @classmethod
    def connect(cls, server: str, *, world: str = MAIN, token: str | None = None) -> "Etp":
        """An existing world of a server.

        Args:
            server: such as `http://127.0.0.1:8088`.
            world: its name.
            token: the control token, for a server on another machine; default `ETP_CONTROL_TOKEN`.

        Raises:
            ControlError: 404, there is no such world; 401, the token is missing.
        """
        control = Control(server, token=token)
        return cls(control, control.server("GET", f"worlds/{world}"))

    @classmethod
    def create(  # noqa: PLR0913  what a world may be
        cls,
        control: Control,
        name: str,
        *,
        origin: str = "seed",
        clock: Mapping[str, Any] | str | None = None,
        seed: int | None = None,
        ttl_s: int | None = None,
    ) -> "Etp":
        """A new world.

        Args:
            control: of the server.
            name: 1 to 63 of `a-z`, `0-9`, `-` and `_`, the first a letter or digit.
            origin: seed (what the server was started with), empty, fixture:NAME or snapshot:NAME.
            clock: a body of `PUT /_etp/clock`, or a time at which it stands still; None: real.
            seed: what ids are drawn from; None: 0.
            ttl_s: real seconds after which it ends by itself; None: never.

        Raises:
            ControlError: 400, no such origin or name; 409, the name is taken.
        """
        given = {"clock": clock, "seed": seed, "ttl_s": ttl_s}
        body = {"name": name, "from": origin, **{k: v for k, v in given.items() if v is not None}}
        return cls(control, control.server("POST", "worlds", body))

    @property
    def client(self) -> httpx.Client:
        """An HTTP client with the world's address and the admin's token."""
        if self._client is None:
            headers = {"Authorization": f"Token {self.token}"}
            self._client = http_client(self.url, headers)
        return self._client

    @property
    def state(self) -> State:
        """What it holds now."""
        found = self.control.call("GET", "state")
        return State(found["counts"], found["digest"])

    def reset(self, to: str = "seed", keep: tuple[str, ...] = ()) -> None:
        """Put the world back to a known state; ids are drawn as at first.

        Args:
            to: seed (what it was made of), empty, fixture:NAME or snapshot:NAME.
            keep: of faults, clock and journal what is to stay.
        """
        self.control.call("POST", "reset", {"to": to, "keep": list(keep)})

    def snapshot(self, name: str, note: str = "") -> None:
        """Save the state under a name of the whole server; `reset(to="snapshot:NAME")` goes back.

        Raises:
            ControlError: 409, the name is taken.
        """
        self.control.call("POST", "snapshots", {"name": name, "note": note})

    def terminal(self, sn: str) -> Terminal:
        """A terminal by its serial; the server is asked when something is done with it."""
        return Terminal(self.control, sn)

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Change settings of the world, None for their start values; answers all of them.

        Raises:
            ControlError: 400, no such setting or value; those per world are in docs/settings.md.
        """
        return dict(self.control.call("PATCH", "settings", changes)["settings"])

    def delete(self) -> None:
        """Drop the world; a ControlError with 400 for `main`, with 404 if it is gone already."""
        self.close()
        self.control.server("DELETE", f"worlds/{self.name}")

    def close(self) -> None:
        """Close the client; the world stays."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Etp {self.name} at {self.url}>"


def _moment(key: str, at: datetime | str | None) -> dict[str, Any]:
    if at is None:
        return {}
    return {key: at if isinstance(at, str) else at.isoformat()}


def _iso(span: timedelta) -> str:
    """A span as ISO 8601, to the microsecond: PT5400.000000S."""
    seconds, microseconds = divmod(span // timedelta(microseconds=1), 1_000_000)
    return f"PT{seconds}.{microseconds:06}S"
