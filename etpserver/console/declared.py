"""Every form of the console that stands for a call."""

import json
from typing import Any

from etpserver.console.actions import (
    Action,
    Field,
    Values,
    as_json,
    json_or_text,
    number,
    option,
    words,
)
from etpserver.console.control.settings import setting_actions
from etpserver.console.documented_forms import DOCUMENTED
from etpserver.console.training.forms import ABOUT_TRAINEES

STATES = (
    ("", "none"),
    ("0", "0 · in"),
    ("1", "1 · out"),
    ("2", "2 · break out"),
    ("3", "3 · break in"),
    ("4", "4 · overtime in"),
    ("5", "5 · overtime out"),
)
VERIFIED = (("1", "finger"), ("15", "face"), ("4", "card"), ("25", "palm"), ("3", "password"))
SPANS = (
    ("PT5M", "5 minutes"),
    ("PT1H", "1 hour"),
    ("PT8H", "8 hours"),
    ("P1D", "1 day"),
    ("P7D", "7 days"),
)
KEPT = (
    ("", "nothing"),
    ("faults", "faults"),
    ("clock", "the clock"),
    ("journal", "the journal"),
    ("faults,clock,journal", "all three"),
)
ORIGINS = (("seed", "seed: what this world began as"), ("empty", "empty"),
           ("fixture:demo", "fixture demo"), ("fixture:manual", "fixture manual"))  # fmt: skip
CONNECTIONS = (
    ("", "answers"),
    ("reset", "reset: a TCP reset"),
    ("empty", "empty: closed without an answer"),
    ("hang", "hang: never answers"),
    ("truncate", "truncate: ends in the middle"),
    ("malformed", "malformed: half of the body"),
)
SN = Field("sn", "Serial", "hidden", is_in_body=False)


def counted(number: int, one: str, many: str = "") -> str:
    """How many: `1 change`, `2 changes`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _punch_done(content: Any) -> str:
    (punch,) = content["punches"]
    who, where = punch["emp_code"], punch["terminal"]
    return {
        "stored": f"{who} punched at {where}: transaction {punch['id']}.",
        "unregistered": f"{where} sent a punch of {who}, whom nobody knows: it is unregistered.",
        "repeated": f"{who} punched at {where} in this second already.",
        "kept": f"{where} is offline and keeps the punch of {who}.",
        "scheduled": f"{who} will punch at {where} once the clock gets there.",
    }.get(punch["what"], "The punch is on its way.")


def _advanced(content: Any) -> str:
    fired = content["fired"]
    what = f"{counted(len(fired), 'thing')} fell due."
    return f"It is {content['now'][:19].replace('T', ' ')} there. {what}"


def _ran(content: Any) -> str:
    commands = content["commands"]
    bad = sum(one["return"] < 0 for one in commands)
    if not commands:
        return "The terminal called; nothing was waiting for it."
    done = f"The terminal carried out {counted(len(commands), 'command')}"
    return f"{done}, {bad} failed." if bad else f"{done}."


def _came_back(content: Any) -> str:
    punches = counted(content["punches"], "punch", "punches")
    return f"Online again; it sent {punches} that it had kept."


def _worked(content: Any) -> str:
    people = counted(content["people"], "person", "people")
    punches = counted(content["punches"], "punch", "punches")
    made = f"{people} made {punches} from {content['from']} on"
    return f"{made}: {content['stored']:,} stored."


def _reset_line(values: Values) -> list[str]:
    kept = [part for name in words(values.get("keep", "")) for part in ("--keep", name)]
    to = values.get("to", "")
    return ["reset", "" if to == "seed" else to, *kept]


def _fault_line(values: Values) -> list[str]:
    rest = any(values.get(name) for name in ("match.method", "match.path", "match.query",
                                             "match.header", "match.body", "do.body",
                                             "do.retry_after", "probability"))  # fmt: skip
    if rest:
        return ["fault", "add", "--rule", json.dumps(FAULT.body_for(values))]
    flags = (("do.status", "--status"), ("do.vendor_code", "--vendor-code"),
             ("do.latency_ms", "--latency"), ("do.connection", "--connection"),
             ("times", "--times"), ("after", "--after"), ("every", "--every"),
             ("ttl_s", "--ttl"))  # fmt: skip
    given = [part for name, flag in flags for part in option(values, name, flag)]
    return ["fault", "add", values.get("match.operation", ""), *given]


def _clock_line(values: Values) -> list[str]:
    mode, now = values.get("mode", ""), values.get("now", "")
    return {
        "real": ["clock", "real"],
        "frozen": ["clock", "freeze", now],
        "offset": ["clock", "set", now],
        "scaled": ["clock", "scale", values.get("scale", ""), now],
    }.get(mode, ["clock"])


FAULT = Action(
    "fault",
    "Add the rule",
    "POST",
    "faults",
    _fault_line,
    (
        Field("match.operation", "Operation", "operations", hint="Blank: every one.",
              placeholder="employees_list"),
        Field("match.method", "Method", "select",
              [("", "any"), *((m, m) for m in ("GET", "POST", "PUT", "PATCH", "DELETE"))]),
        Field("match.path", "Path", placeholder="/personnel/api/*"),
        Field("match.query", "Query", placeholder='{"page": 2}', read=as_json),
        Field("match.header", "Headers", placeholder='{"X-Case": "7"}', read=as_json),
        Field("match.body", "Body has", placeholder='{"emp_code": "1001"}', read=json_or_text),
        Field("do.status", "Status", "number", placeholder="503", read=number),
        Field("do.vendor_code", "Vendor code", "number", placeholder="-10", read=number),
        Field("do.body", "Answer's body", placeholder='{"code": -1}', read=json_or_text),
        Field("do.retry_after", "Retry-After (s)", "number", placeholder="30", read=number),
        Field("do.latency_ms", "Latency (ms)", "number", placeholder="250", read=number),
        Field("do.connection", "Connection", "select", CONNECTIONS),
        Field("times", "Times", "number", hint="Blank: always.", placeholder="1", read=number),
        Field("after", "After", "number", hint="Let so many through.", read=number),
        Field("every", "Every", "number", hint="Each so-many-th.", read=number),
        Field("probability", "Probability", "number", hint="0 to 1.", read=number),
        Field("ttl_s", "Lasts (s)", "number", read=number),
    ),
    done=lambda content: f"Rule {content['id']} is armed.",
    tone="primary",
)  # fmt: skip

DECLARED: tuple[Action, ...] = (
    # ---- the world ---------------------------------------------------------------------------
    Action(
        "reset", "Reset", "POST", "reset", _reset_line,
        (
            Field("to", "Back to", "select", ORIGINS, initial="seed"),
            Field("keep", "Keep", "select", KEPT, read=words),
        ),
        done=lambda content: f"Back to {content['to']}: {content['rows']:,} rows in"
                             f" {content['ms']:.0f} ms.",
        tone="danger",
        confirm="Put this world back? What it holds now is lost.",
    ),
    Action(
        "undo", "Undo", "POST", "undo", lambda v: ["undo", v.get("steps", "1")],
        (Field("steps", "Steps", "number", initial="1", is_required=True, read=number),),
        done=lambda content: f"Taken back: {counted(len(content['undone']), 'change')}.",
    ),
    Action(
        "snapshot", "Save snapshot", "POST", "snapshots",
        lambda v: ["snapshot", "save", v.get("name", ""), *option(v, "note", "--note")],
        (
            Field("name", "Name", is_required=True, placeholder="before-the-import",
                  hint="1 to 63 of a-z, 0-9, - and _."),
            Field("note", "Note", placeholder="payroll of March is closed"),
        ),
        done=lambda content: f"Saved as {content['name']}: {content['rows']:,} rows.",
        tone="primary",
    ),
    Action(
        "restore", "Restore", "POST", "snapshots/{snapshot}/restore",
        lambda v: ["snapshot", "load", v.get("snapshot", "")],
        (Field("snapshot", "Snapshot", "hidden", is_in_body=False),),
        done=lambda content: f"Back to {content['to']}: {content['rows']:,} rows.",
        confirm="Put this world back to the snapshot? What it holds now is lost.",
    ),
    Action(
        "forget_snapshot", "Delete", "DELETE", "snapshots/{snapshot}",
        lambda v: ["snapshot", "rm", v.get("snapshot", "")],
        (Field("snapshot", "Snapshot", "hidden", is_in_body=False),),
        done="The snapshot is gone.", tone="danger", confirm="Delete this snapshot for good?",
        has_body=False, has_world=False,
    ),
    Action(
        "new_world", "Make the world", "POST", "worlds",
        lambda v: ["world", "new", v.get("name", ""), *option(v, "from", "--from"),
                   *option(v, "clock", "--clock"), *option(v, "seed", "--seed"),
                   *option(v, "ttl_s", "--ttl")],
        (
            Field("name", "Name", is_required=True, placeholder="orders-1",
                  hint="1 to 63 of a-z, 0-9, - and _."),
            Field("from", "Made of", "select", (("seed", "seed: as the server began"),
                                                *ORIGINS[1:]), initial="seed"),
            Field("clock", "Clock stands at", placeholder="2026-01-05T08:00:00+05:30",
                  hint="Blank: real time."),
            Field("seed", "Seed", "number", placeholder="0", read=number),
            Field("ttl_s", "Lasts (s)", "number", hint="Blank: for good.", read=number),
        ),
        done=lambda content: f"{content['name']} is at {content['url']}.",
        tone="primary", has_world=False,
    ),
    Action(
        "drop_world", "Drop", "DELETE", "worlds/{world}",
        lambda v: ["world", "rm", v.get("world", "")],
        (Field("world", "World", "hidden", is_in_body=False),),
        done="The world is gone.", tone="danger",
        confirm="Drop this world with all that belongs to it?", has_body=False, has_world=False,
    ),
    # ---- the clock ---------------------------------------------------------------------------
    Action(
        "advance", "Advance", "POST", "clock/advance",
        lambda v: ["clock", "advance", v.get("by", "")],
        (Field("by", "By", "select", SPANS, is_required=True, initial="PT1H"),),
        done=_advanced, tone="primary",
    ),
    Action(
        "advance_to", "Advance", "POST", "clock/advance",
        lambda v: ["clock", "advance", v.get("to", "")],
        (Field("to", "To", "datetime-local", is_required=True, placeholder="2026-01-05T18:00"),),
        done=_advanced,
    ),
    Action(
        "clock", "Set the clock", "PUT", "clock", _clock_line,
        (
            Field("mode", "Mode", "select",
                  (("frozen", "frozen: stands still"), ("offset", "offset: runs on from there"),
                   ("scaled", "scaled: runs faster"), ("real", "real: this machine's")),
                  is_required=True, initial="frozen"),
            Field("now", "Time there", "datetime-local", hint="Not for real."),
            Field("scale", "Scale", "number", placeholder="60", read=number,
                  hint="Scaled only: 60 lets an hour pass in a minute."),
        ),
        done=lambda content: f"The clock is {content['mode']}:"
                             f" {content['now'][:19].replace('T', ' ')}.",
        tone="primary",
    ),
    # ---- faults ------------------------------------------------------------------------------
    FAULT,
    Action(
        "drop_fault", "Remove", "DELETE", "faults/{fault}",
        lambda v: ["fault", "rm", v.get("fault", "")],
        (Field("fault", "Rule", "hidden", is_in_body=False),),
        done="The rule is gone.", has_body=False,
    ),
    Action(
        "clear_faults", "Remove all", "DELETE", "faults", lambda _: ["fault", "clear"],
        done="No faults are left.", tone="danger", has_body=False,
    ),
    Action(
        "scenario", "Play", "POST", "scenarios/{scenario}",
        lambda v: ["fault", "scenario", v.get("scenario", "")],
        (Field("scenario", "Scenario", "hidden", is_in_body=False),),
        done=lambda content: f"{content['name']} is playing.",
    ),
    Action(
        "end_scenario", "End", "DELETE", "scenarios/{scenario}",
        fields=(Field("scenario", "Scenario", "hidden", is_in_body=False),),
        done="The scenario has ended.", has_body=False,
    ),
    # ---- requests ----------------------------------------------------------------------------
    Action(
        "forget_requests", "Forget all", "DELETE", "requests", lambda _: ["requests", "clear"],
        done="The journal is empty.", tone="danger", has_body=False,
        confirm="Forget every request of this world?",
    ),
    # ---- terminals ---------------------------------------------------------------------------
    Action(
        "punch", "Punch", "POST", "simulate/punches",
        lambda v: ["punch", v.get("emp_code", ""), v.get("terminal", ""),
                   *option(v, "at", "--at"), *option(v, "state", "--state")],
        (
            Field("emp_code", "Person", "person", is_required=True, placeholder="1001"),
            Field("terminal", "Terminal", "serials", is_required=True,
                  placeholder="NDB7251200011"),
            Field("state", "State", "select", STATES),
            Field("verify", "By", "select", VERIFIED, initial="1", read=number),
            Field("at", "At", "datetime-local", hint="Blank: now. Later: it waits."),
        ),
        done=_punch_done, tone="primary",
    ),
    Action(
        "days", "Let them work", "POST", "simulate/days",
        fields=(
            Field("days", "Days", "number", initial="5", read=number, is_required=True),
            Field("from", "From", "date", hint="Blank: the days up to yesterday."),
            Field("lateness", "Late", "number", placeholder="0.1", read=number, hint="0 to 1."),
            Field("absence", "Absent", "number", placeholder="0.05", read=number, hint="0 to 1."),
            Field("missed", "Forgotten", "number", read=number, hint="0 to 1."),
            Field("duplicates", "Twice", "number", read=number, hint="0 to 1."),
            Field("unknown", "Unknown people", "number", read=number),
        ),
        done=_worked,
    ),
    Action(
        "online", "Go online", "POST", "simulate/terminals/{sn}/online",
        lambda v: ["terminals", "online", v.get("sn", "")], (SN,),
        done=_came_back,
        tone="primary", has_body=False,
    ),
    Action(
        "offline", "Go offline", "POST", "simulate/terminals/{sn}/offline",
        lambda v: ["terminals", "offline", v.get("sn", "")], (SN,),
        done="Offline: it keeps what it records.", has_body=False,
    ),
    Action(
        "poll", "Fetch commands", "POST", "simulate/terminals/{sn}/poll", fields=(SN,), done=_ran,
    ),
    Action(
        "enroll", "Enrol", "POST", "simulate/terminals/{sn}/enroll",
        fields=(
            SN,
            Field("emp_code", "Person", "person", is_required=True, placeholder="1001"),
            Field("bio_type", "What", "select",
                  (("1", "finger"), ("9", "face"), ("8", "palm")), initial="1", read=number),
            Field("finger", "Finger", "select", [(str(n), str(n)) for n in range(10)],
                  initial="6", read=number),
        ),
        done=_ran,
    ),
    Action(
        "answer_done", "Done", "POST", "terminals/{sn}/commands/{command}/answer",
        lambda v: ["terminals", "answer", v.get("sn", ""), v.get("command", "")],
        (SN, Field("command", "Command", "hidden", is_in_body=False)),
        done="Answered with 0: done.", body={"return": 0},
    ),
    Action(
        "answer_failed", "Fail", "POST", "terminals/{sn}/commands/{command}/answer",
        lambda v: ["terminals", "answer", v.get("sn", ""), v.get("command", ""), "--", "-1"],
        (SN, Field("command", "Command", "hidden", is_in_body=False)),
        done="Answered with -1: failed.", tone="danger", body={"return": -1},
    ),
)  # fmt: skip

ACTIONS: dict[str, Action] = {
    action.name: action for action in (*DECLARED, *DOCUMENTED, *ABOUT_TRAINEES, *setting_actions())
}
# Which of them are about the whole server; visitors with a demo world of their own may not.
OF_SERVER = frozenset({"snapshot", "restore", "forget_snapshot", "new_world", "drop_world",
                       "add_trainee", "remove_trainee"})  # fmt: skip
