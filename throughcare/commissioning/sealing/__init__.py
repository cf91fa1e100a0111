"""How bids are sealed: what is encrypted for whom, with the primitives of the library ``cryptography`` alone.

``envelopes`` seals something for the holder of a key pair, ``passphrases`` an officer's private key under words that only
they know, ``bid_codes`` a supplier's own copies under a code that only the supplier has. See docs/decisions/0008.
"""
