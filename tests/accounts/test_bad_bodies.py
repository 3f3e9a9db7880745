import pytest

from tests.accounts.people import answered, refusal

LOGINS = [
    "api-token-auth",
    "jwt-api-token-auth",
    "staff-api-token-auth",
    "staff-jwt-api-token-auth",
]
REQUIRED = ["This field is required."]
NOT_TEXT = ["Not a valid string."]


@pytest.fixture(params=LOGINS)
def post(api, request):
    def call(body, content_type="application/json"):
        return api.generic("POST", f"/api/{request.param}/", body, content_type)

    return call


def test_names_every_missing_field(post):
    fields = {"username": REQUIRED, "password": REQUIRED}

    assert answered(post("{}")) == (400, refusal(REQUIRED[0], **fields))


def test_names_one_missing_field(post):
    assert answered(post('{"username": "a"}')) == (400, refusal(REQUIRED[0], password=REQUIRED))


def test_refuses_a_list_as_username(post):
    body = '{"username": ["admin"], "password": "x"}'

    assert answered(post(body)) == (400, refusal(NOT_TEXT[0], username=NOT_TEXT))


@pytest.mark.parametrize("value", ['{"a": 1}', "true", "null", '""', '" "', "1" * 5000])
def test_refuses_what_is_no_name(post, value):
    assert post(f'{{"username": {value}, "password": "x"}}').status_code == 400


@pytest.mark.parametrize("text", [r"\u0000", r"a\u0000b", r"\ud800"])
@pytest.mark.parametrize("field", ["username", "password"])
def test_refuses_unstorable_text(post, field, text):
    other = {"username": "password", "password": "username"}[field]

    assert post(f'{{"{field}": "{text}", "{other}": "x"}}').status_code == 400


def test_refuses_a_nul_in_a_form(post):
    answer = post("username=a%00&password=b", "application/x-www-form-urlencoded")

    assert answer.status_code == 400


def test_refuses_a_huge_name(post):
    lines = ["Ensure this field has no more than 150 characters."]
    body = f'{{"username": "{"a" * 1_000_000}", "password": "x"}}'

    assert answered(post(body)) == (400, refusal(lines[0], username=lines))


def test_refuses_a_huge_password(post):
    lines = ["Ensure this field has no more than 4096 characters."]
    body = f'{{"username": "a", "password": "{"x" * 1_000_000}"}}'

    assert answered(post(body)) == (400, refusal(lines[0], password=lines))


def test_refuses_a_number_without_end(post):
    assert post(f'{{"username": 1{"0" * 400}, "password": "x"}}').status_code == 400


@pytest.mark.parametrize("body", ["{", "", "[]", '"a"', "[" * 100_000, "\0", b"\xff\xfe"])
def test_refuses_what_is_no_object(post, body):
    assert post(body).status_code == 400


def test_refuses_another_content_type(post):
    assert post("<a/>", "application/xml").status_code == 415


@pytest.mark.parametrize("value", ['["x"]', "{}", "true", "null", '""', r'"\u0000"', r'"\ud800"'])
def test_refresh_refuses_what_is_no_text(api, value):
    body = f'{{"refresh": {value}}}'

    answer = api.generic("POST", "/api/jwt-api-token-refresh/", body, "application/json")

    assert answer.status_code == 400
