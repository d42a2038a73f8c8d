"""Where a record of the trail is read: the page of each kind of record that has one."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the name under which the trail files a record: its words, and its page by the key.
PAGES: dict[str, tuple[str | Promise, str]] = {
    "governance.approval": (_("approval"), "governance:approval-detail"),
    "governance.approvalstep": (_("step of an approval"), ""),
    "governance.approvaltask": (_("task of an approval"), ""),
    "governance.apitoken": (_("access token"), ""),
    "governance.channel": (_("group robot"), ""),
    "governance.committeemember": (_("seat of the committee"), ""),
    "governance.committeerule": (_("rule of the committee"), ""),
    "governance.delegation": (_("delegation"), ""),
    "governance.document": (_("document"), ""),
    "governance.documentversion": (_("version of a document"), "governance:version-detail"),
    "governance.job": (_("job"), ""),
    "governance.meeting": (_("meeting of the committee"), "governance:meeting"),
    "governance.obligation": (_("duty"), ""),
    "governance.paper": (_("paper"), ""),
    "governance.person": (_("person"), "governance:person"),
    "governance.policyissue": (_("policy issue"), ""),
    "governance.project": (_("project"), ""),
    "governance.resolution": (_("resolution"), "governance:resolution"),
    "governance.resolutioncondition": (_("condition of a resolution"), ""),
    "governance.savedview": (_("saved view"), ""),
    "governance.setting": (_("setting"), ""),
    "governance.storedfile": (_("file"), ""),
    "governance.webhook": (_("webhook"), ""),
    "governance.workday": (_("calendar day"), ""),
    "improvements.improvement": (_("improvement"), "improvements:improvement"),
    "improvements.actionmeasure": (_("measure of an improvement"), ""),
    "kpi.assesseditem": (_("item of a self-assessment"), "kpi:assessed-item"),
    "kpi.assessmentfinding": (_("finding of a self-assessment"), ""),
    "kpi.checklist": (_("checklist"), "kpi:checklist"),
    "kpi.datasource": (_("data source"), "kpi:source-detail"),
    "kpi.deviation": (_("deviation"), "kpi:deviation"),
    "kpi.indicator": (_("indicator"), ""),
    "kpi.measure": (_("base measure"), ""),
    "kpi.proposal": (_("proposal of a target or formula"), ""),
    "kpi.report": (_("report"), "kpi:report"),
    "kpi.reportoutline": (_("layout of a report"), ""),
    "kpi.selfassessment": (_("self-assessment"), "kpi:self-assessment"),
    "kpi.submission": (_("weekly data of an assignment"), ""),
    "kpi.ticketimport": (_("import of tickets"), ""),
    "kpi.weekupload": (_("list of weekly data"), "kpi:upload"),
    "planning.annualplan": (_("annual plan"), "planning:plan"),
    "planning.attendance": (_("attendance of a training"), ""),
    "planning.milestone": (_("milestone"), ""),
    "planning.plansection": (_("section of an annual plan"), "planning:section"),
    "planning.trainingsession": (_("training"), "planning:training"),
    "processes.asset": (_("process asset"), "processes:asset"),
    "processes.assetversion": (_("version of an asset"), ""),
    "processes.assignment": (_("assignment"), ""),
    "processes.output": (_("output"), "processes:output"),
    "processes.outputrecord": (_("filed output"), ""),
    "processes.process": (_("process"), ""),
    "reviews.feedback": (_("feedback of a customer"), "reviews:feedback-one"),
    "reviews.review": (_("review"), "reviews:review"),
    "reviews.reviewitem": (_("item of a review"), "reviews:item"),
    "reviews.reviewtrigger": (_("trigger of a review"), "reviews:trigger"),
    "reviews.survey": (_("survey"), "reviews:survey"),
}


def kind_in_words(object_type: str) -> str:
    """A kind of record by its words; one without words by the trail's own name."""
    return str(PAGES.get(object_type, (object_type, ""))[0])


def page_of(object_type: str, object_key: str) -> str:
    """The address of a record, or nothing where its kind has no page of its own; whoever follows it is asked there."""
    name = PAGES.get(object_type, ("", ""))[1]
    return reverse(name, args=[object_key]) if name and object_key.isdecimal() else ""


def kinds_in_words() -> list[tuple[str, str]]:
    """Every kind of record by its words, in their order, for a choice."""
    words = [(code, str(label)) for code, (label, _page) in PAGES.items()]
    return sorted(words, key=lambda pair: pair[1])
