"""The metrics, a file for each way to judge one."""
