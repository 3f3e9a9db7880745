"""Users and employees to log in with, and what the answers look like."""

import jwt
from django.contrib.auth.hashers import make_password

from etpserver.accounts.models import User
from personnel.companies.models import DEFAULT_COMPANY_ID, Company
from personnel.departments.models import Department
from personnel.employees.models import Employee

PASSWORD = "a secret "


def make_user(username="admin", password=PASSWORD, **over):
    return User.objects.create_user(username, password=password, **over)


def make_employee(emp_code="9363", employee_id="3050991828712", password=PASSWORD, **over):
    company, _ = Company.objects.get_or_create(id=DEFAULT_COMPANY_ID, name="default")
    department, _ = Department.objects.get_or_create(
        company=company, dept_code="1", dept_name="Department"
    )
    if password is not None:
        over["self_password"] = make_password(password)
    return Employee.objects.create(
        id=employee_id, emp_code=emp_code, company=company, department=department, **over
    )


def log_in(api, operation, username="admin", password=PASSWORD, **headers):
    body = {"username": username, "password": password}
    return api.post(f"/api/{operation}/", body, format="json", headers=headers)


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def answered(response):
    return response.status_code, response.json()


def refusal(detail, **fields):
    """The body of an error that has no vendor code of its own."""
    text = "Program error"
    return {"code": -1, "message": text, "msg": text, "data": fields, "detail": detail, **fields}


WRONG = "Unable to log in with provided credentials."
WRONG_LOGIN = (400, refusal(WRONG, non_field_errors=[WRONG]))
INVALID_TOKEN = (401, refusal("Invalid token."))
INACTIVE = (401, refusal("User inactive or deleted."))
MISSING = (401, refusal("Authentication credentials were not provided."))
