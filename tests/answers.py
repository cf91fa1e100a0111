"""What every answer owes whoever opens it: a strict policy that its page keeps to, and forms that carry the token.

The walk over every address for every role (``test_every_address_declares_a_permission.py``) asks it of each answer.
"""

from __future__ import annotations

import re
from typing import Any

SOURCES = re.compile(r"'none'|'self'|data:")
OUTSIDE_THE_POLICY = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", re.I)
FORM = re.compile(r"<form\b.*?</form>", re.S)
POLICY = {
    "default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'", "form-action": "'self'",
    "script-src": "'self'",
}  # fmt: skip
HEADERS = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def faults_of(answer: Any) -> list[str]:
    """What is wrong with an answer of the test client; empty where nothing is."""
    faults = [f"{name} is {answer.get(name)}" for name, value in HEADERS.items() if answer.get(name) != value]
    parts = answer.get("Content-Security-Policy", "").split(";")
    policy = dict(part.strip().partition(" ")[::2] for part in parts)
    faults += [f"{name} is {policy.get(name)}" for name, value in POLICY.items() if policy.get(name) != value]
    sources = [source for allowed in policy.values() for source in allowed.split()]
    faults += [f"{source} is allowed" for source in sources if not SOURCES.fullmatch(source)]
    if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
        faults += _faults_of_page(answer.content.decode())
    return faults


def _faults_of_page(html: str) -> list[str]:
    faults = [f"outside its policy: {found.strip()}" for found in OUTSIDE_THE_POLICY.findall(html)]
    for form in FORM.findall(html):
        if re.search(r'method="post"', form, re.I) and "csrfmiddlewaretoken" not in form:
            faults.append(f"a form without its token: {form[:200]}")
    return faults
