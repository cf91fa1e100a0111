"""people commands."""
