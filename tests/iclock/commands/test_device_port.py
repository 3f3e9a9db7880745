"""What employees do to the queues: the exact lines, in their order, with who asked."""

import base64

import pytest

from iclock.device_port import QueuePort
from iclock.models import Command
from personnel.employees.models import Employee, EmployeePhoto
from personnel.ports import device_port
from tests.factories import make_area, make_employee, make_employees, make_template
from tests.iclock.factories import IMAGE_TEXT, MODERN, lines, make_photo, make_terminal
from tests.kernel.uploads import upload
from tests.personnel.employees.people import EMPLOYEES
from tests.personnel.employees.photo_pictures import picture

RESIGNS = "/personnel/api/resigns/"
GONE = "DATA DELETE USERINFO PIN=11"
TEMPLATE = (
    "DATA UPDATE BIODATA Pin=11\tNo=3\tIndex=0\tValid=1\tDuress=0\tType=1\tMajorVer=10\tMinorVer=0"
    "\tTmp=TEMPLATE"
)
FINGER = "DATA UPDATE FINGERTMP PIN=11\tFID=3\tSize=8\tValid=1\tTMP=TEMPLATE"
PICTURE = f"DATA UPDATE USERPIC PIN=11\tSize=12\tContent={IMAGE_TEXT}"
PORTRAIT = f"DATA UPDATE BIOPHOTO PIN=11\tType=9\tSize=12\tContent={IMAGE_TEXT}\tFormat=0"


def user(pin="11", name="", **over):
    given = {"Pri": 0, "Passwd": "", "Card": "", "Verify": 0, **over}
    return (
        f"DATA UPDATE USERINFO PIN={pin}\tName={name}\tPri={given['Pri']}\tPasswd={given['Passwd']}"
        f"\tCard={given['Card']}\t\tGrp=1\tVerify={given['Verify']}"
    )


class Site:
    """A gate with a modern terminal, a yard with an old one, and a terminal elsewhere."""

    def __init__(self, api):
        self.api = api
        self.gate, self.yard = make_area(area_code="gate"), make_area(area_code="yard")
        self.modern = make_terminal(self.gate, **MODERN)
        self.old = make_terminal(self.yard)
        self.elsewhere = make_terminal(make_area())

    def person(self, *areas, **over):
        return make_employee(emp_code="11", areas=areas or (self.gate,), **over)

    def call(self, verb, path, sent=None, **how):
        answer = getattr(self.api, verb)(path, sent, **{"format": "json", **how})
        assert answer.status_code in {200, 201}, answer.content
        return answer

    def heard(self):
        """What the terminals at the gate, in the yard and elsewhere are told."""
        return [lines(terminal) for terminal in (self.modern, self.old, self.elsewhere)]


@pytest.fixture
def site(api):
    assert isinstance(device_port(), QueuePort)
    return Site(api)


def origins():
    return set(Command.objects.values_list("origin", "user"))


def test_create(site):
    sent = {
        "emp_code": "11", "first_name": "Asha", "last_name": "Rao", "device_password": "12\t3",
        "card_no": "77", "dev_privilege": 14, "verify_mode": 15, "department": 1,
        "area": ["yard", "gate"],
    }  # fmt: skip
    site.call("post", EMPLOYEES, sent)
    line = user(name="Asha Rao", Pri=14, Passwd="12 3", Card="77", Verify=15)
    assert site.heard() == [[line], [line], []]
    assert origins() == {("employees_create", "admin")}


def test_change(site):
    site.person(last_name="Rao")
    site.call("patch", f"{EMPLOYEES}11/", {"first_name": "Asha"})
    site.call("patch", f"{EMPLOYEES}11/", {"city": "Pune"})
    site.call("patch", f"{EMPLOYEES}11/", {"first_name": "Asha"})
    assert site.heard() == [[user(name="Asha Rao")], [], []]
    assert origins() == {("employees_partial_update", "admin")}


def test_move(site):
    site.person()
    site.call("put", f"{EMPLOYEES}11/", {"area": ["yard"], "first_name": "Asha"})
    assert site.heard() == [[GONE], [user(name="Asha")], []]
    assert origins() == {("employees_update", "admin")}


def test_one_more_area(site):
    site.person()
    sent = {"emp_code": ["11"], "area_code": ["gate", "yard"]}
    site.call("post", f"{EMPLOYEES}adjust_area/", sent)
    assert site.heard() == [[user()], [user()], []]
    assert origins() == {("employees_adjust_area", "admin")}


def test_resign_and_come_back(site):
    person = site.person(site.gate, site.yard)
    make_template(person, bio_no=3)
    make_photo(person)
    leaving = {"employee": "11", "resign_date": "2026-01-05", "resign_type": 1}
    site.call("post", RESIGNS, leaving)
    site.call("patch", f"{EMPLOYEES}11/", {"first_name": "Asha"})
    assert site.heard() == [[GONE], [GONE], []]
    site.call("post", f"{RESIGNS}rehire/", {"emp_code": ["11"]})
    line = user(name="Asha")
    assert site.heard() == [
        [GONE, line, TEMPLATE, PICTURE, PORTRAIT],
        [GONE, line, FINGER, PICTURE],
        [],
    ]
    assert origins() == {("resigns_create", "admin"), ("resigns_rehire", "admin")}


def test_delete(site):
    site.person(site.gate, site.yard)
    site.call("delete", f"{EMPLOYEES}11/")
    assert site.heard() == [[GONE], [GONE], []]
    assert origins() == {("employees_delete", "admin")}
    assert not Employee.objects.exists()


def test_delete_several(site):
    for number in (3, 1, 2):
        make_employee(id=str(number), emp_code=f"E{number}", areas=(site.gate,))
    sent = {"object_codes": ["E2", "E3", "E1"], "action_type": "delete"}
    site.call("post", f"{EMPLOYEES}action/", sent)
    assert lines(site.modern) == [f"DATA DELETE USERINFO PIN=E{number}" for number in (1, 2, 3)]


def test_delete_templates(site):
    site.person(site.gate, site.yard)
    make_employee(emp_code="12", areas=(site.gate,), status=100)
    sent = {"emp_code": ["11", "12"], "finger_vein": True, "finger_print": True}
    site.call("post", f"{EMPLOYEES}del_bio_template/", sent)
    expected = ["DATA DELETE BIODATA Pin=11\tType=1", "DATA DELETE BIODATA Pin=11\tType=7"]
    assert site.heard() == [expected, expected, []]


def test_photo(site):
    site.person(site.gate, site.yard)
    sent = {"emp_code": "11", "upload_photo": upload(picture(), "p.jpg")}
    site.call("post", f"{EMPLOYEES}update_emp_photo/", sent, format="multipart")
    image = base64.b64encode(EmployeePhoto.objects.get().image).decode()
    size = f"Size={len(image)}\tContent={image}"
    shown = f"DATA UPDATE USERPIC PIN=11\t{size}"
    compared = f"DATA UPDATE BIOPHOTO PIN=11\tType=9\t{size}\tFormat=0"
    assert site.heard() == [[shown, compared], [shown], []]


def test_resync(site):
    person = site.person(site.gate, site.yard)
    make_template(person, bio_no=3)
    make_template(person, bio_type=3, bio_no=1)  # a type that the manual does not know
    make_photo(person)
    site.call("post", f"{EMPLOYEES}resync_to_device/", {"emp_code": ["11"]})
    unknown = TEMPLATE.replace("No=3", "No=1").replace("Type=1", "Type=3")
    assert site.heard() == [
        [user(), TEMPLATE, unknown, PICTURE, PORTRAIT],
        [user(), FINGER, unknown, PICTURE],
        [],
    ]


def imported(site, text):
    sent = {"import_type": 1, "import_file": upload(text.encode(), "f.csv")}
    site.call("post", f"{EMPLOYEES}import_emp/", sent, format="multipart")


def test_import(site):
    make_employee(id="1", emp_code="same", areas=(site.gate,))
    make_employee(id="2", emp_code="moved", areas=(site.gate,))
    make_employee(id="3", emp_code="left", areas=(site.gate,), status=100)
    text = (
        "emp_code,first_name,dept_code,area_code\r\n"
        "new2,N2,1,gate;yard\r\nsame,,1,gate\r\nmoved,M,1,yard\r\nnew1,N1,1,gate\r\nleft,L,1,gate\r\n"
    )
    imported(site, text)
    assert site.heard() == [
        ["DATA DELETE USERINFO PIN=moved", user("new2", "N2"), user("new1", "N1")],
        [user("new2", "N2"), user("moved", "M")] if _is_first("new2") else
        [user("moved", "M"), user("new2", "N2")],
        [],
    ]  # fmt: skip
    count = Command.objects.count()
    imported(site, text)
    assert Command.objects.count() == count


def _is_first(emp_code):
    """Whether this person's id stands before the moved one's; lines come in this order."""
    return Employee.objects.get(emp_code=emp_code).pk < "2"


def test_nobody_to_tell(site):
    make_employee(emp_code="11", areas=(make_area(),))
    site.call("patch", f"{EMPLOYEES}11/", {"first_name": "Asha"})
    site.call("delete", f"{EMPLOYEES}11/")
    assert site.heard() == [[], [], []]


def test_a_refused_change_queues_nothing(site):
    site.person()
    answer = site.api.patch(f"{EMPLOYEES}11/", {"first_name": "x", "area": ["NO"]}, format="json")
    assert answer.status_code == 400
    assert site.heard() == [[], [], []]


def test_costs_the_same_for_many(site, django_assert_max_num_queries):
    people = make_employees(200)
    for _ in range(5):
        make_terminal()
    with django_assert_max_num_queries(40):
        QueuePort().resync_people(people)
    assert Command.objects.count() == 1000
