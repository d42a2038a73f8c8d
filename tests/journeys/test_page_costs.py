"""Any page answers with at most twenty statements, and with as many on a larger year (quality: constant queries)."""

from datetime import date, datetime, timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from governance.lib.periods import Week
from governance.models import (
    Approval,
    ClauseText,
    Document,
    DocumentVersion,
    Person,
    StoredFile,
)
from governance.selectors.calendar import local_zone, work_calendar
from governance.services.job import stamp_heartbeats
from kpi.models import (
    AssessedItem,
    AssessmentFinding,
    Checklist,
    ChecklistItem,
    DataSource,
    Deviation,
    Report,
    SelfAssessment,
    Submission,
    TicketImport,
    WeekUpload,
)
from planning.models import (
    AnnualPlan,
    Milestone,
    PlanGoal,
    PlanSection,
    ResourceLine,
    TrainingSession,
)
from portal.services.demo.act import Stage
from portal.services.demo.document_words import CHANGE, INCIDENT
from portal.services.demo.figures import FigureBook
from portal.services.demo.player import play
from portal.services.demo.script import script
from portal.services.demo.world import found_company
from portal.services.demo.year import name_the_days
from processes.models import Asset, AssetVersion, Output, OutputRecord
from reviews.models import Feedback, Review, ReviewItem, ReviewTrigger, Survey
from tests.rest import READ, WRITE, make_token

MOST = 20
# The page that shows most of all keeps room for what will stand on it.
# The lists of improvements ask what of each is late beside what other lists ask, within the twelve of a list.
OWN_MOST = {
    "portal:process": 18,
    "improvements:board": 12,
    "improvements:improvements": 12,
}
SLACK = 1
FIRST, SMALL, LARGE = date(2025, 11, 17), date(2025, 12, 9), date(2026, 1, 20)
# Whoever the page is for; the first of them who is let in is counted.
READERS = ("gu", "lin", "wei", "yan", "shi")
POSTED = 405
STATISTICS = "事件统计分析表"
# Send their reader back where nothing is due that day, or have no file of the kind to give;
# `tests/kpi/views/test_upload.py` looks at them.
SENDS_BACK = {
    "kpi:template-department",
    "kpi:template-own",
    "kpi:upload-file",
    "kpi:upload-marked",
    # Leads to the plan itself; a decided plan is no longer written, `tests/planning/views` looks at its forms.
    "planning:line",
    "planning:line-new",
    "planning:plan-texts",
    "planning:plan-year",
    "reviews:review-convene",
}

# Where the small year has nothing to show yet, these ask nothing further about it: how they grow from
# one row to more is counted beside their own tests (`tests/planning/views`, `tests/reviews/views`,
# `tests/governance/views/test_approval_list.py`).
EMPTY_AT_FIRST = {
    "api:trainings",
    "governance:approvals",
    "planning:plan-document",
    "planning:trainings",
    "portal:home",
    "reviews:reviews",
}
# Pages that a draft has and a published version has not.
EDITORS = (
    "governance:document-edit",
    "governance:document-file",
    "governance:document-take-over",
    "governance:clause-",
    "governance:picture-",
)


def names():
    """Every named address of the system, with its parameters."""

    def walk(resolver, space):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = [*space, entry.namespace] if entry.namespace else space
                yield from walk(entry, inner)
            elif isinstance(entry, URLPattern) and entry.name:
                yield ":".join([*space, entry.name]), sorted(entry.pattern.converters)

    return sorted(walk(get_resolver(), []))


def numbers_of(name, submission):
    """What the numbers in an address stand for goes by the beginning of its name."""
    found = {
        ("kpi:report", "api:report"): lambda: Report.objects.order_by("pk").first().pk,
        ("kpi:deviation",): lambda: Deviation.objects.order_by("pk").first().pk,
        ("kpi:source", "api:source"): lambda: DataSource.objects.get().pk,
        ("kpi:submission", "api:submission", "kpi:evidence"): lambda: submission.pk,
        ("api:import",): lambda: TicketImport.objects.order_by("pk").first().pk,
        ("governance:approval",): lambda: getattr(Approval.objects.last(), "pk", 1),
        ("kpi:self-assessment", "kpi:assessment-p"): lambda: first_of(SelfAssessment),
        ("kpi:assessment-finding",): lambda: first_of(AssessmentFinding),
        ("kpi:assessed-item", "kpi:item-", "portal:assessment-"): lambda: first_of(AssessedItem),
        ("kpi:checklist-item",): lambda: first_of(ChecklistItem),
        ("kpi:checklist",): lambda: first_of(Checklist),
        ("kpi:hand-over",): lambda: submission.assignment_id,
        ("kpi:upload",): lambda: WeekUpload.objects.filter(uploaded_by__username="lin").first().pk,
        EDITORS: lambda: first_of(DocumentVersion, document__title=CHANGE),
        ("planning:section", "planning:line-new", "planning:goal-carry"): lambda: (
            PlanSection.objects.get(plan__year=LARGE.year, department__code="operations").pk
        ),
        ("planning:training", "api:training"): lambda: first_of(TrainingSession),
        ("planning:resource",): lambda: first_of(ResourceLine),
        ("planning:milestone",): lambda: Milestone.objects.order_by("pk").first().pk,
        ("planning:line",): lambda: PlanGoal.objects.order_by("pk").first().pk,
        ("planning:plan", "api:plan"): lambda: AnnualPlan.objects.get(year=LARGE.year).pk,
        ("governance:version", "governance:document-"): lambda: first_of(
            DocumentVersion, document__title=INCIDENT, label="V1.0"
        ),
        ("processes:asset", "api:asset"): lambda: asset_with_file().pk,
        ("processes:output-", "processes:output"): lambda: first_of(Output, name=STATISTICS),
        ("processes:record-",): lambda: first_of(OutputRecord, output__name=STATISTICS),
        ("reviews:trigger",): lambda: first_of(ReviewTrigger),
        ("reviews:item-new",): lambda: first_of(Review),
        ("reviews:item",): lambda: first_of(ReviewItem),
        ("reviews:review",): lambda: first_of(Review),
        ("reviews:survey-", "reviews:survey"): lambda: first_of(Survey),
        ("reviews:feedback-",): lambda: first_of(Feedback),
        ("governance:person", "portal:hand-over"): lambda: Person.objects.get(username="lin").pk,
    }
    return next((take() for start, take in found.items() if name.startswith(start)), 1)


def first_of(model, **which):
    """The first record of a kind; a number nobody has where there is none yet."""
    return model.objects.filter(**which).order_by("pk").values_list("pk", flat=True).first() or 0


def asset_with_file():
    """An asset of the demo whose version in the library has a file; the restricted one counts its log too."""
    return Asset.objects.filter(label=Asset.Label.RESTRICTED).first() or Asset(pk=0)


def file_of(name):
    """The file of the asset or of the filed output that an address is about."""
    if "record-" in name:
        rows = StoredFile.objects.filter(object_type="processes.outputrecord")
        key = first_of(OutputRecord, output__name=STATISTICS)
        return rows.filter(object_key=str(key)).values_list("pk", flat=True).first() or 0
    versions = AssetVersion.objects.filter(asset=asset_with_file().pk)
    return StoredFile.objects.on(*versions).values_list("pk", flat=True).first() or 0


def sample_of(name, parameter):
    """A record of the demo for each parameter of an address."""
    submission = Submission.objects.order_by("pk").first()
    evidence = StoredFile.objects.filter(object_type="kpi.submission").order_by("pk").first()
    if name.startswith("kpi:evidence"):
        submission = Submission.objects.get(pk=evidence.object_key)
    numbers = {"pk": numbers_of(name, submission)}
    if "source" in name:
        numbers["code"] = DataSource.objects.get().code
    common = {
        "assignment": submission.assignment_id,
        "week": Week(submission.iso_year, submission.iso_week).label,
        "file": evidence.pk,
        "import_pk": TicketImport.objects.order_by("pk").first().pk,
        "code": "DSK-05" if "indicator" in name or "kpi" in name else "incident",
        "period": "2025-11",
        "dimension": "S",
        "number": 1,
        "item": 1,
        "page": 1,
        "direction": "up",
        "action": 1,
        "step": "accept",
        "kind": {"kpi:report-outline": "service", "governance:route-edit": "norm"}.get(
            name, "summary"
        ),
        "act": "copy",
        "way": "up",
        "process": "incident",
        "key": "company_name",
        "language": "zh-hans",
        "short": "0" * 12,
        # A document of a plan, and a picture of the manual.
        "name": "plan",
        "form": "pdf",
        "folder": "zh",
        "document": 1,
        "year": LARGE.year,
        "goal": 1,
        "part": "cause-1",
        "secret": "nobodys",
        "sequence": 1,
    }
    return {**common, **numbers, **own_of(name, parameter)}[parameter]


def own_of(name, parameter):
    """What an address takes otherwise than its neighbours do."""
    if parameter == "clause":
        return {"clause": first_of(ClauseText, document_version__document__title=CHANGE)}
    if parameter == "other":
        return {"other": first_of(DocumentVersion, document__title=INCIDENT, label="V1.1")}
    if name == "governance:document-detail":
        return {"code": Document.objects.order_by("pk").first().code}
    if name.startswith(("governance:document-", "portal:document-", "api:document")):
        codes = Document.objects.filter(title=INCIDENT).values_list("code", flat=True)
        return {"code": codes.first() or "none"}
    if name.startswith(("processes:", "api:asset")):
        is_file = "asset-file" in name or "record-file" in name
        code = {"project": "METRO", "department": "operations"}
        named = next((kept for noun, kept in code.items() if noun in name), "")
        return ({"code": named} if named else {}) | ({"file": file_of(name)} if is_file else {})
    return {"kind": "goal"} if name.startswith("planning:line") else {}


QUERIES = {
    "kpi:source-tickets": {"period": "2025-12", "measure": "chg_implemented"},
    "api:values": {"indicator": "INC-04", "grain": "month", "from": "2025-11", "to": "2026-01"},
    "api:cells": {"measure": "chg_implemented", "from": "2025-11"},
    "api:source-figures": {"grain": "week", "from": "2025-W47", "to": "2025-W49"},
    "processes:linkage": {},
    "portal:search": {"q": "事件"},
}


def cost_of(name, parameters, clients, token):
    """The most statements a page takes for any reader who is let in; None for an address that only takes posts."""
    try:
        url = reverse(name, kwargs={each: sample_of(name, each) for each in parameters})
    except NoReverseMatch:
        return None
    url += f"?{urlencode(QUERIES[name])}" if QUERIES.get(name) else ""
    headers = {"authorization": f"Bearer {token}"} if name.startswith("api:") else {}
    counts, refused = [], set()
    for client in [Client()] if headers else clients:
        reset_queries()  # the log holds 9,000 statements, and all pages together take more
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(url, headers=headers)
            if answer.streaming:
                b"".join(answer.streaming_content)
        # A document that is still being made answers 202 on the page and 409 to a program.
        if answer.status_code in {200, 202, 409}:
            counts.append(len(caught))
        else:
            refused.add(answer.status_code)
    # Whoever may open such a page finds no record of the kind yet; the others may not open it at all.
    has_none = name in SENDS_BACK or 404 in refused
    closed = {302, 401, 404} | ({403} if has_none else set())
    if not counts and POSTED not in refused and not refused <= closed:
        raise AssertionError(f"{name} {url}: nobody is let in, {refused}")
    return max(counts, default=None)


def costs(at, time_machine):
    time_machine.move_to(at, tick=False)
    for name in ("clock", "worker"):
        stamp_heartbeats(name, at=at)
    clients = []
    for login in READERS:
        clients.append(Client())
        clients[-1].force_login(Person.objects.get(username=login))
    token = make_token(
        Person.objects.get(username="gu"), READ, WRITE, name=f"counter {at:%m%d}", at=at
    )[1]
    found = {}
    for name, parameters in names():
        cost = cost_of(name, parameters, clients, token)
        if cost is not None:
            found[name] = cost
    return found


@pytest.mark.performance
def test_every_page_costs_the_same_few_statements(db, time_machine):
    call_command("load_catalogue", stdout=StringIO())
    name_the_days(FIRST, LARGE)
    book = FigureBook(Week.of(FIRST))
    large = Stage(FIRST, LARGE, work_calendar(), local_zone())
    world = found_company(large, book)
    acts = script(large)
    noon = datetime(SMALL.year, SMALL.month, SMALL.day, 12, tzinfo=local_zone())
    play(world, [act for act in acts if act.at < noon], tell=lambda _month: None)
    small = costs(noon, time_machine)
    play(world, [act for act in acts if act.at >= noon], tell=lambda _month: None)
    whole = costs(large.until + timedelta(hours=9), time_machine)
    assert len(whole) > 30
    dear = {name: count for name, count in whole.items() if count > OWN_MOST.get(name, MOST)}
    growing = {
        name: (small[name], count)
        for name, count in whole.items()
        if name not in EMPTY_AT_FIRST and count > small.get(name, count) + SLACK
    }
    assert dear == {}
    assert growing == {}
