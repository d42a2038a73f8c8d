"""Addresses of the front door."""

from django.urls import path

from portal.views import (
    assessment_evidence,
    calendar,
    conformance,
    document,
    evidence_pack,
    finding,
    framework,
    home,
    late,
    leaver,
    manual,
    process,
    search,
    usage,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/open/", calendar.feed_open, name="feed-open"),
    path("calendar/feed/close/", calendar.feed_close, name="feed-close"),
    path("calendar/feed/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("conformance/", conformance.conformance, name="conformance"),
    path("conformance/duties/", conformance.conformance_duties, name="conformance-duties"),
    path("conformance/findings/", finding.findings, name="findings"),
    path("evidence-packs/", evidence_pack.packs, name="packs"),
    path("evidence-packs/<int:pk>/file/", evidence_pack.pack_file, name="pack-file"),
    path("evidence-packs/<int:pk>/manifest/", evidence_pack.pack_manifest, name="pack-manifest"),
    path("usage/", usage.usage, name="usage"),
    path("search/", search.search, name="search"),
    path("framework/", framework.framework, name="framework"),
    path("processes/<slug:code>/", process.process, name="process"),
    path("documents/<slug:code>/uses/", document.document_where_used, name="document-uses"),
    path("system/people/<int:pk>/hand-over/", leaver.hand_over_everything, name="hand-over"),
    path(
        "self-assessments/items/<int:pk>/proposed/",
        assessment_evidence.evidence_proposed,
        name="assessment-evidence",
    ),
    path("manual/", manual.manual, name="manual"),
    path("manual/<int:number>/", manual.manual_chapter, name="manual-chapter"),
    path("manual/for/<str:page>/", manual.manual_for, name="manual-for"),
    path(
        "manual/pictures/<slug:folder>/<slug:name>.png",
        manual.manual_picture,
        name="manual-picture",
    ),
    path("late/", late.late, name="late"),
    path("late/remind/", late.late_remind, name="late-remind"),
    path("inbox/", home.inbox, name="inbox"),
    path("inbox/messages/read/", home.read_messages, name="messages-read"),
    path("inbox/messages/<int:pk>/read/", home.read_message, name="message-read"),
]
