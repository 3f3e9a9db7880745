"""Cells that are not shown to their field become what the field would have made of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from personnel.employees.cells import CellReader
from personnel.employees.serializers import EmployeeWriter

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30) | st.text(
    st.characters(min_codepoint=31, max_codepoint=128), min_size=1, max_size=30
)


@pytest.fixture(scope="module")
def field():
    return EmployeeWriter().fields["first_name"]


def outcome(read, text):
    """The value, or the sentence that refuses it."""
    try:
        return read(text)
    except ValidationError as problem:
        return ["refused", " ".join(map(str, problem.detail))]
    except ValueError as problem:
        return ["refused", str(problem)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS)
def test_a_text_is_read_as_its_field_reads_it(db, field, text):
    name, read = CellReader().readers["first_name"]

    assert name == "first_name"
    assert outcome(read, text) == outcome(field.run_validation, text)


@pytest.mark.parametrize(("text", "is_taken"), [("x" * 25, True), ("x" * 26, False)])
def test_the_longest_text_is_the_fields(text, is_taken):
    _, read = CellReader().readers["first_name"]

    if is_taken:
        assert read(text) == text
    else:
        with pytest.raises(ValueError, match="no more than 25 characters"):
            read(text)
