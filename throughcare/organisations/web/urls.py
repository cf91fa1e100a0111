"""Addresses of the organisations context."""

from django.urls import path

from throughcare.organisations.web import colleagues, postings, registration, supplier_changes, suppliers

app_name = "organisations"
urlpatterns = [
    path("accounts/users/<int:number>/postings/", postings.posting_list, name="postings"),
    path("accounts/users/<int:number>/postings/<int:posting>/end/", postings.end_posting, name="end-posting"),
    path("suppliers/", suppliers.supplier_list, name="suppliers"),
    path("suppliers/register/", suppliers.register, name="register-supplier"),
    path("suppliers/join/", registration.begin, name="register-own"),
    path("suppliers/join/sent/", registration.sent, name="registration-sent"),
    path("suppliers/join/<str:token>/", registration.finish, name="registration"),
    path("my-organisations/", colleagues.home, name="home"),
    path("suppliers/invitations/<str:token>/", colleagues.invitation, name="invitation"),
    path("suppliers/<int:number>/", suppliers.supplier_page, name="supplier"),
    path("suppliers/<int:number>/change/", supplier_changes.change, name="change-supplier"),
    path("suppliers/<int:number>/identifiers/", supplier_changes.add_identifier, name="add-identifier"),
    path("suppliers/<int:number>/identifiers/<int:key>/verify/", supplier_changes.verify_identifier,
         name="verify-identifier"),
    path("suppliers/<int:number>/identifiers/<int:key>/remove/", supplier_changes.remove_identifier,
         name="remove-identifier"),
    path("suppliers/<int:number>/areas/", supplier_changes.add_area, name="add-area"),
    path("suppliers/<int:number>/areas/<int:key>/remove/", supplier_changes.remove_area, name="remove-area"),
    path("suppliers/<int:number>/offers/", supplier_changes.add_offer, name="add-offer"),
    path("suppliers/<int:number>/offers/<int:key>/remove/", supplier_changes.remove_offer, name="remove-offer"),
    path("suppliers/<int:number>/income/", supplier_changes.record_income, name="record-income"),
    path("suppliers/<int:number>/colleagues/", colleagues.colleague_list, name="colleagues"),
    path("suppliers/<int:number>/colleagues/<int:key>/remove/", colleagues.remove_colleague, name="remove-colleague"),
    path("suppliers/<int:number>/invitations/<int:key>/withdraw/", colleagues.withdraw_invitation,
         name="withdraw-invitation"),
]  # fmt: skip
