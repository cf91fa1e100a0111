"""Documents of commissioning on paper."""
