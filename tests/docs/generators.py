"""Every generated part of the pages, by the name its marker has."""

import ast
from collections.abc import Callable
from pathlib import Path

from etpserver.api import vendor_codes
from etpserver.api.worlds import WorldSettings
from etpserver.env import SETTINGS, SettingError
from iclock.commands.catalogue import CATALOGUE, Queues
from tests.docs import (
    bodies,
    command_line,
    control,
    faults,
    grounds,
    licences,
    resources,
    situations,
    spellings,
    terminals,
    training,
)
from tests.docs.command_line import COMMANDS
from tests.docs.pages import ROOT
from tests.docs.tables import code, table

NONSENSE = "?"  # no setting that checks its value takes it


def settings() -> str:
    serve = COMMANDS["serve"]
    flags = {option for parameter in serve.params for option in parameter.opts}
    rows = [
        (
            code(s.variable),
            s.help,
            code(s.default),
            _takes(s.read),
            "yes" if s.name in WorldSettings.__slots__ else "",
            code(flag) if (flag := f"--{s.name.replace('_', '-')}") in flags else "",
        )
        for s in SETTINGS
    ]
    heading = ("variable", "what it does", "default", "takes", "per world", "flag")
    return table(heading, rows)


def _takes(read: Callable[[str], object]) -> str:
    try:
        read(NONSENSE)
    except SettingError as problem:
        return str(problem).removeprefix("takes ")
    return "text"


def errors() -> str:
    answered = _codes_in_use()
    rows = [
        (str(c.code), c.message, c.condition, "yes" if c.code in answered else "")
        for c in vendor_codes.CODES
    ]
    return table(("code", "text", "condition", "answered"), rows)


def _codes_in_use() -> set[int]:
    """The codes whose constants some module imports."""
    names: set[str] = set()
    for package in grounds.PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            names |= _imported_constants(file)
    return {getattr(vendor_codes, name) for name in names if name.isupper()} & {
        entry.code for entry in vendor_codes.CODES
    }


def _imported_constants(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == vendor_codes.__name__
        for alias in node.names
        if isinstance(getattr(vendor_codes, alias.name), int)
    }


def commands() -> str:
    rows = [(code(f"etpserver {name}"), _first_line(c.help)) for name, c in COMMANDS.items()]
    return table(("command", "what it does"), rows)


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n\n")[0].replace("\n", " ")


def queued() -> str:
    """Which commands each operation queues."""
    rows = [
        (code(entry.operation), _case(entry), "<br>".join(map(code, entry.commands)) or "none")
        for entry in CATALOGUE
    ]
    return table(("operation", "where or when", "commands, in this order"), rows)


def _case(entry: Queues) -> str:
    """An action's name is code, all else words."""
    is_action = entry.operation.endswith("_action")
    return code(entry.case) if is_action else entry.case


def remarks(ground: str) -> str:
    rows = [(code(r.file), r.text) for r in grounds.remarks() if r.ground == ground]
    return table(("file", "what the code says"), rows)


def operation_grounds() -> str:
    return grounds.operations(resources.OPERATIONS)


def logins() -> str:
    found = [o for o in resources.built() if o.handler == resources.LOGIN]
    rows = [(code(o.id), code(f"{o.method} {o.path}"), o.section) for o in found]
    return table(("operation", "request", "manual"), rows)


GENERATORS: dict[str, Callable[..., str]] = {
    "settings": settings,
    "errors": errors,
    "commands": commands,
    "command-line": command_line.commands,
    "control": control.calls,
    "fault-keys": faults.keys,
    "fault-connections": faults.connections,
    "fault-statuses": faults.statuses,
    "fault-header": faults.header,
    "fault-scenarios": faults.scenarios,
    "fault-magic": faults.magic,
    "queued": queued,
    "remarks": remarks,
    "licences": licences.licences,
    "operation-grounds": operation_grounds,
    "operations": resources.operations,
    "logins": logins,
    "actions": resources.actions,
    "parameters": resources.parameters,
    "record": resources.record,
    "listed": resources.listed,
    "written": resources.written,
    "body": bodies.body,
    "columns": resources.columns,
    "import-columns": resources.import_columns,
    "codes": situations.codes,
    "created": resources.created,
    "own-body": bodies.own_body,
    "models": terminals.models,
    "enrolments": terminals.enrolments,
    "enrolment-trace": terminals.enrolment_trace,
    "exercises": training.exercises,
    "exercise-format": training.exercise_format,
    "other-paths": spellings.paths,
    "other-keys": spellings.keys,
    "other-parameters": spellings.parameters,
    "other-columns": spellings.columns,
}
