"""The tests that use the database, on PostgreSQL where a server answers: `make test-postgres`.

    python -m tests.on_postgres [arguments of pytest]

Tests that start servers are left out: those that are about PostgreSQL bring it themselves.
"""

import os
import subprocess
import sys

SERVER = "127.0.0.1:5432"
FOLDERS = ("personnel", "iclock", "accounts", "contract", "kernel")


def why_not() -> str:
    """Empty where a server answers."""
    try:
        import psycopg
    except ImportError:
        return 'psycopg is not installed: pip install "etpserver[postgres]"'
    try:
        psycopg.connect(f"postgresql://postgres@{SERVER}/postgres", connect_timeout=3).close()
    except psycopg.OperationalError as problem:
        return f"no PostgreSQL answers at {SERVER} ({str(problem).strip().partition(chr(10))[0]})"
    return ""


def main() -> int:
    if reason := why_not():
        sys.stdout.write(f"Not run on PostgreSQL: {reason}.\n")
        return 0
    database = f"postgres://postgres@{SERVER}/etp_check_{os.getpid()}"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--only-database"]
    folders = [f"tests/{name}" for name in FOLDERS]
    environment = {**os.environ, "ETP_DATABASE": database}
    arguments = [*command, *folders, *sys.argv[1:]]
    return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
