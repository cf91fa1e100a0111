"""Addresses under ``webhooks/``."""

from django.urls import path

from throughcare.webhooks.web import subscriptions

app_name = "webhooks"

urlpatterns = [
    path("", subscriptions.subscription_list, name="subscriptions"),
    path("add/", subscriptions.add, name="add"),
    path("<int:number>/", subscriptions.subscription, name="subscription"),
    path("<int:number>/pause/", subscriptions.pause, name="pause"),
    path("<int:number>/resume/", subscriptions.resume, name="resume"),
    path("<int:number>/rotate/", subscriptions.rotate, name="rotate"),
    path("<int:number>/replay/", subscriptions.replay, name="replay"),
    path("<int:number>/messages/<int:key>/again/", subscriptions.again, name="again"),
]
