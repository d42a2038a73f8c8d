"""Spheres and roles (5.1–5.3; reliability §3.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sphere(models.TextChoices):
    """Business, or one of the three administrators; nobody is in two (三员分立)."""

    BUSINESS = "business", _("business")
    SYS_ADMIN = "sys_admin", _("system administrator")
    SEC_ADMIN = "sec_admin", _("security administrator")
    AUDITOR = "auditor", _("audit administrator")


class Role(models.TextChoices):
    """The roles of the policy, and the platform's three administrators (reliability §3.1)."""

    COMMITTEE = "committee", _("committee member")
    PROCESS_MANAGER = "process_manager", _("process manager")
    PMO = "pmo", _("PMO staff")
    PROCESS_SPECIALIST = "process_specialist", _("process specialist")
    DEPARTMENT_HEAD = "department_head", _("department head")
    STAFF = "staff", _("employee")
    SYS_ADMIN = "sys_admin", _("system administrator")
    SEC_ADMIN = "sec_admin", _("security administrator")
    AUDITOR = "auditor", _("audit administrator")
