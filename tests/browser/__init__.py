"""The site as people meet it: in a real browser, on a real database that was filled through the real importer."""
