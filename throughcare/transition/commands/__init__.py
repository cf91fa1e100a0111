"""transition commands."""
