"""Rules and what is really sent: bodies of every form, broken ones, several conditions at once."""

from typing import Any

import pytest

from tests.emulator.faults.conftest import AREAS, arm, counts
from tests.emulator.live import Fresh


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"area_code": "7", "area_name": "Seven"}},
        {"data": {"area_code": "7", "area_name": "Seven"}},
        {"data": {"area_code": "7", "area_name": "Seven"}, "files": {"f": ("a.txt", b"x" * 9999)}},
    ],
)
def test_a_body_is_looked_into_and_the_operation_still_gets_it(
    fresh: Fresh, sent: dict[str, Any]
) -> None:
    rule = arm(fresh, {"status": 503}, match={"body": {"area_code": "7"}}, times=1)
    other = arm(fresh, {"status": 500}, match={"body": {"area_code": "8"}})

    answers = [fresh.client.post(AREAS, **sent).status_code for _ in range(2)]

    assert answers == [503, 201]
    assert (counts(fresh, rule), counts(fresh, other)) == ((2, 1), (0, 0))


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"area_code": '),
        ("application/json", b"[" * 100_000),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded; charset=rot13", b"area_code=%ff"),
        ("application/x-www-form-urlencoded", b"a=1&" * 20_000),
        ("text/plain", b"\xff\xfe\0"),
    ],
)
def test_a_body_that_cannot_be_read_fits_nothing(
    fresh: Fresh, content_type: str, content: bytes
) -> None:
    rule = arm(fresh, {"status": 503}, match={"body": {"area_code": "7"}})

    answer = fresh.client.post(AREAS, content=content, headers={"Content-Type": content_type})

    assert 400 <= answer.status_code < 500
    assert counts(fresh, rule) == (0, 0)


def test_a_body_that_is_too_large_fits_nothing(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 503}, match={"body": {"area_code": "7"}})
    content = b'{"area_code": "7", "area_name": "' + b"x" * (20 * 1024 * 1024) + b'"}'

    answer = fresh.client.post(AREAS, content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, counts(fresh, rule)) == (413, (0, 0))


def test_every_part_of_a_match_counts_together(fresh: Fresh) -> None:
    rule = arm(
        fresh,
        {"status": 503},
        match={
            "operation": "areas_list",
            "path": "/personnel/api/*",
            "query": {"page_size": 5},
            "header": {"X-Client": "mobile*"},
        },
    )
    asks = (
        {"params": {"page_size": 5}, "headers": {"x-client": "Mobile 1"}},
        {"params": {"page_size": 5}},
        {"params": {"page_size": 6}, "headers": {"x-client": "mobile"}},
    )

    answers = [fresh.client.get(AREAS, **ask).status_code for ask in asks]

    assert answers == [503, 200, 200]
    assert counts(fresh, rule) == (1, 1)
