"""The file that says how far the clock of a test's site is set forward. Apart from the settings, whose import moves it."""

CLOCK = "clock"
