"""Every named site: all that there is to know about it in one entry.

A site turns a network into the spots where modules go. Help, docs, `attnbench list sites`, errors
and the solver read this table; any other text is taken for a pattern of layer names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attnbench.errors import UnknownName
from attnbench.lazy import lazy
from attnreport.names import near_names

if TYPE_CHECKING:
    from torch import nn

    from attnbench.injection.sites import block, inner, neck, replacement, residual, stage
    from attnbench.injection.spot import Spots
    from attnbench.injection.trace import Trace
else:
    block = lazy("attnbench.injection.sites.block")
    inner = lazy("attnbench.injection.sites.inner")
    neck = lazy("attnbench.injection.sites.neck")
    replacement = lazy("attnbench.injection.sites.replacement")
    residual = lazy("attnbench.injection.sites.residual")
    stage = lazy("attnbench.injection.sites.stage")

Rule = Callable[["nn.Module", "Trace"], "Spots"]
"""From a network and one traced forward of it to the spots where modules go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One named site.

    Two injections may stack in one network, at one site or at two, as long as no place holds more
    than one module: that is checked place by place, so no site has to say it.
    """

    name: str
    brief: str
    """Where modules go in three words, for the help."""
    meaning: str
    """Where modules go, as lists, docs and errors say it: `after each block`."""
    detail: str = ""
    """What docs add to it."""
    refuses: str
    """Which places or networks it refuses, as docs say it."""
    rule: Callable[[], Rule]
    """Loads what finds the places, so that help needs no torch."""
    replaces: bool = False
    """Whether modules take the place of parts of the network instead of being added to them."""
    of_tasks: bool = False
    """Whether only networks of some tasks have it: those name it among their sites."""
    solved: bool = True
    """Whether the solver tries it where no site was named."""

    def find(self, model: "nn.Module", trace: "Trace") -> "Spots":
        """The spots of a network, read off one traced forward of it."""
        return self.rule()(model, trace)


SITES: Mapping[str, Site] = {
    site.name: site
    for site in (
        Site(
            name="residual",
            brief="before each addition",
            meaning="after the last norm of each residual branch, before the addition",
            detail="where Table 1 of the EMA paper has them",
            refuses="blocks that add right after a norm or a convolution, branches that share "
            "one last layer, slots that the network's own attention fills",
            rule=lambda: residual.residual_spots,
        ),
        Site(
            name="block",
            brief="after each block",
            meaning="after each block",
            refuses="blocks whose output holds no map, or several",
            rule=lambda: block.block_spots,
        ),
        Site(
            name="stage",
            brief="after each stage",
            meaning="after each stage, as timm's feature_info names them",
            detail="stages before the first block are left out",
            refuses="stages that do not run, that output several maps, or that end in a norm or a "
            "convolution with no part after it to hook",
            rule=lambda: stage.stage_spots,
        ),
        Site(
            name="inner",
            brief="before last convolutions",
            meaning="before the last convolution of each block",
            detail="SCSA's place, and SE's in inverted residuals",
            refuses="nothing; blocks with nothing before their last convolution are left out",
            rule=lambda: inner.inner_spots,
        ),
        Site(
            name="replace",
            brief="replacing existing attention",
            meaning="in place of each of the network's own channel attention modules",
            detail="such as the SE of MobileNetV3",
            refuses="nothing; networks without such attention have no place",
            rule=lambda: replacement.replacement_spots,
            replaces=True,
            solved=False,
        ),
        Site(
            name="neck",
            brief="within the head",
            meaning="after each map that a head makes of the backbone's",
            detail="a detector's pyramid, or in segmentation the reduced top map, where DANet and "
            "CCNet have their modules",
            refuses="networks without a head; necks that name a part that does not run",
            rule=lambda: neck.neck_spots,
            of_tasks=True,
        ),
    )
}
"""By name, the usual one first."""

GLOB = "layer[34].*"
"""A glob as an example."""

GLOB_MEANING = "after every layer whose name matches; `*` does not cross a dot"
"""Where modules go if a site is not a name of the table."""

SIGNS = frozenset("*?[.")
"""One of these is in a pattern; a word without may still be the name of a layer."""


def check_site(text: str) -> None:
    """Refuse a site that is a named one misspelt, before there is a network.

    Args:
        text: A name of `SITES`, or a pattern. A word that is like none of the names passes: only a
            network tells whether it has a layer of that name.

    Raises:
        UnknownName: if it is a word that is spelt much like a named site.
    """
    if text not in SITES and not SIGNS & set(text) and near_names(text, SITES):
        see = f"attnbench list sites; a pattern of layer names is such as '{GLOB}'"
        raise UnknownName("site", text, SITES, see)
