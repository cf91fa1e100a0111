"""Addresses under ``accounts/``."""

from django.urls import path

from throughcare.accounts.web import drafts, own, tokens, users

app_name = "accounts"
urlpatterns = [
    path("drafts/", drafts.keep, name="keep-draft"),
    path("own/", own.own_account, name="own"),
    path("own/tokens/<int:number>/revoke/", own.revoke_own_token, name="revoke-own-token"),
    path("own/password/", own.change_password, name="own-password"),
    path("own/recovery-codes/", own.renew_recovery_codes, name="own-recovery-codes"),
    path("users/", users.user_list, name="users"),
    path("users/add/", users.add_user, name="add-user"),
    path("users/<int:number>/", users.user_detail, name="user"),
    path("users/<int:number>/role/", users.grant_role, name="grant-role"),
    path("users/<int:number>/close/", users.close_account, name="close-account"),
    path("users/<int:number>/reopen/", users.reopen_account, name="reopen-account"),
    path("users/<int:number>/second-factor/", users.reset_second_factor, name="reset-second-factor"),
    path("users/<int:number>/invite/", users.invite, name="invite"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/add/", tokens.add_token, name="add-token"),
    path("tokens/<int:number>/revoke/", tokens.revoke_token, name="revoke-token"),
]
