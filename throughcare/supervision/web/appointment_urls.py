"""Addresses about appointments."""

from django.urls import path

from throughcare.supervision.web import appointments, booking, diary, engagements, feeds, planning

_APPOINTMENTS = "people/<crn:crn>/appointments"

urlpatterns = [
    path("diary/", diary.diary, name="diary"),
    path("diary/team/", diary.team_diary, name="team-diary"),
    path("diary/away/", engagements.engagements, name="engagements"),
    path("diary/away/<path:reference>/remove/", engagements.remove, name="remove-engagement"),
    path("diary/calendar/", feeds.settings, name="diary-feed-settings"),
    path("diary/calendar/revoke/", feeds.revoke, name="revoke-diary-feed"),
    path("calendar/<str:secret>.ics", feeds.feed, name="diary-feed"),
    path(f"{_APPOINTMENTS}/", appointments.appointments, name="appointments"),
    path(f"{_APPOINTMENTS}/new/", booking.book, name="book"),
    path(f"{_APPOINTMENTS}/ahead/", planning.plan_ahead, name="plan-ahead"),
    path(f"{_APPOINTMENTS}/<path:reference>/move/", appointments.move, name="move-appointment"),
    path(f"{_APPOINTMENTS}/<path:reference>/cancel/", appointments.cancel_one, name="cancel-appointment"),
]
