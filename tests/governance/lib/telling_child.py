"""A child that tells its environment."""

import os
import sys

if __name__ == "__main__":
    sys.stdout.write(repr(dict(os.environ)))
