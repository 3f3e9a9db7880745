"""Manual 4.4.4, 4.4.12 and 4.8.1: enrolment, the server's address, the lock."""

import pytest

from tests.factories import make_area, make_employee
from tests.iclock.factories import lines, make_terminal
from tests.iclock.terminals.records import MISSING, SUCCESS, post, stored
from tests.kernel.answers import vendor_error

ENROLL, ADDRESS, UNLOCK = "enroll_remotely/", "ip_port_update_to_device/", "unlock_terminal/"
KEYS = ("devices_sn", "device_sn", "devices", "terminals", "sn")
EMPTY = "Name at least one."
USER = "DATA UPDATE USERINFO PIN=11\tName=Asha Rao\tPri=0\tPasswd=\tCard=77\t\tGrp=1\tVerify=0"


def refuses(api, path, sent, *expected):
    before = stored()
    answer = post(api, path, sent)
    assert (answer.status_code, answer.json()) == (400, vendor_error(*expected))
    assert stored() == before


@pytest.fixture
def person(api):
    return make_employee(
        emp_code="11", first_name="Asha", last_name="Rao", card_no="77", areas=(make_area(),)
    )


@pytest.fixture
def terminal(api):
    return make_terminal(sn="SN1")


# ---- enroll_remotely --------------------------------------------------------------------------


@pytest.mark.parametrize("finger", [0, 4, 9, "4", "04"], ids=repr)
def test_a_finger(api, person, terminal, finger):
    sent = {"devices_sn": ["SN1"], "bio_type": "1", "emp_code": "11", "finger": finger}
    answer = post(api, ENROLL, sent)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    enroll = f"ENROLL_FP PIN=11\tFID={int(finger)}\tRETRY=3\tOVERWRITE=1"
    assert lines(terminal) == [USER, enroll]


@pytest.mark.parametrize(("bio_type", "wire_type"), [("2", 2), (5, 7), ("8", 8), ("9", 9)])
@pytest.mark.parametrize(
    "finger", [{}, {"finger": None}, {"finger": 99}, {"finger": "x"}], ids=repr
)
@pytest.mark.usefixtures("person")
def test_other_types_need_no_finger(api, terminal, bio_type, wire_type, finger):
    sent = {"devices_sn": ["SN1"], "bio_type": bio_type, "emp_code": "11", **finger}
    assert post(api, ENROLL, sent).json() == SUCCESS
    enroll = f"ENROLL_BIO TYPE={wire_type}\tPIN=11\tCardNo=77\tRETRY=3\tOVERWRITE=1"
    assert lines(terminal) == [USER, enroll]


def test_the_manuals_ids(api, person, terminal):
    """The example names the terminal and the person by their ids."""
    sent = {"devices_sn": [terminal.pk], "bio_type": "1", "emp_code": person.pk, "finger": 4}
    assert post(api, ENROLL, sent).json() == SUCCESS
    assert lines(terminal)[0] == USER


@pytest.mark.parametrize(
    ("bio_type", "detail"),
    [
        ("7", '"7" is not a valid choice.'),
        (0, '"0" is not a valid choice.'),
        ("face", '"face" is not a valid choice.'),
        ("", '"" is not a valid choice.'),
        (None, "This field may not be null."),
        ([1], '"[1]" is not a valid choice.'),
        (2**63, f'"{2**63}" is not a valid choice.'),
    ],
    ids=repr,
)
def test_refuses_other_types(api, person, terminal, bio_type, detail):
    sent = {"devices_sn": ["SN1"], "bio_type": bio_type, "emp_code": "11", "finger": 1}
    refuses(api, ENROLL, sent, -32, detail, "bio_type")


def test_refuses_no_type(api, person, terminal):
    sent = {"devices_sn": ["SN1"], "emp_code": "11", "finger": 1}
    refuses(api, ENROLL, sent, -32, MISSING, "bio_type")


@pytest.mark.parametrize(
    ("finger", "detail"),
    [
        ({}, "A finger from 0 to 9 is needed."),
        ({"finger": None}, "A finger from 0 to 9 is needed."),
        ({"finger": 10}, "Ensure this value is less than or equal to 9."),
        ({"finger": -1}, "Ensure this value is greater than or equal to 0."),
        ({"finger": 2**63}, "Ensure this value is less than or equal to 9."),
        ({"finger": "thumb"}, "A valid integer is required."),
        ({"finger": 1.5}, "A valid integer is required."),
        ({"finger": [1]}, "A valid integer is required."),
    ],
    ids=repr,
)
def test_refuses_other_fingers(api, person, terminal, finger, detail):
    sent = {"devices_sn": ["SN1"], "bio_type": "1", "emp_code": "11", **finger}
    refuses(api, ENROLL, sent, -33, detail, "finger")


@pytest.mark.parametrize("emp_code", ["NO", 99, 2**63, -1, "x" * 300], ids=repr)
def test_refuses_an_unknown_person(api, terminal, emp_code):
    sent = {"devices_sn": ["SN1"], "bio_type": "2", "emp_code": emp_code}
    refuses(api, ENROLL, sent, -22, f"Unknown: {str(emp_code)[:100]}.", "emp_code")


def test_refuses_no_person(api, terminal):
    refuses(api, ENROLL, {"devices_sn": ["SN1"], "bio_type": "2"}, -22, MISSING, "emp_code")


def test_refuses_who_has_resigned(api, terminal):
    make_employee(emp_code="12", status=100)
    sent = {"devices_sn": ["SN1"], "bio_type": "2", "emp_code": "12"}
    refuses(api, ENROLL, sent, -22, "12 has resigned.", "emp_code")


def test_the_first_field_of_the_example_gives_the_code(api, terminal):
    sent = {"devices_sn": [], "bio_type": "7", "emp_code": "NO", "finger": 99}
    assert post(api, ENROLL, sent).json()["code"] == -48
    assert post(api, ENROLL, {**sent, "devices_sn": "SN1"}).json()["code"] == -32
    assert post(api, ENROLL, {**sent, "devices_sn": "SN1", "bio_type": "1"}).json()["code"] == -22


# ---- ip_port_update_to_device -----------------------------------------------------------------


@pytest.mark.parametrize("ip", ["192.168.1.10", "::1", "2001:db8::7"])
@pytest.mark.parametrize("port", [1, 8088, "4370", 65535], ids=repr)
def test_an_address(api, terminal, ip, port):
    answer = post(api, ADDRESS, {"device_sn": ["SN1"], "ip": ip, "port": port})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert lines(terminal) == [
        "SET OPTION WebServerURLModel=0",
        f"SET OPTION WebServerIP={ip}",
        f"SET OPTION WebServerPort={port}",
        "REBOOT",
    ]


@pytest.mark.parametrize("name", ["time", "time-1.example.com", "a" * 63, "7up.example"])
def test_a_host_name(api, terminal, name):
    assert post(api, ADDRESS, {"device_sn": ["SN1"], "ip": name, "port": 80}).json() == SUCCESS
    assert lines(terminal) == [
        "SET OPTION WebServerURLModel=1",
        f"SET OPTION ICLOCKSVRURL=http://{name}:80",
        "REBOOT",
    ]


@pytest.mark.parametrize("ip", [{}, {"ip": None}, {"ip": ""}, {"ip": "  "}], ids=repr)
@pytest.mark.parametrize(
    ("host", "option"),
    [
        ("192.168.1.5:8090", "WebServerIP=192.168.1.5"),
        ("192.168.1.5", "WebServerIP=192.168.1.5"),
        ("[2001:db8::7]:8090", "WebServerIP=2001:db8::7"),
        ("etp.example:8090", "ICLOCKSVRURL=http://etp.example:80"),
    ],
)
def test_no_address_is_the_one_that_was_called(api, terminal, ip, host, option):
    answer = post(api, ADDRESS, {"device_sn": ["SN1"], "port": 80, **ip}, HTTP_HOST=host)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert lines(terminal)[1] == f"SET OPTION {option}"


def test_a_call_without_an_address_must_name_one(api, terminal, monkeypatch):
    monkeypatch.setattr("rest_framework.request.Request.get_host", lambda _: ":", raising=False)
    detail = "Say which address the terminals shall call."
    refuses(api, ADDRESS, {"device_sn": ["SN1"], "port": 80}, -1, detail, "ip")


@pytest.mark.parametrize(
    ("port", "detail"),
    [
        (0, "Ensure this value is greater than or equal to 1."),
        (-1, "Ensure this value is greater than or equal to 1."),
        (65536, "Ensure this value is less than or equal to 65535."),
        (2**63, "Ensure this value is less than or equal to 65535."),
        ("http", "A valid integer is required."),
        ("", "A valid integer is required."),
        (True, "A valid integer is required."),
        (80.5, "A valid integer is required."),
        (None, "This field may not be null."),
    ],
    ids=repr,
)
def test_refuses_other_ports(api, terminal, port, detail):
    sent = {"device_sn": ["SN1"], "ip": "10.0.0.1", "port": port}
    refuses(api, ADDRESS, sent, -1, detail, "port")


def test_refuses_no_port(api, terminal):
    refuses(api, ADDRESS, {"device_sn": ["SN1"], "ip": "10.0.0.1"}, -1, MISSING, "port")


@pytest.mark.parametrize(
    "ip",
    ["my host", "host_name", "-a", "a-", "a..b", ".", "a.", "1.2.3", "256.1.1.1", "1.2.3.4.5",
     "http://x", "x:80", "[::1]", "::g", "fe80::1%eth0", "a" * 64, "a." * 126 + "aa", "hôte", "7"],
)  # fmt: skip
def test_refuses_what_is_no_host(api, terminal, ip):
    detail = "Give an IPv4 or IPv6 address, or a host name without spaces."
    refuses(api, ADDRESS, {"device_sn": ["SN1"], "ip": ip, "port": 80}, -1, detail, "ip")


# ---- unlock_terminal --------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("is_list", [False, True])
def test_unlocks(api, strict, terminal, key, is_list):
    other = make_terminal()
    answer = post(api, UNLOCK, {key: ["SN1"] if is_list else "SN1"})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert lines(terminal) == ["AC_UNLOCK"]
    assert lines(other) == []


def test_unlocks_by_id(api, terminal):
    assert post(api, UNLOCK, {"sn": terminal.pk}).json() == SUCCESS
    assert lines(terminal) == ["AC_UNLOCK"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [({}, MISSING), ({"sn": ""}, EMPTY), ({"sn": []}, EMPTY),
     ({"sn": None}, "This field may not be null.")],
    ids=repr,
)  # fmt: skip
def test_unlocking_needs_a_serial(api, terminal, body, detail):
    refuses(api, UNLOCK, body, -200, detail, "sn")


@pytest.mark.parametrize("sn", ["NO", 99999, 0, -1, 2**63, "x" * 300], ids=repr)
def test_refuses_to_unlock_an_unknown_terminal(api, terminal, sn):
    refuses(api, UNLOCK, {"sn": sn}, -1, f"Unknown: {str(sn)[:100]}.", "sn")


# ---- the list of serials, wherever there is one ------------------------------------------------

OTHERS = {
    ENROLL: ("devices_sn", {"bio_type": "2", "emp_code": "11"}),
    ADDRESS: ("device_sn", {"ip": "10.0.0.1", "port": 80}),
    "sync_data_to_device/": ("devices_sn", {"emp_code": True}),
    "enrolled_employees/": ("sn", {}),
}
LISTS = pytest.mark.parametrize("path", OTHERS)


@LISTS
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("how", ["list", "one", "text", "json", "id"])
@pytest.mark.usefixtures("strict", "person")
def test_names_of_the_list(api, path, key, how):
    one, two = make_terminal(sn="A"), make_terminal(sn="B")
    values = {
        "list": ["A", "B", "A"],
        "one": "A",
        "text": " A , B ,",
        "json": '["A","B"]',
        "id": [one.pk, str(two.pk)],
    }
    make_employee(emp_code="here")
    answer = post(api, path, {key: values[how], **OTHERS[path][1]})
    assert answer.status_code == 200, answer.json()
    if path != "enrolled_employees/":
        assert len(lines(one)) > 0
        assert lines(two) == (lines(one) if how != "one" else [])


@LISTS
def test_a_form_repeats_the_serial(api, person, path):
    one, two = make_terminal(sn="A"), make_terminal(sn="B")
    make_employee()
    name, others = OTHERS[path]
    answer = post(api, path, {name: ["A", "B"], **others}, format="multipart")
    assert answer.status_code == 200, answer.json()
    assert lines(one) == lines(two)


@LISTS
@pytest.mark.parametrize(
    ("serials", "detail"),
    [({}, MISSING), ([], EMPTY), ("", EMPTY), (" , ", EMPTY), ("[]", EMPTY),
     (None, "This field may not be null.")],
    ids=repr,
)  # fmt: skip
@pytest.mark.usefixtures("person", "terminal")
def test_refuses_no_serials(api, path, serials, detail):
    name, others = OTHERS[path]
    sent = others if serials == {} else {name: serials, **others}
    refuses(api, path, sent, -48, detail, name)


@LISTS
@pytest.mark.parametrize("bad", ["NO", 99999, 2**63, -1, "x" * 300, None], ids=repr)
def test_one_unknown_serial_and_nothing_is_queued(api, person, path, bad):
    serials = [make_terminal().sn for _ in range(40)]
    name, others = OTHERS[path]
    sent = {name: [*serials[:20], bad, *serials[20:]], **others}
    refuses(api, path, sent, -1, f"Unknown: {str(bad)[:100]}.", name)


@LISTS
@pytest.mark.parametrize("bad", [True, 1.5, {}, []], ids=repr)
def test_refuses_what_is_no_serial(api, person, terminal, path, bad):
    name, others = OTHERS[path]
    refuses(api, path, {name: ["SN1", bad], **others}, -1, "References are codes or ids.", name)


@LISTS
def test_refuses_more_than_500(api, person, path):
    name, others = OTHERS[path]
    sent = {name: [f"S{number}" for number in range(501)], **others}
    refuses(api, path, sent, -82, "At most 500 codes in one call.", name)
