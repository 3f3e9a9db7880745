"""`make bench`: the emulator beside its peers, and its bulk work, in one report."""

import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
sys.path[:0] = [str(BENCHMARKS)]  # the programs beside this package, whose functions it calls
