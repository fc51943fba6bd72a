"""``python -m proofpile``."""

from proofpile.cli import main

if __name__ == "__main__":
    main()
