"""transition queries."""
