"""supervision commands."""
