"""What can be learnt from a text alone, whichever source it came from."""
