"""Ask one address of this container and end with 0 where it answers 200: for health checks, in place of curl."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request


def main(address: str) -> int:
    """0 where the address answers 200, else 1 with what was said instead."""
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(address, timeout=4):
            return 0
    except (OSError, urllib.error.HTTPError) as fault:
        print(fault.read().decode(errors="replace") if isinstance(fault, urllib.error.HTTPError) else fault)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
