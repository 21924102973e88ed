"""Write docs/families.md: the places that every site has in every family of timm.

Run: nox -s families, or python docs/families.py [--families resnet,swin_transformer]
Each family is shown by its smallest model, on the meta device: no weights, no numbers. Fails if a
site ends in anything but places or a refusal that says why.
"""

import argparse
import warnings
from collections import Counter
from pathlib import Path

import timm
import torch

from attnbench.injection.coverage import Coverage, coverage
from attnbench.injection.sites.table import SITES
from attnbench.network.backbone import build_backbone

PAGE = Path(__file__).with_name("families.md")
SHOWN = tuple(site.name for site in SITES.values() if not site.of_tasks)
"""Every site but those that networks of some tasks have: timm's classify images."""
FOR_TESTS = "test_"
"""Tiny models that timm has for its own tests; a family is shown by one that people train."""


def smallest_model(family: str) -> str:
    """The model of a family with the fewest parameters."""
    names = timm.list_models(module=family)
    trained = [name for name in names if not name.startswith(FOR_TESTS)]
    return min(trained or names, key=_parameters)


def _parameters(name: str) -> int:
    with torch.device("meta"):
        model = timm.create_model(name)
    return sum(parameter.numel() for parameter in model.parameters())


def field(site: Coverage) -> str:
    """One site of one family, as the table shows it."""
    if not site.refusal:
        layouts = "" if site.layouts == "NCHW" else f" ({site.layouts})"
        return f"{site.places}{layouts}"
    return "–" if site.is_absent else "refused"


def main() -> None:
    """Try every site in every family and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", default=",".join(timm.list_modules()))
    families = parser.parse_args().families.split(",")
    warnings.simplefilter("ignore")
    rows: list[str] = []
    refusals: list[str] = []
    totals: Counter[tuple[str, str]] = Counter()
    for family in families:
        model = smallest_model(family)
        with torch.device("meta"):
            network = build_backbone(model, num_classes=10).eval()
        sites = [site for site in coverage(network) if site.site in SHOWN]
        rows.append(f"| {family} | `{model}` | {' | '.join(map(field, sites))} |")
        for site in sites:
            state = field(site) if site.refusal else "ok"
            totals[site.site, state] += 1
            if state == "refused":
                reason = site.refusal.replace("|", "/")
                refusals.append(f"- **{family}, {site.site}**: {reason}")
        print(rows[-1], flush=True)
    PAGE.write_text(page(rows, refusals, totals, len(families)), encoding="utf-8")


def page(rows: list[str], refusals: list[str], totals: Counter[tuple[str, str]], count: int) -> str:
    """The page as Markdown."""
    summary = "\n".join(
        f"| `{site}` | {totals[site, 'ok']} | {totals[site, 'refused']} | {totals[site, '–']} |"
        for site in SHOWN
    )
    heads = " | ".join(f"`{site}`" for site in SHOWN)
    return f"""# Where modules can go in timm's families

Written by `nox -s families` with timm {timm.__version__}. Each of its {count} families is shown by
its smallest model, on the meta device. The table has the number of places; their maps are NCHW
unless another layout is named. Each place ran once with a module in it. "–" means that the network
has no such structure (no residual branch, no channel attention of its own, ...), "refused" that it
has one where no module can go; the reasons are below. For any other model:
`attnbench list sites --backbone NAME`.

| site | families with places | refused | without the structure |
|:--|--:|--:|--:|
{summary}

| family | smallest model | {heads} |
|:--|:--|{":--|" * len(SHOWN)}
{chr(10).join(rows)}

## Refusals

{chr(10).join(refusals)}
"""


if __name__ == "__main__":
    main()
