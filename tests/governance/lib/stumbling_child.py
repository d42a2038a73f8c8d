"""A child that crashes without a word: the first time it is asked, or each time where its order says so."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    mark, _newline, often = sys.stdin.read().partition("\n")
    if often or not Path(mark).exists():
        Path(mark).touch()
        os.abort()
    sys.stdout.write("up again")
