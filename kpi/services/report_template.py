"""The layout of reports is decided with a reason; what is issued keeps the layout it was issued with (G23)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from governance.lib.fonts import missing_characters, named
from governance.lib.workflow import NoteMissing, Refused, has_substance
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from kpi.models import ReportTemplate
from kpi.selectors.report_template import (
    MONTHLY,
    REQUIRED,
    Layout,
    layout_facts,
    layout_in_force,
)
from kpi.states import PaperSection


class CannotDecideTemplate(Refused):
    """The layout cannot be printed; the message says why."""


def decide_template(
    layout: Layout, *, kind: str = MONTHLY, by: Person, at: datetime, reason: str
) -> ReportTemplate:
    """A layout holds for what is issued from now on; every one decided before stays on record.

    Attainment and deviations cannot be left out (6.4.2③). Raises `NoteMissing` without a reason,
    `NotAllowed` without the right and `CannotDecideTemplate` for what cannot be printed.
    """
    demand(by, Permission.SETTING_EDIT)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    check_layout(layout)
    with transaction.atomic():
        # Under the chain's lock: the numbers follow each other, and two at once are one after the other.
        hold_the_chain()
        before = layout_in_force(kind)
        row = ReportTemplate.objects.create(
            kind=kind,
            number=before.number + 1,
            layout=layout_facts(layout) | {"number": before.number + 1},
            reason=reason.strip(),
            decided_by=by,
            decided_at=at,
        )
        record(
            "kpi.decide_template",
            by=by,
            at=at,
            obj=row,
            change=Change(layout_facts(before), row.layout, note=reason),
        )
    return row


def check_layout(layout: Layout) -> None:
    """A layout has what the policy asks for, every section once, and only letters that can be printed."""
    missing = [section for section in PaperSection if section in REQUIRED - set(layout.sections)]
    if missing:
        raise CannotDecideTemplate(
            _("These sections cannot be left out: %(sections)s.")
            % {"sections": listed(section.label for section in missing)}
        )
    if len(set(layout.sections)) != len(layout.sections):
        raise CannotDecideTemplate(_("A section stands in the report once."))
    if not layout.signers:
        raise CannotDecideTemplate(_("Somebody signs the report: please name at least one line."))
    written = [layout.confidentiality, layout.confidentiality_en, layout.header]
    written += [word for signer in layout.signers for word in (signer.label, signer.label_en)]
    lost = missing_characters("".join(written))
    if lost:
        raise CannotDecideTemplate(
            _("No font can print these characters: %(letters)s.") % {"letters": named(lost[:20])}
        )
