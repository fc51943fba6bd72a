"""What must be read from a page's source text, before an HTML parser: configurations, calls, comments."""
