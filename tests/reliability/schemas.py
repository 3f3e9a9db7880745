"""Values by the schemas of the OpenAPI document, and values that break them: for hypothesis."""

from typing import Any

from hypothesis import strategies as st

# What clients get wrong, and what has broken servers before.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "0", "-1", "true", "null", "٣", "a\tb",
    "x" * 2000, "9999-12-31", "2026-02-30", "2026-01-05T25:00:00", [], [None], {}, {"id": 1},
    [[1]], ["1", 1],
)  # fmt: skip
KNOWN = ("1", "2", "1001", "11", "12", "14", "100024", "CLH8224760441", "BYEL201260001", "35")
OFTEN_RIGHT = 4  # of five values, so many are what the schema wants

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
odd = st.sampled_from(ODD)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, OFTEN_RIGHT).flatmap(lambda drawn: right if drawn else odd)


def values_of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema allows, and some that it does not."""
    if "enum" in schema:
        return mostly(st.sampled_from(schema["enum"]))
    kinds = schema.get("type", "string")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return mostly(st.one_of([_of_kind(kind, schema) for kind in kinds]))


def objects_of(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies: mostly with what is required."""
    fields = {name: values_of(part) for name, part in schema.get("properties", {}).items()}
    needed = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in needed},
        optional={name: fields[name] for name in fields if name not in needed},
    )


def _of_kind(kind: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "integer":
        return st.integers(schema.get("minimum"), schema.get("maximum"))
    if kind == "array":
        most = min(schema.get("maxItems", 3), 3)
        return st.lists(values_of(schema.get("items", {})), max_size=most)
    if kind == "object":
        return objects_of(schema)
    others = {"boolean": st.booleans(), "null": st.none(), "number": st.floats(allow_nan=False)}
    return others[kind] if kind in others else _text(schema)


def _text(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().map(str)
    return st.one_of(st.sampled_from(KNOWN), texts)
