"""The design system's stylesheet asks for no typeface."""

from __future__ import annotations

from pathlib import Path

from throughcare.site.design_system import STYLESHEET, without_typefaces


def test_it_takes_every_typeface_out_and_leaves_the_rest(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.css"
    sheet.write_text(
        "a{color:red}@font-face{font-family:X;src:url(/x.woff2)}b{margin:0}@font-face {font-family:Y}i{top:0}"
    )
    assert without_typefaces(sheet) == 2
    assert sheet.read_text() == "a{color:red}b{margin:0}i{top:0}"
    assert without_typefaces(sheet) == 0


def test_the_stylesheet_that_is_served_has_none() -> None:
    assert "@font-face" not in STYLESHEET.read_text(encoding="utf-8")
    assert ".govuk-button" in STYLESHEET.read_text(encoding="utf-8")
