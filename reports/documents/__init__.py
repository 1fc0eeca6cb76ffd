"""Reports on paper: what they hold, frozen (pure), and the files made of it."""
