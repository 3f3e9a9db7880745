"""The tables of refusals in docs/api are what the server answers."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from etpserver.api.vendor_codes import MESSAGES
from etpserver.api.worlds import World, WorldSettings
from tests.docs.resources import RESOURCES
from tests.docs.situations import CHILD, PARENT, SITUATIONS, Situation


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.when)
@pytest.mark.parametrize("prefix", RESOURCES)
def test_is_refused_as_documented(
    prefix: str, situation: Situation, api: APIClient, world: World
) -> None:
    kind: Any = RESOURCES[prefix].queryset.model
    parent = kind.objects.create(**{kind.code_field: PARENT, kind.name_field: "Parent"})
    kind.objects.create(
        **{kind.code_field: CHILD, kind.name_field: "Child", kind.parent_field: parent}
    )
    if situation.is_strict:
        world.settings = WorldSettings(validate="strict")

    answer = getattr(api, situation.method)(
        f"/personnel/api/{prefix}/{situation.path}",
        situation.body_of(kind) if situation.body is not None else dict(situation.query),
        format="json" if situation.body is not None else None,
    )

    number = situation.code_of(kind)
    assert (answer.status_code, answer.json()["code"]) == (situation.status, number)
    assert answer.json()["message"] == MESSAGES[number]
