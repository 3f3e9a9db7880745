"""The exercise that docs/training.md shows is one."""

from etpserver.training.exercises import read_exercise
from tests.docs.pages import DOCS, blocks, read


def test_the_exercise_of_the_page_can_be_used_as_it_stands(tmp_path) -> None:
    (shown,) = (b.text for b in blocks(read(DOCS / "training.md")) if b.language == "yaml")
    file = tmp_path / "18-count-areas.yaml"
    file.write_text(shown, encoding="utf-8")
    found = read_exercise(file)
    assert (found.title, [one.id for one in found.check]) == (
        "Count the areas", ["listed", "areas"],
    )  # fmt: skip
