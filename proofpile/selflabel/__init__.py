"""Classifiers without outside labels: pages that label themselves, training, evaluation."""
