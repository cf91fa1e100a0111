"""Addresses of statements of need."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import need_editing as editing
from throughcare.commissioning.web import need_pages as pages

ONE = "needs/<slug:reference>/"

urlpatterns = [
    path("needs/", pages.need_list, name="needs"),
    path("needs/new/", editing.new, name="new-need"),
    path(ONE, pages.need, name="need"),
    path(f"{ONE}change/", editing.change, name="change-need"),
    path(f"{ONE}bodies/new/", editing.add_party, name="add-need-party"),
    path(f"{ONE}bodies/<int:key>/", editing.party, name="need-party"),
    path(f"{ONE}bodies/<int:key>/agree/", editing.agree_share, name="agree-need-share"),
    path(f"{ONE}bodies/<int:key>/remove/", pages.remove_party, name="remove-need-party"),
    path(f"{ONE}lines/new/", editing.add_line, name="add-need-line"),
    path(f"{ONE}lines/<int:key>/", editing.line, name="need-line"),
    path(f"{ONE}lines/<int:key>/volume/", editing.volume, name="need-volume"),
    path(f"{ONE}lines/<int:key>/restore/", pages.restore, name="restore-need-projection"),
    path(f"{ONE}lines/<int:key>/remove/", pages.remove_line, name="remove-need-line"),
    path(f"{ONE}project/", pages.project, name="project-need"),
    path(f"{ONE}route/", editing.route, name="need-route"),
    path(f"{ONE}agree/", pages.agree, name="agree-need"),
    path(f"{ONE}publish/", pages.publish, name="publish-need"),
    path(f"{ONE}use/", pages.use, name="use-need"),
    path(f"{ONE}meet/", editing.meet, name="meet-need"),
    path(f"{ONE}withdraw/", editing.withdraw, name="withdraw-need"),
    path(f"{ONE}competition/", editing.begin_competition, name="begin-competition-from-need"),
    path(f"{ONE}panel/", editing.begin_panel, name="begin-panel-from-need"),
]
