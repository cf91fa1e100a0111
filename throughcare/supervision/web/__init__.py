"""supervision web."""
