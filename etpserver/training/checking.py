"""Whether the conditions of an exercise are met: the bound world and its journal are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from etpserver.api.worlds import current_world
from etpserver.emulator import json_paths, recording
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.verification import (
    AT_LEAST_ONE,
    Verdict,
    count_verdict,
    order_verdict,
)
from etpserver.emulator.journal.wanted import Wanted
from etpserver.training.calling import call
from etpserver.training.exercises import Condition, Exercise
from etpserver.training.values import (
    EMPTY,
    AnswerError,
    difference,
    given_answer,
    right_answer,
)

JOURNAL_OFF = "The journal of this server is off, and without it nothing can be checked."
SHOWN = 200  # characters of what was seen
OK = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition, whether it is met, and if not: what to do, and what was seen instead."""

    id: str
    says: str
    met: bool
    why: str = ""
    seen: str = ""

    def described(self) -> dict[str, Any]:
        return asdict(self)


def findings(exercise: Exercise, answers: Mapping[str, Any]) -> list[Finding]:
    """All conditions of the exercise, in their order."""
    entries = journal_of(current_world().name)
    return [_finding(exercise, one, answers, entries) for one in exercise.check]


def journal_of(world: str, since: int = 0) -> Sequence[Entry] | None:
    """What the world was asked, after an id or at all; None where nothing is kept."""
    notes = recording.installed()
    if notes is None or not notes.keeps_requests:
        return None
    return notes.journal.read(world, since)


def why_not_shown(wanted: Mapping[str, Any], entries: Sequence[Entry] | None) -> str:
    """Empty if the journal shows what is wanted, else how it differs."""
    if entries is None:
        return JOURNAL_OFF
    verdicts = []
    if "match" in wanted:
        count = wanted.get("count", AT_LEAST_ONE)
        verdicts.append(count_verdict(Wanted.read(wanted["match"]), count, entries))
    if "order" in wanted:
        verdicts.append(order_verdict([Wanted.read(one) for one in wanted["order"]], entries))
    failed = next((verdict for verdict in verdicts if verdict.reason), None)
    return _in_words(failed) if failed else ""


def _finding(
    exercise: Exercise,
    condition: Condition,
    answers: Mapping[str, Any],
    entries: Sequence[Entry] | None,
) -> Finding:
    what = condition.what
    if "journal" in what:
        seen = why_not_shown(what["journal"], entries)
    elif "answer" in what:
        seen = _why_not_right(exercise, what, answers)
    else:
        seen = _why_not_so(what)
    if not seen:
        return Finding(condition.id, condition.says, met=True)
    return Finding(condition.id, condition.says, met=False, why=condition.otherwise, seen=seen)


def _in_words(verdict: Verdict) -> str:
    near = (verdict.more or {}).get("closest")
    if not near:
        return verdict.reason
    differences = "; ".join(
        f"{one['field']} was {_short(one['got'])}, not {_short(one['wanted'])}"
        for one in near["differences"]
    )
    closest = f"The closest call was {near['method']} {near['path']}: {differences}."
    return f"{verdict.reason} {closest}"


def _why_not_right(exercise: Exercise, what: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    question = next(one for one in exercise.questions if one.name == what["answer"])
    given = answers.get(question.name)
    if given in EMPTY:
        return f"Not answered yet: {question.question}"
    truth = what["truth"]
    try:
        own = given_answer(question.kind, given)
    except AnswerError as problem:
        return str(problem)
    right = right_answer(question.kind, _true_values(truth), is_count=truth.get("count", False))
    return difference(own, right)


def _true_values(truth: Mapping[str, Any]) -> list[Any]:
    found = _values(truth)
    if "only" in truth:
        among = _values(truth["only"])
        found = [value for value in found if value in among]
    if "without" in truth:
        left_out = _values(truth["without"])
        found = [value for value in found if value not in left_out]
    return found


def _values(source: Mapping[str, Any]) -> list[Any]:
    return json_paths.values_at(source["at"], call("GET", source["get"]).json)


def _why_not_so(what: Mapping[str, Any]) -> str:
    answer = call("GET", what["get"])
    if answer.status != what.get("status", OK):
        return f"GET {what['get']} answers {answer.status}."
    if "at" not in what:
        return ""
    found = json_paths.values_at(what["at"], answer.json)
    return "" if _fits(what, found) else f"GET {what['get']} has {_short(found)} at {what['at']}."


def _fits(what: Mapping[str, Any], found: Sequence[Any]) -> bool:
    count = what.get("count", {})
    low = count.get("exactly", count.get("at_least", 0))
    high = count.get("exactly", count.get("at_most", len(found)))
    return (
        ("equals" not in what or list(found) == [what["equals"]])
        and all(value in found for value in what.get("includes", ()))
        and not any(value in found for value in what.get("excludes", ()))
        and low <= len(found) <= high
    )


def _short(value: Any) -> str:
    text = "nothing" if value in ([], None) else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
