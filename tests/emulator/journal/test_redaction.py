"""What is taken out of requests and answers; all of it pure functions on text."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etpserver.emulator.journal.redaction.answers import answer_body
from etpserver.emulator.journal.redaction.heads import form, headers
from etpserver.emulator.journal.redaction.requests import request_body
from etpserver.emulator.journal.redaction.words import is_secret, is_template

JSON, FORM, TEXT = "application/json", "application/x-www-form-urlencoded", "text/plain"
TEMPLATE = base64.b64encode(bytes(range(256)) * 8).decode()
SHORT = f"{TEMPLATE[:20]}... ({len(TEMPLATE)} characters)"


@pytest.mark.parametrize(
    "name",
    [
        "password", "Password", "self_password", "device_password", "Device Password", "Passwd",
        "passwd", "pwd", "token", "access_token", "accessToken", "Access-Token", "auth_token",
        "csrfmiddlewaretoken", "access", "refresh", "jwt", "JWT", "secret", "client_secret",
        "clientSecret", "api_key", "apikey", "X-Api-Key", "pushcommkey", "CommKey", "credentials",
        "Authorization", "control_token", "X-Etp-Control-Token",
    ],
)  # fmt: skip
def test_knows_names_of_secrets(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["emp_code", "pin", "card_no", "last_access", "refreshed", "key", "keyword", "pass", "sn", ""],
)
def test_leaves_other_names(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize("name", ["bio_tmp", "Tmp", "TMP", "template", "Template"])
def test_knows_names_of_templates(name: str) -> None:
    assert is_template(name)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Authorization", "Token abc", "Token ***"),
        ("authorization", "bearer abc", "bearer ***"),
        ("Authorization", "JWT a.b.c", "JWT ***"),
        ("Authorization", "Bearer-Token abc", "Bearer-Token ***"),
        ("Authorization", "Basic YWRtaW46YWRtaW4=", "Basic ***"),
        ("Authorization", "s3cret", "***"),
        ("Authorization", "Negotiate s3cret", "***"),
        ("Proxy-Authorization", "Basic abc", "Basic ***"),
        ("Cookie", "etp_session=abc; theme=dark", "etp_session=***; theme=***"),
        ("Cookie", "abc", "***"),
        ("Set-Cookie", "etp_csrf=abc; Path=/; HttpOnly", "etp_csrf=***; Path=/; HttpOnly"),
        ("X-CSRFToken", "abc", "***"),
        ("X-Api-Key", "abc", "***"),
        ("X-Auth-Token", "abc", "***"),
        ("X-Etp-Control-Token", "abc", "***"),
        ("X-Client-Secret", "abc", "***"),
        ("Referer", "http://x/?access_token=abc&page=2", "http://x/?access_token=***&page=2"),
        ("Referer", "http://admin:abc@x/y", "http://***@x/y"),
        ("Location", "/next?token=abc", "/next?token=***"),
        ("X-Original-Url", "/y?password=abc", "/y?password=***"),
        ("Accept", "*/*", "*/*"),
        ("X-Mail", "a@b.example", "a@b.example"),
        ("X-Long", "a" * 5000, "a" * 4096 + "..."),
    ],
)
def test_headers(name: str, value: str, kept: str) -> None:
    assert headers([(name, value)]) == ((name, kept),)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("page=2&emp_code=7", "page=2&emp_code=7"),
        ("access_token=abc&page=2", "access_token=***&page=2"),
        ("Access_Token=abc", "Access_Token=***"),
        ("access_token=", "access_token="),
        ("password=a&password=b", "password=***&password=***"),
        ("%70assword=abc", "%70assword=***"),
        ("pass%77ord=a%26b&x=1", "pass%77ord=***&x=1"),
        ("pushcommkey=abc&SN=1", "pushcommkey=***&SN=1"),
        (f"bio_tmp={TEMPLATE[:400]}", f"bio_tmp={TEMPLATE[:20]}... (400 characters)"),
        (
            "filter=" + quote('{"user": {"password": "abc"}, "n": 1}'),
            "filter=%7B%22user%22%3A%7B%22password%22%3A%22%2A%2A%2A%22%7D%2C%22n%22%3A1%7D",
        ),
        ("a=50%25&b", "a=50%25&b"),
    ],
)
def test_queries_and_forms(written: str, kept: str) -> None:
    assert form(written) == kept
    assert request_body(written.encode(), FORM) == kept.encode()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"self_password": "abc", "emp_code": "7"}, {"self_password": "***", "emp_code": "7"}),
        ({"a": [{"b": {"token": "abc"}}]}, {"a": [{"b": {"token": "***"}}]}),
        ({"password": {"old": "abc"}}, {"password": "***"}),
        ({"password": ["abc"]}, {"password": "***"}),
        ({"password": 12345}, {"password": "***"}),
        ({"password": 0}, {"password": "***"}),
        ({"password": None, "token": ""}, {"password": None, "token": ""}),
        ({"data": '{"password": "abc"}'}, {"data": '{"password":"***"}'}),
        ([{"bio_tmp": TEMPLATE}], [{"bio_tmp": SHORT}]),
        ({"bio_tmp": "short"}, {"bio_tmp": "short"}),
        ({"note": "my password: 12"}, {"note": "my password: 12"}),
        ({"content": TEMPLATE}, {"content": TEMPLATE}),
    ],
)
def test_json_at_any_depth(body: object, kept: object) -> None:
    for content_type in (JSON, "application/vnd.api+json", TEXT, ""):
        assert json.loads(request_body(json.dumps(body).encode(), content_type)) == kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"pass\\u0077ord": "abc"}', b'{"password":"***"}'),
        (b'{"password": "abc", "password": ""}', b'{"password":""}'),
        (b'{"emp_code": "7", "password": "ab', b'{"emp_code": "7", "password": "***"'),
        (b'{"password": "a\\"b", ', b'{"password": "***", '),
        (b"{'password': 'abc', 'b': 1}", b"{'password': \"***\", 'b': 1}"),
        (b'{"password": ["abc", "def"', b'{"password": "***"'),
        (b"{password: abc}", b'{password: "***"}'),
        (b"password=abc\tname=x", b"password=***\tname=x"),
        (b'{"emp_code":  "7"}', b'{"emp_code":  "7"}'),
    ],
)
def test_json_that_is_cut_broken_or_disguised(body: bytes, kept: bytes) -> None:
    assert request_body(body, JSON) == kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            "USER PIN=7\tName=Asha\tPri=0\tPasswd=4321\tCard=123\nUSER PIN=8\tPasswd=\tCard=",
            "USER PIN=7\tName=Asha\tPri=0\tPasswd=***\tCard=123\nUSER PIN=8\tPasswd=\tCard=",
        ),
        (
            f"FP PIN=7\tFID=6\tSize=2732\tValid=1\tTMP={TEMPLATE}\nOPLOG 4\t14\tx",
            f"FP PIN=7\tFID=6\tSize=2732\tValid=1\tTMP={SHORT}\nOPLOG 4\t14\tx",
        ),
        (f"BIODATA Pin=7\tNo=0\tTmp={TEMPLATE}\r\n", f"BIODATA Pin=7\tNo=0\tTmp={SHORT}\r\n"),
        (f"templatev10 pin=7\ttemplate={TEMPLATE}", f"templatev10 pin=7\ttemplate={SHORT}"),
        (f"USERPIC PIN=7\tSize=9\tContent={TEMPLATE}", f"USERPIC PIN=7\tSize=9\tContent={SHORT}"),
        (f"IDCARD PIN=7\tPhoto={TEMPLATE}\tSN=1", f"IDCARD PIN=7\tPhoto={SHORT}\tSN=1"),
        ("7\t2026-01-05 08:58:12\t0\t1", "7\t2026-01-05 08:58:12\t0\t1"),
        ("DeviceName=F22,CommKey=1234,x=1", "DeviceName=F22,CommKey=***"),
    ],
)
def test_lines_of_terminals(body: str, kept: str) -> None:
    for content_type in (TEXT, "application/push;charset=UTF-8", ""):
        assert request_body(body.encode(), content_type) == kept.encode()


def multipart(*parts: tuple[str, bytes]) -> bytes:
    written = [
        b"--XX\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body + b"\r\n"
        for head, body in parts
    ]
    return b"".join(written) + b"--XX--\r\n"


@pytest.mark.parametrize(
    ("head", "body", "kept"),
    [
        ('name="emp_code"', b"7%", b"7%"),
        ('name="self_password"', b"abc", b"***"),
        ("name=token", b"abc", b"***"),
        ("name*=utf-8''pass%77ord", b"abc", b"***"),
        ('name="bio_tmp"', TEMPLATE.encode(), SHORT.encode()),
        ('name="data"', b'{"password": "abc"}', b'{"password":"***"}'),
        (
            'name="file"; filename="people.csv"',
            b"Code,Device Password,Name\r\n7,4321,A\r\n8,,B\r\n",
            b"Code,Device Password,Name\r\n7,***,A\r\n8,,B\r\n",
        ),
        (
            'name="file"; filename="people.txt"',
            b"\xef\xbb\xbfPassword\tName\r\nabc\tA\r\n",
            b"\xef\xbb\xbfPassword\tName\r\n***\tA\r\n",
        ),
        ('name="file"; filename="a.dat"', b"USER PIN=7\tPasswd=4321", b"USER PIN=7\tPasswd=***"),
        (
            'name="file"; filename="a.xlsx"',
            b"PK\x03\x04packed",
            b"(a workbook is not kept; 12 bytes of it were read)",
        ),
        ('name="photo"; filename="a.jpg"', b"\xff\xd8\x00pwd=abc%", b"\xff\xd8\x00pwd=abc%"),
    ],
)
def test_parts_of_a_form(head: str, body: bytes, kept: bytes) -> None:
    found = request_body(multipart((head, body)), "multipart/form-data; boundary=XX")

    # A file ends with the line's end or without; the boundary comes next in any case.
    assert found.replace(b"\r\n\r\n--XX", b"\r\n--XX") == multipart((head, kept)).replace(
        b"\r\n\r\n--XX", b"\r\n--XX"
    )


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"])
def test_other_charsets_hide_nothing(charset: str) -> None:
    content = '{"password": "abc", "name": "Ä"}'.encode(charset)

    found = request_body(content, f"application/json; charset={charset}")

    assert json.loads(found) == {"password": "***", "name": "Ä"}


def test_a_charset_that_is_not_named_hides_nothing() -> None:
    assert request_body('{"password": "abc"}'.encode("utf-16"), JSON) == b'{"password":"***"}'


@pytest.mark.parametrize("content", [b"\xff\x00", b"\x00\x00\x00\x01", b"a\x00pwd"])
def test_bytes_that_look_like_another_charset_stay(content: bytes) -> None:
    assert request_body(content, "") == content


@pytest.mark.parametrize("charset", ["nonsense", "hex", "utf-16"])
def test_a_wrong_charset_is_not_looked_at(charset: str) -> None:
    found = request_body(b'{"password": "abc"}\n', f"application/json; charset={charset}")

    assert b"abc" not in found


def test_packed_bodies_are_not_kept() -> None:
    found = request_body(b"\x1f\x8b\x08packed", JSON, "gzip")

    assert found == b"(a body in gzip is not kept; 9 bytes of it were read)"


def answered(content: str, content_type: str = JSON, *, is_file: bool = False) -> str:
    found = answer_body(content.encode(), content_type, is_file=is_file, is_faulty=False)
    return found.decode()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ('{"token":"abc"}', '{"token":"***"}'),
        ('{"refresh":"a","access":"b"}', '{"refresh":"***","access":"***"}'),
        ('{"self_password":"a\\"b","x":""}', '{"self_password":"***","x":""}'),
        ('{"device_password":"","x":null}', '{"device_password":"","x":null}'),
        ('{"password":["This is required."]}', '{"password":["This is required."]}'),
        ('{"data":[{"device_password":"12', '{"data":[{"device_password":"***'),
        (f'{{"bio_tmp":"{TEMPLATE}"}}', f'{{"bio_tmp":"{SHORT}"}}'),
    ],
)
def test_answers_in_json(content: str, kept: str) -> None:
    assert answered(content) == kept


def test_answers_that_are_files() -> None:
    csv = "Code,Device Password\r\n7,4321\r\n"
    assert answered(csv, "text/csv", is_file=True) == "Code,Device Password\r\n7,***\r\n"
    tabs = "Code\tSelf Password\r\n7\tabc\r\n"
    assert answered(tabs, "text/plain", is_file=True) == "Code\tSelf Password\r\n7\t***\r\n"
    assert answered("PK\x03\x04xyz", "application/x") == (
        "(a workbook is not kept; 7 bytes of it were read)"
    )


def test_commands_for_terminals() -> None:
    line = (
        f"C:1:DATA UPDATE BIODATA Pin=7\tTmp={TEMPLATE}\nC:2:DATA UPDATE USERINFO PIN=7\tPasswd=1"
    )

    assert answered(line, TEXT) == (
        f"C:1:DATA UPDATE BIODATA Pin=7\tTmp={SHORT}\nC:2:DATA UPDATE USERINFO PIN=7\tPasswd=***"
    )


def test_links_that_repeat_a_secret_parameter() -> None:
    link = '{"next":"http://x/?access_token=abc&page=2"}'

    found = answer_body(link.encode(), JSON, is_file=False, is_faulty=False, links=["access_token"])

    assert found == b'{"next":"http://x/?access_token=***&page=2"}'


SECRET = "S3cretValue"
CONTENT_TYPES = st.sampled_from(
    [JSON, FORM, TEXT, "", "multipart/form-data; boundary=XX", "application/json; charset=utf-16"]
)


@given(st.binary(max_size=300), CONTENT_TYPES)
def test_takes_whatever_is_sent(content: bytes, content_type: str) -> None:
    for body in (content, b'{"password"' + content, b"tmp=" + content, b"--XX\r\n" + content):
        request_body(body, content_type)
        answer_body(body, content_type, is_file=True, is_faulty=False)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=10), inner, max_size=3)
            | st.fixed_dictionaries({"user_Password": st.just(SECRET), "x": inner})
        ),
        max_leaves=20,
    )
)
def test_no_secret_is_left_in_any_json(value: object) -> None:
    content = json.dumps({"top": value, "token": SECRET}).encode()

    for body in (content, content[:-1], content + b"garbage"):
        assert SECRET.encode() not in request_body(body, JSON)
