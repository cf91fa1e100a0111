"""A supplier's home, its people, and accepting an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.commands.users import UsernameTaken
from throughcare.accounts.models import User
from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.organisations.commands import colleagues as commands
from throughcare.organisations.models import Supplier, SupplierInvitation, SupplierUser
from throughcare.organisations.queries.suppliers import (
    acting_for,
    colleagues_of,
    in_full,
    listed_suppliers,
    open_invitations,
)
from throughcare.organisations.web import supplier_words as words
from throughcare.organisations.web.supplier_changes import changed_by
from throughcare.organisations.web.supplier_forms import InviteForm, JoinForm

REFUSED = {
    "ended": _("This invitation no longer works: ask for a new one"),
    "other-address": _("The invitation was sent to another address than the one of your account"),
    "other-role": _("Your account is not one of a supplier, so it cannot act for one"),
}


@requires("organisations.act")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The organisations that the user acts for, and the people of each."""
    mine = [each.supplier_id for each in acting_for(signed_in(request))]
    found = in_full(Supplier.objects.filter(pk__in=mine)).order_by("legal_name")
    listed = set(listed_suppliers().filter(pk__in=mine).values_list("pk", flat=True))
    rows = [{"supplier": each, "colleagues": list(colleagues_of(each)), "listed": each.pk in listed} for each in found]
    return render(request, "organisations/supplier_home.html", {"rows": rows, "words": words})


@requires("organisations.change")
@require_http_methods(["GET", "HEAD", "POST"])
def colleague_list(request: HttpRequest, number: int) -> HttpResponse:
    """Who acts for the supplier and who is invited; sending the form invites somebody."""
    supplier, form, now = changed_by(request, number), InviteForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            commands.invite_colleague(
                supplier=supplier, email=form.cleaned_data["email"], link=_link(request), by=signed_in(request), at=now
            )
        except commands.AlreadyActs:
            form.add_error("email", _("Somebody with this address acts for the organisation already"))
        except commands.AlreadyInvited:
            form.add_error("email", _("This address has an invitation that is still open"))
        except commands.TooManyInvitations:
            form.add_error("email", _("The organisation has invited as many people as it may in 24 hours"))
        else:
            messages.success(request, gettext("The invitation is on its way"))
            return redirect("organisations:colleagues", number=number)
    context = {
        "supplier": supplier,
        "form": form,
        "colleagues": colleagues_of(supplier),
        "invitations": open_invitations(supplier, at=now),
    }
    return render(request, "organisations/colleagues.html", context)


@requires("organisations.change")
@require_POST
def withdraw_invitation(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """End an invitation."""
    found = get_object_or_404(SupplierInvitation, pk=key, supplier=changed_by(request, number))
    commands.withdraw_invitation(invitation=found, by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("The invitation was withdrawn"))
    return redirect("organisations:colleagues", number=number)


@requires("organisations.change")
@require_POST
def remove_colleague(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Let somebody no longer act for the supplier."""
    found = get_object_or_404(SupplierUser, pk=key, supplier=changed_by(request, number))
    user = signed_in(request)
    try:
        commands.remove_colleague(colleague=found, by=user, at=timezone.now())
    except commands.LastColleague:
        messages.error(request, gettext("Somebody must act for the organisation: invite another person first"))
    else:
        messages.success(request, gettext("This person no longer acts for the organisation"))
        if found.user_id == user.pk:
            return redirect("organisations:home")
    return redirect("organisations:colleagues", number=number)


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: as whoever is signed in, or by making an account. One that ended gives one and the same page."""
    found = commands.invited(token, at=timezone.now())
    if found is None:
        return render(request, "organisations/invitation_ended.html", status=404)
    if request.user.is_authenticated:
        return _accept(request, token, found)
    if User.objects.filter(email__iexact=found.email).exists():
        context = {"invited": found, "next": request.path}
        return render(request, "organisations/invitation.html", context)
    form = JoinForm(User(username=found.email, email=found.email), request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            commands.join_as_new_user(
                token=token, first_name=typed["first_name"], last_name=typed["last_name"], password=typed["password"],
                at=timezone.now(),
            )  # fmt: skip
        except (commands.InvitationRefused, UsernameTaken):
            return render(request, "organisations/invitation_ended.html", status=404)
        messages.success(request, words.account_made())
        return redirect("sign-in")
    return render(request, "organisations/invitation.html", {"invited": found, "form": form})


def _accept(request: HttpRequest, token: str, found: commands.Invited) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            commands.accept_invitation(token=token, by=signed_in(request), at=timezone.now())
        except commands.InvitationRefused as fault:
            refused = str(REFUSED[fault.code])
        else:
            messages.success(request, gettext("You now act for this organisation"))
            return redirect("organisations:home")
    context = {"invited": found, "signed_in": True, "refused": refused}
    return render(request, "organisations/invitation.html", context, status=403 if refused else 200)


def _link(request: HttpRequest) -> commands.Link:
    return lambda token: request.build_absolute_uri(reverse("organisations:invitation", args=[token]))
