"""What the exports of the organisation hold, whole, over the fixture `manual`."""

import pytest

from tests.golden import golden_folder

golden = golden_folder(__file__)


@pytest.mark.parametrize(
    ("export_type", "extension"), [("csv", "csv"), ("txt", "txt"), ("xls", "xlsx")]
)
@pytest.mark.parametrize("resource", ["areas", "departments", "locations", "positions"])
def test_exports_every_row(resource, export_type, extension, manual, caller):
    url = f"/personnel/api/{resource}/export/?export_type={export_type}"
    answer = caller("admin").get(url)
    assert answer.status_code == 200
    golden(f"{resource}.{extension}", answer.getvalue())
