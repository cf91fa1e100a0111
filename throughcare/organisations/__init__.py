"""Regions and delivery units, and who is posted to them."""
