"""Label the sentences of documents and write their theme distribution.

Example: research label speech.docx reports/ -o results/speeches
"""

import sys
from collections.abc import Sequence

from research.cli import STANDARD_INPUT, Finished, run_command
from research.label_settings import LabelConfig
from research.labelling.choices import NONE
from research.output import check_output
from research.parser import count_jobs
from research.report.plotter import open_plotter
from research.text.files import check_exists

_RESUME = "the same command goes on after the last batch of documents that was labelled"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 3 if documents were left out."""
    return run_command(label, LabelConfig, "research label", __doc__, arguments, if_stopped=_RESUME, after=_say_next)


def label(config: LabelConfig) -> Finished:
    """Label documents and write sentences.csv, distribution.csv, the figures that are asked for, and report.html.

    Documents are read, labelled and written batch by batch. If the work is stopped, the same command goes on after
    the last batch. Documents that cannot be read are named and left out.

    Returns
    -------
    Finished
        With status 3 if documents were left out, or have no body sentence that shares could be taken of.

    Raises
    ------
    InputError
        If an input is missing, no document can be read, or the run or the output folder is not as it should be.
    """
    check_output(config.output, overwrite=config.overwrite)
    for path in config.inputs if STANDARD_INPUT not in config.inputs else ():
        check_exists(path)
    with open_plotter(elsewhere=_plots_elsewhere(config)) as plotter:
        from research.label_work import label_inputs  # takes a second, in which the other process gets ready

        return label_inputs(config, plotter)


def _plots_elsewhere(config: LabelConfig) -> bool:
    """Tell whether another process is to plot: where a figure is wanted, and there is another core for it."""
    return config.figures != NONE and count_jobs(config.jobs) > 1


def _say_next(config: LabelConfig) -> None:
    from research.status import say_next  # only here, as few labellings are of a study

    say_next(config)


if __name__ == "__main__":
    sys.exit(main())
