"""Pages of the own view, and those on which practitioners answer."""
