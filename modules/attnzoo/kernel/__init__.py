"""Mechanisms that weigh by convolutions of a large reach."""
