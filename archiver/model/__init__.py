"""The words every room shares: typed, frozen, without behaviour that reaches outside."""
