"""Everything that a night needs, looked at before it is needed. Changes nothing; tells nothing of a secret but where it lies."""
