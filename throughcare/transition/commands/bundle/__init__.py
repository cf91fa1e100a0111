"""The parts of import and export: opening a bundle, reading its tables, staging, checking and loading them."""
