"""Who may do what: the permissions, and one table of roles (reliability §3.2; deny by default)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.human import demand_human
from governance.lib.workflow import NotAllowed
from governance.models.person import Person, roles_held
from governance.states import Role
from governance.states.permission import WORDS, Permission

__all__ = ["ROLES", "WORDS", "Permission", "demand", "demand_human", "has_permission", "roles_held"]


@dataclass(frozen=True)
class RoleCharter:
    """What a role is for, in one sentence, and what it may do."""

    role: Role
    sentence: str | Promise
    permissions: frozenset[Permission]


P = Permission
_EVERYBODY = {
    P.PROCESS_VIEW,
    P.ASSET_VIEW,
    P.DOCUMENT_VIEW,
    P.ISSUE_VIEW,
    P.INDICATOR_VIEW,
    P.APPROVAL_VIEW,
    P.PLAN_VIEW,
    P.TRAINING_VIEW,
}
_READERS = _EVERYBODY | {
    P.BOARD_VIEW,
    P.REPORT_VIEW,
    P.API_DOCS,
    P.PERSON_VIEW,
    P.COMMITTEE_VIEW,
    P.FEEDBACK_VIEW,
    P.REVIEW_VIEW,
    P.IMPROVEMENT_VIEW,
    P.ASSESSMENT_VIEW,
}
# Whoever may be asked to decide may also name a deputy (domain §6.3).
_DECIDERS = {P.APPROVAL_DECIDE, P.DELEGATION_MAKE}
_PMO = (_READERS | _DECIDERS) | {
    P.CONFORMANCE_VIEW,
    P.ISSUE_PRINT,
    P.PACK_ORDER,
    P.PROCESS_EDIT,
    P.USAGE_VIEW,
    P.ASSET_WRITE,
    P.ASSET_ACCEPT,
    P.ASSET_AUDIT,
    P.OUTPUT_SET,
    P.DOCUMENT_IMPORT,
    P.DOCUMENT_VIEW_DRAFT,
    P.DOCUMENT_WRITE,
    P.DOCUMENT_SUBMIT,
    P.COMMITTEE_EDIT,
    P.MEETING_RUN,
    P.HANDOVER_RUN,
    P.PLAN_VIEW_DRAFT,
    P.FEEDBACK_REGISTER,
    P.FEEDBACK_ANSWER,
    P.TRIGGER_RAISE,
    P.REVIEW_RUN,
    P.IMPROVEMENT_RAISE,
    P.IMPROVEMENT_PLAN,
    P.IMPROVEMENT_VERIFY,
    P.PLAN_COMPILE,
    P.PLAN_FILL,
    P.RESOURCE_VIEW,
    P.TRAINING_EDIT,
    P.TRAINING_CONFIRM,
    P.INDICATOR_ADOPT,
    P.TARGET_SET,
    P.SUBMISSION_ACCEPT,
    P.BOARD_REMIND,
    P.SOURCE_VIEW,
    P.SOURCE_IMPORT,
    P.SOURCE_DECLARE,
    P.ASSESSMENT_RUN,
    P.ASSESSMENT_JUDGE,
    P.REPORT_VIEW_DRAFT,
    P.REPORT_DRAFT,
    P.REPORT_SUBMIT,
    P.DEVIATION_ANALYSE,
    P.VIEW_SHARE,
    P.CALENDAR_EDIT,
    P.JOB_RETRY,
    P.ASSIGNMENT_EDIT,
    P.WEBHOOK_MANAGE,
    P.CHANNEL_MANAGE,
}

ROLES: dict[Role, RoleCharter] = {
    charter.role: charter
    for charter in (
        RoleCharter(
            Role.COMMITTEE,
            _("Decides on the framework policy, the annual plan and major improvements (5.1)."),
            frozenset(
                _READERS
                | _DECIDERS
                | {
                    P.REPORT_VIEW_DRAFT,
                    P.DOCUMENT_VIEW_DRAFT,
                    P.PLAN_VIEW_DRAFT,
                    P.RESOURCE_VIEW,
                    P.RESOLUTION_CLOSE,
                    P.ASSESSMENT_JUDGE,
                    P.CONFORMANCE_VIEW,
                    P.ISSUE_PRINT,
                }
            ),
        ),
        RoleCharter(
            Role.PROCESS_MANAGER,
            _("Leads the PMO and issues what it has prepared (5.2)."),
            frozenset(
                _PMO
                | {
                    P.PROCESS_RETIRE,
                    P.ASSET_ARCHIVE,
                    P.DOCUMENT_PUBLISH,
                    P.DOCUMENT_RETIRE,
                    P.ROUTE_EDIT,
                    P.REVIEW_CONVENE,
                    P.REVIEW_SIGN,
                    P.IMPROVEMENT_GRADE,
                    P.IMPROVEMENT_START,
                    P.IMPROVEMENT_CLOSE,
                    P.IMPROVEMENT_VOID,
                    P.PLAN_SUBMIT,
                    P.PLAN_PUBLISH,
                    P.RESOURCE_ALLOT,
                    P.ISSUE_RULE,
                    P.INDICATOR_APPROVE,
                    P.REPORT_ISSUE,
                    P.ASSESSMENT_CLOSE,
                    P.OBLIGATION_WAIVE,
                    P.SETTING_EDIT,
                    P.TOKEN_ISSUE,
                    P.SYSTEM_VIEW,
                }
            ),
        ),
        RoleCharter(
            Role.PMO,
            _("Runs the rhythm: collects, accepts, drafts the reports (5.2, 6.4.2)."),
            frozenset(_PMO | {P.SYSTEM_VIEW, P.ISSUE_RULE}),
        ),
        RoleCharter(
            Role.PROCESS_SPECIALIST,
            _("Reports the weekly data of the own assignments (6.4.2②)."),
            frozenset(
                _READERS
                | _DECIDERS
                | {
                    P.ASSET_WRITE,
                    P.SUBMISSION_ENTER,
                    P.ASSESSMENT_JUDGE,
                    P.SOURCE_VIEW,
                    P.SOURCE_IMPORT,
                    P.DEVIATION_ANALYSE,
                    P.PLAN_FILL,
                    P.FEEDBACK_REGISTER,
                    P.TRIGGER_RAISE,
                    P.IMPROVEMENT_RAISE,
                    P.IMPROVEMENT_PLAN,
                }
            ),
        ),
        RoleCharter(
            Role.DEPARTMENT_HEAD,
            _("Answers for the department's processes and improvements (6.4.3, 6.4.4)."),
            frozenset(
                _READERS
                | _DECIDERS
                | {
                    P.SOURCE_VIEW,
                    P.ASSESSMENT_JUDGE,
                    P.DEVIATION_ANALYSE,
                    P.PLAN_FILL,
                    P.FEEDBACK_REGISTER,
                    P.FEEDBACK_ANSWER,
                    P.TRIGGER_RAISE,
                    P.IMPROVEMENT_RAISE,
                    P.IMPROVEMENT_PLAN,
                }
            ),
        ),
        RoleCharter(
            Role.STAFF, _("Knows the framework and what is in force."), frozenset(_EVERYBODY)
        ),
        RoleCharter(
            Role.SYS_ADMIN,
            _("Keeps accounts, calendars and the machine running; sees no business content."),
            frozenset(
                {
                    P.PERSON_VIEW,
                    P.PERSON_CREATE,
                    P.SYSTEM_VIEW,
                    P.AUDIT_VERIFY,
                    P.TOKEN_ISSUE,
                    P.CHANNEL_MANAGE,
                    P.MESSAGE_RESEND,
                    P.JOB_RETRY,
                    P.USAGE_VIEW,
                }
            ),
        ),
        RoleCharter(
            Role.SEC_ADMIN,
            _("Grants and withdraws roles; creates no accounts and does no business."),
            frozenset({P.PERSON_VIEW, P.ROLE_GRANT, P.SECOND_FACTOR_RESET}),
        ),
        RoleCharter(
            Role.AUDITOR,
            _("Reads every trail and changes nothing."),
            frozenset(
                _READERS
                | {
                    P.AUDIT_VIEW,
                    P.CONFORMANCE_VIEW,
                    P.ISSUE_PRINT,
                    P.PACK_ORDER,
                    P.ASSET_AUDIT,
                    P.USAGE_VIEW,
                    P.AUDIT_VERIFY,
                    P.SYSTEM_VIEW,
                    P.SOURCE_VIEW,
                    P.REPORT_VIEW_DRAFT,
                    P.DOCUMENT_VIEW_DRAFT,
                    P.PLAN_VIEW_DRAFT,
                }
            ),
        ),
    )
}


def rights_held(person: Person) -> frozenset[str]:
    """A person may what one of their roles may; nothing is allowed by default."""
    return frozenset().union(*(ROLES[Role(role)].permissions for role in roles_held(person)))


def has_permission(person: Person, permission: str) -> bool:
    """Whether one of the person's roles holds the right."""
    return permission in rights_held(person)


def demand(person: Person, permission: str) -> None:
    """An act without the permission is refused with a sentence; raises `NotAllowed`."""
    if not has_permission(person, permission):
        raise NotAllowed(_("You are not allowed to do this."))


def people_may(people: Iterable[Person], permission: str) -> list[Person]:
    """Those of the people who may do something."""
    return [person for person in people if has_permission(person, permission)]
