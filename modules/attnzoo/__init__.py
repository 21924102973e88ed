"""Visual attention modules that equal their authors' code, in one catalogue.

Each class maps (B, C, H, W) to (B, C, H, W), takes the channels first and its options by name.
"""

from attnzoo.catalog import CATALOG, UnknownModule, create, find
from attnzoo.channel.eca import EfficientChannelAttention
from attnzoo.channel.gc import GlobalContext
from attnzoo.channel.nam import NormalizationAttention
from attnzoo.channel.se import SqueezeExcitation
from attnzoo.channel.sk import SelectiveKernel
from attnzoo.entry import BadOption, Entry, Option, UnknownOption
from attnzoo.fit import DoesNotFit
from attnzoo.gate import Gate
from attnzoo.mixed.bam import BAM
from attnzoo.mixed.ca import CoordinateAttention
from attnzoo.mixed.cbam import CBAM
from attnzoo.mixed.ema import EMA
from attnzoo.mixed.psa import ParallelPolarizedAttention, SequentialPolarizedAttention
from attnzoo.mixed.sa import ShuffleAttention
from attnzoo.mixed.scsa import SCSA
from attnzoo.mixed.triplet import TripletAttention
from attnzoo.pairwise.a2 import DoubleAttention
from attnzoo.pairwise.cam import ChannelSelfAttention
from attnzoo.pairwise.cc import CrissCrossAttention
from attnzoo.pairwise.external import ExternalAttention
from attnzoo.pairwise.non_local import NonLocal
from attnzoo.pairwise.pam import PositionSelfAttention
from attnzoo.spatial.sge import SpatialGroupEnhance

__all__ = [
    "BAM",
    "CATALOG",
    "CBAM",
    "EMA",
    "SCSA",
    "BadOption",
    "ChannelSelfAttention",
    "CoordinateAttention",
    "CrissCrossAttention",
    "DoesNotFit",
    "DoubleAttention",
    "EfficientChannelAttention",
    "Entry",
    "ExternalAttention",
    "Gate",
    "GlobalContext",
    "NonLocal",
    "NormalizationAttention",
    "Option",
    "ParallelPolarizedAttention",
    "PositionSelfAttention",
    "SelectiveKernel",
    "SequentialPolarizedAttention",
    "ShuffleAttention",
    "SpatialGroupEnhance",
    "SqueezeExcitation",
    "TripletAttention",
    "UnknownModule",
    "UnknownOption",
    "create",
    "find",
]
