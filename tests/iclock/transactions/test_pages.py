"""Every page of a list holds what the plain way answers, wherever the database begins to read."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.http import QueryDict

from etpserver.api import statements
from etpserver.api.filters import order, search
from iclock.models import Transaction
from iclock.transactions.filters import TransactionFilters
from iclock.transactions.shapes import TRANSACTION
from tests.iclock.transactions.punches import NOON, TRANSACTIONS

pytestmark = pytest.mark.django_db

ORDERINGS = [
    "", "id", "-id", "punch_time", "-punch_time", "terminal_alias", "-terminal_alias",
    "temperature,-punch_time", "-temperature,mobile", "-emp,work_code", "unknown",
]  # fmt: skip
FILTERS = [
    "", "terminal_sn=SN1", "terminal_alias=Gate", "emp_code=7", "start_time=2026-01-05T12:20:00",
    "search=gate",
]  # fmt: skip


@pytest.fixture(params=["no gaps", "gaps"])
def punches(request, monkeypatch):
    monkeypatch.setattr(statements, "FAR", 0)
    Transaction.objects.bulk_create(
        Transaction(
            emp_code=str(number % 5 + 5),
            punch_time=NOON + timedelta(minutes=number * 7 % 60),
            punch_state="0",
            terminal_sn=f"SN{number % 3}",
            terminal_alias=[None, "Gate", "Hall"][number // 2 % 3],
            temperature=[None, 36.5, 37.1][number % 3],
            mobile=[None, "", "a"][number // 3 % 3],
            work_code=str(number % 2),
            upload_time=NOON,
        )
        for number in range(47)
    )
    if request.param == "gaps":
        ids = list(Transaction.objects.order_by("id").values_list("id", flat=True))
        Transaction.objects.filter(id__in=[ids[3], *ids[20:24], ids[40]]).delete()


def plainly(query: str) -> list[int]:
    """The ids of all pages, in the order in which the database reads all rows at once."""
    return list(query_of(query).values_list("id", flat=True))


def query_of(query: str) -> QuerySet[Transaction]:
    asked = QueryDict(query)
    rows = TransactionFilters.apply(Transaction.objects.all(), asked)
    rows = search(rows, asked.get("search", ""), TRANSACTION)
    return order(rows, asked.get("ordering", ""), TRANSACTION)


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.usefixtures("punches")
def test_pages_are_parts_of_the_whole(filters, ordering):
    rows = query_of(f"{filters}&ordering={ordering}")
    whole = list(rows.values_list("id", flat=True))
    assert whole
    for size in (1, 4, 10, 50):
        for first in range(0, len(whole), size):
            end = min(first + size, len(whole))
            found = statements.page_keys(rows, first, end, len(whole))
            assert found == whole[first:end], (first, end)


@pytest.mark.usefixtures("punches")
def test_a_list_walked_from_page_to_page(api):
    for ordering in ORDERINGS:
        url, found = f"{TRANSACTIONS}?page_size=4&ordering={ordering}", []
        while url:
            answer = api.get(url).json()
            found += [record["id"] for record in answer["data"]]
            url = answer["next"]
        assert found == plainly(f"ordering={ordering}")


@pytest.mark.usefixtures("punches")
def test_rows_without_an_order_of_their_own_are_read_the_plain_way():
    for rows in (Transaction.objects.order_by("punch_time"), Transaction.objects.order_by()):
        whole = list(rows.values_list("id", flat=True))
        assert statements.page_keys(rows, 40, 41, len(whole)) == whole[40:41]


@pytest.mark.usefixtures("punches")
def test_the_last_page_skips_only_what_stands_behind_it(django_assert_num_queries):
    rows = Transaction.objects.order_by("punch_time", "pk")
    count = rows.count()
    with django_assert_num_queries(1) as asked:
        statements.page_keys(rows, count - 3, count, count)
    assert asked.captured_queries[0]["sql"].endswith("LIMIT 3 OFFSET 0")


def test_the_order_reversed_by_the_caller_stays_so(punches):
    rows = Transaction.objects.order_by("punch_time", "pk").reverse()
    whole = list(rows.values_list("id", flat=True))
    assert statements.page_keys(rows, 30, 34, len(whole)) == whole[30:34]
