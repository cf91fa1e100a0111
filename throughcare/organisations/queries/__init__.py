"""organisations queries."""
