"""Public job boards: how each is asked and what its answers say; what becomes of the postings others know."""
