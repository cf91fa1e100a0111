"""The pages on which an administrator says which other systems are told of what, and sees whether they were."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.transitions import NotAllowed
from throughcare.organisations.models import Region
from throughcare.outbox.commands import try_again
from throughcare.outbox.models import Message
from throughcare.outbox.rules.message_states import LABELS
from throughcare.webhooks.commands import subscriptions as commands
from throughcare.webhooks.commands.publishing import ask_replay
from throughcare.webhooks.models import Subscription
from throughcare.webhooks.queries.happenings import about, deliveries
from throughcare.webhooks.rules.addresses import BadAddress
from throughcare.webhooks.rules.catalogue import catalogue
from throughcare.webhooks.rules.codes import SHOWS

BAD_ADDRESS = {
    "not-https": _("The address must begin with https://"),
    "no-host": _("Type the whole address, such as https://example.org/events"),
    "has-user": _("The address must not hold a user name, a password or a fragment"),
    "too-long": _("The address is too long"),
    "private": _("The address lies in a private network, to which nothing is sent"),
    "no-port": _("The address has a port that does not exist"),
}


class SubscriptionForm(forms.Form):
    """Who is told of what."""

    name = forms.CharField(label=_("Name of the system"), max_length=100)
    url = forms.CharField(label=_("Address that takes events"), max_length=500, help_text=_("It begins with https://"))
    shows = forms.ChoiceField(
        label=_("What the subscriber is told"),
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in SHOWS],
        widget=forms.RadioSelect,
        initial="ids",
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), required=False, empty_label=_("All regions")
    )
    types = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        help_text=_("All events where none is chosen"),
        choices=lambda: [(name, name) for name in catalogue()],
        widget=forms.CheckboxSelectMultiple,
    )
    presentation = {"types": {"small": True, "optional": False}, "region": {"optional": False}}

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = Region.objects.order_by("name")


class ReplayForm(forms.Form):
    """From which day on."""

    since = forms.DateField(label=_("From this day on"), widget=forms.DateInput(attrs={"type": "date"}))
    presentation = {"since": {"width": "10"}}


@requires("webhooks.manage")
@require_safe
def subscription_list(request: HttpRequest) -> HttpResponse:
    """Every subscription."""
    found = Subscription.objects.select_related("region").order_by("name")
    return render(request, "webhooks/subscriptions.html", {"subscriptions": found, "shows": SHOWS})


@requires("webhooks.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Subscribe a system, and show its secret once."""
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = commands.subscribe(**form.cleaned_data, by=signed_in(request), at=timezone.now())
        except BadAddress as bad:
            form.add_error("url", str(BAD_ADDRESS[bad.code]))
        except commands.NameTaken:
            form.add_error("name", gettext("There is a subscription of this name already"))
        else:
            return render(request, "webhooks/secret.html", {"subscription": made, "secret": secret})
    return render(request, "webhooks/add.html", {"form": form})


@requires("webhooks.manage")
@require_safe
def subscription(request: HttpRequest, number: int) -> HttpResponse:
    """One subscription and what became of its latest messages."""
    return _page(request, _found(number), None)


@requires("webhooks.manage")
@require_POST
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Send nothing until it is resumed."""
    commands.pause(subscription=_found(number), by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("Nothing is sent until you resume it"))
    return redirect("webhooks:subscription", number)


@requires("webhooks.manage")
@require_POST
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Send again."""
    commands.resume(subscription=_found(number), by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("Events are sent again from now on"))
    return redirect("webhooks:subscription", number)


@requires("webhooks.manage")
@never_cache
@require_POST
def rotate(request: HttpRequest, number: int) -> HttpResponse:
    """Another secret, shown once."""
    found = _found(number)
    secret = commands.rotate(subscription=found, by=signed_in(request), at=timezone.now())
    return render(request, "webhooks/secret.html", {"subscription": found, "secret": secret})


@requires("webhooks.manage")
@require_POST
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Let what happened from a day on be sent once more."""
    found, form = _found(number), ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    since = timezone.make_aware(datetime.combine(form.cleaned_data["since"], time.min))
    ask_replay(subscription=found, since=since, until=timezone.now(), by=signed_in(request))
    messages.success(request, gettext("The events are on their way once more"))
    return redirect("webhooks:subscription", number)


@requires("webhooks.manage")
@require_POST
def again(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Let one message that was given up be tried again."""
    message = get_object_or_404(Message, pk=key, about=about(_found(number)))
    try:
        try_again(message=message, by=signed_in(request), at=timezone.now())
    except NotAllowed:
        messages.warning(request, gettext("It was tried again already"))
    else:
        messages.success(request, gettext("It is tried again"))
    return redirect("webhooks:subscription", number)


def _found(number: int) -> Subscription:
    return get_object_or_404(Subscription.objects.select_related("region", "made_by"), pk=number)


def _page(request: HttpRequest, found: Subscription, form: ReplayForm | None) -> HttpResponse:
    context = {
        "subscription": found,
        "shows": SHOWS,
        "form": form or ReplayForm(initial={"since": timezone.localdate() - timedelta(days=1)}),
        "given_up": deliveries(found, state="given-up"),
        "sent": deliveries(found),
        "states": LABELS,
    }
    return render(request, "webhooks/subscription.html", context)
