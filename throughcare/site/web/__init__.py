"""What every page stands on: the template environment, forms, security headers, words for dates and numbers."""
