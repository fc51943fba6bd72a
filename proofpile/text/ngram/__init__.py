"""N-gram language models: how they are estimated from text, and what they make of a text."""
