"""Reading `.http` files."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etpserver.emulator.init.http_files import HttpFileError, HttpRequest, read_requests

KNOWN = {"url": "http://127.0.0.1:8088", "token": "abc"}


def read(text):
    return list(read_requests(text, KNOWN))


def test_reads_requests_parted_by_hashes():
    text = (
        "### The first\n"
        "POST /personnel/api/areas/ HTTP/1.1\n"
        "Content-Type: application/json\n"
        "\n"
        '{"area_code": "LAB"}\n'
        "\n"
        "### The second\n"
        "{{url}}/personnel/api/areas/LAB/\n"
    )
    assert read(text) == [
        HttpRequest(
            2,
            "POST",
            "/personnel/api/areas/",
            {"Content-Type": "application/json"},
            '{"area_code": "LAB"}',
        ),
        HttpRequest(8, "GET", "http://127.0.0.1:8088/personnel/api/areas/LAB/"),
    ]


def test_puts_variables_in_wherever_they_are_used():
    text = (
        "@code = LAB\n@path=/areas/{{code}}\n\nPUT {{path}}/\nX-Code: {{code}}\n\n"
        '{"name": "{{code}}"}'
    )
    assert read(text) == [
        HttpRequest(4, "PUT", "/areas/LAB/", {"X-Code": "LAB"}, '{"name": "LAB"}')
    ]


def test_variables_hold_for_the_requests_that_follow():
    assert [request.target for request in read("@a = 1\nGET /{{a}}\n###\nGET /{{a}}/2")] == [
        "/1",
        "/1/2",
    ]


def test_a_query_may_go_on_in_the_next_lines():
    assert read("GET /areas/\n  ?page=2\n  &page_size=5\nAccept: */*")[0].target == (
        "/areas/?page=2&page_size=5"
    )


def test_comments_are_passed_over():
    assert read("# one\n// two\nGET /areas/\n# three\nX: 1") == [
        HttpRequest(3, "GET", "/areas/", {"X": "1"})
    ]


def test_a_body_may_hold_blank_lines_and_hashes():
    assert read("POST /x\n\none\n\n# two")[0].body == "one\n\n# two"


def test_a_part_without_a_request_is_none():
    assert read("###\n# nothing\n###\n\n") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\nGET /{{nobody}}", "line 2: {{nobody}} is not set."),
        ("###\nGET / HTTP/1.1 and more", "line 2: 'GET / HTTP/1.1 and more' is no request"),
        ("GET /\nno header", "line 2: 'no header' is no header."),
        ("GET /\n\nbody\n###\nGET /\n\n{{x}}", "line 7: {{x}} is not set."),
    ],
)
def test_says_which_line_is_wrong(text, reason):
    with pytest.raises(HttpFileError) as problem:
        read(text)
    assert str(problem.value).startswith(reason)


@given(st.text())
def test_no_text_raises_anything_else(text):
    with suppress(HttpFileError):
        read(text)
