"""Where the data that ships with the project lies: in the wheel or in the checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def fixtures_folder() -> Path:
    """The named fixtures: `etpserver/_fixtures` in a wheel, `fixtures/` in a checkout."""
    return _first(PACKAGE / "_fixtures", PACKAGE.parent / "fixtures")


def contract_file() -> Path:
    """The documented operations as data."""
    return _first(
        PACKAGE / "_contract" / "operations.yaml",
        PACKAGE.parent / "tests" / "contract" / "operations.yaml",
    )


def _first(*candidates: Path) -> Path:
    for candidate in candidates:
        if candidate.exists():
            return candidate
    places = " or ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(f"The installation is incomplete: neither {places} exists.")
