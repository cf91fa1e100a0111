"""Why a step of the panel is refused, in words for whoever took it."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.kernel.decision import mark

REFUSALS: Mapping[str, str] = {
    "wrong-state": mark("It has moved on since the page was opened: this step no longer fits."),
    "frozen": mark("The conditions and categories of an open panel stay as they are."),
    "no-category": mark("Add at least one category."),
    "no-condition": mark("Add at least one condition: nobody could be assessed without."),
    "no-pack": mark("No law under which a panel can be opened is in force on this day."),
    "same-category": mark("This category is there already."),
    "other-region": mark("This police-force area is in another region."),
    "other-category": mark("This category belongs to another panel, or is closed."),
    "announced": mark("A category that was announced stays."),
    "ends-before": mark("The last day lies before today."),
    "evidence-empty": mark("Attach a file, or say under which number or where it can be seen."),
    "file-too-big": mark("The file is too big."),
    "file-kind": mark("Only PDF files and pictures (PNG, JPEG) are taken."),
    "evidence-used": mark("It was used, so it stays. Add another one to renew it."),
}
