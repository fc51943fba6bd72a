"""Setting a filter's threshold by looking: what it keeps and drops, judged by hand near the line.

No byte of a corpus depends on it; what it writes is a recipe and a file of labels.
"""
