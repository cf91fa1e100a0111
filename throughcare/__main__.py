"""``python -m throughcare`` is the ``throughcare`` command."""

from throughcare.site.cli import main

if __name__ == "__main__":
    main(prog_name="throughcare")
