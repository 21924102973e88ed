"""Visual attention modules that match their authors' code, in one catalogue.

Each class maps (B, C, H, W) to (B, C, H, W), and takes the channels first and its options by name.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from attnzoo.catalog import CATALOG, UnknownModule, create, find
from attnzoo.entry import Entry
from attnzoo.fit import DoesNotFit
from attnzoo.option import BadOption, Option, UnknownOption
from attnzoo.options import Options

if TYPE_CHECKING:
    from attnzoo.channel.eca import EfficientChannelAttention
    from attnzoo.channel.epsa import PyramidSplitAttention
    from attnzoo.channel.ese import EffectiveSqueezeExcitation
    from attnzoo.channel.fca import FrequencyChannelAttention
    from attnzoo.channel.gc import GlobalContext
    from attnzoo.channel.gct import GatedChannelTransformation
    from attnzoo.channel.gsop import GlobalSecondOrderPooling
    from attnzoo.channel.nam import NormalizationAttention
    from attnzoo.channel.parnet import ParNetBlock
    from attnzoo.channel.se import SqueezeExcitation
    from attnzoo.channel.seam import SeparatedEnhancementAttention
    from attnzoo.channel.sk import SelectiveKernel
    from attnzoo.channel.spanet import SpatialPyramidAttention
    from attnzoo.channel.splat import SplitAttention
    from attnzoo.channel.srm import StyleRecalibration
    from attnzoo.control.constant_gate import ConstantGate
    from attnzoo.control.conv_matched import MatchedConvolution
    from attnzoo.control.identity import Identity
    from attnzoo.control.shuffled_gate import ShuffledGate
    from attnzoo.gate import Gate
    from attnzoo.kernel.caa import ContextAnchorAttention
    from attnzoo.kernel.cpca import ChannelPriorConvolutionalAttention
    from attnzoo.kernel.dlka import DeformableLargeKernelAttention
    from attnzoo.kernel.focal import FocalModulation
    from attnzoo.kernel.gfnet import GlobalFilter
    from attnzoo.kernel.involution import Involution
    from attnzoo.kernel.lka import LargeKernelAttention
    from attnzoo.kernel.lsk import LargeSelectiveKernel
    from attnzoo.kernel.lska import LargeSeparableKernelAttention
    from attnzoo.kernel.mona import MultiCognitiveAdapter
    from attnzoo.kernel.msca import MultiScaleConvolutionalAttention
    from attnzoo.kernel.outlook import OutlookAttention
    from attnzoo.mixed.bam import BAM
    from attnzoo.mixed.ca import CoordinateAttention
    from attnzoo.mixed.cbam import CBAM
    from attnzoo.mixed.ela import EfficientLocalAttention
    from attnzoo.mixed.ema import EMA
    from attnzoo.mixed.gam import GlobalAttentionMechanism
    from attnzoo.mixed.ge import GatherExcite
    from attnzoo.mixed.mca import MultidimensionalCollaborativeAttention
    from attnzoo.mixed.mlca import MixedLocalChannelAttention
    from attnzoo.mixed.ms_cam import MultiScaleChannelAttention
    from attnzoo.mixed.psa import ParallelPolarizedAttention, SequentialPolarizedAttention
    from attnzoo.mixed.sa import ShuffleAttention
    from attnzoo.mixed.scsa import SCSA
    from attnzoo.mixed.scse import ConcurrentSqueezeExcitation
    from attnzoo.mixed.simam import SimAM
    from attnzoo.mixed.sp import StripPooling
    from attnzoo.mixed.triplet import TripletAttention
    from attnzoo.pairwise.a2 import DoubleAttention
    from attnzoo.pairwise.acmix import ACmix
    from attnzoo.pairwise.area import AreaAttention
    from attnzoo.pairwise.bra import BiLevelRoutingAttention
    from attnzoo.pairwise.cafm import ConvolutionAttentionFusion
    from attnzoo.pairwise.cam import ChannelSelfAttention
    from attnzoo.pairwise.cc import CrissCrossAttention
    from attnzoo.pairwise.cot import ContextualTransformer
    from attnzoo.pairwise.dat import DeformableAttention
    from attnzoo.pairwise.eaa import EfficientAdditiveAttention
    from attnzoo.pairwise.external import ExternalAttention
    from attnzoo.pairwise.irmb import InvertedResidualMobileBlock
    from attnzoo.pairwise.non_local import NonLocal
    from attnzoo.pairwise.pam import PositionSelfAttention
    from attnzoo.pairwise.psa_yolo import PartialSelfAttention
    from attnzoo.pairwise.shsa import SingleHeadSelfAttention
    from attnzoo.spatial.sge import SpatialGroupEnhance
else:
    _HOMES = dict(entry.code.split(":")[::-1] for entry in CATALOG.values())
    _HOMES["Gate"] = "attnzoo.gate"

    def __getattr__(name: str) -> type:
        """A class by its name; its file, and torch, are imported when it is first asked for."""
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "BAM",
    "CATALOG",
    "CBAM",
    "EMA",
    "SCSA",
    "ACmix",
    "AreaAttention",
    "BadOption",
    "BiLevelRoutingAttention",
    "ChannelPriorConvolutionalAttention",
    "ChannelSelfAttention",
    "ConcurrentSqueezeExcitation",
    "ConstantGate",
    "ContextAnchorAttention",
    "ContextualTransformer",
    "ConvolutionAttentionFusion",
    "CoordinateAttention",
    "CrissCrossAttention",
    "DeformableAttention",
    "DeformableLargeKernelAttention",
    "DoesNotFit",
    "DoubleAttention",
    "EffectiveSqueezeExcitation",
    "EfficientAdditiveAttention",
    "EfficientChannelAttention",
    "EfficientLocalAttention",
    "Entry",
    "ExternalAttention",
    "FocalModulation",
    "FrequencyChannelAttention",
    "Gate",
    "GatedChannelTransformation",
    "GatherExcite",
    "GlobalAttentionMechanism",
    "GlobalContext",
    "GlobalFilter",
    "GlobalSecondOrderPooling",
    "Identity",
    "InvertedResidualMobileBlock",
    "Involution",
    "LargeKernelAttention",
    "LargeSelectiveKernel",
    "LargeSeparableKernelAttention",
    "MatchedConvolution",
    "MixedLocalChannelAttention",
    "MultiCognitiveAdapter",
    "MultiScaleChannelAttention",
    "MultiScaleConvolutionalAttention",
    "MultidimensionalCollaborativeAttention",
    "NonLocal",
    "NormalizationAttention",
    "Option",
    "Options",
    "OutlookAttention",
    "ParNetBlock",
    "ParallelPolarizedAttention",
    "PartialSelfAttention",
    "PositionSelfAttention",
    "PyramidSplitAttention",
    "SelectiveKernel",
    "SeparatedEnhancementAttention",
    "SequentialPolarizedAttention",
    "ShuffleAttention",
    "ShuffledGate",
    "SimAM",
    "SingleHeadSelfAttention",
    "SpatialGroupEnhance",
    "SpatialPyramidAttention",
    "SplitAttention",
    "SqueezeExcitation",
    "StripPooling",
    "StyleRecalibration",
    "TripletAttention",
    "UnknownModule",
    "UnknownOption",
    "create",
    "find",
]
