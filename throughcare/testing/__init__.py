"""What the suite stands on: the database for tests and ways of acting in them."""
