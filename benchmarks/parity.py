"""How far each module is from its authors' code: the largest differences on the golden inputs.

    python benchmarks/parity.py [--modules ema,cot]

prints a Markdown table, a line for each golden file of `tests/golden`: the largest absolute
difference of the output and of the input's gradient (evaluation, channels first), of the output in
training, and the largest difference of the norm of a parameter's gradient, as a share of the
largest such norm; in brackets what the authors' own code differs by between float32 and float64, of
which the tests allow ten times.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from sys import path

path.insert(0, str(Path(__file__).parents[1]))

from tests.modules.test_golden import CASES, Golden, load_golden  # the path first

NOTHING = "–"


def evaluated(golden: Golden) -> tuple[float, float]:
    """The largest differences of output and input gradient."""
    golden.module.eval()
    x = golden.tensor("x").requires_grad_()
    y = golden.module(x)
    (y * golden.tensor("w")).sum().backward()
    assert x.grad is not None
    return (
        (y - golden.tensor("y")).abs().max().item(),
        (x.grad - golden.tensor("gx")).abs().max().item(),
    )


def trained(golden: Golden) -> float | None:
    """The largest difference of the output in training; None without batch norm."""
    if not golden.facts["has_batchnorm"]:
        return None
    y = golden.module.train()(golden.tensor("x"))
    return (y - golden.tensor("y_train")).abs().max().item()


def of_parameters(golden: Golden) -> float | None:
    """The largest difference of the norm of a parameter's gradient, as a share of the largest."""
    expected = golden.facts["param_grad_of_sum_yw_eval"]
    assert isinstance(expected, dict)
    gradients = {k: p.grad for k, p in golden.keyed.named_parameters() if p.grad is not None}
    if not expected:
        return None
    largest = max(value["l2"] for value in expected.values())
    gaps = (abs(gradients[name].norm().item() - value["l2"]) for name, value in expected.items())
    return max(gaps) / largest


def with_yardstick(value: float | None, golden: Golden, name: str) -> str:
    """A difference, and that of the authors' own code between two precisions."""
    if value is None:
        return NOTHING
    return f"{value:.1e} ({golden.facts[f'{name}_max_abs_diff_f32_vs_f64']:.1e})"


def lines(modules: list[str]) -> Iterator[str]:
    """The table."""
    yield "| Golden | Module | Output | Input gradient | Output in training | Gradient norms |"
    yield "|:--|:--|--:|--:|--:|--:|"
    for case, (name, _) in CASES.items():
        if modules and name not in modules:
            continue
        golden = load_golden(case)
        output, gradient = evaluated(golden)
        norms = of_parameters(golden)
        fields = (
            case,
            name,
            with_yardstick(output, golden, "y"),
            with_yardstick(gradient, golden, "gx"),
            with_yardstick(trained(golden), golden, "y_train"),
            NOTHING if norms is None else f"{norms:.1e}",
        )
        yield f"| {' | '.join(fields)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", default="", help="short names; all by default")
    names = parser.parse_args().modules
    print("\n".join(lines([name for name in names.split(",") if name])))


if __name__ == "__main__":
    main()
