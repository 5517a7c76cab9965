"""Sentences: a document split by the codebook's unit of analysis, with kinds and the headings above each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from research.text import marks
from research.text.boilerplate import is_remark
from research.text.boundaries import MAY_OPEN_DUTY_NOTE, ends_with_points, find_sentences, is_duty_note, names_offices
from research.text.documents import Document
from research.text.heading_scope import (
    MAX_CLOSING_RANK,
    TITLE_RANK,
    lower_chapters,
    rank_styled,
    tell_items,
    tell_labels,
    tell_lists,
    tell_statements,
    tell_verses,
    trace_ranks,
)
from research.text.kinds import BODY, BOILERPLATE, HEADING, TABLE
from research.text.layout import Layout, find_layout
from research.text.line_forms import is_wordless, squeeze
from research.text.lines import find_lines, remove_breaks
from research.text.list_marks import ARTICLE, UNMARKED, Mark, find_level, find_mark, find_rank
from research.text.patterns import compile_on_use
from research.text.simplified import simplify
from research.text.table_rows import find_cells

_IN_TWO, _MAX_LEVEL_IN_TWO = 2, 2  # sentences of a heading that asks, and the level of its mark
_BETWEEN = " > "
_MAX_LINE_HEADING, _MAX_MARKED_RUN_IN, _MAX_BARE_RUN_IN = 45, 40, 22
_OF_SECTIONS = 2  # the greatest rank of 一、 and （一）, which name sections also within one paragraph
_COUNTS = compile_on_use(
    r"(?:[两二三四五六七八九十几]个?(?:方面|[点条项件]|原因|问题|任务|举措|措施|要求|意见|建议|特点)|[以如]下|下列)[^，。]{0,6}。$"
)
_LEAD_INS = compile_on_use(
    r"(同志们|各位|今年|今天|现在(?!起)|下面|当前|目前|近年|近日|日前|近期|昨天|昨日|据悉|去年|过去|五年来|一年来|[一二][〇○零九][〇○零一二三四五六七八九]{2}年|但|同时|此外|刚才|刚刚|前不久|最近|来[信函电]|为[^，。]{3,}，|一方面|因此|为此|对此|会议|我们?|他|这|那|希望|[你您贵](?!州)|经(研究|审|核|批|查)|现将|现予|根据|按照|截至|请|谢谢|感谢|欢迎|祝|如有|特此|其中|其[一二三四五六]，|第[一二三四五六七八九十百零\d]+[条步]|例如|所以|总之|答|问|[［\[][^\]］]{1,14}[］\]])"
)
_FIGURE = compile_on_use(
    r"\d|[一二两三四五六七八九十百千万亿]+(?:多|余)?[座个所家条项处户名人件口台套辆栋间亩吨倍次场批只头万亿][吨亩元户人里]?(?=[，。；、]|$)"
)
_NO_FIGURE = compile_on_use(  # marks, years and references to notes
    r"^[一二三四五六七八九十]*[、）)]|\d{4}(?:\s*[—－-]\s*\d{4})?\s*年|[\[〔［（(【]\s*\d{1,3}\s*[\]〕］）)】]"
)
# Thanks and a label with what it says, as in 解读机关：县水利局, are no headings.
_THANKS = ("特此", "专此", "此致", "此复", "谢谢", "感谢", "祝大", "祝各", "祝愿", "祝同", "敬礼")
_LABEL = compile_on_use(
    r"[\u4e00-\u9fff]{0,4}(?:人|者|员|代表|人员|领导|机关|单位|部门|机构|时间|日期|地点|地址|电话|方式|邮箱|网址|编号|序号|名称|类别|案由|议题)[：:]\s*\S"
    r"|[甲乙丙]方[：:]|(?:[上下中]午|晚上|凌晨)?\s*\d{1,2}[:：]\d{2}"
)
# A statement without a full stop: 改造中小学食堂16个.
_MEASURED = compile_on_use(
    r"\d[\d.]*\s*[余多]?[万亿]?(?!年|月|日|期|届|号|版|章|节|条[例款]|周|度)[\u4e00-\u9fff％%]{1,3}(?<![年月日期届号版])(?=[，,；;]|$)"
)
_TIMES = compile_on_use(r"(?=.*\d)[\d\s年月日时分:：.\-—－–~～至到起止前后上中下午晚（）()周星期一二三四五六日天]+")
_LATIN_SENTENCE = compile_on_use(r"[^\u4e00-\u9fff]*\s[^\u4e00-\u9fff]*\s[^\u4e00-\u9fff]*\.")
_LABELLED = compile_on_use(  # 土地位置：城东新区
    r"[\u4e00-\u9fff]{0,6}(?:位置|面积|率|范围|场景|概念|用途|期限|年限|价格|金额|数量|编码|代码|识码|传\s*真|邮\s*编|电\s*邮|邮箱|网址)[：:]\s*\S"
)
_ENDS_IN_NAME = compile_on_use(
    r"(?:“[^“”，。]{1,12}”)?(?:[^“”，。]{1,20}“[^“”，。]{1,12}”)+"
)  # 县教育局局长谈“双减”, 从“输血”到“造血”
_BRACKETED = compile_on_use(r"（[^（）]{3,}）|\([^()]{3,}\)")
_MAY_OPEN_NOTE = MAY_OPEN_DUTY_NOTE | frozenset("—-")
_CIRCLED = compile_on_use("[②-⑳]")
_NAMED = compile_on_use(r"(?:案例|专题|议题)[一二三四五六七八九十\d]{1,2}[：:、\s]")  # 案例一：…
_ANNOUNCES = compile_on_use(r"现[^，。；：]{0,12}如下[：:。]")
_SPEAKS = compile_on_use(r"[：:]\s*“")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: the unit that is classified.

    Attributes
    ----------
    document_id
        The document that it stands in.
    number
        Running number in the document, from 0.
    start, end
        Offsets in the document's text: ``document.text[start:end] == sentence.text``.
    paragraph
        Running number of its paragraph, from 0.
    kind
        ``body``, ``heading``, ``boilerplate`` or ``table`` (a row of figures); only the first two get a domain.
    headings
        The headings above it, outermost first; a heading does not contain itself.
    text
        As it stands in the document, line breaks of the paper included.
    """

    document_id: str
    number: int
    start: int
    end: int
    paragraph: int
    kind: str
    headings: tuple[str, ...]
    text: str


def split_sentences(document: Document | str) -> list[Sentence]:
    r"""Split a document into sentences.

    A sentence ends at 。！？； or at the end of a line; closing quotes and brackets stay with it, and what stands
    inside a closed pair of quotes or brackets is never torn apart. A leading list mark stays with the sentence it
    opens. A line or a short first sentence that only names its section is a heading.

    Parameters
    ----------
    document
        A document as read, or its text.

    Returns
    -------
    list of Sentence
        In order; joined with what lies between them (white space only) they give the text back.

    Examples
    --------
    >>> from research.text.documents import Document
    >>> text = "一、农业\n粮食产量稳定在36万吨。水利跟上；“菜篮子”丰富。"
    >>> [(s.kind, s.text, s.headings) for s in split_sentences(Document("d", text))][1:]
    [('body', '粮食产量稳定在36万吨。', ('一、农业',)), ('body', '水利跟上；', ('一、农业',)), ('body', '“菜篮子”丰富。', ('一、农业',))]
    """
    if isinstance(document, str):
        document = Document("text", document)
    text = simplify(document.text)
    lines, layout = _read_layout(text, [mark for mark in document.marks if mark.role not in marks.LEVELS])
    styled = _find_styled(lines, document.marks) | dict.fromkeys(layout.named, 1)
    points = ends_with_points(text)
    pieces: list[tuple[int, int]] = []
    paragraphs: list[int] = []
    kinds: list[str] = []
    ranks: list[float] = []
    levels: dict[int, int] = {}
    paragraph = 0
    for index, ((start, end), role) in enumerate(zip(lines, layout.roles, strict=True)):
        if layout.joins[index]:
            pieces[-1] = (pieces[-1][0], end)
            continue
        line = _read_line(text, (start, end), role, layout.numbers.get(index), points=points, styled=index in styled)
        if index in styled and role == marks.TEXT and len(line.spans) == 1:
            levels[len(pieces)] = styled[index]
        kinds += line.kinds
        ranks += line.ranks
        spans = line.spans
        pieces += spans
        paragraphs += [paragraph] * len(spans)
        paragraph += 1
    lower_chapters(text, pieces, ranks)
    rank_styled(levels, kinds, ranks)
    tell_items(text, pieces, kinds, ranks, paragraphs)
    tell_statements(text, pieces, kinds, ranks, paragraphs)
    tell_verses(text, pieces, kinds, ranks)
    tell_labels(text, pieces, kinds, ranks)
    tell_lists(text, pieces, kinds, ranks, paragraphs)
    paths = trace_ranks(document.text, pieces, kinds, ranks, paragraphs)
    return [
        Sentence(document.id, number, first, last, paragraph, kind, path, document.text[first:last])
        for number, ((first, last), paragraph, kind, path) in enumerate(
            zip(pieces, paragraphs, kinds, paths, strict=True)
        )
    ]


class _Line(NamedTuple):
    """The sentences of a line: where they stand, their kinds and the ranks of their marks."""

    spans: list[tuple[int, int]]
    kinds: list[str]
    ranks: list[float]


def _read_line(
    text: str, line: tuple[int, int], role: str, number: Mark | None, *, points: bool, styled: bool
) -> _Line:
    if role == marks.TITLE:
        return _Line([line], [HEADING], [TITLE_RANK])
    spans = list(find_sentences(text, *line, points=points))
    if len(spans) == _IN_TWO and role == marks.TEXT and _is_in_two(text, spans):
        spans = [line]
    texts = [text[first:last] for first, last in spans]
    ranks = list(map(find_rank, texts))
    if role in (marks.ASIDE, marks.TABLE):
        kinds = [BOILERPLATE if role == marks.ASIDE else TABLE] * len(spans)
    elif number:
        kinds = find_kinds([texts[0][number.end :], *texts[1:]])
    else:
        kinds = _find_kinds(texts, ranks)
    if number:
        ranks[0] = number.rank
    if styled and role == marks.TEXT and len(texts) == 1 and _may_name(texts[0]):
        kinds = [HEADING]
    if role == marks.CELL:
        kinds = [BODY if kind == HEADING else kind for kind in kinds]
    return _Line(spans, kinds, ranks)


def _find_styled(lines: Sequence[tuple[int, int]], given_marks: Sequence[marks.Mark]) -> dict[int, int]:
    """Return the levels of the lines that are headings by their style."""
    levels = iter([mark for mark in given_marks if mark.role in marks.LEVELS])
    mark = next(levels, None)
    found = {}
    for index, (start, _) in enumerate(lines):
        while mark and mark.end <= start:
            mark = next(levels, None)
        if mark and mark.start <= start:
            found[index] = marks.LEVELS.index(mark.role) + 1
    return found


def _read_layout(text: str, given_marks: Sequence[marks.Mark]) -> tuple[list[tuple[int, int]], Layout]:
    """Find the lines of a text, and what each is by its format where that says so, else by the layout."""
    if not given_marks and "\t" not in text:
        lines = find_lines(text)
        return lines, find_layout([remove_breaks(text[start:end]) for start, end in lines])
    lines = []
    given: list[str] = []
    position = 0
    for mark in (*given_marks, marks.Mark(len(text), len(text), "")):
        for start, end, role in ((position, mark.start, ""), (mark.start, mark.end, mark.role)):
            for first, last in find_lines(text[start:end]):
                cells = [] if role else find_cells(text, start + first, start + last)
                lines += [(cell.start, cell.end) for cell in cells] or [(start + first, start + last)]
                given += [cell.role for cell in cells] or [role]
        position = mark.end
    layout = find_layout(
        [remove_breaks(text[start:end]) for (start, end), role in zip(lines, given, strict=True) if not role]
    )
    roles, joins = iter(layout.roles), iter(layout.joins)
    filled = [(role, False) if role else (next(roles), next(joins)) for role in given]
    joins_line_above = [joins and not given[index - 1] for index, (_, joins) in enumerate(filled)]
    places = [index for index, role in enumerate(given) if not role]
    numbers = {places[index]: number for index, number in layout.numbers.items()}
    named = [places[index] for index in layout.named]
    return lines, Layout([role for role, _ in filled], joins_line_above, numbers, named)


def find_kinds(paragraph: Sequence[str]) -> list[str]:
    """Tell body from heading in one paragraph.

    Parameters
    ----------
    paragraph
        The sentences of one line, in order.

    Returns
    -------
    list of str
        As long as `paragraph`; only the first sentence can be a heading.

    Examples
    --------
    >>> find_kinds(["城市配套更加完善。", "新建道路三条，改造管网十公里，城区面貌一新。"])
    ['heading', 'body']
    >>> find_kinds(["重点抓好六项工作："])
    ['body']
    >>> find_kinds(["一要加强领导。", "各级要压实责任。", "二要严格督查。"])
    ['body', 'body', 'body']
    """
    return _find_kinds(paragraph, list(map(find_rank, paragraph)))


def _find_kinds(paragraph: Sequence[str], ranks: Sequence[float]) -> list[str]:
    """Tell body from heading in one paragraph, of whose sentences the ranks of the marks are known."""
    kinds = [
        BOILERPLATE if one[0] in _MAY_OPEN_NOTE and _is_note(one, first=not index) else BODY
        for index, one in enumerate(paragraph)
    ]
    if kinds[0] == BODY:
        first = remove_breaks(paragraph[0])
        rank = ranks[0] if first == paragraph[0] else find_rank(first)
        if len(kinds) == 2 and _ANNOUNCES.match(paragraph[1]):
            return kinds  # 今冬明春，要掀起农田建设新高潮。现通知如下：
        if len(kinds) > 1 and rank < UNMARKED and ranks[1] == rank:
            return kinds  # 一是资金不足。二是人才缺乏。
        if _OF_SECTIONS < rank < UNMARKED and rank in ranks[2:]:
            return kinds  # 一要加强领导。各级要压实责任。二要落实责任。
        if len(kinds) > 1 and rank == UNMARKED and ranks[1] < UNMARKED and _COUNTS.search(first):
            return kinds  # 主要有三个方面原因。一是认识不足。
        alone = len(kinds) - sum(kind == BOILERPLATE for kind in kinds) == 1
        if len(kinds) > 1 and kinds[1] == BOILERPLATE and paragraph[1].endswith("。"):
            first += "。" * (not first.endswith("。"))  # 培训8000人次（县人社局负责）。
        if _is_line_heading(first) if alone else _is_run_in_heading(first):
            kinds[0] = HEADING
    return kinds


def _is_note(sentence: str, *, first: bool) -> bool:
    if sentence[0] in "—-":
        return not first and names_offices(sentence)
    return is_duty_note(sentence) or is_remark(sentence)


def join_headings(headings: Iterable[str]) -> str:
    """Return the headings above a sentence in one cell, outermost first.

    Examples
    --------
    >>> join_headings(("一、农业", "（一）粮食"))
    '一、农业 > （一）粮食'
    """
    return _BETWEEN.join(headings)


def split_headings(cell: str) -> tuple[str, ...]:
    """Return the headings that `join_headings` joined.

    Examples
    --------
    >>> split_headings("一、农业 > （一）粮食"), split_headings("")
    (('一、农业', '（一）粮食'), ())
    """
    return tuple(cell.split(_BETWEEN)) if cell else ()


def trace_headings(texts: Sequence[str], kinds: Sequence[str], paragraphs: Sequence[int]) -> list[tuple[str, ...]]:
    """Find the headings above each sentence of one document.

    A heading stands until one of its own or a higher rank (一、 before （一） before 1. or 一是 before （1）); a heading
    without a list mark that opens a paragraph stands for that paragraph, one on a line of its own until the next
    marked heading of the rank above it or the next bare one.

    Returns
    -------
    list of tuple of str
        The path of each sentence, outermost first.

    Examples
    --------
    >>> trace_headings(["一、农业", "（一）粮食", "增产。", "二、工业"], ["heading", "heading", "body", "heading"], [0, 1, 2, 3])
    [(), ('一、农业',), ('一、农业', '（一）粮食'), ()]
    """
    paths = []
    stack: list[tuple[float, int, str]] = []
    for index, (text, kind, paragraph) in enumerate(zip(texts, kinds, paragraphs, strict=True)):
        while stack and stack[-1][1] not in (-1, paragraph):
            stack.pop()
        if kind != HEADING:
            paths.append(tuple(heading for _, _, heading in stack) if kind == BODY else ())
            continue
        run_in = index + 1 < len(texts) and paragraphs[index + 1] == paragraph
        rank: float = find_level(text)
        if rank == UNMARKED and not run_in:
            rank = 0.5
        while stack and stack[-1][0] >= rank:
            stack.pop()
        paths.append(tuple(heading for _, _, heading in stack))
        stack.append((rank, paragraph if rank == UNMARKED else -1, remove_breaks(text)))
    return paths


def _is_line_heading(text: str) -> bool:
    if len(text) > _MAX_LINE_HEADING or text[-1] in "：:，,、；;—" or is_wordless(text) or _BRACKETED.fullmatch(text):
        return False
    mark = find_mark(text)
    level = mark.level if mark else UNMARKED
    bare = squeeze(text[mark.end :] if mark else text)
    if bare.startswith(_THANKS) or (("：" in bare or ":" in bare) and _LABEL.match(bare)):
        return False
    if _CIRCLED.search(text, 1):
        return False  # ①听取汇报②查阅资料
    if text[-1] in "。？?" or (text[-1] == "." and (text[-2:-1] >= "\u2e80" or text[-2:-1] in "%”)")):
        return level <= 2 and not _has_figure(text) and not _SPEAKS.search(text)
    if level == UNMARKED and (_LABELLED.match(text) or _TIMES.fullmatch(text) or _LATIN_SENTENCE.fullmatch(text)):
        return False
    if text[-1] == "…" and level == UNMARKED:
        return False
    if text[-1] in "！!”":
        marked = level < UNMARKED or _NAMED.match(text) is not None
        marked = marked or _ENDS_IN_NAME.fullmatch(text) is not None
        return marked and (text[-1] == "”" or level <= 2) and not _SPEAKS.search(text)
    measured = level > MAX_CLOSING_RANK and _MEASURED.search(text, mark.end if mark else 0)
    return not ARTICLE.match(text) and not measured


def _is_in_two(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether two sentences are one heading that asks and answers: 三、怎么干？坚持“稳”字当头."""
    (start, middle), (_, end) = spans
    if text[middle - 1] not in "？?" or text[end - 1] in "。." or end - start > _MAX_LINE_HEADING:
        return False
    return find_level(text[start:middle]) <= _MAX_LEVEL_IN_TWO and _is_line_heading(text[start:end])


def _may_name(text: str) -> bool:
    """Tell whether a line that its style says to be a heading may be one."""
    return len(text) <= _MAX_LINE_HEADING and text[-1] not in "。；：，、.;:," and not is_wordless(text)


def _is_run_in_heading(text: str) -> bool:
    if not text.endswith(("。", ".")):
        return False
    mark = find_mark(text)
    if mark and mark.level <= 2:
        return len(text) <= _MAX_MARKED_RUN_IN and not _has_figure(text)
    marked = mark is not None and mark.level < UNMARKED
    bare = text[mark.end :] if mark and marked else text
    longest = _MAX_BARE_RUN_IN + (4 if marked else 0)
    return len(bare) <= longest and not _FIGURE.search(bare) and "：" not in bare and not _LEAD_INS.match(bare)


def _has_figure(text: str) -> bool:
    """Tell whether a marked line says how many or how much."""
    return _FIGURE.search(_NO_FIGURE.sub("", text[2:])) is not None


def iterate_sentences(documents: Iterable[Document]) -> Iterator[Sentence]:
    """Split documents one after another, holding one at a time."""
    for document in documents:
        yield from split_sentences(document)
