"""Sheets of our own bound before a PDF that somebody handed in, in a child with limits (reliability §6.9)."""

import base64
import hashlib
import json
import time

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.pdf import CannotPrint, Printed

JOIN_BOUNDS = Bounds(address_mb=0, data_mb=600, cpu_seconds=60, wall_seconds=90)


def join_before(front: bytes, rest: bytes) -> Printed:
    """The same two files give the same bytes; the second keeps its pages as they are. Raises `CannotPrint`."""
    began = time.monotonic()
    order = {
        name: base64.b64encode(data).decode() for name, data in (("front", front), ("rest", rest))
    }
    try:
        answer = run_child(
            "governance.lib.pdf_join_child", json.dumps(order).encode(), bounds=JOIN_BOUNDS
        )
    except ChildFailed as failure:
        raise CannotPrint(str(failure)) from failure
    head, _newline, content = answer.partition(b"\n")
    if not content.startswith(b"%PDF-"):
        raise CannotPrint("the child brought no PDF")
    return Printed(
        content,
        hashlib.sha256(content).hexdigest(),
        json.loads(head)["pages"],
        time.monotonic() - began,
    )
