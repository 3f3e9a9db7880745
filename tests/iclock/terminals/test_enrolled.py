"""Manual 4.4.11."""

import pytest

from tests.factories import make_area, make_employee, make_position, make_template
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import TERMINALS, post
from tests.kernel.answers import envelope, vendor_error
from tests.personnel.employees import people

PATH = "enrolled_employees/"
KEYS = ["aadhaar_no" if key == "ssn" else key for key in people.READ_KEYS if key != "vl_face"]
KEYS.insert(KEYS.index("app_status"), "status")


def enrolled(person, **over):
    """How the manual shows a person here: three things differ from a list of employees."""
    record = {**people.read(person), "aadhaar_no": person.ssn, "status": person.status, **over}
    return {key: record[key] for key in KEYS}


@pytest.fixture
def terminal(api):
    return make_terminal(sn="SN1")


def asked(api, sent, **how):
    answer = post(api, PATH, sent, **how)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_lists_who_has_a_template_from_the_terminals(api, terminal):
    make_terminal(sn="SN2")
    one = make_employee(
        id="1", ssn="123", position=make_position(), areas=(make_area(), make_area())
    )
    two = make_employee(id="2", status=100)
    other = make_employee(id="3")
    for finger in range(2):
        make_template(one, sn="SN1", bio_no=finger)
    make_template(two, sn="SN2", bio_type=2, major_ver="39")
    make_template(other, sn="SN3")
    make_employee(enroll_sn="SN1")
    first = enrolled(one, fingerprint="Ver 10:2")
    second = enrolled(two, face="Ver 39:1")
    assert asked(api, {"sn": ["SN1", "SN2"]}) == envelope([first, second])
    assert asked(api, {"sn": "SN2"}) == envelope([second])
    assert asked(api, {"sn": ["SN1"]}, format="multipart") == envelope([first])
    assert list(asked(api, {"sn": "SN1"})["data"][0]) == KEYS


def test_a_terminal_without_templates(api, terminal):
    assert asked(api, {"sn": [terminal.pk]}) == envelope([])


@pytest.fixture
def twelve(terminal):
    found = [make_employee(id=str(number)) for number in range(10, 22)]
    for person in found:
        make_template(person, sn="SN1")
    return [enrolled(person, fingerprint="Ver 10:1") for person in found]


@pytest.mark.parametrize("where", ["query", "json", "form"])
def test_pages_in_query_and_body(api, strict, twelve, where):
    page = {"page": 2, "page_size": 5}
    path = f"{PATH}?page=2&page_size=5" if where == "query" else PATH
    sent = {"sn": ["SN1"], **({} if where == "query" else page)}
    answer = post(api, path, sent, format="multipart" if where == "form" else "json").json()
    url = f"http://testserver{TERMINALS}{PATH}"
    links = {"next": f"{url}?page=3&page_size=5", "previous": f"{url}?page_size=5"}
    assert answer == envelope(twelve[5:10], count=12, **links)


def test_the_same_body_follows_the_links(api, twelve):
    sent = {"sn": ["SN1"], "page": 1, "page_size": 5}
    path, found = f"{TERMINALS}{PATH}", []
    while path:
        answer = api.post(path, sent, format="json").json()
        found += answer["data"]
        path = answer["next"]
    assert found == twelve


@pytest.mark.parametrize("page", [3, 10**400], ids=["3", "10^400"])
def test_a_page_beyond_the_last(api, twelve, page):
    answer = post(api, PATH, {"sn": "SN1", "page": str(page)})
    assert (answer.status_code, answer.json()) == (404, vendor_error(-1, "Invalid page."))


@pytest.mark.parametrize("page", [0, -1, "x", "1.5", [], {}, True], ids=repr)
def test_refuses_what_is_no_page(api, twelve, page):
    answer = post(api, PATH, {"sn": "SN1", "page": page})
    expected = vendor_error(-90, "page is a whole number from 1.", "page")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("number", [1, 50])
def test_costs_the_same_however_many(api, terminal, django_assert_num_queries, number):
    for _ in range(number):
        make_template(make_employee(), sn="SN1")
    with django_assert_num_queries(5):
        assert asked(api, {"sn": "SN1", "page_size": 100})["count"] == number


def test_is_no_get(api, terminal):
    assert api.get(f"{TERMINALS}{PATH}", {"sn": "SN1"}).status_code == 405


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "1"])
def test_refuses_other_bodies(api, body):
    answer = api.post(f"{TERMINALS}{PATH}", body, content_type="application/json")
    assert answer.status_code == 400
