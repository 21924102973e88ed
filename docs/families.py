"""Write docs/families.md: what every site gives in every family of timm.

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
from attnbench.injection.site import SITES
from attnbench.network.backbone import build_backbone

PAGE = Path(__file__).with_name("families.md")
SHOWN = tuple(site for site in SITES if site != "neck")
"""Every site but that of detectors, which timm has none of."""
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


def cell(each: Coverage) -> str:
    """One site of one family, as the table shows it."""
    if not each.refusal:
        return f"{each.places}{'' if each.layouts == 'NCHW' else f' ({each.layouts})'}"
    return "–" if each.is_absent else "refused"


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
        found = [each for each in coverage(network) if each.site in SHOWN]
        rows.append(f"| {family} | `{model}` | {' | '.join(map(cell, found))} |")
        for each in found:
            state = cell(each) if each.refusal else "ok"
            totals[each.site, state] += 1
            if state == "refused":
                reason = each.refusal.replace("|", "/")
                refusals.append(f"- **{family}, {each.site}**: {reason}")
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

Written by `nox -s families` with timm {timm.__version__}: each of its {count} families, shown by
its smallest model, on the meta device. Each cell is the number of places; the map there is NCHW
unless another layout is said. Each place was run once with a module in it. "–": the structure is
not there (no residual branch, no channel attention of its own, ...). "refused": it is there, and no
module can go there; the reasons are below. For any other model: `attnbench list sites --backbone`.

| site | families with places | refused by name | not in the structure |
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
