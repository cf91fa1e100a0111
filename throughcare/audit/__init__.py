"""What changed, who looked and why: append-only, chained by hash."""
