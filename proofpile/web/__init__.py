"""From web archives to pages: records, prefilter, decoding, mathematics, main content."""
