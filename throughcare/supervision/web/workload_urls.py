"""Addresses of the pages about workload."""

from django.urls import path

from throughcare.supervision.web import alarms, workload, workload_tasks

urlpatterns = [
    path("workload/", workload.workload, name="workload"),
    path("workload/alarms/", alarms.alarms, name="load-alarms"),
    path("workload/alarms/<int:key>/", alarms.answer, name="answer-alarm"),
    path("workload/problems/", alarms.problems, name="load-problems"),
    path("workload/staff/<str:code>/", workload.officer, name="officer-workload"),
    path("workload/staff/<str:code>/tasks/new/", workload_tasks.new_task, name="new-task"),
    path("workload/staff/<str:code>/tasks/<int:key>/take-back/", workload_tasks.take_back_task, name="take-back-task"),
    path("workload/<slug:kind>/<str:code>/", workload.loads, name="loads"),
]
