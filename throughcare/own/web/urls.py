"""Addresses of the own view: ``my/`` for the person, ``people/CRN/own/`` for who supervises them."""

from django.urls import path

from throughcare.own.web import own, staff

app_name = "own"

urlpatterns = [
    path("my/", own.home, name="home"),
    path("my/appointments/", own.appointments, name="appointments"),
    path("my/appointments/<path:reference>/ask/", own.ask, name="ask"),
    path("my/asked/<int:key>/take-back/", own.take_back, name="take-back"),
    path("my/conditions/", own.conditions, name="conditions"),
    path("my/plan/", own.plan, name="plan"),
    path("my/details/", own.my_details, name="details"),
    path("my/details/phone/", own.phone, name="phone"),
    path("my/details/language/", own.language, name="language"),
    path("asked/", staff.waiting, name="waiting"),
    path("people/<str:crn>/own/", staff.person, name="person"),
    path("people/<str:crn>/own/invite/", staff.invite, name="invite"),
    path("people/<str:crn>/own/close/", staff.close, name="close"),
    path("people/<str:crn>/own/asked/<int:key>/", staff.answer, name="answer"),
    path("people/<str:crn>/own/changes/<int:key>/seen/", staff.seen, name="seen"),
]
