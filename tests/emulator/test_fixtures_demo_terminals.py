"""Terminals, strangers, sellers and messages of the drawn company."""

from datetime import date, timedelta

import pytest

from etpserver.emulator.fixtures.builder import build_company
from etpserver.emulator.fixtures.catalogue import find
from etpserver.emulator.fixtures.errors import FixtureError

LAST_DAY = date(2026, 1, 31)
FIRST_DAY = date(2025, 12, 3)


@pytest.fixture(scope="module")
def parameters():
    return find("demo").parameters()


@pytest.fixture(scope="module")
def tables(parameters):
    return build_company(parameters, seed=2026, last_day=LAST_DAY)


@pytest.fixture(scope="module")
def people(tables):
    return {person["emp_code"]: person for person in tables["employees"]}


def test_sellers_punch_by_phone_near_their_customers(tables, people):
    by_phone = [row for row in tables["transactions"] if row["terminal_sn"] == "App"]

    assert 40 <= len(by_phone) <= 200
    for row in by_phone:
        person = people[row["emp_code"]]
        assert (person["department"], person["app_status"]) == ("SALES", 1)
        assert person["city"] in row["gps_location"]
        assert 8 < row["latitude"] < 33
        assert 68 < row["longitude"] < 90
        assert (row["source"], row["verify_type"], row["work_code"]) == (3, 101, "")
        assert "terminal" not in row


def test_strangers_have_no_employees_code(tables, people):
    strangers = tables["unregister"]

    assert len(strangers) == 12
    assert not {row["crc"] for row in strangers} & set(people)
    for row in strangers:
        assert FIRST_DAY <= row["punch_time"].date() <= LAST_DAY
        assert row["upload_time"] > row["punch_time"]


def test_two_terminals_are_offline_and_silent_since_days(parameters, tables):
    offline = {line["code"] for line in parameters["terminals"] if not line.get("polls", True)}

    assert len(offline) == 2
    assert parameters["terminals"][0]["code"] not in offline
    for terminal in tables["terminals"]:
        silent = terminal["upload_time"].date() < LAST_DAY - timedelta(days=2)
        assert silent == (terminal["sn"] in offline)


def test_terminals_have_room_for_what_they_count(tables, parameters):
    sites = {line["enrolled_on"] for line in parameters["sites"]}

    assert len(tables["terminals"]) == 8
    assert sites < {row["sn"] for row in tables["terminals"]}
    for row in tables["terminals"]:
        for kind in ("user", "fp", "face", "palm", "transaction"):
            assert 0 <= row[f"{kind}_count"] <= row[f"{kind}_capacity"]
        assert "last_activity" not in row


def test_messages_go_to_people_who_work_here(tables, people):
    assert len(tables["privatemessages"]) == 7
    assert len(tables["publicmessages"]) == 6
    for row in tables["privatemessages"]:
        assert people[row["employee"]].get("status") is None
    for row in [*tables["privatemessages"], *tables["publicmessages"]]:
        assert LAST_DAY - timedelta(days=14) < row["start_time"].date() <= LAST_DAY


@pytest.mark.parametrize("file", ["terminals", "device_models", "shifts", "spots", "holidays"])
def test_a_missing_file_of_parameters_is_told(parameters, file):
    with pytest.raises(FixtureError, match=f"^parameters/{file}.json: is missing"):
        build_company(parameters | {file: None}, seed=1, last_day=LAST_DAY)


def test_an_unknown_device_model_is_told(parameters):
    line = parameters["terminals"][0] | {"model": "K40"}

    with pytest.raises(FixtureError, match=r"^parameters/device_models\.json: none .* code 'K40'"):
        build_company(parameters | {"terminals": [line]}, seed=1, last_day=LAST_DAY)


def test_a_company_without_terminals_has_no_punches_at_gates(parameters):
    tables = build_company(
        parameters | {"terminals": [], "public_messages": []}, seed=1, last_day=LAST_DAY
    )

    assert {row["terminal_sn"] for row in tables["transactions"]} == {"App"}
    assert not tables.get("unregister")
