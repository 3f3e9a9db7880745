"""What the machines share: a transaction for each run, calls, and how a machine is run."""

from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from rest_framework.test import APIClient

from tests.reliability.sizes import sized

Told = tuple[int, Any]  # status and body


class Machine(RuleBasedStateMachine):
    """Calls through the API; what one run stored is gone before the next."""

    client: APIClient

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.generic(method, path, encoded(body), content_type="application/json")

    def listed(self, path: str) -> list[dict[str, Any]]:
        answer = self.client.get(path, {"page_size": 1000})
        assert answer.status_code == 200, answer.content
        told = answer.json()
        records: list[dict[str, Any]] = told["data"]
        assert told["count"] == len(records)
        return records


def encoded(body: Any) -> bytes:
    import json

    return b"" if body is None else json.dumps(body).encode()


def told(answer: Any) -> Told:
    """Status and body; of a refusal its vendor code."""
    body = answer.json()
    return answer.status_code, body if answer.status_code < 400 else body["code"]


def run(machine: type[Machine], client: APIClient, *, runs: int, steps: int) -> None:
    """Run the machine, with this client, some times of some steps."""
    bound = type(machine.__name__, (machine,), {"client": client})
    run_state_machine_as_test(bound, settings=sized(runs, stateful_step_count=steps))
