"""Whether two globs can be fitted by one text: by properties."""

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from etpserver.emulator.faults.possible import have_common

texts = st.text("ab/", max_size=6)
globs = st.text("ab*?", max_size=6)


@st.composite
def glob_of(draw: st.DrawFn, text: str) -> str:
    """A glob that the text fits."""
    parts = [draw(st.sampled_from([letter, "?", "*", "**", f"[{letter}]"])) for letter in text]
    return "".join(part + draw(st.sampled_from(["", "*"])) for part in parts)


@given(st.data(), texts)
def test_globs_of_one_text_have_it_in_common(data: st.DataObject, text: str) -> None:
    one, other = data.draw(glob_of(text)), data.draw(glob_of(text))

    assert fnmatchcase(text, one)
    assert have_common(one, other)


@given(texts, texts)
def test_plain_texts_have_only_themselves_in_common(one: str, other: str) -> None:
    assert have_common(one, other) is (one == other)


@given(texts, globs)
def test_a_plain_text_and_a_glob_are_as_the_glob_says(text: str, glob: str) -> None:
    assert have_common(text, glob) is fnmatchcase(text, glob)


@given(globs, globs)
def test_the_order_does_not_matter(one: str, other: str) -> None:
    assert have_common(one, other) is have_common(other, one)
