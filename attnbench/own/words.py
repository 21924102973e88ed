"""What the parameters of a constructor are for, as their names tell."""

from dataclasses import dataclass
from typing import Literal

from attnbench.plan.option_text import OptionValue

Purpose = Literal["channels", "width", "size", "tuning"]


@dataclass(frozen=True, slots=True)
class Words:
    """Names of parameters that mean the same thing."""

    purpose: Purpose
    """What the value decides: the channels of the map, the width of a layer, the size of the map,
    or neither of them."""
    guesses: tuple[OptionValue, ...]
    """What to try where a value is required; the most likely first."""
    names: str
    """Separated by spaces; in small letters, without underscores."""


TABLE = (
    Words(
        "channels",
        ("C",),
        "c c1 cdim ch chan channel channels chans channelin channelsin chin chn cin dim dimension "
        "dimin dims dmodel emb embed embeddim embeddims embedding embeddingdim embsize feat feats "
        "feature featuredim features filters gatechannel gatechannels idim in inc inch inchan "
        "inchannel inchannels inchans inchs indim indims infeatures infilters inp inplane inplanes "
        "inputchannel inputchannels inputdim inputdims inputfeatures modeldim nc nchannel "
        "nchannels ndim ndims nf nfeat nfeats nfeatures nfilters nplanes numchannel "
        "numchannels numfeat numfeats numfeatures numfilters numinchannels plane planes xchannels",
    ),
    Words(
        "width",
        ("C",),
        "c2 channelout channelsout chout cout dimout dk dkey dv dvalue hiddenchannels hiddendim "
        "hiddensize kdim keychannels keydim nout numoutchannels odim out outc outch outchan "
        "outchannel outchannels outchans outchs outdim outdims outfeatures outfilters outp "
        "outplane outplanes outputchannel outputchannels outputdim oup qkdim valuechannels "
        "valuedim vdim",
    ),
    Words(
        "width",
        ("C/4", "C/8"),
        "bottleneck cm cmid cn hidden hiddenfeatures inner innerchannels innerdim interchannels "
        "interdim interplanes mid midchannels middim midplanes mip squeezechannels",
    ),
    Words("width", (32, 16), "dhead dimhead headdim"),
    Words(
        "size",
        ("H",),
        "featuresize featsize fmaph fmapsize height imageheight imagesize imgheight imgsize "
        "inputheight inputresolution maph mapsize resolution size spatial spatialsize",
    ),
    Words("size", ("W",), "fmapw imagewidth imgwidth inputwidth mapw width"),
    Words(
        "size",
        ("H*W",),
        "numpatches numpositions numtokens npatches npositions ntokens positions seqlen seqlength "
        "sequencelength tokens",
    ),
    Words("tuning", (4, 8, 2, 1), "head heads nhead nheads numhead numheads"),
    Words(
        "tuning",
        (4, 8, 2, 1),
        "factor g group groups ngroups numgroups r ratio reduction reductionratio rratio "
        "squeezefactor squeezeratio",
    ),
    Words("tuning", (3, 7, 1), "k kernel kernels kernelsize ks ksize"),
    Words("tuning", (4, 2, 7, 1), "patch patchsize win window windowsize winsize ws"),
    Words("tuning", (1, 2), "depth dilation layers numlayers stride"),
    Words("tuning", (0.0,), "attndrop drop dropout dropoutrate droprate p projdrop"),
)

H_BESIDE_W = Words("size", ("H",), "h")
W_BESIDE_H = Words("size", ("W",), "w")
H_ALONE = Words("tuning", (4, 8, 2, 1), "h")
"""Attention has h heads, and a map the height h."""


def words_of(name: str, beside: frozenset[str] = frozenset()) -> Words | None:
    """What a parameter is for; None where its name does not tell.

    Args:
        name: The parameter's.
        beside: The names of all parameters of its constructor.
    """
    plain, others = _plain(name), set(map(_plain, beside))
    if plain == "h":
        return H_BESIDE_W if "w" in others else H_ALONE
    if plain == "w":
        return W_BESIDE_H if "h" in others else None
    return next((words for words in TABLE if plain in words.names.split()), None)


def names_channels(name: str) -> bool:
    """Whether a parameter's name is a word for the channels of the map."""
    words = words_of(name)
    return words is not None and words.purpose == "channels"


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
