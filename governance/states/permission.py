"""The rights of the product by name, and what each allows in words (reliability §3.2)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Every act the product guards; a name not listed here is refused everywhere."""

    PROCESS_VIEW = "process.view"
    PROCESS_EDIT = "process.edit"
    PROCESS_RETIRE = "process.retire"
    ASSET_VIEW = "asset.view"
    ASSET_WRITE = "asset.write"
    ASSET_ACCEPT = "asset.accept"
    ASSET_ARCHIVE = "asset.archive"
    ASSET_AUDIT = "asset.audit"
    OUTPUT_SET = "output.set"
    DOCUMENT_VIEW = "document.view"
    DOCUMENT_IMPORT = "document.import"
    DOCUMENT_VIEW_DRAFT = "document.view_draft"
    DOCUMENT_WRITE = "document.write"
    DOCUMENT_SUBMIT = "document.submit"
    DOCUMENT_PUBLISH = "document.publish"
    DOCUMENT_RETIRE = "document.retire"
    APPROVAL_VIEW = "approval.view"
    APPROVAL_DECIDE = "approval.decide"
    ROUTE_EDIT = "route.edit"
    COMMITTEE_VIEW = "committee.view"
    COMMITTEE_EDIT = "committee.edit"
    MEETING_RUN = "meeting.run"
    RESOLUTION_CLOSE = "resolution.close"
    DELEGATION_MAKE = "delegation.make"
    HANDOVER_RUN = "handover.run"
    ISSUE_VIEW = "policy_issue.view"
    ISSUE_RULE = "policy_issue.rule"
    ISSUE_PRINT = "policy_issue.print"
    INDICATOR_VIEW = "indicator.view"
    INDICATOR_ADOPT = "indicator.adopt"
    INDICATOR_APPROVE = "indicator.approve"
    TARGET_SET = "target.set"
    SUBMISSION_ENTER = "submission.enter"
    SUBMISSION_ACCEPT = "submission.accept"
    BOARD_VIEW = "board.view"
    BOARD_REMIND = "board.remind"
    SOURCE_VIEW = "source.view"
    SOURCE_IMPORT = "source.import"
    SOURCE_DECLARE = "source.declare"
    REPORT_VIEW_DRAFT = "report.view_draft"
    REPORT_VIEW = "report.view"
    REPORT_DRAFT = "report.draft"
    REPORT_SUBMIT = "report.submit"
    REPORT_ISSUE = "report.issue"
    DEVIATION_ANALYSE = "deviation.analyse"
    ASSESSMENT_VIEW = "assessment.view"
    ASSESSMENT_RUN = "assessment.run"
    ASSESSMENT_JUDGE = "assessment.judge"
    ASSESSMENT_CLOSE = "assessment.close"
    PLAN_VIEW = "plan.view"
    PLAN_VIEW_DRAFT = "plan.view_draft"
    PLAN_COMPILE = "plan.compile"
    PLAN_FILL = "plan.fill"
    PLAN_SUBMIT = "plan.submit"
    PLAN_PUBLISH = "plan.publish"
    RESOURCE_VIEW = "resource.view"
    RESOURCE_ALLOT = "resource.allot"
    TRAINING_VIEW = "training.view"
    TRAINING_EDIT = "training.edit"
    TRAINING_CONFIRM = "training.confirm"
    FEEDBACK_VIEW = "feedback.view"
    FEEDBACK_REGISTER = "feedback.register"
    FEEDBACK_ANSWER = "feedback.answer"
    TRIGGER_RAISE = "trigger.raise"
    REVIEW_VIEW = "review.view"
    REVIEW_CONVENE = "review.convene"
    REVIEW_RUN = "review.run"
    REVIEW_SIGN = "review.sign"
    IMPROVEMENT_VIEW = "improvement.view"
    IMPROVEMENT_RAISE = "improvement.raise"
    IMPROVEMENT_PLAN = "improvement.plan"
    IMPROVEMENT_GRADE = "improvement.grade"
    IMPROVEMENT_START = "improvement.start"
    IMPROVEMENT_VERIFY = "improvement.verify"
    IMPROVEMENT_CLOSE = "improvement.close"
    IMPROVEMENT_VOID = "improvement.void"
    OBLIGATION_WAIVE = "obligation.waive"
    VIEW_SHARE = "view.share"
    CALENDAR_EDIT = "calendar.edit"
    SETTING_EDIT = "setting.edit"
    PERSON_VIEW = "person.view"
    PERSON_CREATE = "person.create"
    ROLE_GRANT = "role.grant"
    SECOND_FACTOR_RESET = "second_factor.reset"
    ASSIGNMENT_EDIT = "assignment.edit"
    WEBHOOK_MANAGE = "webhook.manage"
    CHANNEL_MANAGE = "channel.manage"
    MESSAGE_RESEND = "message.resend"
    TOKEN_ISSUE = "token.issue"  # noqa: S105 -- the name of a right, not a secret
    JOB_RETRY = "job.retry"
    AUDIT_VIEW = "audit.view"
    AUDIT_VERIFY = "audit.verify"
    SYSTEM_VIEW = "system.view"
    API_DOCS = "api.docs"
    CONFORMANCE_VIEW = "conformance.view"
    PACK_ORDER = "evidence_pack.order"
    USAGE_VIEW = "usage.view"


WORDS: dict[Permission, Promise] = {
    Permission.PROCESS_VIEW: _("read the framework"),
    Permission.PROCESS_EDIT: _("edit processes"),
    Permission.PROCESS_RETIRE: _("retire processes"),
    Permission.ASSET_VIEW: _("read process assets by their label"),
    Permission.ASSET_WRITE: _("enter process assets and file outputs"),
    Permission.ASSET_ACCEPT: _("take process assets into the library"),
    Permission.ASSET_ARCHIVE: _("archive process assets"),
    Permission.ASSET_AUDIT: _("read who downloaded restricted assets"),
    Permission.OUTPUT_SET: _("decide how often an output is owed and by whom"),
    Permission.DOCUMENT_VIEW: _("read documents"),
    Permission.DOCUMENT_IMPORT: _("import the policy"),
    Permission.DOCUMENT_VIEW_DRAFT: _("read drafts of documents"),
    Permission.DOCUMENT_WRITE: _("write and revise documents"),
    Permission.DOCUMENT_SUBMIT: _("submit documents for approval"),
    Permission.DOCUMENT_PUBLISH: _("publish documents"),
    Permission.DOCUMENT_RETIRE: _("retire documents"),
    Permission.APPROVAL_VIEW: _("follow approvals one takes part in"),
    Permission.APPROVAL_DECIDE: _("decide where one is asked"),
    Permission.ROUTE_EDIT: _("decide the routes of approval"),
    Permission.COMMITTEE_VIEW: _("read the committee, its meetings and resolutions"),
    Permission.COMMITTEE_EDIT: _("record members and rule of the committee"),
    Permission.MEETING_RUN: _("call meetings and keep their minutes"),
    Permission.RESOLUTION_CLOSE: _("close a vote of the committee"),
    Permission.DELEGATION_MAKE: _("name a deputy for one's own decisions"),
    Permission.HANDOVER_RUN: _("hand over what a leaver had"),
    Permission.ISSUE_VIEW: _("read policy issues"),
    Permission.ISSUE_RULE: _("record rulings on policy issues"),
    Permission.ISSUE_PRINT: _("have the proposals for the policy printed"),
    Permission.INDICATOR_VIEW: _("read indicators"),
    Permission.INDICATOR_ADOPT: _("adopt and retire indicators"),
    Permission.INDICATOR_APPROVE: _("approve proposed targets and formulas"),
    Permission.TARGET_SET: _("propose targets"),
    Permission.SUBMISSION_ENTER: _("enter weekly data"),
    Permission.SUBMISSION_ACCEPT: _("accept and return weekly data"),
    Permission.BOARD_VIEW: _("read the collection board"),
    Permission.BOARD_REMIND: _("remind the late"),
    Permission.SOURCE_VIEW: _("read data sources"),
    Permission.SOURCE_IMPORT: _("import tickets"),
    Permission.SOURCE_DECLARE: _("declare data sources"),
    Permission.REPORT_VIEW_DRAFT: _("read drafts of reports"),
    Permission.REPORT_VIEW: _("read issued reports"),
    Permission.REPORT_DRAFT: _("draft reports"),
    Permission.REPORT_SUBMIT: _("submit reports"),
    Permission.REPORT_ISSUE: _("issue reports"),
    Permission.DEVIATION_ANALYSE: _("analyse deviations one was asked about"),
    Permission.ASSESSMENT_VIEW: _("read self-assessments"),
    Permission.ASSESSMENT_RUN: _("keep the checklist and run self-assessments"),
    Permission.ASSESSMENT_JUDGE: _("judge items of a self-assessment one is named for"),
    Permission.ASSESSMENT_CLOSE: _("close and void self-assessments"),
    Permission.PLAN_VIEW: _("read published annual plans"),
    Permission.PLAN_VIEW_DRAFT: _("read annual plans in preparation"),
    Permission.PLAN_COMPILE: _("open and compile the annual plan"),
    Permission.PLAN_FILL: _("fill the own sections of the annual plan"),
    Permission.PLAN_SUBMIT: _("submit the annual plan to the committee"),
    Permission.PLAN_PUBLISH: _("publish the approved annual plan"),
    Permission.RESOURCE_VIEW: _("read resource amounts"),
    Permission.RESOURCE_ALLOT: _("record the fulfilment of resource needs"),
    Permission.TRAINING_VIEW: _("read trainings"),
    Permission.TRAINING_EDIT: _("plan and hold trainings"),
    Permission.TRAINING_CONFIRM: _("confirm attendance of trainings"),
    Permission.FEEDBACK_VIEW: _("read feedback of customers"),
    Permission.FEEDBACK_REGISTER: _("register feedback of customers"),
    Permission.FEEDBACK_ANSWER: _("answer feedback of customers"),
    Permission.TRIGGER_RAISE: _("raise a trigger of an ad-hoc review"),
    Permission.REVIEW_VIEW: _("read reviews"),
    Permission.REVIEW_CONVENE: _("convene reviews"),
    Permission.REVIEW_RUN: _("prepare and run reviews"),
    Permission.REVIEW_SIGN: _("sign and issue review reports"),
    Permission.IMPROVEMENT_VIEW: _("read improvements one may see"),
    Permission.IMPROVEMENT_RAISE: _("open improvements"),
    Permission.IMPROVEMENT_PLAN: _("work out causes and plan improvements"),
    Permission.IMPROVEMENT_GRADE: _("decide whether an improvement is major"),
    Permission.IMPROVEMENT_START: _("let ordinary improvements start"),
    Permission.IMPROVEMENT_VERIFY: _("verify the effect of improvements"),
    Permission.IMPROVEMENT_CLOSE: _("close improvements"),
    Permission.IMPROVEMENT_VOID: _("void improvements"),
    Permission.OBLIGATION_WAIVE: _("waive what is owed"),
    Permission.VIEW_SHARE: _("share saved views with everybody"),
    Permission.CALENDAR_EDIT: _("edit the work calendar"),
    Permission.SETTING_EDIT: _("decide settings"),
    Permission.PERSON_VIEW: _("read the directory of people"),
    Permission.PERSON_CREATE: _("open and close accounts"),
    Permission.ROLE_GRANT: _("grant and withdraw roles"),
    Permission.SECOND_FACTOR_RESET: _("lift a lost second factor"),
    Permission.ASSIGNMENT_EDIT: _("assign processes to specialists"),
    Permission.WEBHOOK_MANAGE: _("declare webhooks"),
    Permission.CHANNEL_MANAGE: _("declare group robots"),
    Permission.MESSAGE_RESEND: _("send parked messages again"),
    Permission.TOKEN_ISSUE: _("issue access tokens"),
    Permission.JOB_RETRY: _("try failed jobs again"),
    Permission.AUDIT_VIEW: _("read the audit trail"),
    Permission.AUDIT_VERIFY: _("verify the audit trail"),
    Permission.SYSTEM_VIEW: _("read system pages"),
    Permission.API_DOCS: _("read the API documentation"),
    Permission.CONFORMANCE_VIEW: _("read how far the policy is kept, clause by clause"),
    Permission.PACK_ORDER: _("order evidence packs"),
    Permission.USAGE_VIEW: _("read how the system is used"),
}
