"""What the clock asks of the framework: outputs that are owed, and the words in files of assets (R21, R34, G57)."""

from datetime import datetime

from governance.lib.actors import SystemActor
from processes.services.asset_text import request_asset_readings
from processes.services.output_record import open_output_duties

CLOCK = SystemActor("tick")


def owe_outputs(now: datetime) -> None:
    """Whatever the outputs register expects of a period that has ended is owed."""
    open_output_duties(at=now)


def read_asset_files(now: datetime) -> None:
    """The words in the files of assets are read, so that they are found."""
    request_asset_readings(by=CLOCK, at=now)
