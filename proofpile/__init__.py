"""Build mathematical corpora and train on them."""
