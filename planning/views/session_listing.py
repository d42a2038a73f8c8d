"""The lists of training as files (X23)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing

_TRAINING = (
    Column(_("number"), lambda line: line.row.number),
    Column(_("topic"), lambda line: said(line.row, "topic")),
    Column(_("audience"), lambda line: line.audience),
    Column(_("way"), lambda line: line.row.get_method_display()),
    Column(_("trainer"), lambda line: line.row.trainer_said),
    Column(_("hours"), lambda line: line.row.hours, NUMBER),
    Column(_("planned day"), lambda line: line.row.planned_on, DAY),
    Column(_("begins"), lambda line: line.row.starts_at, MOMENT),
    Column(_("place or link"), lambda line: line.row.place),
    Column(_("test"), lambda line: line.row.get_test_display()),
    Column(_("responsible department"), lambda line: said(line.row.department)),
    Column(_("state"), lambda line: line.row.get_state_display()),
    Column(_("invited"), lambda line: line.invited, NUMBER),
    Column(_("attended"), lambda line: line.attended, NUMBER),
    Column(_("why not held"), lambda line: line.row.not_held_reason),
)
_BUDGET = Column(_("budget (yuan)"), lambda line: line.budget, NUMBER)


def training_listing(with_money: bool) -> Listing:
    """The trainings; the column of money only for whoever may read amounts at all."""
    columns = (*_TRAINING, _BUDGET) if with_money else _TRAINING
    return Listing("trainings", _("Trainings"), columns)


def _passed(line: Any) -> Any:
    return {True: _("passed"), False: _("not passed"), None: ""}[line.row.is_passed]


OWN_TRAININGS = Listing(
    "my-training",
    _("My training"),
    (
        Column(_("number"), lambda line: line.row.session.number),
        Column(_("topic"), lambda line: said(line.row.session, "topic")),
        Column(_("begins"), lambda line: line.row.session.starts_at, MOMENT),
        Column(_("trainer"), lambda line: line.row.session.trainer_said),
        Column(_("hours"), lambda line: line.row.session.hours, NUMBER),
        Column(_("attendance"), lambda line: line.row.get_state_display()),
        Column(_("score"), lambda line: line.row.score, NUMBER),
        Column(_("result"), _passed),
    ),
)
COVERAGE = Listing(
    "training-coverage",
    _("Training coverage"),
    (
        Column(_("process or department"), lambda line: said(line.what)),
        Column(_("should know"), lambda line: line.covered.whole, NUMBER),
        Column(_("trained"), lambda line: line.covered.part, NUMBER),
        Column(_("coverage (%)"), lambda line: line.covered.shown, NUMBER),
        Column(_("tested"), lambda line: line.effective.whole, NUMBER),
        Column(_("passed"), lambda line: line.effective.part, NUMBER),
        Column(_("effectiveness (%)"), lambda line: line.effective.shown, NUMBER),
    ),
)
LEARNERS = Listing(
    "still-to-learn",
    _("Still to learn"),
    (
        Column(_("Document"), lambda row: said(row[0].document, "title")),
        Column(_("Version"), lambda row: row[0].label),
        Column(_("Name"), lambda row: row[1].name),
        Column(_("Department"), lambda row: said(row[1].department)),
        Column(_("Training"), lambda row: row[0].session.number if row[0].session else ""),
    ),
)
