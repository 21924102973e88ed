"""Mechanisms that weigh by large convolution kernels."""
