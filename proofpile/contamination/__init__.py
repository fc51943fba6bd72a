"""Benchmarks in a corpus: found with attribution, judged in layers, and with their own recall measured."""
