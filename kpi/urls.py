"""Addresses of the kpi pages."""

from django.urls import path

from kpi.views import indicator, source

app_name = "kpi"
urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicators"),
    path("indicators/starter-set/", indicator.starter_adopt, name="starter-adopt"),
    path("indicators/<int:pk>/steps/<slug:step>/", indicator.indicator_step, name="indicator-step"),
    path("indicators/<str:code>/", indicator.indicator_detail, name="indicator-detail"),
    path("indicators/<str:code>/target/", indicator.target_set, name="target-set"),
    path("indicators/<str:code>/formula/", indicator.definition_revise, name="definition-revise"),
    path("sources/", source.source_list, name="sources"),
    path("sources/new/", source.source_new, name="source-new"),
    path("sources/<int:pk>/", source.source_detail, name="source-detail"),
    path("sources/<int:pk>/upload/", source.source_upload, name="source-upload"),
    path("sources/<int:pk>/mapping/", source.source_mapping, name="source-mapping"),
    path("sources/<int:pk>/tickets/", source.source_tickets, name="source-tickets"),
    path("sources/<int:pk>/imports/<int:import_pk>/", source.source_import, name="source-import"),
]
