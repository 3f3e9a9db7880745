"""Every page: it is there, it is sound, it is light, and it keeps to itself."""

import re

import pytest

from tests.console.conftest import EVIL, SN
from tests.console.reading import Page, read

PAGES = {
    "": "Overview",
    "terminals": "Terminals",
    f"terminals/{SN}": "Main gate",
    "people": "People",
    "people/7": EVIL,
    "punches": "Punches",
    "punches/day": "Monday, 05 January 2026",
    "unregistered": "Unregistered",
    "requests": "Requests",
    "faults": "Faults",
    "clock": "Clock",
    "snapshots": "Snapshots and timeline",
    "worlds": "Worlds",
    "settings": "Settings",
    "training": "Training",
    "training/01-get-a-token": "Get a token",
    "training/trainees": "Trainees",
    "api": "Getting started",
    "api/coverage": "Coverage and fidelity",
}
HEAVIEST = 300_000  # bytes of a page with all that it loads at first
LABELLED = ("input", "select", "textarea")


@pytest.fixture(params=PAGES, ids=lambda path: path or "overview")
def path(request) -> str:
    return request.param


def test_each_page_has_its_one_heading_its_landmarks_and_a_title(reader, path) -> None:
    page = reader.page(path)
    assert page.texts("h1") == [PAGES[path]]
    assert [len(page.all(tag)) for tag in ("main", "header", "footer")] == [1, 1, 1]
    assert page.all("nav")[0]["aria-label"] == "Pages and worlds"
    assert re.fullmatch(r".+ · test-\d+ · etpserver", page.texts("title")[0])
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("a", class_="skip")[0]["href"] == "#main"


def test_each_control_has_a_name(reader, path) -> None:
    page = reader.page(path)
    labels = {one["for"] for one in page.all("label")}
    for tag in LABELLED:
        for control in page.all(tag):
            is_inside = any(one.tag == "label" for one in control.inside)
            is_named = control["id"] in labels or is_inside or control["aria-label"]
            assert control["type"] == "hidden" or is_named, control.given
    for button in page.all("button"):
        named = button.text.strip() or button["aria-label"] or button["aria-hidden"]
        assert named, button.given
    for image in page.all("img"):
        assert "alt" in image.given, image.given


def test_ids_are_there_once_and_what_names_them_finds_them(reader, path) -> None:
    page = reader.page(path)
    ids = [one["id"] for one in page.elements if one["id"]]
    assert sorted(ids) == sorted(set(ids))
    for name in ("for", "aria-controls", "aria-describedby", "aria-labelledby", "list",
                 "data-open", "data-copy"):  # fmt: skip
        for one in page.elements:
            assert not one[name] or one[name] in ids, (name, one.given)


def number_is_found(page: Page) -> bool:
    """Whether what a part is asked for anew with (`hx-include`) is there, once and inside of it."""
    wanted = [one for one in page.elements if "#page" in one["hx-include"]]
    numbers = page.all("input", id="page")
    return [part in number.inside for part in wanted for number in numbers] == [True] * len(wanted)


def test_parts_that_are_asked_for_anew_find_the_number_of_their_page(reader, path) -> None:
    assert number_is_found(reader.page(path))


@pytest.mark.parametrize(
    "name", ["terminals", "people", "punches", "unregistered", "requests", "faults", "snapshots"]
)
def test_so_do_they_where_there_is_nothing_yet(visitor, name) -> None:
    assert number_is_found(visitor.page(name))


def test_nothing_in_a_page_is_inline_or_from_elsewhere(reader, path) -> None:
    answer = reader.get(path)
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert answer.headers["cache-control"] == "no-store"
    page = read(answer.text)
    assert page.all("style") == []
    assert [one.text.strip() for one in page.all("script")] == ["", ""]
    for one in page.elements:
        assert not any(name == "style" or name.startswith("on") for name in one.given), one.given
        for name in ("src", "href", "action", "hx-get", "hx-post"):
            assert "//" not in one[name], one.given


def test_no_page_is_heavy(reader, path) -> None:
    answer = reader.get(path)
    page = read(answer.text)
    files = [one["src"] for tag in ("script", "img") for one in page.all(tag)]
    files += [one["href"] for one in page.all("link")]
    loaded = [reader.client.get(file) for file in {*files}]
    assert [one.status_code for one in loaded] == [200] * len(loaded)
    assert len(answer.content) + sum(len(one.content) for one in loaded) < HEAVIEST


def test_what_people_wrote_is_shown_as_they_wrote_it(reader, path) -> None:
    answer = reader.get(path)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("shown", ["people?q=4711", "people/7", f"terminals/{SN}", "faults"])
def test_a_person_named_like_a_script_is_shown_so(reader, shown) -> None:
    assert EVIL in reader.page(shown).text()


def test_code_in_a_summary_is_marked_as_code(reader) -> None:
    page = reader.page("faults")
    assert "`" not in page.text()
    assert "Retry-After" in page.texts("code")


def test_links_stay_in_the_world_of_the_page(reader, full) -> None:
    prefix = f"/_etp/w/{full.name}/"
    for link in reader.page("people").all("a"):
        in_list = any(one["class"] == "switch-list" for one in link.inside)
        assert in_list or link["href"].startswith((prefix, "#", "?")), link.given


def test_the_list_of_worlds_leads_to_the_same_page_there(reader, full) -> None:
    page = reader.page("faults")
    links = {
        one.text.strip(): one["href"]
        for one in page.all("a")
        if any(outer["class"] == "switch-list" for outer in one.inside)
    }
    assert links["main"] == "/_etp/ui/faults"
    assert links[full.name] == f"/_etp/w/{full.name}/_etp/ui/faults"


@pytest.mark.parametrize(
    ("slashed", "plain"),
    [
        ("people/", "people"),
        ("people/7/?a=1", "people/7?a=1"),
        (f"terminals/{SN}/", f"terminals/{SN}"),
    ],
)
def test_a_slash_at_the_end_does_not_matter(reader, slashed, plain) -> None:
    assert reader.get(slashed).headers["location"] == reader.root + plain
    answer = reader.client.get(reader.root.rstrip("/"))
    assert answer.headers["location"] == reader.root


@pytest.mark.parametrize("missing", ["nosuch", "people/nobody", "terminals/NONE", "requests/99999"])
def test_what_is_not_there_is_a_page_too(reader, missing) -> None:
    answer = reader.get(missing)
    assert answer.status_code == 404
    assert read(answer.text).texts("h1") == ["There is nothing here"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "part", ["overview/part", "terminals/part", f"terminals/{SN}/part", "people/7/part"]
)
def test_parts_are_asked_for_alone(reader, part) -> None:
    answer = reader.get(part)
    assert answer.status_code == 200
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "listed", ["people", "punches", "punches/day", "unregistered", "requests", "faults", "clock",
               "snapshots", "worlds", "training/trainees", "api/coverage"]
)  # fmt: skip
def test_lists_answer_htmx_with_the_part_that_changes(reader, listed) -> None:
    answer = reader.get(listed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text


def test_the_root_leads_browsers_to_the_console_and_nobody_else(live, full) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml"}
    answer = live.client.get("/", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (302, "/_etp/ui/")
    answer = live.client.get(f"/_etp/w/{full.name}/", headers=browser)
    assert answer.headers["location"] == f"/_etp/w/{full.name}/_etp/ui/"
    answer = live.client.get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is nothing at /.")
    assert live.client.post("/", headers=browser).status_code == 404


def test_swagger_ui_has_the_token_of_the_world_filled_in(reader, full, live) -> None:
    page = reader.page("api/docs")
    assert page.all("div", id="docs")[0]["data-token"] == full.token
    elsewhere = live.client.get("/_etp/docs", headers={"Host": "etp.example"})
    assert read(elsewhere.text).all("div", id="docs")[0]["data-token"] == ""
