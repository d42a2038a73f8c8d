"""The pages of PDFs as pictures, so that a phone shows them in the page (design §3); drawn once per content, by its hash."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleManager
from governance.states import DrawFault, RenderState


class PageSet(models.Model):
    """The pages of all files with the same bytes; who may see them is known to whoever shows the file.

    `pages` is how many the file has; fewer may be drawn, and `fault` then says why.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=20, choices=RenderState.choices, default=RenderState.PENDING
    )
    fault = models.CharField(max_length=20, choices=DrawFault.choices, blank=True)
    pages = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pages of a file")
        verbose_name_plural = _("pages of files")
        constraints = [
            models.CheckConstraint(
                name="page_set_failed_says_why",
                condition=~Q(state=RenderState.FAILED) | ~Q(fault=""),
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class PagePicture(models.Model):
    """One page as a JPEG in the store, with the hash of its bytes and its size in pixels."""

    page_set = models.ForeignKey(PageSet, on_delete=models.PROTECT, related_name="pictures")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("picture of a page")
        verbose_name_plural = _("pictures of pages")
        constraints = [
            models.UniqueConstraint(name="page_picture_once", fields=["page_set", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.page_set} · {self.number}"
