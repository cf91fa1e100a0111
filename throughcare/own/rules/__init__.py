"""Rules of the own view: pure."""
