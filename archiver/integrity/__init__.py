"""Proof that what is held is what was written down: tree, signed heads, manifest, time stamps, and their check."""
