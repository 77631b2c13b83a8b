"""A second labelled set, written by someone who had not seen the rules; half A is for mending, half B only for measuring."""
