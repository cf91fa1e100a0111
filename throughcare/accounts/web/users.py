"""The administrator's pages: who has an account, in which role, and whether it is open."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.commands import roles, second_factor, users
from throughcare.accounts.models import User
from throughcare.accounts.queries.users import users_matching
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.web.access import requires, signed_in

PAGE = 50


def role_choices() -> list[tuple[str, object]]:
    """Roles to choose from, in the reader's language."""
    return [(role.code, _(role.label)) for role in ROLE]


class FindForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Name, user name or email address"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("Any")), ("open", _("Open")), ("closed", _("Closed"))]
    )
    presentation = {name: {"optional": False} for name in ("q", "role", "state")}

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.fields["role"].choices = [("", _("Any")), *role_choices()]  # type: ignore[attr-defined]


class UserForm(forms.Form):
    """A new user."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("They sign in with it"),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(label=_("Email address"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial="practitioner")
    presentation = {"username": {"width": "20"}}


class RoleForm(forms.Form):
    """The role of a user."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices)


@requires("accounts.manage")
@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, fifty a page."""
    form = FindForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    state = {"open": True, "closed": False}.get(asked.get("state", ""))
    found = users_matching(words=asked.get("q", ""), role=asked.get("role", ""), active=state)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/user_list.html", {"finder": form, "list_page": listed, "roles": ROLE})


@requires("accounts.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add_user(request: HttpRequest) -> HttpResponse:
    """Make an account, and show the link with which its user chooses a password."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = users.create_user(**form.cleaned_data, by=signed_in(request), at=timezone.now())
        except users.UsernameTaken:
            form.add_error("username", _("Somebody has this user name already"))
        else:
            messages.success(request, gettext("The account was made"))
            return _show_link(request, user)
    return render(request, "accounts/add_user.html", {"form": form})


@requires("accounts.manage")
@require_safe
def user_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One account."""
    user = get_object_or_404(User, pk=number)
    return _detail(request, user, RoleForm(initial={"role": user.role}))


@requires("accounts.manage")
@require_POST
def grant_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give the user another role."""
    user = get_object_or_404(User, pk=number)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _detail(request, user, form)
    role = form.cleaned_data["role"]
    return _change(
        request,
        user,
        lambda by: roles.grant_role(user=user, role=role, by=by, at=timezone.now()),
        gettext("The role was changed"),
    )


@requires("accounts.manage")
@require_POST
def close_account(request: HttpRequest, number: int) -> HttpResponse:
    """Close the account."""
    user = get_object_or_404(User, pk=number)
    return _change(
        request,
        user,
        lambda by: users.deactivate(user=user, by=by, at=timezone.now()),
        gettext("The account was closed"),
    )


@requires("accounts.manage")
@require_POST
def reopen_account(request: HttpRequest, number: int) -> HttpResponse:
    """Open the account again."""
    user = get_object_or_404(User, pk=number)
    return _change(
        request,
        user,
        lambda by: users.reactivate(user=user, by=by, at=timezone.now()),
        gettext("The account was opened again"),
    )


@requires("accounts.manage")
@require_POST
def reset_second_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take away a second factor that the user lost."""
    user = get_object_or_404(User, pk=number)
    return _change(
        request,
        user,
        lambda by: second_factor.reset_second_factor(user=user, by=by, at=timezone.now()),
        gettext("The second factor was taken away: the user sets up a new one at the next sign-in"),
    )


@requires("accounts.manage")
@require_POST
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Show a link with which the user chooses a password."""
    user = get_object_or_404(User, pk=number, is_active=True)
    return _show_link(request, user)


def _change(request: HttpRequest, user: User, command: Callable[[User], None], done: str) -> HttpResponse:
    try:
        command(signed_in(request))
    except users.OwnAccount:
        messages.error(request, gettext("You cannot do this to your own account: another administrator can"))
    else:
        messages.success(request, done)
    return redirect("accounts:user", number=user.pk)


def _detail(request: HttpRequest, user: User, form: RoleForm) -> HttpResponse:
    context = {
        "user": user,
        "form": form,
        "role": ROLE.label(user.role),
        "own": user.pk == signed_in(request).pk,
        "has_second_factor": second_factor.has_second_factor(user),
    }
    return render(request, "accounts/user_detail.html", context)


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    who, token = users.invite(user=user, by=signed_in(request), at=timezone.now())
    link = request.build_absolute_uri(reverse("choose-password", args=[who, token]))
    return render(request, "accounts/link.html", {"user": user, "link": link})
