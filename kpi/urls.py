"""Addresses of the kpi pages."""

from django.urls import URLPattern

app_name = "kpi"
urlpatterns: list[URLPattern] = []
