"""Addresses of the processes pages."""

from django.urls import URLPattern

app_name = "processes"
urlpatterns: list[URLPattern] = []
