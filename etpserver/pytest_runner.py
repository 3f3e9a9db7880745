"""`manage.py test` runs the project's pytest suite."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any


class PytestRunner:
    """Django's test runner interface, handed over to pytest."""

    def __init__(self, *, verbosity: int = 1, failfast: bool = False, **_options: Any) -> None:
        self.flags = [
            *(["--quiet"] if verbosity == 0 else []),
            *(["--verbose"] if verbosity > 1 else []),
            *(["--exitfirst"] if failfast else []),
        ]

    def run_tests(self, test_labels: Sequence[str], **_options: Any) -> int:
        """Run the tests in the named files or folders; Django takes 0 as passed."""
        command = [sys.executable, "-m", "pytest", *self.flags, *test_labels]
        return subprocess.run(command, check=False).returncode  # noqa: S603  our own suite
