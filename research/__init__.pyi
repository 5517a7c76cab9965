from .api.comparison import compare_prevalence as compare_prevalence
from .api.comparison import fit_regression as fit_regression
from .api.comparison import fit_trend as fit_trend
from .api.comparison import measure_distances as measure_distances
from .api.documents import read_documents as read_documents
from .api.explanation import explain_sentences as explain_sentences
from .api.labelled import Labelled as Labelled
from .api.labelling import label_documents as label_documents
from .api.labelling import load_run as load_run
from .api.reading import read_labelled as read_labelled
from .api.review import review_sentences as review_sentences
from .codebook import Codebook as Codebook
from .codebook import Domain as Domain
from .codebook import read_codebook as read_codebook
from .corpus.labelled import Corpus as Corpus
from .corpus.labelled import read_corpus as read_corpus
from .errors import InputError as InputError
from .labelling.crosswalk import cross_prevalence as cross_prevalence
from .labelling.crosswalk import make_crosswalk as make_crosswalk
from .measure.evaluation import Evaluation as Evaluation
from .measure.evaluation import cross_validate as cross_validate
from .model.baselines import make_classifier as make_classifier
from .report.plots import (
    plot_agreement as plot_agreement,
)
from .report.plots import (
    plot_calibration as plot_calibration,
)
from .report.plots import (
    plot_confusion as plot_confusion,
)
from .report.plots import (
    plot_differences as plot_differences,
)
from .report.plots import (
    plot_groups as plot_groups,
)
from .report.plots import (
    plot_prevalence as plot_prevalence,
)
from .report.plots import (
    plot_ribbon as plot_ribbon,
)
from .report.plots import (
    plot_scores as plot_scores,
)
from .report.plots import (
    plot_sections as plot_sections,
)
from .report.plots import (
    plot_terms as plot_terms,
)
from .report.plots import (
    plot_trends as plot_trends,
)
from .run import Run as Run
from .text.documents import Document as Document
from .text.sentences import Sentence as Sentence
from .text.sentences import split_sentences as split_sentences

__version__: str
