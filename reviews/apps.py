"""What we think of the figures: quarterly and ad-hoc reviews (policy 6.4.3)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Reviews")
