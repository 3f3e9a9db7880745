import pytest

from tests.factories import make_employee, make_resignation, make_template
from tests.iclock.biodata.records import BIODATAS, KEYS, read, refuses
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, envelope, refused

FINGER, FACE, VEIN, PALM = ("B", 1, 5), ("A", 2, 0), ("B", 5, 3), ("A", 8, 1)


def listed(api, **query):
    """Employee, type and number of each template of a list."""
    answer = api.get(BIODATAS, query)
    assert answer.status_code == 200, answer.json()
    records = answer.json()["data"]
    return [(record["employee"], record["bio_type"], record["bio_no"]) for record in records]


@pytest.fixture
def four(api):
    """A fingerprint and a finger vein of B's, a face and a palm of A's."""
    zoe, asha = make_employee(emp_code="B", first_name="Zoe"), make_employee(emp_code="A")
    make_template(zoe, bio_type=1, bio_no=5, sn="GATE1", update_time="2025-01-04 00:00:00")
    make_template(asha, bio_type=2, bio_index=11, sn="GATE1", major_ver="39",
                  update_time="2025-01-03 00:00:00")  # fmt: skip
    make_template(zoe, bio_type=5, bio_no=3, sn="Gate2", major_ver="3",
                  update_time="2025-01-02 00:00:00")  # fmt: skip
    make_template(asha, bio_type=8, bio_no=1, sn="GATE3", update_time="2025-01-01 00:00:00")


def test_lists_templates_in_the_envelope(api):
    person = make_employee(emp_code="70761")
    # As stored: padding, spaces and all.
    first = make_template(person, bio_no=5, bio_tmp=' TkFM+/==\n"é', sn="BYEL201260001")
    second = make_template(make_employee(), bio_tmp="x" * 60_000)
    answer = api.get(BIODATAS)
    # Manual 4.1.1 prints one bare record.
    assert (answer.status_code, answer.json()) == (200, envelope([read(first), read(second)]))
    record = answer.json()["data"][0]
    assert list(record) == KEYS
    assert (record["employee"], record["bio_tmp"]) == ("70761", ' TkFM+/==\n"é')


def test_none_is_an_empty_list(api):
    make_employee()
    assert api.get(BIODATAS).json() == envelope([])


EVERYTHING = [FINGER, FACE, VEIN, PALM]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, EVERYTHING),
        ({"emp_code": "A"}, [FACE, PALM]),
        ({"Emp_code": "A"}, [FACE, PALM]),
        ({"employee": "A"}, [FACE, PALM]),
        ({"Employee": "A"}, [FACE, PALM]),
        ({"emp_code": "a"}, []),
        ({"employee": "NO"}, []),
        ({"employee": 2**63}, []),
        ({"emp_code": "A", "employee": "B"}, []),
        ({"bio_type": 1}, [FINGER]),
        ({"bio_type": "5"}, [VEIN]),
        ({"bio_type": 9}, []),
        ({"bio_type": ""}, EVERYTHING),
        ({"bio_no": 5}, [FINGER]),
        ({"bio_no": "0"}, [FACE]),
        ({"bio_no": -1}, []),
        ({"bio_no": 10**17}, []),
        ({"bio_index": 11}, [FACE]),
        ({"bio_index": "0"}, [FINGER, VEIN, PALM]),
        ({"sn": "GATE1"}, [FINGER, FACE]),
        ({"sn": "gate1"}, []),
        ({"emp_code": "B", "bio_type": 1, "bio_no": 5, "bio_index": 0, "sn": "GATE1"}, [FINGER]),
        ({"search": "gate"}, EVERYTHING),
        ({"search": "gate2"}, [VEIN]),
        ({"search": "39"}, [FACE]),
        ({"search": "b gate1"}, [FINGER]),
        ({"search": "TEMPLATE"}, []),
        ({"ordering": "-id"}, EVERYTHING[::-1]),
        ({"ordering": "employee"}, [FACE, PALM, FINGER, VEIN]),
        ({"ordering": "employee,-bio_type"}, [PALM, FACE, VEIN, FINGER]),
        ({"ordering": "bio_no"}, [FACE, PALM, VEIN, FINGER]),
        ({"ordering": "bio_index"}, [FINGER, VEIN, PALM, FACE]),
        ({"ordering": "-sn"}, [VEIN, PALM, FINGER, FACE]),
        ({"ordering": "update_time"}, [PALM, VEIN, FACE, FINGER]),
        ({"ordering": "-bio_tmp"}, EVERYTHING),
        ({"page_size": 3}, [FINGER, FACE, VEIN]),
        ({"page_size": 3, "page": 2}, [PALM]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages(api, four, query, found):
    assert listed(api, **query) == found


@pytest.mark.parametrize("name", ["emp_code", "employee"])
def test_a_filter_takes_the_employees_id(api, four, name):
    template = make_template(make_employee(emp_code="C"))
    assert listed(api, **{name: template.employee_id}) == [("C", 1, 0)]
    make_employee(emp_code=template.employee_id)
    assert listed(api, **{name: template.employee_id}) == []


def test_the_documented_parameters_are_known(api, strict, four):
    query = {"bio_index": 0, "bio_no": 5, "bio_type": 1, "emp_code": "B", "employee": "B",
             "Emp_code": "B", "ordering": "id", "page": 1, "page_size": 9, "search": "g",
             "sn": "GATE1"}  # fmt: skip
    assert listed(api, **query) == [FINGER]


@pytest.mark.parametrize("value", ["3", "0", "7", "-1", "Fingerprint", "1.0", "1,2", "9" * 40])
@pytest.mark.parametrize("tail", ["", "export/"])
def test_refuses_an_unknown_type(api, value, tail):
    answer = api.get(BIODATAS + tail, {"bio_type": value, "export_type": "csv"})
    refuses(answer, refused(-32, "bio_type is one of: 1, 2, 5, 8, 9.", "bio_type"))


@pytest.mark.parametrize("name", ["bio_no", "bio_index"])
@pytest.mark.parametrize("value", ["x", "1.5", "٣", "9" * 40])
def test_refuses_what_is_no_number(api, name, value):
    expected = refused(-1, f"{value} is no whole number.", name)
    refuses(api.get(BIODATAS, {name: value}), expected)


def test_refuses_a_nul(api):
    expected = refused(-1, "Text must not hold NUL characters or unpaired surrogates.")
    refuses(api.get(BIODATAS, {"sn": "a\0"}), expected)


def test_who_has_resigned_keeps_the_templates(api):
    template = make_template(make_resignation().employee)
    assert api.get(BIODATAS).json() == envelope([read(template)])


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_three_queries(api, django_assert_num_queries, rows):
    for _ in range(rows):
        make_template(make_employee())
    with django_assert_num_queries(3):
        assert len(api.get(BIODATAS, {"page_size": 50}).json()["data"]) == rows


def test_nobody_creates_templates_here(api):
    assert api.post(BIODATAS, {}, format="json").status_code == 405


def test_a_viewer_may_list(api, viewer, four):
    api.force_authenticate(viewer)
    assert listed(api) == EVERYTHING


def test_staff_may_not_list_even_their_own(staff, person):
    make_template(person)
    refuses(staff.get(BIODATAS), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_list(anonymous):
    refuses(anonymous.get(BIODATAS), refused(-1, NO_LOGIN), 401)
