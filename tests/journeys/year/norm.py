"""The governing norm: written and issued early in the year, revised by an improvement (6.2, 6.4.4⑤)."""

from governance.models import Approval, ClauseText, Document, DocumentVersion, Obligation
from governance.states import ObligationKind
from tests.journeys.year.browser import done

TITLE = "事件管理规范"


def norm():
    yield "2026-01-12 10:30", write_norm, None
    yield "2026-01-13 10:30", decide_norm, None
    yield "2026-01-14 11:30", confirm_readings, None
    yield "2026-09-04 10:30", decide_norm, None
    yield "2026-09-07 11:30", confirm_readings, None


def latest():
    return DocumentVersion.objects.filter(document__title=TITLE).latest("pk")


def clause_of(title):
    return ClauseText.objects.get(document_version=latest(), title=title)


def write_norm(year):
    """The PMO writes the first version, clause by clause, and submits it."""
    browser = year.visit("shen")
    form = (
        browser.go("/documents/")
        .follow("/documents/new/")
        .form("/documents/new/", having=["title"])
    )
    department = next(key for key, words in form.fields["owner"].words.items() if "运维部" in words)
    answers = {"kind": "norm", "title": TITLE, "owner": department}
    done(form.send(answers, distribution="departments", readers=[department]))
    document = Document.objects.get(title=TITLE)
    page = browser.go(f"/documents/{document.code}/")
    done(page.form("/start/").send(change_note="首次发布"))
    edit = f"/documents/versions/{latest().pk}/edit/"
    for title, text in (("目的", "规范事件处理。"), ("升级", "四小时未解决的升级。")):
        at_the_end = [each for each in browser.go(edit).forms if each.action.endswith("/add/")][-1]
        done(at_the_end.send(title=title))
        clause = clause_of(title)
        form = browser.go(edit).follow(f"/clauses/{clause.pk}/").form("/", having=["revision"])
        done(form.send(text=text))
    submit(year)
    link_process(year, document)


def submit(year):
    browser = year.visit("shen")
    done(browser.go(f"/documents/versions/{latest().pk}/life/").form("/life/submit/").send())


def link_process(year, document):
    """From now on the norm governs the process (6.3)."""
    form = year.visit("shen").go("/processes/incident/edit/").form("/edit/", having=["norms"])
    done(form.send(norms=[*form.fields["norms"].sent, document.pk], reason="事件管理规范发布"))


def decide_norm(year):
    """Another person decides on it and publishes it; it takes effect on its day."""
    version = latest()
    case = Approval.objects.latest("pk")
    page = year.visit("gu").go("/inbox/").follow(f"/approvals/{case.pk}/")
    done(page.form("/vote/").send(ballot="approve"))
    form = year.visit("gu").go(f"/documents/versions/{version.pk}/life/").form("/life/publish/")
    done(form.send())
    version.refresh_from_db()
    assert version.state == "in_force"


def publish_revision(year, page, improvement):
    """The draft opens with the improvement cited; the clause is changed and handed to the decision."""
    clause = clause_of("升级")
    form = page.follow(f"/clauses/{clause.pk}/").form("/", having=["revision"])
    done(form.send(text="两小时未解决的升级；夜班双岗。"))
    assert improvement.number in latest().change_note
    submit(year)


def confirm_readings(year):
    """Whoever is on the distribution finds the text in the inbox and confirms having read it."""
    kind = ObligationKind.DOCUMENT_READING
    owed = Obligation.objects.filter(kind=kind, state="open").select_related("responsible")
    assert owed.exists()
    for duty in list(owed):
        browser = year.visit(duty.responsible.username)
        page = browser.go("/inbox/").follow(duty.url.partition("?")[0])
        done(page.form("/confirm/").send())
    assert not Obligation.objects.filter(kind=kind).exclude(state="done").exists()
