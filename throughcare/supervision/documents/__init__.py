"""Making letters and packs: from facts to HTML and PDF, in English or Welsh. Nothing here reads or writes the database."""
