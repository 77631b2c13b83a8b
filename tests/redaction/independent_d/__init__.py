"""A set of conversations written out and labelled by another hand, with a reader that scores the redactor on it."""
