"""Entries of the mechanisms that weigh by convolutions of a large reach."""

from attnzoo.entry import Entry, Option, part
from attnzoo.kernel.cpca import (
    ChannelPriorConvolutionalAttention,
    cpca_fits,
    cpca_macs,
    cpca_params,
)
from attnzoo.kernel.lka import LargeKernelAttention, lka_fits, lka_macs, lka_params
from attnzoo.kernel.lsk import LargeSelectiveKernel, lsk_fits, lsk_macs, lsk_params
from attnzoo.kernel.lska import (
    KERNELS,
    LargeSeparableKernelAttention,
    lska_fits,
    lska_macs,
    lska_params,
)

KERNEL = (
    Entry(
        name="cpca",
        acronym="CPCA",
        title="Channel prior convolutional attention",
        family="kernel",
        authors="Huang et al.",
        venue="preprint",
        year=2023,
        link="arXiv:2306.05196",
        build=ChannelPriorConvolutionalAttention,
        params=cpca_params,
        formula="C^2 + 2 C m + m + 112 C, of which channel 2 C m + m + C and spatial 110 C, "
        "m = C // reduction",
        macs=cpca_macs,
        macs_formula="(3 C^2 + 103 C) H W + 4 C m, of which channel 4 C m and spatial "
        "(C^2 + 103 C) H W",
        fits=cpca_fits,
        constraints="channel or spatial; with channel C >= reduction",
        placement="inside each stage of a U-Net",
        verified="authors",
        options={
            "reduction": Option(
                default=4, kind=int, meaning="how many times fewer hidden channels"
            ),
            "channel": part("the channel gate"),
            "spatial": part("the gate of depthwise strips"),
        },
    ),
    Entry(
        name="lsk",
        acronym="LSK",
        title="Large selective kernel",
        family="kernel",
        authors="Li et al.",
        venue="ICCV",
        year=2023,
        link="arXiv:2303.09030",
        build=LargeSelectiveKernel,
        params=lsk_params,
        formula="3 C m + 2 m + 77 C + 198, m = C // 2",
        macs=lsk_macs,
        macs_formula="(3 C m + 74 C + 196) H W",
        fits=lsk_fits,
        constraints="C >= 2",
        placement="inside each block of LSKNet, between two 1x1 convolutions",
        verified="authors",
    ),
    Entry(
        name="lka",
        acronym="LKA",
        title="Large kernel attention",
        family="kernel",
        authors="Guo et al.",
        venue="CVMJ",
        year=2023,
        link="arXiv:2202.09741",
        build=LargeKernelAttention,
        params=lka_params,
        formula="C^2 + 77 C, of which local 26 C and dilated 50 C",
        macs=lka_macs,
        macs_formula="(C^2 + 74 C) H W, of which local 25 C H W and dilated 49 C H W",
        fits=lka_fits,
        constraints="local, dilated or pointwise",
        placement="inside each block of VAN, between two 1x1 convolutions",
        verified="authors",
        options={
            "local": part("the 5x5 convolution"),
            "dilated": part("the dilated 7x7 convolution"),
            "pointwise": part("the 1x1 convolution"),
        },
    ),
    Entry(
        name="lska",
        acronym="LSKA",
        title="Large separable kernel attention",
        family="kernel",
        authors="Lau et al.",
        venue="ESWA",
        year=2024,
        link="arXiv:2309.01439",
        build=LargeSeparableKernelAttention,
        params=lska_params,
        formula="C^2 + 2 (k0 + k1) C + 5 C, k0 and k1 the lengths of the strips",
        macs=lska_macs,
        macs_formula="(C^2 + 2 (k0 + k1) C) H W",
        fits=lska_fits,
        constraints="none",
        placement="inside each block of VAN, between two 1x1 convolutions",
        verified="authors",
        options={
            "kernel_size": Option(
                default=23, kind=int, choices=tuple(KERNELS), meaning="side of the window"
            )
        },
    ),
)
"""In the order of their papers."""
