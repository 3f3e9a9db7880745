"""Answers in one form, and compared."""

import pytest

from etpserver.training.values import AnswerError, difference, given_answer, right_answer


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("number", 3, 3.0),
        ("number", " 3 ", 3.0),
        ("text", " Ver 10:1 ", "ver 10:1"),
        ("text", 20027, "20027"),
        ("list", ["a", 7, "a", " "], {"a", "7"}),
        ("list", "a, b;c\n\nd", {"a", "b", "c", "d"}),
    ],
)
def test_brings_an_answer_into_its_form(kind, value, answer) -> None:
    assert given_answer(kind, value) == answer


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", "three"), ("number", [3]), ("number", True), ("text", ["a"]), ("list", {"a": 1})],
)
def test_refuses_what_is_no_answer(kind, value) -> None:
    with pytest.raises(AnswerError):
        given_answer(kind, value)


@pytest.mark.parametrize(
    ("kind", "values", "is_count", "answer"),
    [
        ("number", ["a", "b", "a"], True, 2.0),
        ("number", [], True, 0.0),
        ("number", [238], False, 238.0),
        ("text", ["Ver 10:1"], False, "ver 10:1"),
        ("list", [20005, 20008, 20005], False, {"20005", "20008"}),
        ("number", [None], False, None),
        ("number", ["none"], False, None),
        ("number", [1, 2], False, None),
        ("text", [], False, None),
    ],
)
def test_makes_the_right_answer_of_what_was_found(kind, values, is_count, answer) -> None:
    assert right_answer(kind, values, is_count=is_count) == answer


@pytest.mark.parametrize(
    ("given", "right", "said"),
    [
        ({"a"}, {"a"}, ""),
        ({"a", "x"}, {"a", "b"}, "Your list has 1 missing and 1 that should not be there."),
        ({"x", "a"}, {"a"}, "Your list has 1 that should not be there."),
        (3.0, None, "The records say something else."),
        ("a", "b", "The records say something else."),
    ],
)
def test_tells_how_a_wrong_answer_differs(given, right, said) -> None:
    assert difference(given, right) == said
