"""The way in and out. ``sign-in/`` itself is the site's, which knows whether this is a demonstration."""

from django.urls import path

from throughcare.accounts.web import oidc, passwords, sign_in

urlpatterns = [
    path("sign-in/code/", sign_in.second_step, name="sign-in-code"),
    path("sign-in/set-up/", sign_in.set_up, name="sign-in-set-up"),
    path("sign-in/recovery-codes/", sign_in.recovery_codes, name="sign-in-recovery-codes"),
    path("sign-in/single/", oidc.begin, name="sign-in-single"),
    path("sign-in/single/answer/", oidc.answer, name="oidc_authentication_callback"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/<slug:who>/<slug:token>/", passwords.choose_password, name="choose-password"),
]
