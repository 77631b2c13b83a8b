"""What Facebook's and Instagram's own exports have in common: broken letters, thread files, media beside them."""
