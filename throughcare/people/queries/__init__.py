"""people queries."""
