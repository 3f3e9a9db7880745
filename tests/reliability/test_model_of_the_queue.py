"""The queue of a terminal beside a model of it: two pollers, answers, repetition, giving up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from etpserver.api.worlds import current_world
from tests.reliability.machines import Machine, run

TERMINALS = ("SN1", "SN2")
SERIALS = st.sampled_from(TERMINALS)
# What each action queues, and whether it may run twice (docs/commands.md).
ACTIONS = {
    "info": ("INFO", True),
    "upload_transaction": ("DATA QUERY ATTLOG", True),
    "reboot": ("REBOOT", False),
}
START = datetime.fromisoformat("2026-01-05T12:00:00+05:30")
AGAIN = timedelta(seconds=60)  # three heartbeats of 10 s are less
UNANSWERED, UNFETCHED = timedelta(minutes=10), timedelta(days=7)


@dataclass
class Queued:
    id: int
    sn: str
    content: str
    repeats: bool
    created: datetime
    state: str = "pending"
    attempts: int = 0
    sent: datetime | None = None
    answered: datetime | None = None
    code: int | None = None
    reason: str = ""


def shown(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else None


class Queue(Machine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        current_world().clock.freeze(self.now)
        self.commands: list[Queued] = []
        self.is_polling = dict.fromkeys(TERMINALS, False)
        for sn in TERMINALS:
            made = self.call("POST", "/iclock/api/terminals/", {"sn": sn})
            assert made.status_code == 201

    # --- the model

    def of(self, sn: str) -> list[Queued]:
        return [command for command in self.commands if command.sn == sn]

    def give_up(self) -> None:
        for one in self.commands:
            reason = ""
            if one.state == "pending" and self.now - one.created > UNFETCHED:
                reason = "not fetched for 7 days"
            elif one.state == "sent" and not one.repeats and self.now - one.sent > UNANSWERED:  # type: ignore[operator]
                reason = "not answered for 10 minutes"
            elif one.state == "sent" and one.repeats and self.now - one.created > UNFETCHED:
                reason = "not answered for 7 days"
            if reason:
                one.state, one.reason = "expired", reason

    def due(self, sn: str) -> list[Queued]:
        """What the next poll carries."""
        self.give_up()
        return [
            one
            for one in self.of(sn)
            if one.state == "pending"
            or (one.state == "sent" and one.repeats and self.now - one.sent >= AGAIN)  # type: ignore[operator]
        ][:60]

    # --- what is done

    @rule(serials=st.lists(SERIALS, min_size=1, max_size=2, unique=True),
          action=st.sampled_from(sorted(ACTIONS)))  # fmt: skip
    def ask(self, serials: list[str], action: str) -> None:
        body = {"object_codes": serials, "action_type": action}
        answer = self.call("POST", "/iclock/api/terminals/action/", body)
        assert (answer.status_code, answer.json()) == (
            200, {"detail": f"Success. {action}:{serials!r}"},
        )  # fmt: skip
        content, repeats = ACTIONS[action]
        known = {one.id for one in self.commands}
        for sn in serials:
            (new,) = [one for one in self.queue(sn) if one["id"] not in known]
            assert new["content"].startswith(content)
            self.commands.append(Queued(new["id"], sn, new["content"], repeats, self.now))
        self.commands.sort(key=lambda one: one.id)

    @rule(sn=SERIALS)
    def poll(self, sn: str) -> None:
        expected = self.due(sn)
        answer = self.client.get(f"/iclock/getrequest?SN={sn}")
        lines = "".join(f"C:{one.id}:{one.content}\n" for one in expected)
        assert (answer.status_code, answer.content.decode()) == (200, lines or "OK")
        for one in expected:
            one.state, one.sent, one.attempts = "sent", self.now, one.attempts + 1

    @rule(sn=SERIALS)
    def poll_twice_at_once(self, sn: str) -> None:
        """The second of two pollers gets nothing that the first was handed in this minute."""
        self.poll(sn)
        self.poll(sn)

    @rule(sn=SERIALS, span=st.sampled_from([29, 59, 60, 61]))
    def poll_and_poll_again(self, sn: str, span: int) -> None:
        """What has no answer comes again, but not before its time."""
        self.poll(sn)
        self.let_time_pass(span)
        self.poll(sn)

    @rule(sn=SERIALS, number=st.integers(0, 5), code=st.sampled_from([0, 1, -1, -1002]),
          of_other=st.booleans())  # fmt: skip
    def say_result(self, sn: str, number: int, code: int, of_other: bool) -> None:
        owner = TERMINALS[1 - TERMINALS.index(sn)] if of_other else sn
        self.give_up_as_asked(sn)
        mine = self.of(owner)
        key = mine[number % len(mine)].id if mine else 999_999
        answer = self.client.generic(
            "POST", f"/iclock/devicecmd?SN={sn}", f"ID={key}&Return={code}&CMD=DATA\n", "text/plain"
        )
        assert (answer.status_code, answer.content) == (200, b"OK")
        for one in mine:
            if one.id == key and not of_other and one.answered is None:
                one.state = "done" if code >= 0 else "failed"
                one.answered, one.code, one.reason = self.now, code, ""

    def give_up_as_asked(self, sn: str) -> None:
        """Looking at a queue gives up what is late, so that the model knows when that happened."""
        self.queue(sn)
        self.give_up()

    @rule(span=st.sampled_from([1, 59, 60, 61, 599, 600, 601, 7 * 86400 - 60, 7 * 86400 + 1]))
    def let_time_pass(self, span: int) -> None:
        self.now += timedelta(seconds=span)
        current_world().clock.freeze(self.now)

    @rule(sn=SERIALS)
    def clear(self, sn: str) -> None:
        """What was not fetched is forgotten."""
        self.give_up_as_asked(sn)
        body = {"object_codes": [sn], "action_type": "clear_command"}
        assert self.call("POST", "/iclock/api/terminals/action/", body).status_code == 200
        self.commands = [one for one in self.commands if one.sn != sn or one.state != "pending"]

    # --- what is always so

    def queue(self, sn: str) -> list[dict[str, Any]]:
        answer = self.client.get(
            f"/_etp/terminals/{sn}/commands", SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1"
        )
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["commands"]
        return found

    @invariant()
    def the_queue_is_the_model(self) -> None:
        self.give_up()
        for sn in TERMINALS:
            seen = [
                {**one, "reason": "" if one["state"] == "failed" else one["reason"]}
                for one in self.queue(sn)
            ]
            assert [
                {k: v for k, v in one.items() if k not in {"origin", "user"}} for one in seen
            ] == [
                {
                    "id": one.id,
                    "content": one.content,
                    "state": one.state,
                    "attempts": one.attempts,
                    "created_at": shown(one.created),
                    "sent_at": shown(one.sent),
                    "answered_at": shown(one.answered),
                    "return_code": one.code,
                    "reason": one.reason,
                }
                for one in self.of(sn)
            ]


@pytest.mark.usefixtures("clock")
def test_is_always_what_its_model_says(api):
    run(Queue, api, runs=7, steps=20)
