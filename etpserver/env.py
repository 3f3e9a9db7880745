"""The server's start values: every `ETP_*` variable, typed, with one line of help each.

`SETTINGS` is the only list of them. Values come from flags over the process environment over
`etp.toml` in the current folder; only `etpserver.settings` and the command line read them. An
unknown variable or a value that does not fit refuses to start and names the nearest known one.
"""

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etpserver import databases

PREFIX = "ETP_"
CONFIG_FILE = Path("etp.toml")
# What `etpserver env` prints for clients: no settings of a server, but often in its shell.
OF_CLIENTS = frozenset({"ETP_URL", "ETP_API", "ETP_TOKEN"})


class SettingError(ValueError):
    """A start value that cannot be used; its text says what to do. Every reader here raises it."""


def text(value: str) -> str:
    """Any text, as it is."""
    return value


def flag(value: str) -> bool:
    """`true`, or what else people write for yes and no."""
    lowered = value.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise SettingError("takes true or false")


def number(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number from `low` to `high`."""

    def read(value: str) -> int:
        try:
            result = int(value)
        except ValueError:
            result = low - 1
        if not low <= result <= high:
            raise SettingError(f"takes a whole number from {low} to {high}")
        return result

    return read


def number_or_off(low: int, high: int) -> Callable[[str], int]:
    """A number, or 0 for "off"."""
    whole = number(low, high)

    def read(value: str) -> int:
        if value.strip().lower() == "off":
            return 0
        try:
            return whole(value)
        except SettingError as problem:
            raise SettingError(f"takes off or a whole number from {low} to {high}") from problem

    return read


def number_or_none(low: int, high: int) -> Callable[[str], int]:
    """A number, where the empty text is 0."""
    read = number(low, high)
    return lambda value: read(value or "0")


class OneOf:
    """Reads one of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, value: str) -> str:
        if value not in self.words:
            near = difflib.get_close_matches(value, self.words, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingError(f"takes one of {', '.join(self.words)}{hint}")
        return value


def time_zone(value: str) -> str:
    """A zone that this machine knows, by its IANA name."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise SettingError("takes a time zone name such as Asia/Kolkata") from problem
    return value


def database(value: str) -> str:
    """A URL as `etpserver.databases` takes it."""
    if not value.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise SettingError("takes sqlite:////absolute/path or postgres://user:password@host/name")
    try:
        port = urlsplit(value).port
    except ValueError:
        port = 0
    if port == 0:
        raise SettingError("takes a port from 1 to 65535")
    return value


@dataclass(frozen=True, slots=True)
class Setting:
    """One start value: its variable is `ETP_` + name in capitals."""

    name: str
    default: str
    help: str
    read: Callable[[str], Any] = text
    is_secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it takes, where there are few."""
        if isinstance(self.read, OneOf):
            return self.read.words
        return ("true", "false") if self.read is flag else ()


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "Address to listen on."),
    Setting("port", "8088", "Port to listen on; 0 picks a free one.", number(0, 65535)),
    Setting("device_port", "0", "A port of its own for terminals, which mends what they send; 0 for"
            " none.", number_or_none(0, 65535)),
    Setting("database", "sqlite:///./etp-data/etp.sqlite3", "Where the state lies.", database),
    Setting("data", "", "Folder for the secret and worlds; default: the database file's."),
    Setting("fixture", "demo", "What a new database starts with: a fixture's name or folder."),
    Setting("init", "", "Folder of records, requests and scripts that a new database starts with."),
    Setting("workers", "1", "Processes that answer requests.", number(1, 64)),
    Setting("shared", "false", "Servers on other hosts share the PostgreSQL database.", flag),
    Setting("terminals", "off", "Virtual terminals that run as long as the server does.",
            number_or_off(1, 1000)),
    Setting("tls", "false", "Serve https with a certificate made on the spot.", flag),
    Setting("tls_cert", "", "Serve https with this certificate file (PEM)."),
    Setting("tls_key", "", "The key file of tls_cert (PEM)."),
    Setting("public_url", "", "Base of the links in answers, when a proxy stands before it."),
    Setting("url_file", "", "Write the server's URL to this file once it is ready."),
    Setting("log_format", "text", "How log lines look.", OneOf("text", "json")),
    Setting("log_level", "warning", "Least serious log line shown.",
            OneOf("debug", "info", "warning", "error")),
    Setting("secret_key", "", "The installation's secret; default: made once in the data folder.",
            is_secret=True),
    Setting("admin_password", "", "Password of the user admin in a new database; default: admin on"
            " a loopback address, else generated.", is_secret=True),
    Setting("control", "true", "Whether the control plane under /_etp/ answers.", flag),
    Setting("control_port", "0", "A port of its own for the control plane, which then answers at no"
            " other; 0 for none.", number_or_none(0, 65535)),
    Setting("control_token", "", "Token for the control plane from other machines; default:"
            " generated on an address that is not loopback.", is_secret=True),
    Setting("demo_worlds", "false", "Each visitor of the console gets a world of their own.", flag),
    Setting("journal_entries", "2000", "Requests that the journal keeps of each world; 0: none.",
            number(0, 1_000_000)),
    Setting("journal_mb", "32", "Megabytes that the journal keeps of each world; 0: none.",
            number(0, 10_000)),
    Setting("exercises", "", "Folder of the exercises of the training; default: those that come"
            " with etpserver."),
    Setting("debug", "false", "Django's debug pages, for work on etpserver itself.", flag),
    Setting("validate", "vendor", "strict also refuses what the vendor only ignores.",
            OneOf("vendor", "strict")),
    Setting("error_style", "both", "Shape of error bodies.", OneOf("both", "vendor", "drf")),
    Setting("api_license", "active", "inactive refuses every token.", OneOf("active", "inactive")),
    Setting("time_bounds", "inclusive", "Whether start_time and end_time belong to a range.",
            OneOf("inclusive", "exclusive")),
    Setting("time_zone", "Asia/Kolkata", "Zone of every time in answers.", time_zone),
    Setting("unknown_paths", "json404", "Answer of a path that does not exist.",
            OneOf("json404", "html200")),
    Setting("cors", "any", "Origins that browsers may call from: any, vendor (none) or a list."),
    Setting("auto_add_terminals", "true", "Whether a terminal with an unknown serial is added when"
            " it calls.", flag),
    Setting("device_user_sync", "update", "What people's lines from terminals do: off nothing,"
            " update known people, create unknown ones too.", OneOf("off", "update", "create")),
    Setting("magic", "false", "Whether values such as page_size=1429 make a request fail.", flag),
)  # fmt: skip

BY_NAME = {setting.name: setting for setting in SETTINGS}


def has_other_processes(values: Mapping[str, Any]) -> bool:
    """Whether several processes, here or elsewhere, answer for the same worlds."""
    return bool(values["workers"] > 1 or values["shared"] or values["control_port"])


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody wrote it, and where: `ETP_PORT`, `--port` or `port in etp.toml`."""

    value: str
    shown: str


def read_environment(
    environ: Mapping[str, str],
    config: Path = CONFIG_FILE,
    flags: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Every start value by name; raises `SettingError` for an unknown or unusable one."""
    given = _from_file(config)
    for variable, value in environ.items():
        if variable.startswith(PREFIX) and variable not in OF_CLIENTS:
            name = _known(variable.removeprefix(PREFIX).lower(), shown=variable)
            given[name] = Given(value, variable)
    for name, value in (flags or {}).items():
        given[name] = Given(value, BY_NAME[name].flag)
    return {setting.name: _read(setting, given.get(setting.name)) for setting in SETTINGS}


def _from_file(config: Path) -> dict[str, Given]:
    try:
        table = tomllib.loads(config.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise SettingError(f"{config} cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingError(f"{config} is not valid TOML: {problem}.") from problem
    return {
        _known(name, shown=f"{name} in {config}"): Given(as_text(value), f"{name} in {config}")
        for name, value in table.items()
    }


def as_text(value: object) -> str:
    """A value as a variable would have it: `true`, `8088`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(name: str, *, shown: str) -> str:
    if name in BY_NAME:
        return name
    near = BY_NAME[difflib.get_close_matches(name, BY_NAME, n=1, cutoff=0)[0]]
    nearest = near.variable if shown.startswith(PREFIX) else near.name
    raise SettingError(f"{shown} is no setting; the nearest is {nearest}.")


def _read(setting: Setting, given: Given | None) -> Any:
    try:
        return setting.read(given.value if given else setting.default)
    except SettingError as problem:
        written = given or Given(setting.default, setting.variable)
        value = _without_secrets(setting, written.value)
        raise SettingError(f"{written.shown}={value}: {problem}.") from problem


def _without_secrets(setting: Setting, value: str) -> str:
    if setting.is_secret:
        return "..."
    return repr(databases.shown(value) if setting.read is database else value)


def current() -> dict[str, Any]:
    """The values of this process."""
    return read_environment(os.environ)
