"""What a child does to itself: takes its bounds before it loads anything, answers, and is gone (reliability §6.9)."""

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Iterator

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine() -> None:
    """Called by a child before it loads anything: from here on it cannot take more than its bounds.

    The network goes where the kernel allows it; the deny-all fetcher does not rely on it.
    """
    address, data, cpu = (int(part) for part in os.environ["CHILD_BOUNDS"].split(","))
    _without_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (data << 20, data << 20))
    if address:
        resource.setrlimit(resource.RLIMIT_AS, (address << 20, address << 20))


@contextlib.contextmanager
def answering() -> Iterator[None]:
    """A child that has answered ends at once; what it cannot do is one line on stderr and exit code 3, never a trace.

    It ends without clearing up: libraries that draw keep threads of their own, and a thread that still
    works while the rest is taken down crashes a process whose answer is complete.
    """
    try:
        yield
        sys.stdout.flush()
        os._exit(0)
    except MemoryError:
        _complain("not enough memory")
    except Exception as problem:  # noqa: BLE001 -- poison texts raise whatever they like (reliability §0 row 30)
        _complain(f"{type(problem).__name__}: {problem}")


def _complain(text: str) -> None:
    sys.stderr.write(f"\nchild: {text[:500]}\n")
    sys.stderr.flush()
    os._exit(3)


def _without_network() -> None:
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
