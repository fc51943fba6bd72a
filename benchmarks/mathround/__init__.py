"""mathround: mathematics rendered to HTML and read back, scored by representation."""
