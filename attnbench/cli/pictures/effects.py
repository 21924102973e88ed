"""The effect of each factor of an ablation."""

from collections.abc import Iterator

from attnbench.cli.pictures.picture import Form
from attnbench.cli.study_folder import StudyFolder
from attnreport.ablation.effect_plot import effect_plot
from attnreport.ablation.factor_effects import factor_effects


def draw(folder: StudyFolder, form: Form) -> Iterator[tuple[str, bytes]]:
    """One picture; none where no effect on a score was estimated."""
    assert folder.design is not None
    plot = effect_plot(factor_effects(folder.records(), folder.design), form=form)
    if plot is not None:
        yield f"effects.{form}", plot
