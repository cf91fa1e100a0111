"""The administrator's page of where a user works."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.commands.users import OwnAccount
from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.csv_file import asks_for_csv, csv_answer
from throughcare.organisations.commands import postings
from throughcare.organisations.models import DeliveryUnit, Posting, Region
from throughcare.organisations.queries.postings import postings_of


class PostingForm(forms.Form):
    """A new posting, from today on."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.all(), to_field_name="code")
    delivery_unit = forms.ModelChoiceField(
        label=_("Delivery unit"), queryset=DeliveryUnit.objects.all(), to_field_name="code", required=False
    )


@requires("accounts.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def posting_list(request: HttpRequest, number: int) -> HttpResponse:
    """Postings of one user, and a form for a new one."""
    user = get_object_or_404(User, pk=number)
    form = PostingForm(request.POST or None)
    if asks_for_csv(request):
        return _csv(user)
    if request.method == "POST" and form.is_valid():
        try:
            postings.post_user(
                user=user, **form.cleaned_data, start=timezone.localdate(), by=signed_in(request), at=timezone.now()
            )
        except OwnAccount:
            form.add_error(None, _("You cannot post yourself: another administrator can"))
        except postings.UnitElsewhere:
            form.add_error("delivery_unit", _("This unit is in another region"))
        except postings.AlreadyPosted:
            form.add_error(None, _("The user has this posting already"))
        else:
            messages.success(request, gettext("The posting was added"))
            return redirect("organisations:postings", number=user.pk)
    context = {"user": user, "form": form, "postings": postings_of(user.pk)}
    return render(request, "organisations/postings.html", context)


def _csv(user: User) -> HttpResponse:
    header = [
        gettext("User name"), gettext("Name"), gettext("Region"), gettext("Delivery unit"), gettext("From"),
        gettext("Until"),
    ]  # fmt: skip
    rows = (
        [user.username, user.get_full_name(), row.region, row.delivery_unit, row.start, row.until]
        for row in postings_of(user.pk)
    )
    return csv_answer(header, rows, f"postings-{user.pk}")


@requires("accounts.manage")
@require_POST
def end_posting(request: HttpRequest, number: int, posting: int) -> HttpResponse:
    """End a posting today."""
    ended = get_object_or_404(Posting, pk=posting, user_id=number, until=None)
    today = timezone.localdate()
    try:
        postings.end_posting(posting=ended, until=max(today, ended.start), by=signed_in(request), at=timezone.now())
    except OwnAccount:
        messages.error(request, gettext("You cannot end your own posting: another administrator can"))
    else:
        messages.success(request, gettext("The posting was ended"))
    return redirect("organisations:postings", number=number)
