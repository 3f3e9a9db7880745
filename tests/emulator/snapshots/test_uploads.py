"""Archives that are uploaded: of this version, of older and newer ones, and broken ones."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.emulator.snapshots.archives import (
    Document,
    archive,
    digest,
    document,
    fill,
    laid_out,
    put,
    restore,
    save,
)

AREAS = "/personnel/api/areas/"
COMPANY = "6b969e80-f3ff-11e9-afc7-acde48001122"
LAYOUT = "Archives hold one record per line, as GET /_etp/snapshots/{name} answers them"


def area(number: int = 2, **more: object) -> dict[str, object]:
    named = {"area_code": f"a{number}", "area_name": "A"}
    return {"id": number, "company": COMPANY, **named, "parent_area": None, **more}


def test_down_and_up_again_is_the_same_state(live, fresh, other, name, other_name):
    fill(fresh)
    save(fresh, name, note="whole")

    put(live, other_name, archive(live, name))
    restore(other, other_name)

    assert digest(other) == digest(fresh)
    assert archive(live, other_name) == archive(live, name)


def test_ids_and_chance_go_on_where_they_stood(live, fresh, other, name, other_name):
    def use(world) -> list[object]:
        person = {"emp_code": "70", "department": "1", "area": ["1"]}
        made = world.client.post("/personnel/api/employees/", json=person).json()["id"]
        world.client.post(AREAS, json={"area_code": "b", "area_name": "B"})
        return [made, world.client.get(f"{AREAS}b/").json()["id"]]

    fill(fresh)
    fresh.client.post(AREAS, json={"area_code": "last", "area_name": "L"})
    fresh.client.delete(f"{AREAS}last/")  # its id is never given again
    save(fresh, name)
    put(live, other_name, archive(live, name))
    restore(other, other_name)

    assert use(other) == use(fresh)


def test_an_edited_archive_is_what_a_world_then_holds(live, fresh, plain, other_name):
    plain["records"]["areas"].append(area(7, area_name='Größe "5"\n東京 🐍'))

    assert put(live, other_name, laid_out(plain)).status_code == 201
    restore(fresh, other_name)

    assert fresh.client.get(f"{AREAS}a7/").json()["area_name"] == 'Größe "5"\n東京 🐍'
    made = fresh.client.post(AREAS, json={"area_code": "next", "area_name": "N"})
    assert made.status_code == 201
    assert fresh.client.get(f"{AREAS}next/").json()["id"] == 8


def test_other_line_ends_blank_lines_and_commas_do_no_harm(live, fresh, plain, other_name, name):
    plain["records"]["areas"].append(area())
    text = laid_out(plain).decode()
    edited = text.replace('"areas": [\n', '"areas": [\n\n').replace("null}\n]", "null},\n]")
    assert edited != text

    answer = put(live, other_name, b"\xef\xbb\xbf" + edited.replace("\n", "\r\n").encode())

    assert answer.status_code == 201, answer.text
    restore(fresh, other_name)
    assert fresh.client.get(f"{AREAS}a2/").status_code == 200


def test_users_log_in_with_the_passwords_of_the_archive(live, fresh, plain, other_name):
    put(live, other_name, laid_out(plain))
    restore(fresh, other_name)

    login = {"username": "viewer", "password": "viewer"}
    answer = fresh.client.post("/api/api-token-auth/", json=login)
    headers = {"Authorization": f"Token {answer.json()['token']}"}
    assert fresh.client.get(AREAS, headers=headers).status_code == 200
    refused = fresh.client.post(AREAS, json={"area_code": "x", "area_name": "X"}, headers=headers)
    assert refused.status_code == 403


def test_a_client_of_the_api_gets_a_key_of_its_own(live, fresh, plain, other_name):
    user = plain["records"]["users"][0]["id"]
    named = {"id": 3, "name": "Payroll", "user": user}
    client = {**named, "is_active": True, "created": "2026-01-05 09:00:00"}
    plain["records"]["api_clients"] = [client]

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 201, answer.text
    assert document(live, other_name)["records"]["api_clients"] == [client]


# ---- other versions ----------------------------------------------------------------------------


def test_fields_and_kinds_that_an_older_version_lacked_take_their_defaults(
    live, fresh, plain, other_name
):
    del plain["records"]["punch_photos"], plain["sequences"]["punch_photos"]
    plain["migrations"]["iclock"] = ["0001_initial"]
    for user in plain["records"]["users"]:
        del user["token_revision"], user["groups"]
    plain["records"]["areas"].append(area())
    del plain["records"]["areas"][-1]["parent_area"]

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 201, answer.text
    restore(fresh, other_name)
    assert fresh.client.get(f"{AREAS}a2/").json()["parent_area"] is None
    assert {user["token_revision"] for user in document(live, other_name)["records"]["users"]} == {
        0
    }


def test_a_permission_that_no_longer_exists_is_left_out(live, fresh, plain, other_name):
    (viewer,) = [one for one in plain["records"]["users"] if one["username"] == "viewer"]
    kept = list(viewer["user_permissions"])
    viewer["user_permissions"] += ["personnel.view_gone", "gone.add_gone"]
    plain["records"]["groups"] = [
        {"id": 3, "name": "Guards", "permissions": ["gone.add_gone", "personnel.view_area"]}
    ]
    viewer["groups"] = ["Guards"]

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 201, answer.text
    records = document(live, other_name)["records"]
    (viewer,) = [one for one in records["users"] if one["username"] == "viewer"]
    assert (viewer["user_permissions"], viewer["groups"]) == (kept, ["Guards"])
    assert records["groups"] == [
        {"id": 3, "name": "Guards", "permissions": ["personnel.view_area"]}
    ]


def newer_format(content: Document) -> None:
    content.update(etpserver_snapshot=2, version="9.1.0", invented="a key of its own")


def newer_migration(content: Document) -> None:
    content["version"] = "9.1.0"
    content["migrations"]["personnel"] = [*content["migrations"]["personnel"], "0099_shifts"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (newer_format, "It was saved by a newer version, 9.1.0 (format 2); this is "),
        (newer_migration, "It was saved by a newer version, 9.1.0 (it has personnel.0099_shifts)"),
    ],
)
def test_an_archive_of_a_newer_version_says_so(
    live, plain, other_name, change: Callable[[Document], None], said
):
    change(plain)

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)
    assert answer.json()["detail"].endswith("Upgrade etpserver.")


# ---- what is wrong with a record ---------------------------------------------------------------

WRONG = {
    "an unknown field": (
        {"colour": "red"},
        "colour: 'colour' is no field of areas; known: area_code, area_name, ",
    ),
    "a field without default that is missing": ({"area_name": ...}, "area_name: is required."),
    "no id": ({"id": ...}, "id: is required: it is what other records refer to."),
    "a number for a text": ({"area_name": 5}, "area_name: takes text, not 5."),
    "a text for a number": ({"id": "2"}, "id: takes a whole number, not '2'."),
    "true for a number": ({"id": True}, "id: takes a whole number, not True."),
    "null": ({"area_name": None}, "area_name: takes a value, not null."),
    "a NUL": ({"area_name": "a\0"}, "area_name: holds a NUL or half a surrogate pair."),
    "a text too long": (
        {"area_name": "a" * 101},
        "area_name: Ensure this value has at most 100 characters (it has 101).",
    ),
    "a number too large": ({"id": 2**63}, "id: Ensure this value is less than or equal to"),
    "no UUID": ({"company": "x"}, "company: takes a UUID, not 'x'."),
    "a second record of one code": ({"area_code": "1"}, "the database refuses it: "),
    "a second record of one id": ({"id": 1}, "the database refuses it: "),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_says_which_record_cannot_be_loaded_and_why(live, plain, other_name, change, said):
    row = {key: value for key, value in {**area(), **change}.items() if value is not ...}
    plain["records"]["areas"].append(row)
    content = laid_out(plain)
    (line,) = [n for n, text in enumerate(content.decode().splitlines(), 1) if '"A"' in text] or [
        content.decode().splitlines().index('"areas": [') + 3
    ]

    answer = put(live, other_name, content)

    problem = answer.json()
    assert answer.status_code == 400
    assert (problem["line"], problem["kind"], problem["record"]) == (line, "areas", 2)
    assert problem["detail"].startswith(f"Line {line}: areas record 2")
    assert f": {said}" in problem["detail"]
    assert live.client.get(f"/_etp/snapshots/{other_name}").status_code == 404


def test_a_user_without_an_id_is_refused(live, plain, other_name):
    """It would get one of chance, and the server had no answer for its permissions."""
    (viewer,) = [one for one in plain["records"]["users"] if one["username"] == "viewer"]
    del viewer["id"]

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 400
    assert "id: is required" in answer.json()["detail"]


def dangling(records: Document) -> None:
    records["areas"].append(area(parent_area=77))


def unknown_group(records: Document) -> None:
    records["users"][0]["groups"] = ["Nobody"]


def no_list(records: Document) -> None:
    records["users"][0]["groups"] = "Guards"


def unknown_kind(records: Document) -> None:
    records["shifts"] = [{"id": 1}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            dangling,
            "areas: the record with id '2': parent_area: none of the areas has the id '77'.",
        ),
        (unknown_group, "groups: there is no 'Nobody'."),
        (no_list, "groups: takes a list of names."),
        (unknown_kind, "'shifts' is no kind of record; known: api_clients, areas, "),
    ],
)
def test_says_what_does_not_fit_together(live, plain, other_name, change, said):
    change(plain["records"])

    answer = put(live, other_name, laid_out(plain))

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


# ---- what is no archive ------------------------------------------------------------------------

HEADS = {
    "no format": ({"etpserver_snapshot": ...}, "This is no archive of a snapshot: "),
    "a format of text": ({"etpserver_snapshot": "1"}, "This is no archive of a snapshot: "),
    "an unknown key": ({"colour": "red"}, "Above the records: Unknown: colour. Known: "),
    "no clock": ({"clock": ...}, "Above the records: clock: This field is required."),
    "a wrong clock": ({"clock": {"mode": "odd"}}, "Above the records: clock: mode: "),
    "a seed below zero": ({"seed": -1}, "Above the records: seed: "),
    "a sequence of text": ({"sequences": {"areas": "x"}}, "Above the records: sequences: areas: "),
}


@pytest.mark.parametrize(("change", "said"), HEADS.values(), ids=HEADS)
def test_says_what_is_wrong_above_the_records(live, plain, other_name, change, said):
    content = {key: value for key, value in {**plain, **change}.items() if value is not ...}
    content["records"] = content.pop("records")  # the last key

    answer = put(live, other_name, laid_out(content))

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def twice(content: bytes) -> bytes:
    return content + content


def pretty(content: bytes) -> bytes:
    return content.replace(b'"areas": [\n{', b'"areas": [\n{\n')


def bytes_that_are_no_text(content: bytes) -> bytes:
    return content.replace(b'"areas": [\n', b'"areas": [\n\xff\xfe\n')


def a_key_twice(content: bytes) -> bytes:
    return content.replace(b'"areas": [\n{', b'"areas": [\n{"id": 1, ')


def a_kind_twice(content: bytes) -> bytes:
    return content.replace(b'"biodatas": []', b'"areas": []')


def not_a_number(content: bytes) -> bytes:
    return content.replace(b'"biodatas": []', b'"biodatas": [\n{"id": NaN}\n]')


def deep(content: bytes) -> bytes:
    return content.replace(b'"areas": [\n', b'"areas": [\n' + b"[" * 100_000 + b"\n")


BROKEN = (
    cut,
    twice,
    pretty,
    bytes_that_are_no_text,
    a_key_twice,
    a_kind_twice,
    not_a_number,
    deep,
    lambda _: b"",
    lambda _: b"null",
    lambda _: b"\0" * 1000,
    lambda _: b"[" * 100_000,
    lambda _: b'{"etpserver_snapshot": 1, "records": {}}',
)


def test_broken_archives_are_refused_and_change_nothing(live, fresh, plain, other_name):
    put(live, other_name, laid_out(plain))
    before = archive(live, other_name)
    listed = live.client.get("/_etp/snapshots").json()["snapshots"]

    for breaking in BROKEN:
        broken = breaking(laid_out(deepcopy(plain)))
        assert broken != before
        answer = put(live, other_name, broken)
        assert answer.status_code == 400, (breaking, answer.text[:300])
        assert answer.headers["Content-Type"] == "application/problem+json"

    assert archive(live, other_name) == before
    assert live.client.get("/_etp/snapshots").json()["snapshots"] == listed


def test_a_refused_upload_leaves_no_file(live, plain, tmp_path_factory):
    name = "never-kept"
    put(live, name, laid_out(plain)[:-5])

    found = tmp_path_factory.getbasetemp().glob(f"live*/etp-data/snapshots/{name}*")
    assert list(found) == []


def test_an_archive_beyond_the_limit_is_413(live, other_name):
    def body():
        for _ in range(257):
            yield b" " * 1024 * 1024

    answer = live.client.put(f"/_etp/snapshots/{other_name}", content=body())

    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "An archive may have up to 256 MB.",
    )
