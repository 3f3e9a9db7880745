"""From enroll_remotely to the template in biodatas, through the wire."""

import pytest

from iclock.virtual.behaviour import Behaviour, Enrolment

COLUMNS = ("fingerprint", "face", "palm", "vl_face")


def columns_of(site, code):
    record = site.read_employee(code)
    return {name: record[name] for name in COLUMNS if record[name] != "-"}


def test_a_finger_comes_back_as_a_template_of_the_person(site):
    terminal, code = site.terminal(), site.employee()
    site.enroll(terminal, code, 1, finger=6)
    assert site.templates(code) == [(1, 6, 0, "10")]
    assert columns_of(site, code) == {"fingerprint": "Ver 10:1"}
    enrolled = site.ask(
        "POST", "/iclock/api/terminals/enrolled_employees/", {"sn": [terminal.serial]}
    )
    assert [person["emp_code"] for person in enrolled["data"]] == [code]
    assert site.commands(terminal)[-1] == ("ENROLL_FP", "done", "")
    (template,) = terminal.memory.templates_of(code)
    (stored,) = site.ask("GET", f"/iclock/api/biodatas/?emp_code={code}")["data"]
    assert (stored["bio_tmp"], stored["sn"]) == (template.data, terminal.serial)


@pytest.mark.parametrize(
    ("model", "bio_type", "templates", "columns"),
    [
        ("SpeedFace-V5L[TD]", 9, [(9, 0, 0, "58")], {"vl_face": "Ver 58:1"}),
        ("SpeedFace-V5L[TD]", 8, [(8, 0, n, "12") for n in range(5)], {"palm": "Ver 12:1"}),
        ("MB460", 2, [(2, 0, n, "7") for n in range(12)], {"face": "Ver 7:1"}),
        ("FV18", 5, [(5, 6, n, "3") for n in range(3)], {}),
        ("IN02-A/ID", 1, [(1, 6, 0, "10")], {"fingerprint": "Ver 10:1"}),
    ],
)
def test_other_parts_of_people_come_back_too(site, model, bio_type, templates, columns):
    terminal, code = site.terminal(model), site.employee()
    site.enroll(terminal, code, bio_type, finger=6)
    assert sorted(site.templates(code)) == templates
    assert columns_of(site, code) == columns


def test_two_fingers_are_two(site):
    terminal, code = site.terminal(), site.employee()
    site.enroll(terminal, code, 1, finger=6)
    site.enroll(terminal, code, 1, finger=3)
    assert columns_of(site, code) == {"fingerprint": "Ver 10:2"}


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (Enrolment.CANCEL, "cancelled"),
        (Enrolment.BUSY, "the device is busy"),
        (Enrolment.TIMEOUT, "timeout"),
        (Enrolment.POOR_QUALITY, "failed: poor quality or no match"),
        (Enrolment.OTHER, "the finger is another person's"),
        (Enrolment.ALREADY, "already enrolled"),
    ],
)
def test_an_enrolment_that_fails_leaves_its_reason_and_no_template(site, how, reason):
    terminal = site.terminal(behaviour=Behaviour(enrolment=how))
    code = site.employee()
    site.enroll(terminal, code, 1, finger=6)
    assert site.commands(terminal)[-1] == ("ENROLL_FP", "failed", reason)
    assert site.templates(code) == []
    assert columns_of(site, code) == {}


def test_a_terminal_without_the_sensor_says_so(site):
    terminal, code = site.terminal("IN02-A/ID"), site.employee()
    site.enroll(terminal, code, 9)
    state = site.commands(terminal)[-1]
    assert state == ("ENROLL_BIO", "failed", "does not fit the device's configuration")


def test_a_finger_enrolled_at_one_terminal_comes_to_the_others_of_the_area(site):
    first, second, code = site.terminal(), site.terminal(), site.employee()
    site.enroll(first, code, 1, finger=6)
    site.run(second)
    assert list(second.memory.templates) == list(first.memory.templates) == [(code, 1, 6, 0)]


def test_somebody_enrolled_at_the_terminal_itself_becomes_a_template_too(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    terminal.enroll(code, 1, 7)
    site.run(terminal)
    assert site.templates(code) == [(1, 7, 0, "10")]
