"""Mechanisms that weigh whole channels."""
