"""Addresses of the processes pages."""

from django.urls import path

from processes.views import assignment, process, project

app_name = "processes"
urlpatterns = [
    path("framework/linkage/", process.linkage, name="linkage"),
    path("processes/<slug:code>/edit/", process.process_edit, name="process-edit"),
    path("processes/<int:pk>/steps/<slug:step>/", process.process_step, name="process-step"),
    path("system/assignments/", assignment.assignments, name="assignments"),
    path("system/assignments/<int:pk>/end/", assignment.assignment_end, name="assignment-end"),
    path("system/projects/", project.projects, name="projects"),
    path("system/projects/<slug:code>/", project.project_edit, name="project-edit"),
    path("system/projects/<slug:code>/end/", project.project_end, name="project-end"),
]
