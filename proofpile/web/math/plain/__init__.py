"""Mathematics in plain text: runs of letters, numbers, signs and scripts, and what only looks like it."""
