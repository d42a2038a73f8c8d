"""Who may do what with assets and filed outputs: the right, and the relation to the process (reliability §3.2, §3.3 no. 7)."""

from datetime import date

from governance.models import Obligation, Person
from governance.permissions import Permission, has_permission
from governance.states import ObligationKind, ObligationState
from processes.models import (
    Asset,
    AssetVersion,
    Assignment,
    Output,
    OutputExpectation,
    Process,
)
from processes.models.output_record import OUTPUT


def reports_process(person: Person, process_id: int | None, on: date) -> bool:
    """Whether a person reports the process on a day, themselves or as deputy."""
    if process_id is None:
        return False
    rows = Assignment.objects.of(person).valid_between(on, on)
    return bool(rows.filter(process=process_id).exists())


def may_enter_for(person: Person, process: Process | None, on: date) -> bool:
    """The PMO enters assets and outputs of any process and of the framework, a specialist of the own processes."""
    if has_permission(person, Permission.ASSET_ACCEPT):
        return True
    if not has_permission(person, Permission.ASSET_WRITE):
        return False
    return reports_process(person, process.pk if process else None, on)


def may_write_asset(person: Person, asset: Asset, on: date) -> bool:
    """Whoever may enter assets of its process prepares it; so does its owner, while holding the right."""
    if not has_permission(person, Permission.ASSET_WRITE):
        return False
    return person.pk == asset.owner_id or may_enter_for(person, asset.process, on)


def may_accept_asset(person: Person, version: AssetVersion) -> bool:
    """The PMO takes into the library what none of its own people's hands has written (§3.3 no. 7)."""
    return has_permission(person, Permission.ASSET_ACCEPT) and person.pk not in version.authors


def may_relabel(person: Person) -> bool:
    """Who reads an asset and who owns it is changed by the PMO, also while it is in the library."""
    return has_permission(person, Permission.ASSET_ACCEPT)


def may_read_downloads(person: Person, asset: Asset) -> bool:
    """Who downloaded a restricted asset is shown to its owner, the PMO and the auditor."""
    return person.pk == asset.owner_id or has_permission(person, Permission.ASSET_AUDIT)


def may_file_output(person: Person, output: Output, on: date, *, as_pmo: bool = False) -> bool:
    """Who enters for the process files its outputs; so does its owner, and whoever still owes one of them.

    `as_pmo` asks for the PMO's own right alone.
    """
    if as_pmo:
        return has_permission(person, Permission.ASSET_ACCEPT)
    expected = OutputExpectation.objects.filter(output=output, ended_on=None, owner=person)
    owed = Obligation.objects.filter(
        kind=ObligationKind.OUTPUT,
        subject=f"{OUTPUT}{output.pk}",
        responsible=person,
        state__in=(ObligationState.OPEN, ObligationState.MISSING),
    )
    return may_enter_for(person, output.process, on) or expected.exists() or owed.exists()
