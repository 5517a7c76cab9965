"""Boundaries: where the sentences of a line begin and end. Quotes and brackets of one statement stay whole."""

import re
from collections.abc import Iterable, Iterator

from research.text.boilerplate import is_remark
from research.text.patterns import compile_on_use

_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
    "［": "］",
    "[": "]",
}
_CLOSERS = frozenset(_PAIRS.values())
_FULL_STOPS = frozenset("。！？；｡")
_ASCII_STOPS = frozenset("!?;")
_STOPS_AND_ELLIPSIS = frozenset("。！？；…!?｡")


def _join(signs: Iterable[str]) -> str:
    return re.escape("".join(sorted(signs)))


_OPENING, _CLOSING = _join(_PAIRS), _join(_PAIRS.values())
# Sentences are short and such marks rare, so that one search for all of them is ten times as fast as asking each character.
_MARK = compile_on_use(rf'[。！？；｡!?;"{_OPENING}{_CLOSING}]')
_STOPS = compile_on_use(rf"[。！？；｡][。！？；…!?｡]*([{_CLOSING}]*)\s*")
_POINT = compile_on_use(
    r"\.(?<=[\u2e80-\uffee%)]\.)(?=$|[\s\u2e80-\uffee“”‘’]|[12]\d{3}年|[A-Z][A-Za-z0-9.]{0,8}[\u4e00-\u9fff])",
    re.MULTILINE,
)
_POINT_OF_LIST_MARK = compile_on_use(r"\s*[一二三四五六七八九十]{1,3}\.")
_QUOTES = frozenset('”’」』"')
_GOES_ON = frozenset("，、。；：）》的")
# “实干。担当。”为主题: the sentence goes on behind the quotation.
_GOES_ON_BEHIND = compile_on_use(r"为(?:主题|题|目标|主线|口号|要求|内容)|等|的|之|一[文词语句]|这[一句]|成为|作为")
_ATTRIBUTION = compile_on_use(
    r"[^，。！？；：“”]{0,12}(说|说道|表示|指出|强调|介绍|告诉[^，。；]{0,6}|坦言|感慨|回忆|写道|提出|要求)(?=[。！；]|$)"
)
# Sentences inside quotes or brackets are cut if each has at least so many characters; shorter ones read as one.
_MIN_QUOTED = 6

_ORGANISATION = r"(?:局|委|办|厅|部|政府|院|中心|单位|部门|公司|乡|镇|街道|室|会|社|队|处|所|科|站|校|银行|法院|行)"
_DUTY_LABEL = (
    r"(?:(?!组织领导|(?:参加|参与)人)(?:责任|牵头|配合|主责|主办|承办|协办|落实|实施|参与|参加|主管|分管|协同|协作|督办|督导|督查|监督|组织|包保|包联|挂包|市级|县级|省级)"
    r"(?:责任)?(?:单位|部门|领导|人|主体|处室|科室|机关|市领导|县领导)|完成时限|完成时间|办理时限|时限要求|整改时限|时间节点|进度安排|计划完成时间)"
)
_DUTY = compile_on_use(rf"\s*{_DUTY_LABEL}[及和、\w]{{0,10}}\s*[：:]")
_DUTY_NOTE = compile_on_use(
    rf"[（(【［〔\[]\s*(?:{_DUTY_LABEL}[及和、\w]{{0,10}}\s*[：:].*"
    rf"|[^。！？]*{_ORGANISATION}[^。！？]*?(?:牵头|负责|配合|落实|参与|参加|协助|承办|组织实施|负责落实|分工负责|抓落实)"
    r"(?:[，；,、][^。！？，]{0,16}(?:完成|推进|实施|前|底|落实))?(?:[，；,、][^。！？，]{0,16}(?:牵头单位|下同))*)\s*[。；]?[）)】］〕\]]",
    re.DOTALL,
)
_OFFICE = r"[^。！？，、；：（）\s]{1,16}(?:局|委|办|厅|公司|乡|镇|街道|管委会|委员会|办公室|政府|银行|法院|检察院|中心|部门|单位)|各[^。！？，、；：（）\s]{1,6}"
_DEADLINE = r"(?:\d{4}年)?\d{1,2}月(?:底|\d{1,2}日|[上中下]旬)?前?(?:完成)?|年底前?(?:完成)?|持续推进|长期坚持"
_OFFICES = compile_on_use(
    rf"[（(【［〔\[](?!含|不含|包括|以下|简称|原|除|即|其中|如|详见|由|经|根据|报|共)(?:{_OFFICE})"
    rf"(?:[、，；,;\s]+(?:{_OFFICE}|{_DEADLINE}))*[）)】］〕\]]"
)
_DASHED_OFFICES = compile_on_use(rf"[—-]{{1,2}}\s*(?:{_OFFICE})(?:[、，；\s]+(?:{_OFFICE}))*[。；]?")
_MAX_DUTY_NOTE = 300
# A note of one kind has one of the first words, a note of the other has one of the second.
_NAMES_DUTY = compile_on_use("[：:]|牵头|负责|配合|落实|参与|参加|协助|承办|实施")
_NAMES_OFFICE = compile_on_use("[局委办厅司乡镇道会室府行院心门位各]")
_BEHIND_NOTE = "。；;. "
_OPENS_DUTY_NOTE = frozenset("责牵配主承协落实参分督监组包挂市县省完办时整进计")
_OPENS_NOTE = frozenset("（(【［〔[")
_CLOSES_NOTE = frozenset("）)】］〕]")
MAY_OPEN_DUTY_NOTE = _OPENS_DUTY_NOTE | _OPENS_NOTE
_ENDS_DUTY_NOTE = frozenset("头责合实与加助办施。； 成进前底")
# ASCII marks, another pair or a stop inside a pair, the beginning and the end of a note. The first class finds the few
# characters that matter, and what is asked of each stands behind it: so the search is five times as fast.
_NOT_PLAIN = compile_on_use(
    rf'[!?;"{_OPENING}{_CLOSING}](?:(?<=[!?;"])|(?<=[{_OPENING}])(?:[{_join(_OPENS_DUTY_NOTE)}]|[^{_CLOSING}]*[{_OPENING}。！？；｡])'
    rf"|(?<=[。！？；｡][{_join(_OPENS_NOTE)}])|(?<=[{_join(_ENDS_DUTY_NOTE)}][{_CLOSING}]))"
)


def split_line(line: str) -> list[str]:
    """Split one line into its sentences; the rule of `research.text.sentences.split_sentences` without documents or kinds.

    Examples
    --------
    >>> split_line("增长3.5%，好于预期！他说：“要稳。要进。”大家鼓掌。")
    ['增长3.5%，好于预期！', '他说：“要稳。要进。”', '大家鼓掌。']
    """
    return [line[start:end] for start, end in find_sentences(line, 0, len(line), points=ends_with_points(line))]


def ends_with_points(text: str) -> bool:
    """Tell whether the sentences of a text end with ASCII full stops instead of 。 characters.

    Examples
    --------
    >>> ends_with_points("全县增长6.3%.新增企业17户."), ends_with_points("全县增长6.3%。艾某.某某出席。")
    (True, False)
    """
    stops = text.count("。")
    return stops * 400 < len(text) and sum(1 for _ in _POINT.finditer(text)) > stops


def is_duty_note(sentence: str) -> bool:
    """Tell whether a sentence only names who is responsible for a task, or until when.

    Examples
    --------
    >>> [is_duty_note(text) for text in ("（责任单位：县税务局）", "（县数据局负责）。", "牵头单位：县财政局", "（含管网）")]
    [True, True, True, False]
    """
    if len(sentence) > _MAX_DUTY_NOTE or sentence[0] not in MAY_OPEN_DUTY_NOTE:
        return False
    if sentence[0] in _OPENS_NOTE:
        if sentence.rstrip(_BEHIND_NOTE)[-1:] not in _CLOSES_NOTE:
            return False
        found = _DUTY_NOTE.match(sentence) if _NAMES_DUTY.search(sentence) else None
        found = found or (_OFFICES.match(sentence) if _NAMES_OFFICE.search(sentence) else None)
        return found is not None and not sentence[found.end() :].strip(_BEHIND_NOTE)
    return ("：" in sentence or ":" in sentence) and _DUTY.match(sentence) is not None


def names_offices(sentence: str) -> bool:
    """Tell whether a sentence behind a dash only names the offices that are responsible.

    Examples
    --------
    >>> [names_offices(text) for text in ("——县投资促进局、各乡镇", "——县财政局加快拨付")]
    [True, False]
    """
    return len(sentence) <= _MAX_DUTY_NOTE and _DASHED_OFFICES.fullmatch(sentence) is not None


def find_sentences(text: str, start: int, end: int, *, points: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each sentence of a line that stands in a text from `start` to `end`.

    With `points`, an ASCII full stop after a Chinese character ends a sentence, too.
    """
    if not points and not _NOT_PLAIN.search(text, start, end):
        return _cut_plain(text, start, end)  # nine lines of ten
    stops = [] if points else _find_plain_stops(text, start, end)
    if stops:
        return _cut_at_stops(text, start, end, stops)
    return _cut_between_pairs(text, start, end, points=points)


def _cut_plain(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line of which no quote, bracket or ASCII mark can change where its sentences end."""
    first = end - len(text[start:end].lstrip())
    for found in _STOPS.finditer(text, first, end):
        last = found.end(1)
        if found.start(1) < last and _is_attributed(text, found.start(1), last, end):
            continue
        yield first, last
        first = found.end()
    if first < end:
        yield _trim(text, first, end)


def _find_plain_stops(text: str, start: int, end: int) -> list[int]:
    """Return the stops of a line if no quote or bracket holds one, and else none."""
    stops = []
    depth = 0
    plain = True
    for found in _MARK.finditer(text, start, end):
        mark, character = found.start(), found[0]
        if character in _FULL_STOPS:
            stops.append(mark)
            plain = plain and not depth
        elif character in _PAIRS:
            depth += 1
            plain = plain and text[mark + 1 : mark + 2] not in _OPENS_DUTY_NOTE
            plain = plain and not (mark > start and character in _OPENS_NOTE and text[mark - 1] in _FULL_STOPS)
        elif character in _CLOSERS:
            depth -= depth > 0
            plain = plain and text[mark - 1] not in _ENDS_DUTY_NOTE
        elif character == '"':
            plain = False
        elif _is_ascii_stop(text, mark, start):
            stops.append(mark)
            plain = plain and not depth
    return stops if plain else []


def _cut_at_stops(text: str, start: int, end: int, stops: list[int]) -> Iterator[tuple[int, int]]:
    first = passed = start
    for stop in stops:
        if stop < passed:
            continue
        position = stop + 1
        while position < end and text[position] in _STOPS_AND_ELLIPSIS:
            position += 1
        last = position
        while position < end and text[position] in _CLOSERS:
            position += 1
        passed = position
        if position > last and _is_attributed(text, last, position, end):
            continue
        yield _trim(text, first, position)
        first = position
    if text[first:end].strip():
        yield _trim(text, first, end)


def _is_ascii_stop(text: str, mark: int, start: int) -> bool:
    return mark > start and (text[mark - 1] >= "\u2e80" or text[mark - 1] in "%”’)")


def _cut_between_pairs(text: str, start: int, end: int, *, points: bool) -> Iterator[tuple[int, int]]:
    marks = [(found.start(), found[0]) for found in _MARK.finditer(text, start, end)]
    if points:
        marks += [
            (found.start(), ".")
            for found in _POINT.finditer(text, start, end)
            if not _POINT_OF_LIST_MARK.fullmatch(text, start, found.end())
        ]
        marks.sort()
    pairs = _find_closed_pairs(marks)
    notes = _find_duty_notes(text, pairs, end)
    waiting = sorted(_find_protected(text, marks, pairs).items(), reverse=True)
    closings = set(pairs.values())
    first = passed = protected_until = start
    for mark, character in marks:
        if mark < passed:
            continue
        if mark in notes:
            if text[first:mark].strip():
                yield _trim(text, first, mark)
            passed = first = notes[mark]
            yield _trim(text, mark, first)
        elif _is_stop(text, mark, character, start):
            while waiting and waiting[-1][0] <= mark:
                protected_until = max(protected_until, waiting.pop()[1])
            last, passed = _skip_marks(text, mark + 1, end, closings)
            if _may_cut(text, first, last, passed, end, protected_until):
                yield _trim(text, first, passed)
                first = passed
    if text[first:end].strip():
        yield _trim(text, first, end)


def _is_stop(text: str, mark: int, character: str, start: int) -> bool:
    return (
        character in _FULL_STOPS
        or character == "."
        or (character in _ASCII_STOPS and _is_ascii_stop(text, mark, start))
    )


def _skip_marks(text: str, position: int, end: int, closings: set[int]) -> tuple[int, int]:
    """Return where the stops from `position` on end, and where the closing marks behind them do."""
    while position < end and text[position] in _STOPS_AND_ELLIPSIS:
        position += 1
    last = position
    while position < end and (text[position] in _CLOSERS or position + 1 in closings):
        position += 1
    return last, position


def _may_cut(text: str, first: int, last: int, position: int, end: int, protected_until: int) -> bool:
    """Tell whether a sentence ends at `position`, the stops before its closing marks at `last`."""
    if last > protected_until:
        return position == last or not _is_attributed(text, last, position, end)
    return position >= end or _closes_speech(text, first, last, position, end, protected_until)


def _is_attributed(text: str, last: int, position: int, end: int) -> bool:
    """Tell whether “…。” is followed by who said it."""
    return all(mark in _QUOTES for mark in text[last:position]) and _ATTRIBUTION.match(text, position, end) is not None


def _closes_speech(text: str, first: int, last: int, position: int, end: int, protected_until: int) -> bool:
    """Tell whether the closing marks from `last` to `position` end a quoted or bracketed sentence."""
    if position == last or position < protected_until or text[position] in _GOES_ON:
        return False
    closers = text[last:position]
    if all(mark in _QUOTES for mark in closers):
        return not (_ATTRIBUTION.match(text, position, end) or _GOES_ON_BEHIND.match(text, position, end))
    return text[first] in "（(" and set(closers) <= set("）)")


def _find_closed_pairs(marks: list[tuple[int, str]]) -> dict[int, int]:
    """Map the position of each opening mark that is closed in the line to the position after its closing mark."""
    closed: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    waiting = dict.fromkeys(_CLOSERS, 0)
    straight: list[int] = []
    for position, character in marks:
        if character in _PAIRS:
            opened.append((_PAIRS[character], position))
            waiting[_PAIRS[character]] += 1
        elif character == '"':
            straight.append(position)
        elif waiting.get(character):
            while True:
                closer, opening = opened.pop()
                waiting[closer] -= 1
                if closer == character:
                    closed[opening] = position + 1
                    break
    if len(straight) % 2 == 0:
        closed.update(zip(straight[::2], (position + 1 for position in straight[1::2]), strict=True))
    return closed


def _find_protected(text: str, marks: list[tuple[int, str]], pairs: dict[int, int]) -> dict[int, int]:
    """Return the pairs inside which nothing is cut: all but those that hold several whole sentences to their end."""
    stops = [mark for mark, character in marks if character in _FULL_STOPS]
    if len(stops) < 2:
        return pairs
    protected = {}
    following = outer = 0
    for opening, closing in sorted(pairs.items()):
        if closing <= outer:  # only the outermost pair can be cut, so that each stop is looked at once
            protected[opening] = closing
            continue
        outer = closing
        while following < len(stops) and stops[following] < opening:
            following += 1
        inner = following
        first, shortest = opening, _MIN_QUOTED
        while inner < len(stops) and stops[inner] < closing and shortest >= _MIN_QUOTED:
            shortest = min(shortest, stops[inner] - first)
            first = stops[inner]
            inner += 1
        whole = inner - following > 1 and shortest >= _MIN_QUOTED and first == closing - 2
        after = text[closing : closing + 1]
        goes_on = after not in "。；\n" and (after in _GOES_ON or text[closing - 1] not in _QUOTES)
        if not whole or goes_on:
            protected[opening] = closing
    return protected


def _find_duty_notes(text: str, pairs: dict[int, int], end: int) -> dict[int, int]:
    """Map the start of each bracketed note of who is responsible to its end, if it ends a sentence or follows its end."""
    notes = {}
    for opening, closing in pairs.items():
        if text[opening] not in _OPENS_NOTE or not 3 < closing - opening <= _MAX_DUTY_NOTE:
            continue
        follows_stop = text[opening - 1 : opening] in _FULL_STOPS
        if follows_stop and is_remark(text[opening:closing]):
            notes[opening] = closing
            continue
        if not (follows_stop or text[closing - 2] in _ENDS_DUTY_NOTE or "：" in text[opening + 2 : opening + 14]):
            continue
        after = text[closing : closing + 1] if closing < end else ""
        alone = follows_stop or after in "。；;" or after.isspace()
        note = text[opening:closing]
        if (alone and _NAMES_DUTY.search(note) and _DUTY_NOTE.fullmatch(note)) or (
            follows_stop and _NAMES_OFFICE.search(note) and _OFFICES.fullmatch(note)
        ):
            notes[opening] = closing + (after != "" and after in "。；;")
    return notes


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
