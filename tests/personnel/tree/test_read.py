import pytest

from tests.kernel.answers import vendor_error


def test_answers_the_bare_record(api, kind):
    node = kind.new("GATE", "Gate", kind.new("SITE", "Site", kind.root))
    answer = api.get(kind.url("GATE"))
    assert (answer.status_code, answer.json()) == (200, kind.read(node))


def test_a_record_without_a_parent_answers_null(api, kind):
    answer = api.get(kind.url("1"))
    assert (answer.status_code, answer.json()) == (200, kind.read(kind.root))
    assert answer.json()[kind.parent] is None


def test_a_path_may_name_the_id(api, kind):
    node = kind.new("GATE")
    answer = api.get(kind.url(node.pk))
    assert (answer.status_code, answer.json()) == (200, kind.read(node))


def test_a_code_wins_over_another_ones_id(api, kind):
    other = kind.new("OTHER")
    node = kind.new(str(other.pk))
    answer = api.get(kind.url(other.pk))
    assert (answer.status_code, answer.json()) == (200, kind.read(node))


@pytest.mark.parametrize("code", ["Tor 7", "दिल्ली", "a.b", "..", "%41"])
def test_codes_are_unescaped_once(api, kind, code):
    node = kind.new(code)
    path = kind.url() + {"Tor 7": "Tor%207/", "%41": "%2541/"}.get(code, f"{code}/")
    answer = api.get(path)
    assert (answer.status_code, answer.json()) == (200, kind.read(node))


@pytest.mark.parametrize(
    "tail",
    ["NOBODY", "99999", "0", "01", "+1", "-1", "%D9%A1", "9" * 400, "%ED%A0%80", "%FF", "%0A"],
)
def test_an_unknown_record_is_404_with_the_resources_code(api, kind, tail):
    answer = api.get(f"{kind.url()}{tail}/")
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))


def test_codes_are_case_sensitive(api, kind):
    kind.new("gate")
    answer = api.get(kind.url("GATE"))
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))


def test_refuses_nul_in_a_path(api, kind):
    answer = api.get(f"{kind.url()}A%00B/")
    detail = "Text must not hold NUL characters or unpaired surrogates."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))


def test_a_slash_in_a_code_is_another_path(api, kind):
    answer = api.get(f"{kind.url()}A%2FB/")
    detail = f"There is nothing at {kind.url()}A/B/."
    assert (answer.status_code, answer.json()) == (404, vendor_error(-1, detail))


def test_a_viewer_may_read(viewer, api, kind):
    api.force_authenticate(viewer)
    answer = api.get(kind.url("1"))
    assert (answer.status_code, answer.json()) == (200, kind.read(kind.root))


def test_filters_of_the_list_are_unknown_here(api, kind):
    answer = api.get(f"{kind.url('1')}?page=2&{kind.code}=X")
    assert (answer.status_code, answer.json()) == (200, kind.read(kind.root))
    assert answer["X-Etp-Warning"] == f"unknown query parameters: page, {kind.code}"
