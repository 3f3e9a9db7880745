import pytest

from tests.kernel.answers import UNREADABLE, vendor_error

ROOT = "The record every installation starts with cannot be deleted."
NO_TYPE = "action_type is one of: delete."


def delete(*values):
    return {"object_codes": list(values), "action_type": "delete"}


@pytest.fixture
def act(api, kind):
    """POST a body to the resource's action path as JSON."""

    def call(body):
        return api.post(kind.url("action"), body, format="json")

    return call


def test_deletes_several(act, kind):
    before = kind.rows()
    kind.new("A")
    kind.new("B")
    answer = act(delete("A", "B"))
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A', 'B']"})
    assert kind.rows() == before


def test_echoes_the_values_as_sent(act, kind):
    first, second = kind.new("A"), kind.new("B")
    answer = act(delete(first.pk, str(second.pk)))
    expected = {"detail": f"Success. delete:[{first.pk}, '{second.pk}']"}
    assert (answer.status_code, answer.json()) == (200, expected)


@pytest.mark.parametrize("key", ["object_codes", "object_ids", "objects"])
def test_takes_every_name_of_the_list(act, kind, key):
    kind.new("A")
    answer = act({key: ["A"], "action_type": "delete"})
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A']"})


@pytest.mark.parametrize("value", ["A,B", "A, B,", ["A", "B"], ["A", "B", "A"]], ids=repr)
def test_takes_a_comma_separated_text_and_counts_doubles_once(act, kind, value):
    kind.new("A")
    kind.new("B")
    answer = act({"object_codes": value, "action_type": "delete"})
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A', 'B']"})


def test_takes_a_single_number(act, kind):
    node = kind.new("A")
    answer = act({"object_codes": node.pk, "action_type": "delete"})
    assert (answer.status_code, answer.json()) == (200, {"detail": f"Success. delete:[{node.pk}]"})


def test_takes_a_form_with_a_repeated_key(api, kind):
    kind.new("A")
    kind.new("B")
    body = "object_codes=A&object_codes=B&action_type=delete"
    form = "application/x-www-form-urlencoded"
    answer = api.post(kind.url("action"), body, content_type=form)
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A', 'B']"})


def test_takes_a_form_with_a_comma_separated_text(api, kind):
    kind.new("A")
    kind.new("B")
    body = {"object_codes": "A,B", "action_type": "delete"}
    answer = api.post(kind.url("action"), body, format="multipart")
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A', 'B']"})


def test_a_parent_goes_together_with_all_its_children(act, kind):
    before = kind.rows()
    site = kind.new("SITE")
    kind.new("DOOR", parent=kind.new("GATE", parent=site))
    answer = act(delete("SITE", "GATE", "DOOR"))
    expected = {"detail": "Success. delete:['SITE', 'GATE', 'DOOR']"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert kind.rows() == before


def test_refuses_a_parent_of_which_one_child_stays(act, kind):
    site = kind.new("SITE")
    kind.new("GATE", parent=site)
    kind.new("DOOR", parent=site)
    before = kind.rows()
    answer = act(delete("SITE", "GATE"))
    expected = vendor_error(kind.in_use, f"Still in use by: {kind.resource}.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_deletes_nothing_if_one_is_unknown(act, kind):
    kind.new("A")
    before = kind.rows()
    answer = act(delete("A", "NOBODY", 99999))
    expected = vendor_error(kind.unknown, "Unknown: NOBODY, 99999.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_names_twenty_unknown_ones_and_counts_the_rest(act, kind):
    answer = act(delete(*(f"X{number}" for number in range(25))))
    names = ", ".join(f"X{number}" for number in range(20))
    expected = vendor_error(kind.unknown, f"Unknown: {names} and 5 more.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_refuses_the_root_among_others(act, kind):
    kind.new("A")
    before = kind.rows()
    answer = act(delete("A", 1))
    assert (answer.status_code, answer.json()) == (400, vendor_error(kind.in_use, ROOT))
    assert kind.rows() == before


def test_a_code_wins_over_another_ones_id(act, kind):
    other = kind.new("OTHER")
    kind.new(str(other.pk))
    answer = act(delete(other.pk))
    expected = {"detail": f"Success. delete:[{other.pk}]"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert kind.get("OTHER") == other


def test_zero_can_only_be_a_code_here(act, kind):
    kind.new("0")
    answer = act(delete("0"))
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['0']"})


@pytest.mark.parametrize("action_type", ["Delete", "resign", "", None, 1, True, ["delete"], {}])
def test_refuses_an_unknown_action_type(act, kind, action_type):
    kind.new("A")
    before = kind.rows()
    answer = act({"object_codes": ["A"], "action_type": action_type})
    expected = vendor_error(-220, NO_TYPE, "action_type")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_a_missing_action_type(act, kind):
    answer = act({"object_codes": ["A"]})
    expected = vendor_error(-220, NO_TYPE, "action_type")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("body", [{}, {"object_codes": []}, {"object_codes": ""},
                                  {"object_codes": None}, {"object_codes": " , "}])  # fmt: skip
def test_refuses_an_empty_list(act, kind, body):
    before = kind.rows()
    answer = act({**body, "action_type": "delete"})
    expected = vendor_error(-1, "Name at least one record.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("value", [True, 1.5, {"id": 1}, [["A"]], [{"id": 1}], [1.0], [False]])
def test_refuses_wrong_types_of_codes(act, kind, value):
    kind.new("A")
    before = kind.rows()
    answer = act({"object_codes": value, "action_type": "delete"})
    expected = vendor_error(-1, "Codes are texts or whole numbers.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize(
    ("value", "named"), [(None, "None"), ("", ""), ("007", "007"), ("\u0661", "\u0661")]
)
def test_refuses_what_names_no_record(act, kind, value, named):
    before = kind.rows()
    answer = act(delete(value))
    expected = vendor_error(kind.unknown, f"Unknown: {named}.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_501_codes(act, kind):
    before = kind.rows()
    answer = act(delete(*range(1, 502)))
    expected = vendor_error(-82, "At most 500 codes in one call.", "object_codes")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_takes_500_codes(act, kind):
    kind.model.objects.bulk_create(
        [kind.model(**{kind.code: f"N{number}", kind.name: "N"}) for number in range(500)]
    )
    answer = act(delete(*(f"N{number}" for number in range(500))))
    assert answer.status_code == 200
    assert len(kind.rows()) == 1


@pytest.mark.parametrize("body", [[], ["delete"], "delete", 1], ids=repr)
def test_refuses_a_body_that_is_no_object(act, kind, body):
    answer = act(body)
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, UNREADABLE))


def test_names_unknown_fields_in_a_header(act, kind):
    kind.new("A")
    answer = act({**delete("A"), "force": True})
    assert (answer.status_code, answer.json()) == (200, {"detail": "Success. delete:['A']"})
    assert answer["X-Etp-Warning"] == "unknown body fields: force"


def test_strict_refuses_unknown_fields(act, kind, strict):
    kind.new("A")
    before = kind.rows()
    answer = act({**delete("A"), "force": True})
    expected = vendor_error(-1, "Unknown body fields: force.", "force")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_a_viewer_may_not_act_whatever_the_body_says(viewer, api, kind):
    api.force_authenticate(viewer)
    answer = api.post(kind.url("action"), {"action_type": "nonsense"}, format="json")
    detail = "You do not have permission to perform this action."
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, detail))
