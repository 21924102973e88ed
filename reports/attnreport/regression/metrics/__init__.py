"""The metrics, and one file for each way to judge."""
