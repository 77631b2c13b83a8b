"""A labelled set of conversations by an author who had seen no rule and no earlier case."""
