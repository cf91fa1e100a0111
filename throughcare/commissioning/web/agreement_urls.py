"""Addresses of contracts, below those of commissioning."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import agreement_steps, agreement_terms, agreements

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("agreements/payments/", agreements.payments, name="agreement-payments"),
    path("agreements/late/", agreements.late, name="agreement-late"),
    path("agreements/<slug:reference>/", agreements.agreement_page, name="agreement"),
    path("agreements/<slug:reference>/terms/", agreement_terms.terms, name="agreement-terms"),
    path("agreements/<slug:reference>/members/", agreement_terms.set_members, name="agreement-members"),
    path("agreements/<slug:reference>/indicators/", agreement_terms.add_indicator, name="agreement-indicators"),
    path(
        "agreements/<slug:reference>/indicators/<int:key>/remove/",
        agreement_terms.remove_indicator,
        name="remove-agreement-indicator",
    ),
    path("agreements/<slug:reference>/instalments/", agreement_terms.add_instalment, name="agreement-instalments"),
    path(
        "agreements/<slug:reference>/instalments/<int:key>/remove/",
        agreement_terms.remove_instalment,
        name="remove-agreement-instalment",
    ),
    path("agreements/<slug:reference>/sign/", agreement_steps.sign, name="sign-agreement"),
    path("agreements/<slug:reference>/unsign/", agreement_steps.unsign, name="unsign-agreement"),
    path("agreements/<slug:reference>/abandon/", agreement_steps.abandon, name="abandon-agreement"),
    path("agreements/<slug:reference>/invoices/new/", agreement_steps.invoice, name="new-invoice"),
    path("agreements/<slug:reference>/invoices/<int:key>/", agreements.invoice_page, name="invoice"),
    path("agreements/<slug:reference>/invoices/<int:key>/check/", agreement_steps.check, name="check-invoice"),
    path("agreements/<slug:reference>/invoices/<int:key>/pay/", agreement_steps.pay, name="pay-invoice"),
    path("agreements/<slug:reference>/invoices/<int:key>/return/", agreement_steps.give_back, name="return-invoice"),
    path("agreements/<slug:reference>/change/", agreement_steps.change, name="change-agreement"),
    path("agreements/<slug:reference>/extend/", agreement_steps.extend, name="extend-agreement"),
    path("agreements/<slug:reference>/measure/<int:place>/", agreement_steps.measure, name="measure-agreement"),
    path("agreements/<slug:reference>/review/", agreement_steps.review, name="review-agreement"),
    path("agreements/<slug:reference>/notice/", agreement_steps.notice, name="note-notice"),
    path("agreements/<slug:reference>/end/", agreement_steps.end, name="end-agreement"),
    path("agreements/<slug:reference>/complete/", agreement_steps.complete, name="complete-agreement"),
]
