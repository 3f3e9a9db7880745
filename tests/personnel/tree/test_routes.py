"""What holds for every path of the four resources, whatever it does."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.answers import vendor_error
from tests.personnel.tree.kinds import KINDS

ANONYMOUS = "Authentication credentials were not provided."
UNSTORABLE = "Text must not hold NUL characters or unpaired surrogates."
TOO_LARGE = "The upload is larger than the server takes."
# The operations that read a body, each as method and path.
WRITES = {
    "create": ("post", lambda kind: kind.url()),
    "put": ("put", lambda kind: kind.url("1")),
    "patch": ("patch", lambda kind: kind.url("1")),
    "action": ("post", lambda kind: kind.url("action")),
    "export": ("post", lambda kind: kind.url("export")),
    "import": ("post", lambda kind: kind.url(kind.import_path)),
}
READS = {
    "list": ("get", lambda kind: kind.url()),
    "read": ("get", lambda kind: kind.url("1")),
    "export by get": ("get", lambda kind: f"{kind.url('export')}?export_type=csv"),
}
DELETES = {"delete": ("delete", lambda kind: kind.url("1"))}
OPERATIONS = {**READS, **WRITES, **DELETES}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
HABITS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=OPERATIONS)
def operation(request):
    return OPERATIONS[request.param]


@pytest.fixture(params=WRITES)
def write(request, api, kind):
    """Send raw bytes to one of the operations that read a body."""
    method, path = WRITES[request.param]

    def call(content, content_type="application/json"):
        return getattr(api, method)(path(kind), content, content_type=content_type)

    return call


def test_the_anonymous_are_401(operation, anonymous, kind):
    method, path = operation
    before = kind.rows()
    answer = getattr(anonymous, method)(path(kind))
    assert (answer.status_code, answer.json()) == (401, vendor_error(-1, ANONYMOUS))
    assert kind.rows() == before


def test_every_path_works_without_its_slash(operation, api, kind):
    method, path = operation
    url, _, query = path(kind).partition("?")
    with_slash = getattr(api, method)(f"{url}?{query}")
    without = getattr(api, method)(f"{url.removesuffix('/')}?{query}")
    assert without.status_code == with_slash.status_code
    assert without.status_code in {200, 400}
    if without.headers["Content-Type"] == "application/json" and method != "get":
        assert without.json() == with_slash.json()


def test_a_created_record_without_the_slash(api, kind):
    answer = api.post(kind.url().removesuffix("/"), kind.body("NEW"))
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("NEW")))


@pytest.mark.parametrize("tail", ["", "1", "action", "export", "NOBODY"])
def test_options_need_no_login(anonymous, kind, tail):
    answer = anonymous.options(kind.url(tail))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "OPTIONS" in answer["Allow"]


def test_options_name_the_methods_of_a_record(anonymous, kind):
    allowed = {method.strip() for method in anonymous.options(kind.url("1"))["Allow"].split(",")}
    assert allowed == {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("method", "tail"),
    [("post", "1"), ("put", ""), ("patch", ""), ("delete", ""), ("get", "action"),
     ("delete", "action"), ("put", "action"), ("delete", "export"), ("patch", "export")],
)  # fmt: skip
def test_other_methods_are_405(api, kind, method, tail):
    before = kind.rows()
    answer = getattr(api, method)(kind.url(tail), {}, format="json")
    detail = f'Method "{method.upper()}" not allowed.'
    assert (answer.status_code, answer.json()) == (405, vendor_error(-1, detail))
    assert kind.rows() == before


def test_the_import_path_takes_post_only(api, kind):
    answer = api.get(kind.url(kind.import_path))
    assert (answer.status_code, answer.json()) == (
        405,
        vendor_error(-1, 'Method "GET" not allowed.'),
    )


def test_an_unknown_path_below_a_record_is_404(api, kind):
    answer = api.get(f"{kind.url('1')}children/")
    detail = f"There is nothing at {kind.url('1')}children/."
    assert (answer.status_code, answer.json()) == (404, vendor_error(-1, detail))


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", "image/png;q=0"])
def test_accept_is_ignored(api, kind, accept):
    answer = api.get(kind.url("1"), headers={"accept": accept})
    assert (answer.status_code, answer.json()) == (200, kind.read(kind.root))


# ---- bodies that cannot be read -----------------------------------------------------------------


@pytest.mark.parametrize(
    "content", ["{", '{"a":}', "[1,]", "{'a': 1}", "\xff\xfe", "nonsense", '{"a": 1} {}', "\ufeff"]
)
def test_malformed_json_is_400(write, kind, content):
    before = kind.rows()
    answer = write(content.encode("latin-1" if content.startswith("\xff") else "utf-8"))
    detail = answer.json()["detail"]
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert detail.startswith("JSON parse error - ")
    assert kind.rows() == before


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_json_lacks_are_400(write, kind, name):
    before = kind.rows()
    answer = write(f'{{"{kind.code}": {name}}}')
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, f"JSON has no {name}."))
    assert kind.rows() == before


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400 + ".0"])
def test_numbers_that_no_float_holds_are_400(write, kind, number):
    before = kind.rows()
    answer = write(f'{{"{kind.code}": {number}, "{kind.name}": "x"}}')
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, "A number is too large."))
    assert kind.rows() == before


def test_numbers_of_5000_digits_are_400(write, kind):
    before = kind.rows()
    answer = write(f'{{"{kind.code}": {"9" * 5000}}}')
    detail = answer.json()["detail"]
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert detail.startswith("JSON parse error - Exceeds the limit")
    assert kind.rows() == before


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\udc00", "a\\ud83d", "\\ude00\\ud83d"])
@pytest.mark.parametrize(
    "template", ['{"x": "%s"}', '{"%s": 1}', '{"x": [[{"y": ["%s"]}]]}', '"%s"']
)
def test_nul_and_unpaired_surrogates_are_400_wherever_they_lie(write, kind, template, text):
    before = kind.rows()
    answer = write(template.replace("%s", text))
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, UNSTORABLE))
    assert kind.rows() == before


@pytest.mark.parametrize("field", ["area_code=A%00", "%00=1"])
def test_nul_in_a_form_is_400(write, kind, field):
    before = kind.rows()
    answer = write(field, "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, UNSTORABLE))
    assert kind.rows() == before


@pytest.mark.parametrize("depth", [51, 500, 900])
def test_deep_nesting_is_400(write, kind, depth):
    before = kind.rows()
    answer = write(f'{{"{kind.name}": {"[" * depth}{"]" * depth}}}')
    detail = "The body is nested more than 50 levels deep."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert kind.rows() == before


def test_nesting_without_end_is_400(write, kind):
    before = kind.rows()
    answer = write("[" * 200_000)
    detail = answer.json()["detail"]
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert kind.rows() == before


@pytest.mark.parametrize("kind_of_body", ["text/plain", "application/xml", "nonsense", "text/csv"])
def test_other_content_types_are_415(write, kind, kind_of_body):
    before = kind.rows()
    answer = write("<a/>", kind_of_body)
    detail = f'Unsupported media type "{kind_of_body}" in request.'
    assert (answer.status_code, answer.json()) == (415, vendor_error(-1, detail))
    assert kind.rows() == before


def test_multipart_without_a_boundary_is_400(write, kind):
    before = kind.rows()
    answer = write("x", "multipart/form-data")
    detail = "Multipart form parse error - Invalid boundary in multipart: None"
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert kind.rows() == before


def test_content_types_are_read_in_any_case(api, kind):
    body = f'{{"{kind.code}": "NEW", "{kind.name}": "x"}}'
    answer = api.post(kind.url(), body, content_type="Application/JSON; charset=UTF-8")
    assert (answer.status_code, answer.json()) == (201, kind.written(kind.get("NEW")))


@pytest.mark.parametrize(
    "kind_of_body",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_bodies_beyond_20_mb_are_413(write, kind, kind_of_body):
    before = kind.rows()
    answer = write(b"x" * (20 * 1024 * 1024 + 1), kind_of_body)
    assert (answer.status_code, answer.json()) == (413, vendor_error(-1, TOO_LARGE))
    assert kind.rows() == before


@pytest.mark.parametrize("body", ["[]", "[{}]", '"text"', "1", "null", "true"])
def test_bodies_that_are_no_object_are_400(write, kind, body):
    before = kind.rows()
    answer = write(body)
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert kind.rows() == before


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("node", KINDS, ids=lambda node: node.resource)
def test_random_bodies_are_never_a_5xx(api, node, name):
    method, path = WRITES[name]
    keys = st.sampled_from(
        [node.code, node.name, node.parent, "object_codes", "action_type", "export_type",
         "export_headers", "import_type", "import_file", "search", "ordering", "page"]
    )  # fmt: skip

    @HABITS
    @given(JSON_VALUES | st.dictionaries(keys, JSON_VALUES, min_size=1, max_size=4))
    def send(body):
        content = json.dumps(body)
        answer = getattr(api, method)(path(node), content, content_type="application/json")
        assert answer.status_code in {200, 201, 400}
        assert answer.status_code < 400 or answer.json()["code"] < 0

    send()
