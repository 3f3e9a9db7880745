"""Numbers with a point come out as they went in, on SQLite and on PostgreSQL."""

import math

import pytest

from etpserver.api.shapes import Float, Shape
from iclock.models import Transaction
from tests.iclock.transactions.punches import make_punch
from tests.kernel.databases import PostgresqlRendering, SqliteRendering, postgresql

NUMBERS = [
    77.6908821, 12.9961775, 0.1 + 0.2, 1 / 3, 36.6, 37.0, 0.0, -0.0, -1.5, 1e15, 1e20, 1e-7,
    123456789.12345678, -179.99999999999997, 1.2345678901234567e-5, None,
]  # fmt: skip
SHAPE = Shape(Transaction, temperature=Float(null=True))


@pytest.fixture(params=["sqlite", "postgresql"])
def rendered(request, db):
    if request.param == "sqlite":
        yield SqliteRendering()
        return
    with postgresql() as there:
        yield PostgresqlRendering(there)


def test_numbers_keep_every_digit(rendered):
    for number, value in enumerate(NUMBERS):
        make_punch(str(number), temperature=value)
    found = [record["temperature"] for record in rendered(SHAPE)]
    assert found == NUMBERS
    assert {type(value) for value in found} == {float, type(None)}


def test_json_has_no_infinity(rendered):
    for number, value in enumerate((math.inf, -math.inf)):
        make_punch(str(number), temperature=value)
    assert rendered(SHAPE) == [{"temperature": None}] * 2


def test_the_schema_says_number():
    schema = SHAPE.schema()["properties"]["temperature"]
    assert schema == {"type": ["number", "null"]}
