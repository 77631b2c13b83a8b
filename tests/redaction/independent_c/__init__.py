"""A third labelled set by an outside hand that had seen no rule; half A is for mending, half B only for measuring."""
