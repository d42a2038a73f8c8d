"""What the clock asks of the framework: expected outputs are owed once their period has ended (R21, G57)."""

from datetime import datetime

from processes.services.output_record import open_output_duties


def owe_outputs(now: datetime) -> None:
    """Whatever the outputs register expects of a period that has ended is owed."""
    open_output_duties(at=now)
