"""What exports hold, whole, over the fixture `manual`."""

import pytest

from etpserver.api.schema.contract import operations
from etpserver.api.schema.words import kind_of
from tests.contract.comparison import differences_of_form, form_of
from tests.contract.deviations import ENVELOPE, NULLABLE
from tests.golden import golden_folder

golden = golden_folder(__file__)
EXPORTS = {
    operation.resource: operation.path
    for operation in operations().values()
    if kind_of(operation) == "export"
}


@pytest.mark.parametrize(
    ("export_type", "extension"), [("csv", "csv"), ("txt", "txt"), ("xls", "xlsx")]
)
@pytest.mark.parametrize("resource", EXPORTS)
def test_exports_every_row(resource, export_type, extension, manual, caller):
    answer = caller("admin").get(EXPORTS[resource], {"export_type": export_type})
    assert answer.status_code == 200
    golden(f"{resource}.{extension}", answer.getvalue())


def test_employees_without_a_format_are_records_of_the_documented_form(manual, caller):
    answer = caller("admin").get("/personnel/api/employees/export/?emp_code=5677").json()
    assert {key: answer[key] for key in ENVELOPE} == ENVELOPE
    (record,) = answer["data"]
    example = operations()["employees_export"].response_example
    nullable = NULLABLE["employees_export"]
    assert differences_of_form(record, form_of(example), nullable=nullable) == []
