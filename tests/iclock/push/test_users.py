"""USER lines: people as a terminal has them."""

import pytest

from iclock.models import Command, Terminal
from iclock.push import users
from personnel.models import Employee
from tests.factories import make_area, make_employee, make_resignation
from tests.iclock.factories import lines, make_command, make_terminal
from tests.iclock.push.stored import rejected, templates

UPLOAD = "POST /iclock/cdata?SN=SN1&table=OPERLOG&Stamp=9999"
FIELDS = ("first_name", "last_name", "dev_privilege", "device_password", "card_no", "verify_mode")
LINE = (
    "USER PIN=7\tName=Asha Rao\tPri=14\tPasswd=12\tCard=77\tGrp=1\tTZ=0000000100000000\tVerify=15"
    "\tViceCard="
)
LONG = ("Venkatanarasimha", "Rajuvaripeta")


@pytest.fixture
def gate():
    """Where SN1 stands, and another terminal beside it."""
    area = make_area(area_code="gate")
    make_terminal(area, sn="SN1")
    make_terminal(area, sn="SN2")
    return area


def of(pin="7"):
    return Employee.objects.values_list(*FIELDS).get(emp_code=pin)


def heard(sn):
    return lines(Terminal.objects.get(sn=sn))


# ---- update, the default -----------------------------------------------------------------------


def test_a_known_person_is_changed_and_the_other_terminals_hear_of_it(send, gate) -> None:
    make_employee(emp_code="7", first_name="Asha", last_name="Rao", areas=(gate,))

    assert send(UPLOAD, LINE).content == b"OK"

    assert of() == ("Asha", "Rao", 14, "12", "77", 15)
    assert str(Employee.objects.get().update_time) == "2026-01-05 12:00:00"
    user = (
        "DATA UPDATE USERINFO PIN=7\tName=Asha Rao\tPri=14\tPasswd=12\tCard=77\t\tGrp=1\tVerify=15"
    )
    assert (heard("SN1"), heard("SN2")) == ([], [user])
    assert Command.objects.get().origin == "push_cdata"


def test_what_is_the_same_changes_nothing(send, gate) -> None:
    make_employee(
        emp_code="7", first_name="Asha", last_name="Rao", dev_privilege=14, device_password="12",
        card_no="77", verify_mode=15, areas=(gate,), update_time="2025-01-01 00:00:00",
    )  # fmt: skip

    assert send(UPLOAD, LINE).content == b"OK"
    assert send(UPLOAD, "USER PIN=7").content == b"OK"

    assert str(Employee.objects.get().update_time) == "2025-01-01 00:00:00"
    assert heard("SN2") == []
    assert rejected() == []


def test_a_card_is_the_same_without_its_zeros(send) -> None:
    make_employee(emp_code="7", card_no="0011523407")

    send(UPLOAD, "USER PIN=7\tCard=11523407")
    assert of()[4] == "0011523407"

    send(UPLOAD, "USER PIN=7\tCard=0011523408")
    assert of()[4] == "0011523408"


def test_what_a_line_does_not_tell_is_kept(send) -> None:
    make_employee(
        emp_code="7", first_name="Asha", dev_privilege=14, device_password="12", card_no="77",
        verify_mode=15,
    )  # fmt: skip

    send(UPLOAD, "USER PIN=7\tName=\tPri=\tVerify=\tGrp=2")
    assert of() == ("Asha", None, 14, "12", "77", 15)

    send(UPLOAD, "USER PIN=7\tPasswd=\tCard=0\tPri=0\tVerify=-1")
    assert of() == ("Asha", None, 0, None, None, -1)


@pytest.mark.parametrize(
    ("stored", "told", "kept"),
    [
        (("Asha", "Rao"), "Asha Rao", ("Asha", "Rao")),
        (("Asha", "Rao"), " Asha  Rao ", ("Asha", "Rao")),
        (("Asha", "Rao"), "Usha Rao", ("Usha", "Rao")),
        (("Asha", "Rao"), "Asha Shah", ("Asha Shah", None)),
        (("Asha", None), "Asha Rao", ("Asha Rao", None)),
        ((None, None), "Asha", ("Asha", None)),
        # What a device cut is no change.
        (LONG, "Venkatanarasimha Rajuvar", LONG),
        (LONG, "Venkat", ("Venkat", None)),
        ((None, None), "Venkatanarasimha Rajuvaripeta", LONG),
    ],
)  # fmt: skip
def test_the_one_name_of_a_device(send, stored, told, kept) -> None:
    make_employee(emp_code="7", first_name=stored[0], last_name=stored[1])

    send(UPLOAD, f"USER PIN=7\tName={told}")

    assert of()[:2] == kept
    assert rejected() == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("Name=" + "x" * 26, "A name has at most 25 characters."),
        ("Name=" + "x" * 20 + " " + "y" * 26, "A name has at most 25 characters."),
        ("Name=Asha\tPri=3", "3 is no privilege."),
        ("Name=Asha\tVerify=201", "201 is no verify mode."),
        ("Name=Asha\tPasswd=" + "1" * 21, "PASSWD has more than 20 characters."),
        ("Name=Asha\tCard=77", "Card 77 is taken by 8."),
        ("Name=Asha\tPri=x", "PRI: x is no whole number that fits."),
        ("Name", "Name is no key with a value."),
    ],
)
def test_a_line_that_does_not_fit_is_rejected_as_a_whole(send, gate, fields, reason) -> None:
    make_employee(emp_code="7")
    make_employee(emp_code="8", card_no="77")
    body = f"USER PIN=8\tCard=77\nUSER PIN=7\t{fields}"

    assert send(UPLOAD, body).content == b"OK"

    assert rejected() == [("OPERLOG", 2, f"USER PIN=7\t{fields}", reason)]
    assert of() == (None, None, 0, None, None, 0)
    assert heard("SN2") == []


def test_two_lines_cannot_share_a_card(send) -> None:
    make_employee(emp_code="7")
    make_employee(emp_code="8")

    send(UPLOAD, "USER PIN=7\tCard=77\nUSER PIN=8\tCard=77")

    assert (of("7")[4], of("8")[4]) == ("77", None)
    assert rejected("line", "reason") == [(2, "Card 77 is taken by 7.")]


def test_of_two_lines_the_last_one_counts(send) -> None:
    make_employee(emp_code="7")

    send(UPLOAD, "USER PIN=7\tName=One\nUSER PIN=7\tName=Two")

    assert of()[0] == "Two"


def test_an_unknown_person_is_a_rejected_line(send) -> None:
    assert send(UPLOAD, "USER PIN=7\tName=Asha").content == b"OK"

    assert not Employee.objects.filter(emp_code="7").exists()
    assert rejected() == [("OPERLOG", 1, "USER PIN=7\tName=Asha", "No employee has this PIN.")]


def test_who_has_resigned_is_brought_to_no_terminal(send, gate) -> None:
    make_resignation(make_employee(emp_code="7", areas=(gate,)))

    send(UPLOAD, LINE)

    assert of()[0] == "Asha Rao"
    assert (heard("SN1"), heard("SN2")) == ([], [])


def test_a_terminal_elsewhere_tells_all_of_a_persons_areas(send, gate) -> None:
    yard = make_area()
    make_terminal(yard, sn="SN3")
    make_employee(emp_code="7", areas=(yard,))

    send(UPLOAD, "USER PIN=7\tName=Asha")

    assert [len(heard(sn)) for sn in ("SN1", "SN2", "SN3")] == [0, 0, 1]


@pytest.mark.parametrize("state", ["pending", "sent"])
def test_what_the_terminal_was_not_told_yet_wins(send, gate, state) -> None:
    """Else an old line would take back a change that is on its way to the terminal."""
    make_employee(emp_code="7", first_name="New")
    make_employee(emp_code="8", first_name="Old")
    terminal = Terminal.objects.get(sn="SN1")
    make_command(terminal, "DATA UPDATE USERINFO PIN=7\tName=New\tPri=0", state=state)
    make_command(terminal, "DATA UPDATE USERINFO PIN=8\tName=New\tPri=0", state="done")
    make_command(Terminal.objects.get(sn="SN2"), "DATA UPDATE USERINFO PIN=8\tName=Old")

    send(UPLOAD, "USER PIN=7\tName=Old\nUSER PIN=8\tName=Newest")

    assert (of("7")[0], of("8")[0]) == ("New", "Newest")
    assert rejected("text", "reason") == [
        ("USER PIN=7\tName=Old", "The terminal has yet to confirm a newer change of this person.")
    ]


def test_nobody_is_deleted_because_a_device_deleted_them(send) -> None:
    make_employee(emp_code="7")

    send(UPLOAD, "OPLOG 103\t0\t2026-01-05 09:00:00\t7\t0\t0\t0")
    send(UPLOAD, "USER PIN=8\tName=Only")

    assert Employee.objects.filter(emp_code="7").exists()


@pytest.mark.parametrize(
    ("language", "content"),
    [(83, "王芳".encode("gb18030")), (83, "王芳".encode()), (69, "王芳".encode())],
)
def test_names_come_in_the_encoding_of_the_device(send, language, content) -> None:
    make_employee(emp_code="7")
    send(f"GET /iclock/cdata?SN=SN1&options=all&language={language}")

    send(UPLOAD, b"USER PIN=7\tName=" + content)

    assert of()[0] == "王芳"


# ---- off ---------------------------------------------------------------------------------------


def test_people_may_be_left_to_the_api(send, gate, sync) -> None:
    sync("off")
    make_employee(emp_code="7", areas=(gate,))

    assert send(UPLOAD, f"{LINE}\nUSER PIN=8\nUSER PIN=x y").content == b"OK"

    assert of() == (None, None, 0, None, None, 0)
    assert heard("SN2") == []
    assert rejected("line") == [(3,)]


# ---- create ------------------------------------------------------------------------------------


def test_a_new_person_is_made_where_the_terminal_stands(send, api, gate, sync) -> None:
    sync("create")

    assert send(UPLOAD, LINE).content == b"OK"

    person = api.get("/personnel/api/employees/7/").json()
    told = ("first_name", "last_name", "dev_privilege", "device_password", "card_no", "enroll_sn",
            "update_time")  # fmt: skip
    assert [person[name] for name in told] == [
        "Asha Rao", None, 14, "12", "77", "SN1", "2026-01-05 12:00:00",
    ]  # fmt: skip
    assert person["department"]["dept_code"] == "1"
    assert [area["area_code"] for area in person["area"]] == ["gate"]
    user = (
        "DATA UPDATE USERINFO PIN=7\tName=Asha Rao\tPri=14\tPasswd=12\tCard=77\t\tGrp=1\tVerify=15"
    )
    assert (heard("SN1"), heard("SN2")) == ([], [user])


def test_many_new_people_are_made_once(send, gate, sync) -> None:
    sync("create")
    body = "\n".join(f"USER PIN={n}\tName=Nr {n}" for n in range(1, 301))

    for _ in range(2):
        send(UPLOAD, body)

    names = dict(Employee.objects.values_list("emp_code", "first_name"))
    assert names == {str(n): f"Nr {n}" for n in range(1, 301)}
    assert len(heard("SN2")) == 300


def test_a_template_alone_makes_a_person_too(send, sync) -> None:
    sync("create")

    send(UPLOAD, "FP PIN=7\tFID=6\tSize=8\tValid=1\tTMP=VEVNUExB")

    assert of() == (None, None, 0, None, None, 0)
    assert templates("employee__emp_code", "bio_no") == [("7", 6)]


@pytest.mark.parametrize("pin", ["action", ".."])
def test_a_code_that_would_be_refused_elsewhere_makes_nobody(send, sync, pin) -> None:
    sync("create")
    body = f"USER PIN={pin}\tName=Asha\nFP PIN={pin}\tFID=6\tTMP=VEVNUExB"

    assert send(UPLOAD, body).content == b"OK"

    send(UPLOAD, f"FP PIN={pin}\tFID=7\tTMP=VEVNUExB")

    assert not Employee.objects.filter(emp_code=pin).exists()
    assert [line for (line,) in rejected("line")] == [1, 2, 1]


def test_whoever_was_deleted_here_does_not_come_back(send, api, gate, sync) -> None:
    sync("create")
    make_employee(emp_code="7", areas=(gate,))
    api.delete("/personnel/api/employees/7/")

    send(UPLOAD, f"{LINE}\nFP PIN=7\tFID=6\tTMP=VEVNUExB")

    assert not Employee.objects.filter(emp_code="7").exists()
    assert rejected("line", "reason") == [(1, users.UNTOLD), (2, users.UNKNOWN)]
