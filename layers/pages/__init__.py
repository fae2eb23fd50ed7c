"""The map page: its document, what its addresses answer, and the same map as one file for any browser."""
