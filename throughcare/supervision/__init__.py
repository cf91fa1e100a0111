"""Supervision: responsible officers, risk, tier, contacts, and what contact is due."""
