import pytest

from tests.kernel.answers import vendor_error

ROOT = "The record every installation starts with cannot be deleted."


def test_deletes_by_code(api, kind):
    before = kind.rows()
    kind.new("GATE")
    answer = api.delete(kind.url("GATE"))
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert kind.rows() == before


def test_deletes_by_id(api, kind):
    before = kind.rows()
    node = kind.new("GATE")
    answer = api.delete(kind.url(node.pk))
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert kind.rows() == before


def test_a_code_wins_over_another_ones_id(api, kind):
    other = kind.new("OTHER")
    kind.new(str(other.pk))
    answer = api.delete(kind.url(other.pk))
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert kind.get("OTHER") == other


def test_a_code_with_leading_zeros_is_never_an_id(api, kind):
    node = kind.new("GATE")
    answer = api.delete(kind.url(f"00{node.pk}"))
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))
    assert kind.get("GATE") == node


def test_refuses_a_record_with_children(api, kind):
    kind.new("GATE", parent=kind.new("SITE"))
    before = kind.rows()
    answer = api.delete(kind.url("SITE"))
    expected = vendor_error(kind.in_use, f"Still in use by: {kind.resource}.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_the_root(api, kind):
    before = kind.rows()
    answer = api.delete(kind.url("1"))
    assert (answer.status_code, answer.json()) == (400, vendor_error(kind.in_use, ROOT))
    assert kind.rows() == before


@pytest.mark.parametrize("code", ["NOBODY", "99999", "0"])
def test_an_unknown_record_is_404(api, kind, code):
    before = kind.rows()
    answer = api.delete(kind.url(code))
    assert (answer.status_code, answer.json()) == (404, vendor_error(kind.unknown, "Not found."))
    assert kind.rows() == before


def test_ignores_a_body(api, kind):
    kind.new("GATE")
    answer = api.delete(kind.url("GATE"), "{broken", content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})


def test_a_viewer_may_not_delete(viewer, api, kind):
    api.force_authenticate(viewer)
    before = kind.rows()
    answer = api.delete(kind.url("NOBODY"))
    detail = "You do not have permission to perform this action."
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, detail))
    assert kind.rows() == before
