"""Label every sentence of Chinese government documents with a policy domain and measure the theme distribution.

`research COMMAND --help` lists the flags of a command; messages are Chinese in a Chinese locale or
with RESEARCH_LANGUAGE=zh. Example: research label speech.docx -o results/speech
"""

import sys
from collections.abc import Sequence
from types import MappingProxyType

from research.cli import Subcommand, run_subcommand

SUBCOMMANDS = MappingProxyType(
    {
        "label": Subcommand("LabelConfig", "label documents and write their theme distribution"),
        "compare": Subcommand("CompareConfig", "compare the theme distributions of groups"),
        "project": Subcommand("ProjectConfig", "make a study folder for a codebook of your own"),
        "status": Subcommand("StatusConfig", "say how far a study is and what to do next"),
        "review": Subcommand("ReviewConfig", "sample sentences for hand coding"),
        "merge": Subcommand("MergeConfig", "merge coded files into a corpus"),
        "agree": Subcommand("AgreeConfig", "measure the agreement of coders"),
        "train": Subcommand("TrainConfig", "train on a corpus and evaluate by document"),
        "estimate": Subcommand("EstimateConfig", "estimate prevalence from a coded random sample"),
        "plan": Subcommand("PlanConfig", "simulate how many more labels are needed"),
        "bundle": Subcommand("BundleConfig", "make a replication folder of a study"),
        "train-vectors": Subcommand("VectorsConfig", "learn word vectors from unlabelled documents"),
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Start a subcommand; the exit status is its own, or 2 where there is no such command."""
    return run_subcommand("research", __doc__, SUBCOMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
