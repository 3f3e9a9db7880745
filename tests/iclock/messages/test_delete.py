"""Deleting one message, and the action that deletes many."""

import pytest

from tests.iclock.messages.records import (
    PRIVATE,
    PUBLIC,
    make_private,
    make_public,
    make_terminal,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused

DELETED = {"message": "deleted"}
AT_LEAST_ONE = "Name at least one record."


@pytest.fixture
def three(api, kind):
    make_terminal()
    return [kind.make() for _ in range(3)]


def act(api, kind, sent):
    return api.post(f"{kind.url}action/", sent, format="json")


def refuses_to_act(api, kind, sent, expected, status=400):
    before = kind.stored()
    refuses(act(api, kind, sent), expected, status)
    assert kind.stored() == before


def left(kind):
    return set(kind.model.objects.all())


@pytest.mark.parametrize("tail", ["/", ""])
def test_deletes_a_message(api, kind, three, strict, tail):
    answer = api.delete(kind.at(three[0], tail))
    assert (answer.status_code, answer.json()) == (200, DELETED)
    assert left(kind) == set(three[1:])


@pytest.mark.parametrize("code", ["0", "-1", "A", "1.5", "007", 999999, 2**63, "9" * 400])
def test_refuses_ids_that_do_not_exist(api, kind, three, code):
    before = kind.stored()
    refuses(api.delete(kind.at(code)), refused(-1, "Not found."), 404)
    assert kind.stored() == before


def test_a_deleted_message_is_gone(api, kind, three):
    api.delete(kind.at(three[0]))
    refuses(api.delete(kind.at(three[0])), refused(-1, "Not found."), 404)
    refuses(api.get(kind.at(three[0])), refused(-1, "Not found."), 404)


def test_deletes_by_delete_only(api, kind, three):
    # Manual 4.2.8 and 4.3.8 print the delete as a POST.
    answer = api.post(kind.at(three[0]), {}, format="json")
    assert (answer.status_code, left(kind)) == (405, set(three))


def test_a_viewer_may_not_delete(api, viewer, kind, three):
    api.force_authenticate(viewer)
    for code in (three[0], 999999):
        refuses(api.delete(kind.at(code)), refused(-1, FORBIDDEN), 403)
    assert left(kind) == set(three)


def test_staff_may_not_delete_their_own(staff, person):
    private, public = make_private(person), make_public()
    refuses(staff.delete(PRIVATE.at(private)), refused(-1, FORBIDDEN), 403)
    refuses(staff.delete(PUBLIC.at(public)), refused(-1, FORBIDDEN), 403)
    assert (left(PRIVATE), left(PUBLIC)) == ({private}, {public})


def test_an_anonymous_caller_may_not_delete(anonymous, kind):
    message = kind.make()
    refuses(anonymous.delete(kind.at(message)), refused(-1, NO_LOGIN), 401)
    assert left(kind) == {message}


# ---- action -----------------------------------------------------------------------------------


def test_the_action_answers_as_in_the_manual(api, kind, strict):
    # Manual 4.2.3 and 4.3.3.
    kept = kind.make()
    kind.make(pk=kept.pk + 35)
    kind.make(pk=kept.pk + 36)
    ids = [kept.pk + 35, kept.pk + 36]
    answer = act(api, kind, {"object_ids": ids, "action_type": "delete"})
    expected = {"detail": f"Success. delete:[{ids[0]}, {ids[1]}]"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert left(kind) == {kept}


@pytest.mark.parametrize("key", ["object_ids", "object_codes", "objects"])
@pytest.mark.parametrize("form", ["list", "texts", "text", "one", "twice"])
def test_the_action_takes_ids_in_every_form(api, kind, three, key, form):
    first, second, third = three
    chosen = {
        "list": [first.pk, second.pk],
        "texts": [str(first.pk), str(second.pk)],
        "text": f"{first.pk}, {second.pk}",
        "one": first.pk,
        "twice": [first.pk, first.pk],
    }[form]
    answer = act(api, kind, {key: chosen, "action_type": "delete"})
    shown = {
        "list": [first.pk, second.pk],
        "texts": [str(first.pk), str(second.pk)],
        "text": [str(first.pk), str(second.pk)],
        "one": [first.pk],
        "twice": [first.pk],
    }[form]
    assert (answer.status_code, answer.json()) == (200, {"detail": f"Success. delete:{shown!r}"})
    assert left(kind) == ({second, third} if form in {"one", "twice"} else {third})


@pytest.mark.parametrize("wrong", [0, -1, "A", 999999, 2**63, 10**400, "", "1.0"],
                         ids=lambda value: repr(value)[:20])  # fmt: skip
def test_one_unknown_id_and_nothing_is_deleted(api, kind, three, wrong):
    sent = {"object_ids": [three[0].pk, wrong], "action_type": "delete"}
    expected = refused(-1, f"Unknown: {str(wrong)[:100]}.", "object_codes")
    refuses_to_act(api, kind, sent, expected)


@pytest.mark.parametrize("wrong", [True, 1.5, [1], {"id": 1}], ids=repr)
def test_refuses_what_is_no_id(api, kind, three, wrong):
    sent = {"object_ids": [three[0].pk, wrong], "action_type": "delete"}
    expected = refused(-1, "Codes are texts or whole numbers.", "object_codes")
    refuses_to_act(api, kind, sent, expected)


def test_refuses_a_nul(api, kind, three):
    sent = {"object_ids": [three[0].pk, "1\0"], "action_type": "delete"}
    expected = refused(-1, "Text must not hold NUL characters or unpaired surrogates.")
    refuses_to_act(api, kind, sent, expected)


@pytest.mark.parametrize(
    ("sent", "code", "detail", "field"),
    [
        ({}, -1, AT_LEAST_ONE, "object_codes"),
        ({"object_ids": []}, -1, AT_LEAST_ONE, "object_codes"),
        ({"object_ids": ""}, -1, AT_LEAST_ONE, "object_codes"),
        ({"object_ids": list(range(501))}, -82, "At most 500 codes in one call.", "object_codes"),
        ({"object_ids": [1], "action_type": "resend"}, -220, "action_type is one of: delete.",
         "action_type"),
        ({"object_ids": [1], "action_type": None}, -220, "action_type is one of: delete.",
         "action_type"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_the_action_refuses(api, kind, three, sent, code, detail, field):  # noqa: PLR0917
    expected = refused(code, detail, field)
    refuses_to_act(api, kind, {"action_type": "delete", **sent}, expected)


def test_the_action_is_not_for_viewers(api, viewer, kind, three):
    api.force_authenticate(viewer)
    sent = {"object_ids": [three[0].pk], "action_type": "delete"}
    refuses_to_act(api, kind, sent, refused(-1, FORBIDDEN), 403)
    refuses_to_act(api, kind, {}, refused(-1, FORBIDDEN), 403)


def test_the_action_is_not_for_staff(staff, person):
    sent = {"object_ids": [make_private(person).pk], "action_type": "delete"}
    refuses_to_act(staff, PRIVATE, sent, refused(-1, FORBIDDEN), 403)
    sent = {"object_ids": [make_public().pk], "action_type": "delete"}
    refuses_to_act(staff, PUBLIC, sent, refused(-1, FORBIDDEN), 403)


def test_the_action_is_not_for_anonymous_callers(anonymous, kind):
    sent = {"object_ids": [kind.make().pk], "action_type": "delete"}
    refuses_to_act(anonymous, kind, sent, refused(-1, NO_LOGIN), 401)
