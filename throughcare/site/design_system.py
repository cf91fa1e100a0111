"""The design system's stylesheet as this site may serve it: ``python -m throughcare.site.design_system`` after `npm ci`.

The stylesheet names a typeface that is kept for government services. Throughcare sets fonts of its own, but a browser under
load may ask for the named ones before it has read that. Without the rule nothing asks.
"""

from __future__ import annotations

import re
from pathlib import Path

STYLESHEET = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css"
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")


def without_typefaces(stylesheet: Path) -> int:
    """Take every ``@font-face`` out of the stylesheet; returns how many there were."""
    text, found = _FONT_FACE.subn("", stylesheet.read_text(encoding="utf-8"))
    if found:
        stylesheet.write_text(text, encoding="utf-8")
    return found


if __name__ == "__main__":
    without_typefaces(STYLESHEET)
