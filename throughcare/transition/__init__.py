"""Bringing a caseload in and taking it out: the CSV bundle, its importer, its exporter, and fictional bundles."""
