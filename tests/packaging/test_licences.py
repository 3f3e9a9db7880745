"""What comes with the server may be used by everybody who uses the server."""

import re

import pytest

from tests.docs.licences import licence_of, locked

# None of them asks anything of a program that only uses the package.
FREE_TO_USE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0",
}  # fmt: skip
NAMES = [name for name, _version in locked()]


def test_the_list_holds_what_the_project_asks_for() -> None:
    assert {"django", "granian", "orjson", "whitenoise"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_dependency_is_free_to_use(name: str) -> None:
    assert set(re.split(r" OR | AND |[()]", licence_of(name))) - {""} <= FREE_TO_USE
