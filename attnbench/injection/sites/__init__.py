"""The named sites, and how each finds its places."""
