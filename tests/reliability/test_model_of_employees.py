"""Employees and resignations beside a model of them: statuses, answers, whole state."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from tests.reliability.machines import Machine, Told, run, told

EMPLOYEES, RESIGNS = "/personnel/api/employees/", "/personnel/api/resigns/"
CODES = st.sampled_from(["E1", "E2", "E3"])
MANY = st.lists(st.sampled_from(["E1", "E2", "E3", "E4"]), min_size=1, max_size=2, unique=True)
NAMES = st.sampled_from([None, "Asha", "राज"])
CARDS = st.sampled_from([None, "", "701", "702"])
AREAS = st.lists(st.sampled_from(["N", "S", "1"]), min_size=1, max_size=3, unique=True)
DEPARTMENTS = st.sampled_from(["IT", "HR", "1", "IT", "HR", "unknown"])
DATES = st.sampled_from(["2025-12-31", "2026-01-05", "2026-02-28"])
TODAY = "2026-01-05"  # of the clock, which stands still
SUCCESS = {"detail": "Success."}
# What a record says that nobody was asked about.
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(
        ("last_name", "nickname", "device_password", "position", "hire_date", "gender", "birthday",
         "emp_type", "validity_start", "validity_end", "contact_tel", "office_tel", "mobile",
         "national", "city", "address", "postcode", "email", "enroll_sn", "ssn", "religion")
    ),
    "verify_mode": 0, "enable_overtime": False, "enable_holiday": True, "dev_privilege": 0,
    "flow_role": [], "app_status": 1, "app_role": 1, "update_time": f"{TODAY} 12:00:00",
    "fingerprint": "-", "face": "-", "palm": "-", "vl_face": "-",
}  # fmt: skip
ONLY_READ = ("update_time", "fingerprint", "face", "palm", "vl_face")


class People(Machine):
    """Some codes, two areas and two departments beside the first ones."""

    def __init__(self) -> None:
        super().__init__()
        for path, body in (
            ("areas", {"area_code": "N", "area_name": "North"}),
            ("areas", {"area_code": "S", "area_name": "South"}),
            ("departments", {"dept_code": "IT", "dept_name": "Machines"}),
            ("departments", {"dept_code": "HR", "dept_name": "People"}),
        ):
            assert self.call("POST", f"/personnel/api/{path}/", body).status_code == 201
        self.areas = {one["area_code"]: one for one in self.listed("/personnel/api/areas/")}
        departments = self.listed("/personnel/api/departments/")
        self.departments = {one["dept_code"]: one for one in departments}
        self.people: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, dict[str, Any]] = {}

    # --- the model

    def read(self, code: str) -> dict[str, Any]:
        one = self.people[code]
        areas = sorted((self.areas[area] for area in one["area"]), key=lambda area: area["id"])
        department = self.departments[one["department"]]
        return {
            **DEFAULTS,
            **one,
            "emp_code": code,
            "department": {key: department[key] for key in ("id", "dept_code", "dept_name")},
            "area": [
                {key: area[key] for key in ("id", "area_code", "area_name")} for area in areas
            ],
        }

    def written(self, code: str) -> dict[str, Any]:
        found = {key: value for key, value in self.read(code).items() if key not in ONLY_READ}
        found["department"] = found["department"]["dept_name"]
        found["area"] = [area["area_name"] for area in found["area"]]
        return found

    def resigned(self, code: str) -> dict[str, Any]:
        person, record = self.people[code], self.gone[code]
        names = {"first_name": person["first_name"], "last_name": None}
        shown = {key: value for key, value in record.items() if key != "reason"}
        return {**shown, "employee": {"id": person["id"], "emp_code": code, **names}, **names}

    def has_card(self, card: str | None, *, but: str) -> bool:
        return bool(card) and card in [
            one["card_no"] for code, one in self.people.items() if code != but
        ]

    def unknown(self, codes: list[str]) -> bool:
        return not set(codes) <= set(self.people)

    def leave(self, code: str, key: int, **values: Any) -> None:
        self.gone[code] = {"id": key, **values}
        if values["disableatt"]:
            self.people[code]["enable_att"] = False

    def come_back(self, code: str) -> None:
        del self.gone[code]
        self.people[code]["enable_att"] = True

    # --- employees

    @initialize()
    def begin_with_some(self) -> None:
        for code in ("E1", "E2"):
            self.create(code, "Asha", None, "1", ["1"])

    @rule(code=CODES, first_name=NAMES, card=CARDS, department=DEPARTMENTS, areas=AREAS)
    def create(self, code: str, first_name: Any, card: Any, department: str,
               areas: list[str]) -> None:  # fmt: skip
        body = {"emp_code": code, "first_name": first_name, "card_no": card,
                "department": department, "area": areas}  # fmt: skip
        answer = self.call("POST", EMPLOYEES, body)
        expected: Told
        if code in self.people:
            expected = (400, -29)
        elif self.has_card(card, but=code):
            expected = (400, -23)
        elif department not in self.departments:
            expected = (400, -13)
        else:
            made = answer.json()
            assert made["id"] not in [one["id"] for one in self.people.values()]
            self.people[code] = {
                "id": made["id"], "first_name": first_name, "card_no": card, "area": areas,
                "department": department, "enable_att": True,
                "self_password": made["self_password"],
            }  # fmt: skip
            expected = (201, self.written(code))
        assert told(answer) == expected

    @rule(code=CODES, method=st.sampled_from(["PUT", "PATCH"]),
          changes=st.fixed_dictionaries({}, optional={
              "first_name": NAMES, "card_no": CARDS, "department": DEPARTMENTS, "area": AREAS,
              "enable_att": st.booleans()}))  # fmt: skip
    def update(self, code: str, method: str, changes: dict[str, Any]) -> None:
        answer = self.call(method, f"{EMPLOYEES}{code}/", changes)
        expected: Told
        if code not in self.people:
            expected = (404, -22)
        elif self.has_card(changes.get("card_no"), but=code):
            expected = (400, -23)
        elif changes.get("department", "1") not in self.departments:
            expected = (400, -13)
        else:
            self.people[code].update(changes)
            written = self.written(code)
            del written["id"]
            expected = (200, written)
        assert told(answer) == expected

    @rule(code=CODES)
    def delete(self, code: str) -> None:
        answer = self.call("DELETE", f"{EMPLOYEES}{code}/")
        is_there = self.people.pop(code, None)
        self.gone.pop(code, None)
        assert told(answer) == ((200, {"message": "deleted"}) if is_there else (404, -22))

    @rule(codes=MANY)
    def delete_many(self, codes: list[str]) -> None:
        body = {"object_codes": codes, "action_type": "delete"}
        answer = self.call("POST", f"{EMPLOYEES}action/", body)
        expected: Told = (400, -22)
        if not self.unknown(codes):
            expected = (200, {"detail": f"Success. delete:{codes!r}"})
            for code in codes:
                del self.people[code]
                self.gone.pop(code, None)
        assert told(answer) == expected

    @rule(codes=MANY, areas=AREAS)
    def adjust_area(self, codes: list[str], areas: list[str]) -> None:
        body = {"emp_code": codes, "area_code": areas}
        answer = self.call("POST", f"{EMPLOYEES}adjust_area/", body)
        if self.unknown(codes):
            assert told(answer) == (400, -22)
            return
        for code in codes:
            self.people[code]["area"] = areas
        assert told(answer) == (200, SUCCESS)

    @rule(codes=MANY, department=DEPARTMENTS)
    def adjust_department(self, codes: list[str], department: str) -> None:
        body = {"emp_code": codes, "department_code": department}
        answer = self.call("POST", f"{EMPLOYEES}adjust_depart/", body)
        if self.unknown(codes) or department not in self.departments:
            refusals = [-22] * self.unknown(codes) + [-13] * (department not in self.departments)
            status, code = told(answer)
            assert (status, code in refusals) == (400, True)
            return
        for one in codes:
            self.people[one]["department"] = department
        assert told(answer) == (200, SUCCESS)

    @rule(rows=st.dictionaries(CODES, st.tuples(NAMES, DEPARTMENTS, AREAS), min_size=1, max_size=3))
    def import_rows(self, rows: dict[str, tuple[Any, str, list[str]]]) -> None:
        """All rows or none; whom the file names is made or changed; it replaces areas."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["emp_code", "first_name", "dept_code", "area_code"])
        for code, (name, department, areas) in rows.items():
            writer.writerow([code, name or "", department, ";".join(areas)])
        file = SimpleUploadedFile("people.csv", text.getvalue().encode())
        form = {"import_type": 1, "import_file": file}
        answer = self.client.post(f"{EMPLOYEES}import_emp/", form, format="multipart")
        if any(department not in self.departments for _, department, _ in rows.values()):
            assert answer.status_code == 400
            return
        assert answer.status_code == 200, answer.content
        records = {one["emp_code"]: one for one in self.listed(EMPLOYEES)}
        for code, (name, department, areas) in rows.items():
            read = records[code]
            made = {"id": read["id"], "first_name": None, "card_no": None, "enable_att": True,
                    "self_password": read["self_password"]}  # fmt: skip
            one = self.people.setdefault(code, made)
            one.update({"department": department, "area": areas})
            if name is not None:  # an empty cell keeps what is stored
                one["first_name"] = name

    # --- resignations

    @rule(
        code=CODES,
        day=DATES,
        end=st.none() | DATES,
        kind=st.sampled_from([1, 2, 3, 4, 5, 0, 6]),
        off=st.booleans(),
    )
    def resign(self, code: str, day: str, end: str | None, kind: int, off: bool) -> None:
        body = {"employee": code, "resign_date": day, "report_generation_end_date": end,
                "resign_type": kind, "disableatt": off, "reason": "moves"}  # fmt: skip
        answer = self.call("POST", RESIGNS, body)
        expected: Told
        if code not in self.people:
            assert answer.status_code == 400
            return
        if not 1 <= kind <= 5:
            expected = (400, -1)
        elif end and end < day:
            expected = (400, -101)
        elif code in self.gone:
            expected = (400, -1)
        else:
            key = answer.json()["id"]
            values = {"resign_date": day, "resign_type": kind, "disableatt": off,
                      "report_generation_end_date": end or day}  # fmt: skip
            self.leave(code, key, **values)
            person = self.people[code]["id"]
            expected = (201, {"id": key, **values, "reason": "moves", "employee": person})
        assert told(answer) == expected

    @rule(codes=MANY, kind=st.integers(1, 5), off=st.booleans())
    def resign_many(self, codes: list[str], kind: int, off: bool) -> None:
        """Whoever names no day leaves today; all leave or none."""
        body = {"emp_code": codes, "resign_type": kind, "disableatt": off}
        answer = self.call("POST", f"{EMPLOYEES}adjust_resign/", body)
        if self.unknown(codes):
            assert told(answer) == (400, -22)
        elif set(codes) & set(self.gone):
            assert told(answer) == (400, -1)
        else:
            assert told(answer) == (200, SUCCESS)
            keys = {one["employee"]["emp_code"]: one["id"] for one in self.listed(RESIGNS)}
            for code in codes:
                self.leave(code, keys[code], resign_date=TODAY, report_generation_end_date=TODAY,
                           resign_type=kind, disableatt=off)  # fmt: skip

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def let_back_whoever_left(self, data: Any) -> None:
        self.rehire([data.draw(st.sampled_from(sorted(self.gone)))], "rehire")

    @rule(codes=MANY, way=st.sampled_from(["rehire", "reinstatement"]))
    def rehire(self, codes: list[str], way: str) -> None:
        if self.is_done_for_leavers(way, codes):
            for code in codes:
                self.come_back(code)

    @rule(codes=MANY)
    def disable_attendance(self, codes: list[str]) -> None:
        if self.is_done_for_leavers("disable_att", codes):
            for code in codes:
                self.gone[code]["disableatt"] = True
                self.people[code]["enable_att"] = False

    def is_done_for_leavers(self, action: str, codes: list[str]) -> bool:
        """Whether the model lets it be done; the server must say the same."""
        answer = self.call("POST", f"{RESIGNS}{action}/", {"emp_code": codes})
        expected: Told = (200, SUCCESS)
        if self.unknown(codes):
            expected = (400, -22)
        elif not set(codes) <= set(self.gone):
            expected = (400, -1)
        assert told(answer) == expected
        return expected == (200, SUCCESS)

    @rule(code=CODES)
    def delete_resignation(self, code: str) -> None:
        answer = self.call("DELETE", f"{RESIGNS}{code}/")
        expected: Told = (404, -22)
        if code in self.gone:
            self.come_back(code)
            expected = (200, {"message": "deleted"})
        assert told(answer) == expected

    @rule(code=CODES, kind=st.integers(1, 5), off=st.booleans())
    def update_resignation(self, code: str, kind: int, off: bool) -> None:
        body = {"resign_type": kind, "disableatt": off}
        answer = self.call("PATCH", f"{RESIGNS}{code}/", body)
        if code not in self.gone:
            assert told(answer) == (404, -22)
            return
        self.gone[code].update(body)
        self.people[code]["enable_att"] = not off
        dates = ("resign_date", "report_generation_end_date")
        written = {**body, **{key: self.gone[code][key] for key in dates}}
        assert told(answer) == (200, written)

    # --- what is always so

    @invariant()
    def the_lists_are_the_model(self) -> None:
        by_id = sorted(self.people, key=lambda code: str(self.people[code]["id"]))
        assert self.listed(EMPLOYEES) == [self.read(code) for code in by_id]
        by_id = sorted(self.gone, key=lambda code: int(self.gone[code]["id"]))
        assert self.listed(RESIGNS) == [self.resigned(code) for code in by_id]


def test_are_always_what_their_model_says(api, clock):
    run(People, api, runs=7, steps=30)
