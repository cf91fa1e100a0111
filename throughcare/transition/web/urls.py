"""Addresses of the transition context, under ``transition/``."""

from django.urls import path

from throughcare.transition.web import imports

app_name = "transition"

urlpatterns = [
    path("", imports.runs, name="runs"),
    path("export/", imports.ask_for_export, name="export"),
    path("<int:key>/", imports.run_page, name="run"),
    path("<int:key>/faults/", imports.faults, name="faults"),
    path("<int:key>/faults.csv", imports.faults_csv, name="faults-csv"),
    path("<int:key>/changed-here/", imports.conflicts, name="conflicts"),
    path("<int:key>/changed-here.csv", imports.conflicts_csv, name="conflicts-csv"),
    path("<int:key>/bundle.zip", imports.download, name="download"),
]
