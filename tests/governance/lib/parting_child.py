"""A child that crashes after its last word, as a library does whose threads still work while it is taken down."""

import atexit
import os
import sys

from governance.lib.confined import answering

if __name__ == "__main__":
    atexit.register(os.abort)
    with answering():
        sys.stdout.write("the whole answer")
