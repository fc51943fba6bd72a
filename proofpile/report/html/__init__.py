"""The page: markup, drawings, and one module a group of sections."""
