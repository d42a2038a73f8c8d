"""The demo year, made through the services: a company, a year of weeks, its reports (issue 2 §9)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from governance.lib.periods import Month, Week
from governance.models import Person
from governance.selectors.calendar import local_moment, local_zone, work_calendar
from governance.selectors.setting import setting_value
from governance.services.calendar import DEFAULT_YEARS, seed_calendar
from portal.services.demo.act import Stage
from portal.services.demo.figures import FigureBook
from portal.services.demo.people import BUSINESS, COMPANY
from portal.services.demo.player import play
from portal.services.demo.real import read_real_data
from portal.services.demo.script import script
from portal.services.demo.world import ACTOR, found_company

MONTHS = 12


@dataclass(frozen=True)
class Made:
    """What was made, for the person who asked for it."""

    acts: int
    weeks: int
    real: tuple[str, ...]


def is_demo() -> bool:
    """The database holds the demo company and nobody else's."""
    first = Person.objects.filter(username=BUSINESS[0].login, name=BUSINESS[0].name).exists()
    return first and bool(setting_value("company_name") == COMPANY)


def data_folder() -> Path | None:
    """The open data sets, where somebody has put them beside the project."""
    folder = Path(settings.ROOT).parent / "shared" / "data"
    return folder if folder.is_dir() else None


def first_monday(today: date, weeks: int | None) -> date:
    """The first Monday of the month a year ago, so that twelve months are whole; or so many weeks back."""
    if weeks is not None:
        return Week.of(today - timedelta(weeks=weeks)).start
    month = Month.of(today)
    start = date(month.year - 1, month.month, 1)
    return start + timedelta(days=-start.weekday() % 7)


def make_year(
    today: date,
    *,
    weeks: int | None = None,
    folder: Path | None = None,
    tell: Callable[[str], None],
) -> Made:
    """A year behind a day, the same rows for the same day; the day itself is left to the living.

    The database holds the catalogue and nobody yet. Real figures are used where the folder has them.
    """
    first = first_monday(today, weeks)
    real = read_real_data(folder)
    book = FigureBook(Week.of(first), real)
    name_the_days(first, today)
    stage = Stage(first, today, work_calendar(), local_zone())
    played = play(found_company(stage, book), script(stage), tell=tell)
    names = tuple(name for name in ("incidents", "changes", "releases") if getattr(real, name))
    return Made(played, len(stage.weeks), names)


def name_the_days(first: date, today: date) -> None:
    """The official days of the story's years, as the PMO loads them before it begins."""
    years = [year for year in range(first.year, today.year + 1) if year in DEFAULT_YEARS]
    seed_calendar(years, by=ACTOR, at=local_moment(first - timedelta(weeks=4)))
