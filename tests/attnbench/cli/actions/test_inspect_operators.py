"""The table of operators says what each does without a module and with it."""

import pytest
from rich.console import Console
from torch import nn

from attnbench.cli import main
from attnbench.cli.actions.inspect_operators import operators_table
from attnbench.cost.ledger import read_ledger
from attnzoo import ShuffleAttention

SIZE = (64, 8, 8)


def printed_lines(plain: nn.Module, with_module: nn.Module) -> list[list[str]]:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(operators_table(read_ledger(plain, SIZE), read_ledger(with_module, SIZE)))
    return [line.split() for line in capture.get().splitlines()]


def test_every_kind_stands_before_its_operators_and_the_total_last() -> None:
    convolution = nn.Conv2d(64, 64, 3, padding=1)
    lines = printed_lines(
        convolution, nn.Sequential(convolution, ShuffleAttention(64, groups=8), nn.ReLU())
    )
    heads = [line[0] for line in lines]
    assert heads.index("convolution") < heads.index("activation") < heads.index("sigmoid")
    assert ["relu", "0", "1", "+1"] in [line[:4] for line in lines]
    total = lines[-1]
    assert total[0] == "total"
    assert total[4:7] == ["2.36M", "2.36M", "0"]


def test_what_a_module_takes_away_has_a_minus() -> None:
    lines = printed_lines(nn.Sequential(nn.ReLU(), nn.ReLU()), nn.ReLU())
    assert ["relu", "2", "1", "-1"] in [line[:4] for line in lines]


def test_inspect_shows_the_operators_within_100_columns_if_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["inspect", "--backbone", "resnet14-narrow", "--module", "sa"]
    with pytest.raises(SystemExit):
        main(command)
    assert "native_group_norm" not in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([*command, "--ops"])
    lines = capsys.readouterr().out.splitlines()
    start = lines.index(next(line for line in lines if line.startswith("Operators for one image")))
    operators = [line.rstrip() for line in lines[start:] if not line.startswith("- ")]
    assert any("native_group_norm" in line for line in operators)
    assert max(map(len, operators)) <= 100
