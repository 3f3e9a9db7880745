"""Two requests at once: each service is called as the slower one, after the other has committed."""

import pytest
from rest_framework.test import APIClient

from etpserver.api.errors import DomainError, UnknownRecordError
from personnel.tree import services
from tests.kernel.answers import vendor_error

pytestmark = pytest.mark.django_db


def test_two_creates_of_one_code_are_a_201_and_a_400(api, admin, kind, monkeypatch):
    faster = APIClient()
    faster.force_authenticate(admin)
    create, answers = services.create_node, []

    def create_after_the_other(model, values):
        monkeypatch.setattr(services, "create_node", create)
        answers.append(faster.post(kind.url(), kind.body("HQ", "Somebody else's")))
        return create(model, values)

    monkeypatch.setattr(services, "create_node", create_after_the_other)
    answers.append(api.post(kind.url(), kind.body("HQ", "Mine")))
    stored = kind.get("HQ")
    refused = vendor_error(kind.taken, "HQ is taken.", kind.code)
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (201, kind.written(stored)),
        (400, refused),
    ]
    assert stored.name == "Somebody else's"


def test_a_create_below_a_parent_that_was_deleted_meanwhile(kind):
    parent = kind.new("SITE")
    kind.model.objects.filter(pk=parent.pk).delete()
    before = kind.rows()
    with pytest.raises(DomainError, match="Unknown: SITE") as refused:
        services.create_node(kind.model, kind.body("NEW", **{kind.parent: parent}))
    assert (refused.value.vendor_code, refused.value.field) == (kind.unknown, kind.parent)
    assert kind.rows() == before


def test_an_update_of_a_record_that_was_deleted_meanwhile(kind):
    node = kind.new("GATE")
    kind.model.objects.filter(pk=node.pk).delete()
    with pytest.raises(UnknownRecordError) as refused:
        services.update_node(node, {kind.name: "Door"})
    assert (refused.value.status, refused.value.vendor_code) == (404, kind.unknown)


def test_two_updates_cannot_make_a_circle(kind):
    first, second = kind.new("A"), kind.new("B")
    seen_early = kind.get("A")  # read before the other request moved it
    services.update_node(first, {kind.parent: second})
    with pytest.raises(services.BadParentError):
        services.update_node(second, {kind.parent: seen_early})
    assert (kind.get("A").parent, kind.get("B").parent) == (second, None)


def test_a_record_that_was_deleted_while_it_was_read_is_404(api, kind, monkeypatch):
    kind.new("GATE")
    monkeypatch.setattr("etpserver.api.reading.render_one", lambda key, shape: None)
    answer = api.get(kind.url("GATE"))
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))
