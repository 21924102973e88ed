"""Entries of the mechanisms that weigh by large convolution kernels."""

from attnzoo.entry import Entry
from attnzoo.kernel.caa import CAAOptions, ContextAnchorAttention
from attnzoo.kernel.cpca import ChannelPriorConvolutionalAttention, CPCAOptions
from attnzoo.kernel.lka import LargeKernelAttention, LKAOptions
from attnzoo.kernel.lsk import LargeSelectiveKernel, LSKOptions
from attnzoo.kernel.lska import LargeSeparableKernelAttention, LSKAOptions
from attnzoo.kernel.msca import MSCAOptions, MultiScaleConvolutionalAttention

KERNEL = (
    Entry(
        name="msca",
        acronym="MSCA",
        title="Multi-scale convolutional attention",
        family="kernel",
        authors="Guo et al.",
        venue="NeurIPS",
        year=2022,
        link="arXiv:2209.08575",
        build=MultiScaleConvolutionalAttention,
        options_class=MSCAOptions,
        formula="C^2 + 111 C, of which local 26 C, short 16 C, middle 24 C, long 44 C and "
        "pointwise C^2 + C",
        macs_formula="(C^2 + 103 C) H W, of which local 25 C, short 14 C, middle 22 C, long 42 C "
        "and pointwise C^2 at each position",
        constraints="local, short, middle, long or pointwise",
        placement="inside each block of SegNeXt, between two 1x1 convolutions",
        verified="authors",
    ),
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
        options_class=CPCAOptions,
        formula="C^2 + 2 C m + m + 112 C, of which channel 2 C m + m + C and spatial 110 C, "
        "m = C // reduction",
        macs_formula="(3 C^2 + 103 C) H W + 4 C m, of which channel 4 C m and spatial "
        "(C^2 + 103 C) H W",
        constraints="channel or spatial; with channel C >= reduction",
        placement="inside each stage of a U-Net",
        verified="authors",
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
        options_class=LSKOptions,
        formula="3 C m + 2 m + 77 C + 198, m = C // 2",
        macs_formula="(3 C m + 74 C + 196) H W",
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
        options_class=LKAOptions,
        formula="C^2 + 77 C, of which local 26 C and dilated 50 C",
        macs_formula="(C^2 + 74 C) H W, of which local 25 C H W and dilated 49 C H W",
        constraints="local, dilated or pointwise",
        placement="inside each block of VAN, between two 1x1 convolutions",
        verified="authors",
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
        options_class=LSKAOptions,
        formula="C^2 + 2 (k0 + k1) C + 5 C, k0 and k1 the lengths of the strips",
        macs_formula="(C^2 + 2 (k0 + k1) C) H W",
        constraints="none",
        placement="inside each block of VAN, between two 1x1 convolutions",
        verified="authors",
    ),
    Entry(
        name="caa",
        acronym="CAA",
        title="Context anchor attention",
        family="kernel",
        authors="Cai et al.",
        venue="CVPR",
        year=2024,
        link="arXiv:2403.06258",
        build=ContextAnchorAttention,
        options_class=CAAOptions,
        formula="2 C^2 + (2 k + 4) C, with norm 2 C more; k = kernel_size",
        macs_formula="(2 C^2 + 2 k C) H W",
        constraints="k odd",
        placement="in each bottleneck of PKINet, computed from its input, on the sum of its "
        "depthwise branches",
        verified="authors",
    ),
)
"""In the order of their papers."""
