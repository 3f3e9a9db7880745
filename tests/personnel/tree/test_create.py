import pytest

from tests.kernel.answers import vendor_error
from tests.personnel.tree.kinds import DEPARTMENTS, POSITIONS

MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."
RESERVED = "This code is a path of its resource; choose another one."
BLANK = "This field may not be blank."
REQUIRED = "This field is required."
NULL = "This field may not be null."
NO_TEXT = "Not a valid string."
NO_REFERENCE = "A reference is a code or an id."


def test_stores_a_record_and_answers_its_parents_name(api, kind):
    answer = api.post(kind.url(), kind.body("NEW", "New one", **{kind.parent: "1"}))
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert (stored.name, stored.parent) == ("New one", kind.root)
    assert str(stored.company_id) == "6b969e80-f3ff-11e9-afc7-acde48001122"


@pytest.mark.parametrize("none", [None, 0, "0", "", "  "], ids=repr)
def test_null_zero_and_blank_mean_no_parent(api, kind, none):
    answer = api.post(kind.url(), kind.body("NEW", **{kind.parent: none}), format="json")
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.parent is None


def test_an_omitted_parent_is_none(api, kind):
    answer = api.post(kind.url(), kind.body("NEW"))
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.parent is None


def test_takes_form_data(api, kind):
    body = f"{kind.code}=NEW&{kind.name}=From+a+form&{kind.parent}=1"
    answer = api.post(kind.url(), body, content_type="application/x-www-form-urlencoded")
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert (stored.name, stored.parent) == ("From a form", kind.root)


def test_an_empty_parent_of_a_form_is_none(api, kind):
    answer = api.post(kind.url(), kind.body("NEW", **{kind.parent: ""}), format="multipart")
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("NEW")))


def test_a_parents_code_wins_over_another_ones_id(api, kind):
    by_id = kind.new("BY-ID", "By id")
    by_code = kind.new(str(by_id.pk), "By code")
    answer = api.post(kind.url(), kind.body("NEW", **{kind.parent: by_id.pk}), format="json")
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.parent == by_code


def test_a_parent_may_be_named_by_its_id(api, kind):
    parent = kind.new("HQ", "Headquarters")
    answer = api.post(kind.url(), kind.body("NEW", **{kind.parent: parent.pk}), format="json")
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.parent == parent


def test_takes_a_whole_number_as_code_and_name(api, kind):
    answer = api.post(kind.url(), kind.body(77, 88), format="json")
    stored = kind.get("77")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.name == "88"


def test_trims_code_and_name(api, kind):
    answer = api.post(kind.url(), kind.body("  A 1 ", "  Gate  "))
    stored = kind.get("A 1")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.name == "Gate"


def test_names_may_repeat(api, kind):
    kind.new("A", "Twin")
    answer = api.post(kind.url(), kind.body("B", "Twin"))
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("B")))


def test_codes_differ_by_case(api, kind):
    kind.new("gate")
    answer = api.post(kind.url(), kind.body("GATE"))
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("GATE")))


@pytest.mark.parametrize(
    "code", ["a-b_c.d", "Tor 7", "दिल्ली", "北京", "เชียงใหม่", "é" * 30, "x" * 30, "007", "0"]
)
def test_takes_codes_of_every_script(api, kind, code):
    answer = api.post(kind.url(), kind.body(code))
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get(code)))


@pytest.mark.parametrize("name", ["x" * 100, "=1+1", 'He said "no", twice', "😀 नमस्ते\u200f"])
def test_keeps_every_text_as_a_name(api, kind, name):
    answer = api.post(kind.url(), kind.body("NEW", name), format="json")
    stored = kind.get("NEW")
    assert (answer.status_code, answer.json()) == (201, kind.written(stored))
    assert stored.name == name


def test_refuses_a_code_that_is_taken(api, kind):
    kind.new("HQ", "First")
    before = kind.rows()
    answer = api.post(kind.url(), kind.body("HQ", "Second"))
    expected = vendor_error(kind.taken, "HQ is taken.", kind.code)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("blank", ["", "   "], ids=["empty", "spaces"])
def test_refuses_a_blank_code(api, kind, blank):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(blank))
    assert (answer.status_code, answer.json()) == (400, vendor_error(kind.blank, BLANK, kind.code))
    assert kind.rows() == before


@pytest.mark.parametrize("blank", ["", "   "], ids=["empty", "spaces"])
def test_refuses_a_blank_name(api, kind, blank):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body("NEW", blank))
    assert (answer.status_code, answer.json()) == (400, vendor_error(kind.blank, BLANK, kind.name))
    assert kind.rows() == before


def test_refuses_an_empty_body_naming_both_fields(api, kind):
    before = kind.rows()
    answer = api.post(kind.url(), {}, format="json")
    expected = vendor_error(kind.blank, REQUIRED, kind.code, kind.name)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert answer["X-Etp-Code"] == str(kind.blank)
    assert kind.rows() == before


@pytest.mark.parametrize(
    "code", ["a/b", "a,b", "a\nb", "tab\tbed", "a@b", ".", "..", "a%2Fb", "<b>", "a\\b", "'"]
)
def test_refuses_a_malformed_code(api, kind, code):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(code), format="json")
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, MALFORMED, kind.code))
    assert kind.rows() == before


def test_refuses_a_code_that_is_a_path_of_the_resource(api, kind):
    before = kind.rows()
    for code in ("action", "export", kind.import_path):
        answer = api.post(kind.url(), kind.body(code))
        assert (answer.status_code, answer.json()) == (400, vendor_error(-1, RESERVED, kind.code))
    assert kind.rows() == before


def test_refuses_a_code_of_31_characters(api, kind):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body("x" * 31))
    detail = "Ensure this field has no more than 30 characters."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, kind.code))
    assert kind.rows() == before


def test_refuses_a_name_of_101_characters(api, kind):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body("NEW", "x" * 101))
    detail = "Ensure this field has no more than 100 characters."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, kind.name))
    assert kind.rows() == before


@pytest.mark.parametrize("value", [True, False, 1.5, -0.0, [], ["A"], {}, {"a": 1}], ids=repr)
@pytest.mark.parametrize("field", ["code", "name"])
def test_refuses_wrong_types_of_texts(api, kind, field, value):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(**{field: value}), format="json")
    expected = vendor_error(-1, NO_TEXT, getattr(kind, field))
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("field", ["code", "name"])
def test_refuses_null_for_what_is_required(api, kind, field):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(**{field: None}), format="json")
    expected = vendor_error(kind.blank, NULL, getattr(kind, field))
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("value", [True, False, 1.5, 1.0, [], ["1"], {}, {"id": 1}], ids=repr)
def test_refuses_wrong_types_of_a_parent(api, kind, value):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(**{kind.parent: value}), format="json")
    expected = vendor_error(kind.unknown, NO_REFERENCE, kind.parent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


@pytest.mark.parametrize("value", ["NOBODY", 99999, "-1", -1, "01", "\u0661", 10**400, "9" * 19])
def test_refuses_an_unknown_parent(api, kind, value):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(**{kind.parent: value}), format="json")
    expected = vendor_error(kind.unknown, f"Unknown: {str(value)[:100]}.", kind.parent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_a_number_of_400_digits_as_a_code(api, kind):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body(10**400), format="json")
    detail = "Ensure this field has no more than 30 characters."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, kind.code))
    assert kind.rows() == before


def test_the_first_failing_field_decides_the_code(api):
    body = {"dept_code": "x" * 31, "dept_name": "", "parent_dept": "NOBODY"}
    answer = api.post("/personnel/api/departments/", body)
    detail = "Ensure this field has no more than 30 characters."
    fields = {"dept_name": [BLANK], "parent_dept": ["Unknown: NOBODY."]}
    expected = vendor_error(-1, detail, "dept_code", **fields)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_a_blank_name_comes_before_an_unknown_parent(api):
    body = DEPARTMENTS.body("NEW", "", parent_dept="NOBODY")
    answer = api.post("/personnel/api/departments/", body)
    expected = vendor_error(-10, BLANK, "dept_name", parent_dept=["Unknown: NOBODY."])
    assert (answer.status_code, answer.json()) == (400, expected)


def test_names_unknown_fields_in_a_header(api, kind):
    answer = api.post(kind.url(), kind.body("NEW", colour="red", größe=1))
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("NEW")))
    assert answer["X-Etp-Warning"] == "unknown body fields: colour, gr%C3%B6%C3%9Fe"


def test_says_nothing_about_known_fields(api, kind):
    answer = api.post(kind.url(), kind.body("NEW", **{kind.parent: 1}))
    assert (answer.status_code, "X-Etp-Warning" in answer) == (201, False)


def test_strict_refuses_unknown_fields(api, kind, strict):
    before = kind.rows()
    answer = api.post(kind.url(), kind.body("NEW", colour="red"))
    expected = vendor_error(-1, "This field is not documented.", "colour")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_names_unknown_query_parameters_in_a_header(api, kind):
    answer = api.post(f"{kind.url()}?debug=1", kind.body("NEW"))
    assert answer.status_code == 201
    assert answer["X-Etp-Warning"] == "unknown query parameters: debug"


def test_strict_refuses_unknown_query_parameters(api, kind, strict):
    before = kind.rows()
    answer = api.post(f"{kind.url()}?debug=1", kind.body("NEW"))
    expected = vendor_error(-1, "Unknown query parameters: debug.", "debug")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_the_id_is_in_a_header_where_the_body_has_none(api, kind):
    answer = api.post(kind.url(), kind.body("NEW"))
    expected = str(kind.get("NEW").pk) if kind is POSITIONS else None
    assert answer.headers.get("X-Etp-Id") == expected


def test_a_viewer_may_not_create(viewer, api, kind):
    api.force_authenticate(viewer)
    before = kind.rows()
    answer = api.post(kind.url(), {"anything": 1})
    detail = "You do not have permission to perform this action."
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, detail))
    assert kind.rows() == before
