from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where servers keep prepared databases."""
    return tmp_path_factory.mktemp("cache")
