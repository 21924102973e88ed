import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import attnbench
from attnbench.lazy import lazy

PACKAGE = Path(attnbench.__file__).parent


def type_checking_blocks(file: Path) -> Iterator[ast.If]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield node


def imported_names(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Each name that the statements import, and in full what it stands for."""
    for node in body:
        if isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def lazy_names(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in body:
        assert isinstance(node, ast.Assign), ast.unparse(node)
        assert isinstance(node.value, ast.Call), ast.unparse(node)
        assert ast.unparse(node.value.func) == "lazy", ast.unparse(node)
        yield ast.unparse(node.targets[0]), ast.literal_eval(node.value.args[0])


def test_a_lazy_module_is_loaded_when_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "late_one.py").write_text("VALUE = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = lazy("late_one")
    assert "late_one" not in sys.modules
    assert module.VALUE == 3
    monkeypatch.setattr(sys.modules["late_one"], "VALUE", 4)
    assert module.VALUE == 4
    with pytest.raises(AttributeError, match="no attribute 'OTHER'"):
        _ = module.OTHER


def test_type_checkers_see_the_modules_that_python_loads() -> None:
    count = 0
    for file in PACKAGE.rglob("*.py"):
        for block in type_checking_blocks(file):
            if block.orelse:
                late = dict(lazy_names(block.orelse))
                seen = dict(imported_names(block.body))
                assert late == {name: seen[name] for name in late}, file
                count += len(late)
    assert count


def test_each_public_name_is_where_type_checkers_look_for_it() -> None:
    (block,) = type_checking_blocks(PACKAGE / "__init__.py")
    assert dict(imported_names(block.body)) == {
        name: f"{home}.{name}" for name, home in attnbench.HOMES.items()
    }
    assert list(attnbench.HOMES) == sorted(attnbench.HOMES)
    for name in attnbench.__all__:
        assert getattr(attnbench, name) is not None
    assert dir(attnbench) == sorted(attnbench.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = attnbench.nothing
