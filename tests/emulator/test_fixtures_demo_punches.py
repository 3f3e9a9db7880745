"""The punches of the drawn company, as the builder draws them."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from etpserver.emulator.fixtures.builder import build_company
from etpserver.emulator.fixtures.catalogue import find

LAST_DAY = date(2026, 1, 31)  # Republic Day and a Saturday off are in the range


@pytest.fixture(scope="module")
def parameters():
    return find("demo").parameters()


@pytest.fixture(scope="module")
def tables(parameters):
    return build_company(parameters, seed=2026, last_day=LAST_DAY)


@pytest.fixture(scope="module")
def punches(tables):
    return tables["transactions"]


@pytest.fixture(scope="module")
def at_gates(punches):
    return [row for row in punches if row["terminal_sn"] != "App"]


@pytest.fixture(scope="module")
def people(tables):
    return {person["emp_code"]: person for person in tables["employees"]}


@pytest.mark.parametrize("last_day", [date(2026, 1, 4), date(2025, 8, 15), date(2028, 2, 29)])
def test_sixty_days_end_on_the_last_one_be_it_a_sunday_or_a_holiday(parameters, last_day):
    rows = build_company(parameters, seed=7, last_day=last_day)["transactions"]

    days = {row["punch_time"].date() for row in rows}
    assert days == {last_day - timedelta(days=ago) for ago in range(60)}
    assert 25_000 <= len(rows) <= 30_000
    assert max(row["upload_time"] for row in rows).date() == last_day


def test_the_keys_are_unique_and_nobody_shares_a_second_at_a_terminal(tables, punches, at_gates):
    keys = {(row["emp_code"], row["punch_time"], row["terminal_sn"]) for row in punches}
    assert len(keys) == len(punches)
    strangers = tables["unregister"]
    assert len({(row["crc"], row["punch_time"], row["terminal_sn"]) for row in strangers}) == 12
    seconds = [(row["terminal_sn"], row["punch_time"]) for row in [*at_gates, *strangers]]
    assert len(set(seconds)) == len(seconds)


def test_everybody_punches_between_the_first_and_the_last_day_of_work(tables, punches, people):
    left = {row["employee"]: row["resign_date"] for row in tables["resigns"]}

    assert len({row["emp_code"] for row in punches}) >= 245
    for row in punches:
        day = row["punch_time"].date()
        assert people[row["emp_code"]]["hire_date"] <= day <= left.get(row["emp_code"], LAST_DAY)
        assert row["emp"] == row["emp_code"]


def test_people_pass_gates_of_their_own_city_that_are_theirs(tables, at_gates, people):
    terminals = {row["sn"]: row for row in tables["terminals"]}
    names = {area["area_code"]: area["area_name"] for area in tables["areas"]}

    assert {row["terminal_sn"] for row in at_gates} == set(terminals)
    for row in at_gates:
        terminal, person = terminals[row["terminal_sn"]], people[row["emp_code"]]
        assert terminal["area"] in person["area"]
        assert names[terminal["area"]].endswith(person["city"])
        assert (row["terminal_alias"], row["area_alias"]) == (
            terminal["alias"],
            names[terminal["area"]],
        )


def test_punches_look_like_those_of_devices(parameters, at_gates):
    with_keys = {line["code"] for line in parameters["terminals"] if line.get("state_keys")}
    ways = Counter(row["verify_type"] for row in at_gates)

    for row in at_gates:
        assert (row["punch_state"] in ("0", "1")) == (row["terminal_sn"] in with_keys)
    assert {row["punch_state"] for row in at_gates} == {"0", "1", "255"}
    assert set(ways) == {1, 4, 15}
    assert min(ways.values()) > 1_000
    assert {row["work_code"] for row in at_gates} == {"0"}


def test_a_face_is_shown_where_the_terminal_knows_it(tables, at_gates):
    versions = {row["sn"]: row["face_alg_ver"] for row in tables["terminals"]}
    faces = {
        (row["employee"], row["major_ver"])
        for row in tables["biodatas"]
        if row["bio_type"] in (2, 9)
    }

    shown = {(r["emp_code"], r["terminal_sn"]) for r in at_gates if r["verify_type"] == 15}
    assert all((code, versions[serial]) in faces for code, serial in shown)


def test_most_arrive_within_seconds_and_some_after_hours(punches):
    delays = [row["upload_time"] - row["punch_time"] for row in punches]

    assert min(delays) >= timedelta(seconds=0)
    assert sum(delay <= timedelta(seconds=11) for delay in delays) > 0.97 * len(delays)
    assert 50 < sum(delay > timedelta(hours=1) for delay in delays) < 500


def test_offices_rest_on_sundays_holidays_and_two_saturdays(punches, people):
    guards = {code for code, person in people.items() if person["position"] == "GUARD"}
    offices = {code for code, person in people.items() if person["office_tel"]}
    by_day = Counter(row["punch_time"].date() for row in punches if row["emp_code"] in offices)
    by_guards = {row["punch_time"].date() for row in punches if row["emp_code"] in guards}

    worked = {day for day, count in by_day.items() if count}
    assert date(2026, 1, 26) not in worked
    assert date(2025, 12, 25) not in worked
    assert {day.weekday() for day in worked} == {0, 1, 2, 3, 4, 5}
    saturdays = {day.day for day in worked if day.weekday() == 5 and day.month == 1}
    assert saturdays == {3, 17, 31}
    assert len(by_guards) == 60


def test_nights_end_in_the_morning_and_only_at_the_plants_or_at_a_gate(punches, people):
    night = time(23), time(5)
    at_night = [r for r in punches if not night[1] < r["punch_time"].time() < night[0]]
    mornings = [r for r in punches if time(5) < r["punch_time"].time() < time(8)]

    assert {people[row["emp_code"]]["position"] for row in at_night + mornings} <= {
        "GUARD",
        "OPERATOR",
        "SUPERVISOR",
        "TECH",
    }
    assert len(mornings) > 1_000


def test_people_are_late_leave_early_stay_on_and_forget(punches, people):
    days: dict[tuple[str, date], list[datetime]] = {}
    offices = {code for code, person in people.items() if person["office_tel"]}
    for row in punches:
        if row["emp_code"] in offices:
            key = (row["emp_code"], row["punch_time"].date())
            days.setdefault(key, []).append(row["punch_time"])

    came = [min(times).time() for times in days.values() if len(times) > 1]
    went = [max(times).time() for times in days.values() if len(times) > 1]
    late = sum(moment > time(9, 5) for moment in came) / len(came)
    assert 0.04 < late < 0.15
    assert 0.01 < sum(moment < time(17, 30) for moment in went) / len(went) < 0.05
    forgot = sum(len(times) == 1 for times in days.values()) / len(days)
    assert 0.015 < forgot < 0.06
    overtime = {
        row["emp_code"] for row in punches if time(18, 50) < row["punch_time"].time() < time(20, 30)
    }
    assert sum(people[code]["enable_overtime"] for code in overtime) > 50


def test_some_are_away_for_days(punches):
    days: dict[str, set[date]] = {}
    for row in punches:
        days.setdefault(row["emp_code"], set()).add(row["punch_time"].date())

    longest = [
        max((b - a).days for a, b in pairwise(ordered))
        for ordered in map(sorted, days.values())
        if len(ordered) > 1
    ]
    assert 40 < sum(gap > 4 for gap in longest) < 150
