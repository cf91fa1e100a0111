"""Throughcare: one open system for a probation service, from sentence to the end of supervision."""
