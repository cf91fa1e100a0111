"""Settings: ``demo`` (one machine, fictional data), ``testing`` and ``deployment``, all on top of ``base``."""
