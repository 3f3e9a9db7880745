"""Charts and strips, in numbers."""

from datetime import datetime

import pytest
from django.template.loader import render_to_string

from etpserver.console.charts import Bar, columns, strip

NOW = datetime.fromisoformat("2026-01-05T18:00")


def at(time: str, state: str = "255"):
    return datetime.fromisoformat(f"2026-01-05T{time}"), state, ""


def test_columns_reach_as_high_as_their_share_of_a_round_number() -> None:
    chart = columns("Punches", [Bar("08", 30), Bar("09", 60, is_now=True), Bar("10", 0)])
    assert chart.levels == (60, 30, 0)
    assert [(mark.height, mark.y) for mark in chart.marks] == [
        (69.0, 77.0),
        (138.0, 8.0),
        (0.0, 146.0),
    ]
    assert [mark.is_now for mark in chart.marks] == [False, True, False]
    assert chart.total == 90


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (2, 2), (3, 4), (7, 8), (9, 10), (11, 20), (541, 600)]
)
def test_the_highest_level_is_a_round_number_with_a_whole_half(most, top) -> None:
    assert columns("x", [Bar("a", most)]).levels == (top, top // 2, 0)


def test_narrow_screens_show_fewer_labels_and_only_such_as_wide_ones_show() -> None:
    marks = columns("x", [Bar(str(n), 1) for n in range(17)]).marks
    classes = [mark.label_class for mark in marks]
    assert classes == ["", "none", "wide", "none"] * 4 + [""]


def test_punches_without_a_state_come_and_go_by_turns() -> None:
    found = strip("Asha", [at("09:00"), at("13:00"), at("14:00"), at("18:00")], NOW)
    assert [(span.x, span.width) for span in found.spans] == [(37.5, 16.67), (58.33, 16.67)]
    assert [dot.kind for dot in found.dots] == ["in", "out", "in", "out"]
    assert found.text == "4 punches, 8 h 00 min"


def test_what_a_state_says_counts() -> None:
    found = strip("Asha", [at("09:00", "0"), at("09:01", "0"), at("17:00", "1")], NOW)
    assert [dot.kind for dot in found.dots] == ["in", "in", "out"]
    assert found.text == "3 punches, 8 h 00 min"
    left = strip("Asha", [at("17:00", "1")], NOW)
    assert (left.spans, left.text) == ([], "1 punch")


def test_who_has_not_left_is_in_until_now_and_of_other_days_nobody_knows() -> None:
    today = strip("Asha", [at("12:00")], NOW)
    assert [(span.x, span.width, span.is_open) for span in today.spans] == [(50.0, 25.0, True)]
    assert today.text == "1 punch, not out"
    later = strip("Asha", [at("12:00")], datetime.fromisoformat("2026-01-09"))
    assert later.spans[0].width == 0.4
    assert strip("Asha", [], NOW).text == "no punch"


def test_a_span_ends_at_midnight() -> None:
    found = strip("Asha", [at("23:59")], datetime.fromisoformat("2026-01-08"))
    assert found.spans[0].x + found.spans[0].width <= 100.4


@pytest.mark.parametrize(("value", "says"), [(0, True), (1, False)])
def test_a_chart_of_nothing_says_so(value, says) -> None:
    chart = columns("Punches", [Bar("08", value), Bar("09", 0)])
    drawn = render_to_string("console/chart.html", {"chart": chart})
    assert ("None so far" in drawn) is says
