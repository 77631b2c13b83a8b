"""Sealed originals and the secrets beside them: what the capturing machine can write but not read."""
