"""Outputs that the system itself produces tick themselves in the register (R21; domain §1.2)."""

from datetime import datetime

from portal.selectors.output_made import outputs_made
from processes.models import OutputRecord
from processes.services.output_record import tick_output


def tick_outputs_made(*, at: datetime) -> list[OutputRecord]:
    """Issued reports, signed reviews and published plans stand in the outputs register, once each."""
    found = [tick_output(each.output, each.made, at=at) for each in outputs_made()]
    return [row for row in found if row is not None]
