"""What a policy issue affects, in words and with its page (G1–G58)."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.models import Department, Person, PolicyIssue

KINDS: dict[str, str | Promise] = {
    "process": _("process"),
    "document": _("document"),
    "clause": _("clause"),
    "indicator": _("indicator"),
    "unit": _("organisation unit"),
    "feature": _("function"),
}
# The functions of the system that an issue may name, and where each is found.
FEATURES: dict[str, tuple[str | Promise, str]] = {
    "approvals": (_("Approvals"), "governance:approvals"),
    "assignments": (_("Assignments"), "processes:assignments"),
    "coverage": (_("Coverage"), "kpi:indicator-coverage"),
    "documents": (_("Documents"), "governance:documents"),
    "import": (_("import of the policy"), "governance:document-import"),
    "indicators": (_("Indicators"), "kpi:indicators"),
    "linkage-matrix": (_("links between the processes"), "processes:linkage"),
    "outputs": (_("outputs of the processes"), "processes:outputs"),
    "projects": (_("Projects"), "processes:projects"),
    "reports": (_("Monitoring reports"), "kpi:reports"),
    "retention": (_("retention of records"), ""),
    "reviews": (_("Reviews"), "reviews:reviews"),
    "roles": (_("People and roles"), "governance:people"),
    "submissions": (_("Weekly data"), "kpi:board"),
    "targets": (_("targets"), "kpi:indicators"),
}
UNITS: dict[str, tuple[str | Promise, str]] = {
    "committee": (_("process management committee"), "governance:committee"),
    "pmo": (_("process management office (PMO)"), "governance:people"),
}


def subjects_of(issue: PolicyIssue, viewer: Person) -> list[dict[str, str]]:
    """Each subject of an issue with its kind, its name and its page; one question where it names a department."""
    pairs = [subject.partition(":")[::2] for subject in issue.affects]
    codes = [key for kind, key in pairs if kind == "unit"]
    names = (
        {
            row.code: said(row)
            for row in Department.objects.visible_to(viewer).filter(code__in=codes)
        }
        if codes
        else {}
    )
    return [_subject(kind, key, names) for kind, key in pairs]


def _subject(kind: str, key: str, names: dict[str, str]) -> dict[str, str]:
    pages = {
        "process": lambda: reverse("portal:process", args=[key]),
        "document": lambda: reverse("governance:document-detail", args=[key]),
        "clause": lambda: reverse("governance:document-detail", args=["policy"]) + f"#c{key}",
        "indicator": lambda: reverse("kpi:indicator-detail", args=[key]),
    }
    url = pages[kind]() if kind in pages else ""
    label = names.get(key, key)
    known = {"feature": FEATURES, "unit": UNITS}.get(kind, {}).get(key)
    if known:
        label, url = str(known[0]), reverse(known[1]) if known[1] else ""
    return {"kind": str(KINDS[kind]), "key": label, "url": url}
