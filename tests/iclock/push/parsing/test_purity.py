import subprocess
import sys
from pathlib import Path

from iclock.push import parsing

MODULES = [
    f"iclock.push.parsing.{file.stem}" for file in Path(parsing.__file__).parent.glob("*.py")
]


def test_parsing_loads_no_django():
    code = f"import sys, {', '.join(MODULES)}; print('django' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
