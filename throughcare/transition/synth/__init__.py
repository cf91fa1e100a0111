"""Fictional caseloads in the bundle's format: deterministic, streamed, in bounded memory. No Django, no clock."""
