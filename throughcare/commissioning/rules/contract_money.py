"""Amounts with and without VAT, in pence."""

from __future__ import annotations


def vat_of(net_pence: int, percent: int) -> int:
    """The VAT on an amount, to the nearest penny, half a penny upwards."""
    return (net_pence * percent + 50) // 100


def gross_of(net_pence: int, percent: int) -> int:
    """The amount with VAT."""
    return net_pence + vat_of(net_pence, percent)
