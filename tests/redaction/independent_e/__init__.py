"""Hand-written labelled conversations for measuring redaction, by an author who had read no rule and no earlier case."""
