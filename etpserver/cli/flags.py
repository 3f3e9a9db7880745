"""The flags of `serve` read without typer, whose models would stay in the serving process.

Measured: 0.15 s of a start and 12 MB. Whatever is not plain (help, a mistake) is typer's to answer.
"""

from collections.abc import Sequence

VALUES = frozenset({
    "--host", "--port", "--device-port", "--database", "--data", "--fixture", "--init", "--workers",
    "--control-port", "--terminals", "--tls-cert", "--tls-key", "--public-url", "--url-file",
    "--log-format",
})  # fmt: skip
SWITCHES = {
    "--shared": ("shared", "true"),
    "--demo-worlds": ("demo_worlds", "true"),
    "--tls": ("tls", "true"),
    "--control": ("control", "true"),
    "--no-control": ("control", "false"),
}


def plain_serve(arguments: Sequence[str]) -> dict[str, str] | None:
    """Start values by name; None when this is no `serve` command, or not a plain one."""
    if not arguments or arguments[0] != "serve":
        return None
    flags: dict[str, str] = {}
    rest = iter(arguments[1:])
    for argument in rest:
        flag, is_joined, value = argument.partition("=")
        if flag in VALUES:
            value = value if is_joined else next(rest, "-")
            if value.startswith("-"):
                return None
            flags[flag.removeprefix("--").replace("-", "_")] = value
        elif argument in SWITCHES:
            name, value = SWITCHES[argument]
            flags[name] = value
        else:
            return None
    return flags
