"""Addresses of allocation."""

from django.urls import path

from throughcare.supervision.web import allocation, allocation_plan_list, allocation_plans

urlpatterns = [
    path("allocation/", allocation.waiting, name="allocation"),
    path("allocation/again/", allocation_plans.again, name="reallocation"),
    path("allocation/plans/", allocation_plan_list.plan_list, name="allocation-plans"),
    path("allocation/plans/new/", allocation_plans.new_plan, name="new-allocation-plan"),
    path("allocation/plans/<int:key>/", allocation_plans.plan, name="allocation-plan"),
    path("people/<crn:crn>/allocation/", allocation.case, name="allocate"),
    path("people/<crn:crn>/allocation/needs/", allocation.needs, name="allocation-needs"),
]
