"""Show how many seeds a difference takes."""

from attnbench.cli import tables
from attnbench.cli.commands.plan_seeds import PlanSeeds
from attnbench.study import Study
from attnbench.study_names import find_study
from attnreport.record import newest
from attnreport.seeds.seeds import Aim
from attnreport.seeds.seeds_table import seeds_table


def run(request: PlanSeeds) -> None:
    """Print the table of a study's seeds."""
    aim = Aim(detect=request.detect, power=request.power)
    study = Study.load(find_study(request.study))
    variants = [str(variant) for variant in study.plan.variants]
    tables.show({"seeds": seeds_table(newest(study.records()), variants, aim)})
