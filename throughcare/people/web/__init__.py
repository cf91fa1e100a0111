"""people web."""
