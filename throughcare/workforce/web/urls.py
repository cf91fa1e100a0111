"""Addresses of the workforce context, under ``staff/``."""

from django.urls import path

from throughcare.workforce.web import posts, profiles, teams, working_time

app_name = "workforce"

urlpatterns = [
    path("teams/<str:code>/phone/", teams.phone, name="team-phone"),
    path("teams/<str:code>/join/", posts.join, name="join-team"),
    path("teams/<str:code>/office/", profiles.office, name="team-office"),
    path("<str:code>/profile/", profiles.profile, name="staff-profile"),
    path("<str:code>/working-time/", working_time.working_time, name="working-time"),
    path("<str:code>/hours/new/", working_time.new_hours, name="new-hours"),
    path("<str:code>/hours/<int:key>/take-back/", working_time.take_back_hours, name="take-back-hours"),
    path("<str:code>/reductions/new/", working_time.new_reduction, name="new-reduction"),
    path("<str:code>/reductions/<int:key>/", working_time.reduction, name="reduction"),
    path("<str:code>/reductions/<int:key>/end/", working_time.end, name="end-reduction"),
    path("<str:code>/reductions/<int:key>/delete/", working_time.delete, name="delete-reduction"),
    path("<str:code>/leave/", posts.leave, name="leave-post"),
    path("<str:code>/grade/", working_time.grade, name="grade"),
]
