"""What is measured on one page, and how it is added up."""
