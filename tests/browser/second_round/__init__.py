"""The story of issue 4 from a panel to a second round, in pages only: one module for each part of it."""
