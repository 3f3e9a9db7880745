import pytest

from etpserver.api.parsers import as_list


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("A", ["A"]),
        ("A,B , C,,", ["A", "B", "C"]),
        ("", []),
        (7, [7]),
        (["A", 7, "A", 7], ["A", 7]),
        ([1, "1", True, 1.0], [1, "1", True, 1.0]),
        ([], []),
        (["A,B"], ["A,B"]),
        (None, [None]),
        ({"a": 1}, [{"a": 1}]),
        ([[1], [1]], [[1]]),
    ],
    ids=repr,
)
def test_lists_single_values_and_comma_separated_texts(value, items):
    assert [*map(repr, as_list(value))] == [*map(repr, items)]
