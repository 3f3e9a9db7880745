"""The tables of refusals in docs/api are what the server answers."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from etpserver.api.vendor_codes import MESSAGES
from etpserver.api.worlds import World, WorldSettings
from tests import factories
from tests.docs.resources import PATHS, RESOURCES
from tests.docs.situations import (
    CARD,
    CHILD,
    GONE,
    OWN,
    PARENT,
    SERIAL,
    WORKS,
    Situation,
    situations_of,
)
from tests.iclock.factories import make_terminal

CASES = [
    pytest.param(prefix, situation, id=f"{prefix}-{situation.when}")
    for prefix in RESOURCES
    for situation in situations_of(prefix)
]


def make_records(prefix: str) -> None:
    """The records that the requests name."""
    if prefix in OWN:
        factories.make_employee(emp_code=WORKS, card_no=CARD)
        factories.make_resignation(factories.make_employee(emp_code=GONE))
        make_terminal(sn=SERIAL)
        return
    kind: Any = RESOURCES[prefix].queryset.model
    parent = kind.objects.create(**{kind.code_field: PARENT, kind.name_field: "Parent"})
    kind.objects.create(
        **{kind.code_field: CHILD, kind.name_field: "Child", kind.parent_field: parent}
    )


def sent_as(body: dict[str, Any], file_name: str) -> tuple[dict[str, Any], str]:
    """A body with files goes as a form."""
    files = [name for name, value in body.items() if isinstance(value, bytes)]
    made = {name: SimpleUploadedFile(file_name or name, body[name]) for name in files}
    return {**body, **made}, "multipart" if files else "json"


@pytest.mark.parametrize(("prefix", "situation"), CASES)
def test_is_refused_as_documented(
    prefix: str, situation: Situation, api: APIClient, world: World
) -> None:
    kind: Any = RESOURCES[prefix].queryset.model
    make_records(prefix)
    if situation.is_strict:
        world.settings = WorldSettings(validate="strict")

    body = situation.body_of(kind)
    data, body_kind = dict(situation.query), None
    if body is not None:
        data, body_kind = sent_as(dict(body), situation.file_name)
    url = f"{PATHS[prefix]}/{situation.path}"
    answer = getattr(api, situation.method)(url, data, format=body_kind)

    number = situation.code_of(kind)
    assert (answer.status_code, answer.json()["code"]) == (situation.status, number)
    assert answer.json()["message"] == MESSAGES[number]
