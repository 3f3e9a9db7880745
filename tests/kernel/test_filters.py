"""Matching texts: parts, words and their limits, the same on both databases."""

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etpserver.api.filters import LONGEST_NEEDLE, contains, order, search
from personnel.areas.shapes import AREA
from personnel.models import Area
from tests.factories import make_area
from tests.kernel.databases import copy, postgresql

pytestmark = pytest.mark.django_db
SPECIAL = "%_\\'\"[](){}.*+?^$|-#& \n\t"


def matching(needle: str) -> list[Model]:
    return list(Area.objects.filter(contains("area_name", needle)))


@pytest.mark.parametrize("char", SPECIAL)
@pytest.mark.parametrize("around", ["", "é"], ids=["ascii", "unicode"])
def test_no_character_is_special(char, around):
    found = make_area(area_name=f"left{around}{char}{around}right")
    make_area(area_name=f"left{around}x{around}right")
    assert matching(f"left{around}{char}{around}") == [found]


@pytest.mark.parametrize("char", SPECIAL)
def test_no_character_is_special_on_postgresql(char):
    found = make_area(area_name=f"left é{char} right")
    make_area(area_name="left éx right")
    with postgresql() as there:
        copy((Area,), there)
        rows = Area.objects.filter(contains("area_name", f"É{char}")).order_by()
        sql, parameters = rows.values_list("pk").query.get_compiler(connection=there).as_sql()
        with there.cursor() as cursor:
            cursor.execute(sql, parameters)
            assert cursor.fetchall() == [(found.pk,)]


def test_needles_of_500_characters_are_asked(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert matching("x" * LONGEST_NEEDLE) == []


def test_longer_needles_match_nothing_without_asking(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert matching("x" * (LONGEST_NEEDLE + 1)) == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=59))  # 30 words
def test_search_and_ordering_take_any_text(db, text):
    rows = search(Area.objects.all(), text, AREA)
    assert len(order(rows, text, AREA)) <= 1


def test_equal_values_are_ordered_by_id():
    areas = [make_area(area_name="Same") for _ in range(5)]
    rows = order(Area.objects.filter(area_name="Same"), "-area_name", AREA)
    assert list(rows) == areas
