import pytest

from tests.kernel.answers import vendor_error
from tests.personnel.tree.kinds import POSITIONS

CYCLE = "The parent is the record itself or stands below it."
BLANK = "This field may not be blank."


@pytest.fixture(params=["put", "patch"])
def send(request, api):
    """PUT or PATCH as JSON."""

    def call(url, body):
        return getattr(api, request.param)(url, body, format="json")

    return call


def test_changes_name_and_parent(send, kind):
    node = kind.new("GATE", "Gate")
    answer = send(kind.url("GATE"), {kind.name: "Door", kind.parent: 1})
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert (stored.pk, stored.name, stored.parent) == (node.pk, "Door", kind.root)


def test_keeps_the_parent_that_is_not_sent(send, kind):
    site = kind.new("SITE")
    kind.new("GATE", "Gate", site)
    answer = send(kind.url("GATE"), {kind.name: "Door"})
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert (stored.name, stored.parent) == ("Door", site)


@pytest.mark.parametrize("none", [None, 0, "0", ""], ids=repr)
def test_takes_the_parent_away(send, kind, none):
    kind.new("GATE", "Gate", kind.root)
    answer = send(kind.url("GATE"), {kind.name: "Gate", kind.parent: none})
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert stored.parent is None


def test_takes_the_stored_code_again(send, kind):
    node = kind.new("GATE", "Gate")
    answer = send(kind.url(node.pk), kind.body("GATE", "Door"))
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert stored.name == "Door"


def test_refuses_another_code(send, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), kind.body("DOOR", "Door"))
    expected = vendor_error(-1, "It is GATE and cannot be changed.", kind.code)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_another_case_of_the_code(send, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), kind.body("gate", "Door"))
    expected = vendor_error(-1, "It is GATE and cannot be changed.", kind.code)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_a_blank_code(send, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), kind.body("", "Door"))
    assert (answer.status_code, answer.json()) == (400, vendor_error(kind.blank, BLANK, kind.code))
    assert kind.rows() == before


def test_put_needs_the_name(api, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = api.put(kind.url("GATE"), {kind.parent: 1}, format="json")
    expected = vendor_error(kind.blank, "This field is required.", kind.name)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_patch_keeps_everything_if_nothing_is_sent(api, kind):
    kind.new("GATE", "Gate", kind.root)
    before = kind.rows()
    answer = api.patch(kind.url("GATE"), {}, format="json")
    assert (answer.status_code, answer.json()) == (200, kind.written(kind.get("GATE")))
    assert kind.rows() == before


def test_patch_takes_the_parent_alone(api, kind):
    kind.new("GATE", "Gate")
    answer = api.patch(kind.url("GATE"), {kind.parent: "1"}, format="json")
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert (stored.name, stored.parent) == ("Gate", kind.root)


def test_takes_form_data(api, kind):
    kind.new("GATE", "Gate")
    body = f"{kind.name}=Door&{kind.parent}=1"
    answer = api.put(kind.url("GATE"), body, content_type="application/x-www-form-urlencoded")
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert (stored.name, stored.parent) == ("Door", kind.root)


@pytest.mark.parametrize("value", ["", "  ", None], ids=repr)
def test_refuses_a_blank_name(send, kind, value):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: value})
    detail = "This field may not be null." if value is None else BLANK
    expected = vendor_error(kind.blank, detail, kind.name)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("value", [True, 1.5, ["x"], {"x": 1}], ids=repr)
def test_refuses_wrong_types_of_a_name(send, kind, value):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: value})
    expected = vendor_error(-1, "Not a valid string.", kind.name)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_a_name_of_101_characters(send, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: "x" * 101})
    detail = "Ensure this field has no more than 100 characters."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, kind.name))
    assert kind.rows() == before


@pytest.mark.parametrize("value", [True, 1.0, [1], {"id": 1}], ids=repr)
def test_refuses_wrong_types_of_a_parent(send, kind, value):
    kind.new("GATE", "Gate", kind.root)
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: "Door", kind.parent: value})
    expected = vendor_error(kind.unknown, "A reference is a code or an id.", kind.parent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_an_unknown_parent(send, kind):
    kind.new("GATE", "Gate", kind.root)
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: "Door", kind.parent: "NOBODY"})
    expected = vendor_error(kind.unknown, "Unknown: NOBODY.", kind.parent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_itself_as_parent(send, kind):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: "Door", kind.parent: "GATE"})
    assert (answer.status_code, answer.json()) == (400, vendor_error(-14, CYCLE, kind.parent))
    assert kind.rows() == before


def test_refuses_a_grandchild_as_parent(send, kind):
    grandchild = kind.new("DOOR", "Door", kind.new("GATE", "Gate", kind.new("SITE", "Site")))
    before = kind.rows()
    answer = send(kind.url("SITE"), {kind.name: "Site", kind.parent: grandchild.pk})
    assert (answer.status_code, answer.json()) == (400, vendor_error(-14, CYCLE, kind.parent))
    assert kind.rows() == before


def test_the_root_may_be_renamed(send, kind):
    answer = send(kind.url("1"), {kind.name: "Renamed"})
    assert (answer.status_code, answer.json()) == (200, kind.written(kind.root))
    assert kind.root.name == "Renamed"


def test_an_unknown_record_is_404_whatever_the_body_says(send, kind):
    before = kind.rows()
    answer = send(kind.url("NOBODY"), {kind.name: ""})
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))
    assert kind.rows() == before


def test_names_unknown_fields_in_a_header(send, kind):
    kind.new("GATE", "Gate")
    answer = send(kind.url("GATE"), {kind.name: "Door", "id": 7, "company": "x"})
    stored = kind.get("GATE")
    assert (answer.status_code, answer.json()) == (200, kind.written(stored))
    assert answer["X-Etp-Warning"] == "unknown body fields: id, company"


def test_strict_refuses_unknown_fields(send, kind, strict):
    kind.new("GATE", "Gate")
    before = kind.rows()
    answer = send(kind.url("GATE"), {kind.name: "Door", "colour": "red"})
    expected = vendor_error(-1, "This field is not documented.", "colour")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_the_id_is_in_a_header_where_the_body_has_none(send, kind):
    node = kind.new("GATE", "Gate")
    answer = send(kind.url("GATE"), {kind.name: "Door"})
    expected = str(node.pk) if kind is POSITIONS else None
    assert answer.headers.get("X-Etp-Id") == expected


def test_a_viewer_may_not_change(send, viewer, api, kind):
    api.force_authenticate(viewer)
    before = kind.rows()
    answer = send(kind.url("NOBODY"), {})
    detail = "You do not have permission to perform this action."
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, detail))
    assert kind.rows() == before
