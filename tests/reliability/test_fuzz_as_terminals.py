"""What terminals might send, broken in many ways: a short form of `make fuzz`, in process."""

from typing import Any

from django.test import Client
from hypothesis import given

from tests.reliability.fuzz.devices import requests, wrong_with
from tests.reliability.fuzz.target import LISTS
from tests.reliability.sizes import sized


def test_every_terminal_can_live_with_its_answer_and_every_list_is_readable(manual, caller):
    client = Client()

    @sized(200)
    @given(requests)
    def asked(request: dict[str, Any]) -> None:
        answer = client.generic(
            request["method"],
            request["url"],
            request["content"],
            request["headers"].get("Content-Type", "application/octet-stream"),
        )
        assert wrong_with(answer, request["method"]) is None

    asked()
    for path in LISTS:
        assert caller("admin").get(path, {"page_size": 1000}).status_code == 200
