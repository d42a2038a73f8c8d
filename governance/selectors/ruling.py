"""What a ruling on a policy issue decides: settings and data, linked both ways (domain §2)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.models import Person, PolicyIssue, Resolution
from governance.selectors.setting import DecidedSetting, decided_settings


@dataclass(frozen=True)
class DataPage:
    """A page on which data are decided that a ruling is about."""

    label: str | Promise
    url_name: str


_COMMITTEE = DataPage(_("rule of the committee"), "governance:rule-new")
_ROUTES = DataPage(_("approval routes"), "governance:routes")
_ASSIGNMENTS = DataPage(_("assignments of the specialists"), "processes:assignments")
_RACI = DataPage(_("processes and who answers for them"), "portal:framework")
_LINKAGE = DataPage(_("links between the processes"), "processes:linkage")
_DOCUMENTS = DataPage(_("register of documents"), "governance:documents")
_INDICATORS = DataPage(_("indicator library"), "kpi:indicators")
_OUTPUTS = DataPage(_("outputs of the processes"), "processes:outputs")
_PROJECTS = DataPage(_("projects"), "processes:projects")
_PEOPLE = DataPage(_("people and their roles"), "governance:people")
_CALENDAR = DataPage(_("work calendar"), "governance:workdays")
_PLANS = DataPage(_("annual plan"), "planning:plans")
_REVIEWS = DataPage(_("reviews"), "reviews:reviews")
_STANDARDS = DataPage(_("editions of standards"), "reviews:standards")
_FEEDBACK = DataPage(_("feedback of customers"), "reviews:feedback")
_CHECKLISTS = DataPage(_("checklists of the self-assessment"), "kpi:checklists")
_IMPROVEMENTS = DataPage(_("improvements"), "improvements:improvements")

# Where the data of an issue are decided; what has neither page nor setting is ruled in words, for the next version.
DECIDED_ON: dict[str, tuple[DataPage, ...]] = {
    "G1": (_RACI,),
    "G2": (_RACI,),
    "G3": (_RACI,),
    "G4": (_RACI,),
    "G5": (_RACI,),
    "G8": (_DOCUMENTS,),
    "G9": (_LINKAGE,),
    "G10": (_LINKAGE,),
    "G12": (_OUTPUTS,),
    "G13": (_OUTPUTS,),
    "G14": (_INDICATORS,),
    "G15": (_ASSIGNMENTS, _PEOPLE),
    "G17": (_PEOPLE,),
    "G18": (_ASSIGNMENTS,),
    "G19": (_RACI, _ASSIGNMENTS),
    "G20": (_COMMITTEE,),
    "G21": (_DOCUMENTS,),
    "G23": (_ROUTES,),
    "G24": (_FEEDBACK,),
    "G25": (_CALENDAR,),
    "G28": (_REVIEWS,),
    "G29": (_PLANS,),
    "G30": (_PLANS,),
    "G33": (_IMPROVEMENTS, _ROUTES),
    "G35": (_IMPROVEMENTS,),
    "G36": (_ROUTES,),
    "G37": (_ROUTES,),
    "G39": (_CHECKLISTS,),
    "G42": (_INDICATORS,),
    "G43": (_INDICATORS,),
    "G44": (_INDICATORS,),
    "G47": (_DOCUMENTS,),
    "G50": (_STANDARDS,),
    "G51": (_DOCUMENTS,),
    "G52": (_DOCUMENTS,),
    "G56": (_PROJECTS,),
    "G57": (_OUTPUTS,),
}


def settings_of_issue(code: str) -> list[DecidedSetting]:
    """The settings that answer an issue, each with its value in force; one question."""
    return [line for line in decided_settings() if line.kind.gap == code]


def by_issue(decided: list[DecidedSetting]) -> dict[str, list[DecidedSetting]]:
    """Settings by the issue that each of them answers."""
    found: dict[str, list[DecidedSetting]] = {}
    for line in decided:
        if line.kind.gap:
            found.setdefault(line.kind.gap, []).append(line)
    return found


def resolutions_named(viewer: Person | None, text: str) -> list[Resolution]:
    """The resolutions whose number stands in a text; the register has some dozens a year."""
    if not text:
        return []
    rows = Resolution.objects.visible_to(viewer) if viewer else Resolution.objects.all()
    known = rows.order_by("number").values_list("pk", "number")
    return list(rows.filter(pk__in=[pk for pk, number in known if number in text]))


def issue_of_setting(viewer: Person, gap: str) -> PolicyIssue | None:
    """The issue a setting answers, for the page of the setting."""
    if not gap:
        return None
    return PolicyIssue.objects.visible_to(viewer).filter(number=int(gap[1:])).first()
