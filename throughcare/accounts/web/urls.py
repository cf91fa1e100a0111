"""Addresses under ``accounts/``."""

from django.urls import path

from throughcare.accounts.web import users

app_name = "accounts"
urlpatterns = [
    path("users/", users.user_list, name="users"),
    path("users/add/", users.add_user, name="add-user"),
    path("users/<int:number>/", users.user_detail, name="user"),
    path("users/<int:number>/role/", users.grant_role, name="grant-role"),
    path("users/<int:number>/close/", users.close_account, name="close-account"),
    path("users/<int:number>/reopen/", users.reopen_account, name="reopen-account"),
    path("users/<int:number>/second-factor/", users.reset_second_factor, name="reset-second-factor"),
    path("users/<int:number>/invite/", users.invite, name="invite"),
]
