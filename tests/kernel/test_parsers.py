"""What is refused before anything else looks at a body."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from etpserver.api.parsers import DEEPEST, refuse_unstorable, refuse_unstorable_query

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


@pytest.mark.parametrize("value", ["", "x", 1, 1.5, None, True, [], {}, [["a"], {"b": ["😀"]}]])
def test_takes_what_a_database_holds(value):
    refuse_unstorable(value)


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800", "é\udfff", float("inf"), -float("inf")])
@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [[x]], lambda x: {"a": {"b": [x]}}])
def test_refuses_what_no_database_holds_however_deep(wrap, bad):
    with pytest.raises(ParseError):
        refuse_unstorable(wrap(bad))


def test_refuses_bad_keys():
    with pytest.raises(ParseError):
        refuse_unstorable({"a": [{"\0": 1}]})


def nested(levels):
    value = 1
    for _ in range(levels - 1):
        value = [value]
    return value


def test_takes_the_deepest_nesting():
    refuse_unstorable(nested(DEEPEST))


def test_refuses_one_level_more():
    with pytest.raises(ParseError, match="nested more than 50 levels"):
        refuse_unstorable(nested(DEEPEST + 1))


@pytest.mark.parametrize("query", ["a=%00", "%00=a", "a=1&a=%00"])
def test_refuses_nul_in_every_value_of_a_query(query):
    with pytest.raises(ParseError):
        refuse_unstorable_query(QueryDict(query))


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_what_is_taken_can_be_encoded_and_holds_no_nul(text):
    try:
        refuse_unstorable([text])
    except ParseError:
        assert "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
    else:
        assert b"\0" not in text.encode()
