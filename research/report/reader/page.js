// The page: what is chosen (language, document, domain), and everything that follows from it.
const data = JSON.parse(document.getElementById("data").textContent);
const { sentences, headings, kinds } = data;
const PAGE = 100; // rows of the table
const CHUNK = 40; // paragraphs that are built at a time
const MIN_SECTION = 5, MAX_SECTIONS = 30; // sentences, rows
const MAX_ROWS = 100; // sections of the first level
const MAX_DOCUMENTS = 100; // rows of the figure of all documents
const SECTION_SCALE = 0.6, DOCUMENT_SCALE = 0.4; // where the colors of the two heat maps end
const FEW = 100; // sentences
const NARROW = 0.04; // an interval that whole percentages would blur
const FAR = 0.1; // share of unknown words
const PRINT_WIDTH = 660, PRINT_ROWS = 34; // of a page of A4

const byId = (id) => document.getElementById(id);
const language0 = data.language === "zh" ? "zh" : "en";
const state = {
  language: language0, document: data.documents.length === 1 ? 0 : null, other: null, filter: null, search: "", unsure: false,
  sort: "", falling: false, page: 0, sorted: null, sentence: null, printing: false,
};
const kindOf = (row) => kinds[sentences.kind[row]];
const labelsOf = (row) => sentences.labels[row];
const topOf = (row) => (labelsOf(row).length ? domains[labelsOf(row)[0]] : null);
const probabilityOf = (row) => labelsOf(row)[1];
const isUnsure = (row) => labelsOf(row).length > 0 && (sentences.mark[row] !== "" || probabilityOf(row) < UNSURE);

let domains = [];
let families = [];

const rowsOf = data.documents.map(() => []);
sentences.document.forEach((number, row) => rowsOf[number].push(row));
const bodyOf = rowsOf.map((rows) => rows.filter((row) => kindOf(row) === "body" && labelsOf(row).length));

function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...(Array.isArray(content) ? content : content === undefined ? [] : [content]));
  return element;
}

// A text of the page as a list of nodes and strings, with values in its places; {s} makes a plural of what n counts.
function say(key, given = {}) {
  const values = { s: given.n === 1 ? "" : "s", ...given };
  return data.texts[state.language][key].split(/(\{\w+\})/).filter(Boolean).flatMap((part) => (/^\{\w+\}$/.test(part) ? values[part.slice(1, -1)] : part));
}
const write = (key, values) => say(key, values).join("");

function join(parts) {
  const last = write("and"), comma = write("comma");
  return parts.flatMap((part, k) => (k === 0 ? part : [k === parts.length - 1 ? last : comma, ...[part].flat()]));
}

function readNames() {
  const name = (item, kind) => (data.language === "id" ? item.id : item[kind][state.language]);
  families = data.families.map((family) => ({ ...family, name: name(family, "names") }));
  domains = data.domains.map((domain, index) => ({
    ...domain, index, name: name(domain, "names"), short: name(domain, "shorts"), family: domain.family,
  }));
}
const nameIn = (domain) => (state.language === "zh" ? domain.name : domain.short); // in figures: English names are long
const nameDocument = (number) => data.documents[number].name;
const mark = (domain) => make("strong", domain.short, { class: `name d${domain.index}${domain.short.length > 30 ? " long" : ""}` });
const wholePercent = (share) => `${percent(share, share > 0 && share < 0.01 ? 1 : 0)}%`;

// ---- what is chosen

const sharesOf = (number) => (number === null ? data.shares : data.documents[number].shares);

function listShares(number) {
  const shares = sharesOf(number);
  return shares && domains.map((domain, index) => {
    const [share, low, high, count] = shares[index];
    return { domain, share, low, high, count };
  });
}

const rank = (rows) => [...rows].sort((a, b) => a.domain.residual - b.domain.residual || b.share - a.share || a.domain.index - b.domain.index);

// How many of the first domains clearly lead, as the figures and messages of the package say; 0 where none stands out.
const leadingOf = (number) => (number === null ? data : data.documents[number]).leading;

// The difference of two independent shares by their intervals (MOVER), and whether it is significant.
function compareShares(a, b, adjust = data.adjust) {
  const difference = a.share - b.share;
  if (a.low === null || b.low === null) return { difference, significant: false };
  const below = adjust * Math.hypot(a.share - a.low, b.high - b.share), above = adjust * Math.hypot(a.high - a.share, b.share - b.low);
  return { difference, significant: difference - below > 0 || difference + above < 0 };
}

function compareDocuments() {
  const [a, b] = [listShares(state.document), listShares(state.other)];
  if (!a || !b) return [];
  return a.map((row, k) => ({ ...row, other: b[k], ...compareShares(row, b[k]) }));
}

// ---- the summary

function showHead() {
  const one = state.document !== null, both = state.other !== null;
  document.body.classList.toggle("shares-first", !one || both);
  const name = one ? data.documents[state.document] : null;
  byId("title").textContent = both ? `${nameDocument(state.document)} / ${nameDocument(state.other)}` : one ? name.title || name.name : write("documents", { n: data.documents.length });
  document.title = `${byId("title").textContent} · ${write("report")}`;
  const eyebrow = document.querySelector(".eyebrow");
  eyebrow.textContent = write("report") + (one && !both && name.title && name.title !== name.name ? ` · ${name.name}` : "");
  byId("summary").replaceChildren(...(both ? sayComparison() : saySummary()));
  byId("facts").replaceChildren(...(both ? [] : sayFacts()));
  const unknown = one ? name.unknown : data.unknown;
  byId("warning").hidden = !(unknown > FAR);
  byId("warning").textContent = unknown > FAR ? write("far", { share: wholePercent(unknown) }) : "";
}

const together = (text) => make("span", text, { class: "together" }); // on one line
const withShare = (row) => [mark(row.domain), together(write("share_of", { share: wholePercent(row.share) }))];

function saySummary() {
  const rows = listShares(state.document);
  if (!rows) return say("empty");
  const ranked = rank(rows).filter((row) => !row.domain.residual);
  const reached = ranked.filter((row) => row.count > 0);
  const what = state.document !== null || data.documents.length === 1 ? write("this") : write("these", { n: data.documents.length });
  const parts = reached.length === ranked.length ? say("reach_all", { what, n: ranked.length }) : say("reach", { what, n: ranked.length, k: reached.length });
  const first = ranked[0], alone = ranked.length === 1 && first.low !== null;
  const leading = alone ? 1 : leadingOf(state.document);
  const others = ranked.slice(Math.max(leading, 1), Math.max(leading, 1) + 2).filter((row) => row.share > 0);
  const list = (some) => join(some.map(withShare));
  if (!first || !first.share) return parts;
  if (leading === 1) {
    const show = (share) => (first.high - first.low < NARROW ? `${percent(share)}%` : wholePercent(share));
    const values = { first: mark(first.domain), share: show(first.share), low: show(first.low), high: show(first.high), others: list(others) };
    parts.push(...say(others.length ? "lead_one" : "lead_only", values));
  } else if (leading) parts.push(...say(others.length ? "lead_some" : "lead_pair", { first: list(ranked.slice(0, leading)), others: list(others) }));
  else {
    const size = countBody(), near = ranked.length > 1 && compareShares(ranked[0], ranked[1], 1).significant; // by less than the rule asks for
    const why = near ? write("near") : size < FEW ? write("few", { n: size }) : write("overlap");
    const missing = ranked.slice(0, 2).some((row) => row.low === null);
    parts.push(...say(missing ? "lead_unknown" : "lead_none", { first: list(ranked.slice(0, 3).filter((row) => row.share > 0)), why }));
  }
  if (state.document === null) parts.push(...sayRange());
  return parts;
}

// Where documents differ most: the domain with the widest range of the middle 80 % of documents.
function sayRange() {
  const counted = data.documents.filter((one) => one.shares);
  if (counted.length < 5) return [];
  const ranges = domains.filter((domain) => !domain.residual).map((domain) => {
    const sorted = counted.map((one) => one.shares[domain.index][0]).sort((a, b) => a - b);
    return { domain, low: findQuantile(sorted, 0.1), high: findQuantile(sorted, 0.9) };
  }).sort((a, b) => b.high - b.low - (a.high - a.low));
  const { domain, low, high } = ranges[0];
  return say("range", { name: mark(domain), low: wholePercent(low), high: wholePercent(high) });
}

function sayComparison() {
  const rows = compareDocuments().filter((row) => row.significant && !row.domain.residual);
  const list = (some) => join(some.map((row) => [mark(row.domain), together(write("points", { difference: signed(row.difference) }))]));
  const more = rows.filter((row) => row.difference > 0).sort((a, b) => b.difference - a.difference);
  const less = rows.filter((row) => row.difference < 0).sort((a, b) => a.difference - b.difference);
  const values = { this: nameDocument(state.document), other: nameDocument(state.other), more: list(more), less: list(less) };
  return say(more.length && less.length ? "more" : more.length ? "more_only" : less.length ? "less_only" : "same", values);
}

function signed(difference, digits = 0) {
  const size = percent(Math.abs(difference), digits);
  return Number(size) ? `${difference < 0 ? "−" : "+"}${size}` : size;
}

const countBody = () => (state.document === null ? bodyOf.reduce((sum, rows) => sum + rows.length, 0) : bodyOf[state.document].length);

function sayFacts() {
  const rows = state.document === null ? bodyOf.flat() : bodyOf[state.document];
  if (!rows.length) return [];
  const shares = listShares(state.document);
  const unsure = rows.filter((row) => probabilityOf(row) < UNSURE).length;
  const parts = [];
  if (state.document === null) parts.push(write("documents", { n: data.documents.length }));
  parts.push(write("size", { n: rows.length }));
  for (const { domain, share } of shares ?? []) if (domain.residual) parts.push(write("rest", { share: wholePercent(share), name: domain.short }));
  parts.push(write("sure", { n: rows.filter((row) => probabilityOf(row) >= SURE).length }));
  parts.push(unsure ? write("unsure", { n: unsure }) : write("all_sure"));
  return [parts.join(" · ")];
}

// ---- figures

const figures = {};
const isAlone = () => state.other === null && (state.document !== null || data.documents.length === 1);
const target = () => (data.target ? write(data.target !== "these documents" ? "target_like" : isAlone() ? "target_this" : "target_these") : "");

// Show a figure in a section, with its title, how to read it, and buttons that save it.
function showFigure(id, figure) {
  const section = byId(id);
  section.hidden = !figure;
  if (!figure) return;
  figures[id] = figure;
  section.querySelector("h2").textContent = figure.heading;
  plotFigure(id);
}

function plotFigure(id) {
  const holder = byId(id).querySelector("figure");
  const figure = figures[id];
  const width = state.printing ? PRINT_WIDTH : Math.floor(holder.clientWidth) || PRINT_WIDTH;
  const scenes = state.printing && figure.parts ? figure.parts(width) : [figure.plot(width, !state.printing)];
  const shown = scenes.map((scene) => {
    const svg = toSvg(scene, figure.label, figure.role ?? "img");
    if (figure.focus) svg.setAttribute("tabindex", "0");
    svg.querySelectorAll(".pick").forEach((button, number) => button.setAttribute("tabindex", number ? -1 : 0));
    return make("div", svg, { class: "scroll" });
  });
  const note = byId(id).querySelector(".note");
  if (note) note.textContent = state.printing ? figure.subtitle : figure.note;
  const buttons = make("p", [], { class: "save" });
  for (const [name, action] of [["SVG", saveSvg], ["PNG", savePng], ["CSV", saveCsv], [write("copy"), copyPng]]) {
    if (action === copyPng && !(window.ClipboardItem && navigator.clipboard?.write)) continue;
    if (action === saveCsv && !figure.table) continue;
    const button = make("button", name, { type: "button", class: "plain", "aria-label": `${name}: ${figure.heading}` });
    button.addEventListener("click", () => action(figure));
    buttons.append(button);
  }
  holder.replaceChildren(...shown, buttons);
  [figure.scene] = scenes;
}

const frameFigure = (figure) => frame(figure.plot(figure.width ?? PRINT_WIDTH, false), figure.title ?? `${figure.heading}${write("colon")}${subject()}`, figure.subtitle, figure.footnote);

function saveSvg(figure) {
  const svg = toSvg(frameFigure(figure), figure.label);
  save(`${figure.file}.svg`, new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }));
}

async function savePng(figure) { save(`${figure.file}.png`, await toPng(frameFigure(figure))); }

function saveCsv(figure) { saveTable(`${figure.file}.csv`, figure.table()); }

async function copyPng(figure) {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": toPng(frameFigure(figure)) })]);
  announce(write("copied"));
}

function announce(text) {
  byId("said").textContent = text;
  setTimeout(() => { byId("said").textContent = ""; }, 2000);
}

const summaryText = () => byId("summary").textContent;
const subject = () => (state.document === null ? write("documents", { n: data.documents.length }) : nameDocument(state.document));
const source = () => write("source", { name: subject() });
const residualNote = () => domains.filter((domain) => domain.residual).map((domain) => write("footnote", { name: domain.short }));

function showShares() {
  const comparing = state.other !== null;
  const rows = comparing ? compareDocuments() : listShares(state.document);
  byId("families").hidden = comparing || !rows;
  if (!rows || !rows.length) return showFigure("shares", null);
  const others = state.document === null && data.documents.length > 1 ? data.documents.filter((one) => one.shares) : [];
  const order = comparing
    ? [...rows].sort((a, b) => a.domain.residual - b.domain.residual || Math.abs(b.difference) - Math.abs(a.difference))
    : rank(rows);
  const prepare = (interactive) => order.map((row) => {
    const { domain, share, low, high } = row;
    const range = low === null ? "" : `${percent(low)}–${percent(high)}`;
    const label = write(low === null ? "label_row_plain" : "label_row", { name: domain.name, share: percent(share), low: percent(low), high: percent(high) });
    const shown = comparing
      ? { marks: [row, row.other], text: signed(row.difference, 1), detail: `${percent(share)} / ${percent(row.other.share)}`, pale: !row.significant, strong: row.significant, label: `${domain.name}: ${nameDocument(state.document)} ${percent(share)}%, ${nameDocument(state.other)} ${percent(row.other.share)}%, ${write("difference")} ${signed(row.difference, 1)}` }
      : { marks: [row], text: `${percent(share)}%`, detail: range, label };
    return {
      domain, name: nameIn(domain), others: others.map((one) => one.shares[domain.index][0]).sort((a, b) => a - b),
      pick: interactive ? `d${domain.index}` : undefined, pressed: interactive && state.filter === `d${domain.index}`, ...shown,
    };
  });
  const names = comparing ? { this: nameDocument(state.document), other: nameDocument(state.other) } : {};
  const values = { ...names, target: target() };
  const more = others.length > MAX_TICKS ? write("shares_band") : others.length ? write("shares_ticks") : "";
  showFigure("shares", {
    heading: write(comparing ? "compare_title" : "shares_title"), role: "group", file: comparing ? "comparison" : "distribution",
    note: joinTexts(write(comparing ? "compare_note" : "shares_note", values), more),
    subtitle: joinTexts(write(comparing ? "compare_note" : "shares_note_plain", values), more, write("count", { n: countBody() })),
    title: summaryText(), label: summaryText(), footnote: joinTexts(...residualNote(), write("footnote_clip"), source()),
    plot: (width, interactive) => plotDots(width, prepare(interactive), { value: comparing ? write("difference") : "", interval: comparing ? "● / ◆ %" : write("interval") }),
    table: () => comparing
      ? [["domain", "name", "prevalence", "low", "high", "other_prevalence", "other_low", "other_high", "difference", "significant"],
        ...order.map(({ domain, share, low, high, other, difference, significant }) => [domain.id, domain.name, share, low, high, other.share, other.low, other.high, Math.round(difference * 1e4) / 1e4, significant])]
      : [["domain", "name", "prevalence", "low", "high", "sentences"], ...order.map(({ domain, share, low, high, count }) => [domain.id, domain.name, share, low, high, count])],
  });
  showFamilies(rows);
}

const joinTexts = (...texts) => texts.filter(Boolean).join(state.language === "zh" ? "" : " ");

function showFamilies(rows) {
  byId("families").replaceChildren(...families.map((family, number) => {
    const share = rows.filter((row) => row.domain.family === number).reduce((sum, row) => sum + row.share, 0);
    const button = make("button", [make("span", [], { class: `dot f${number}` }), `${family.name} `, make("span", wholePercent(share), { class: "value" })], {
      type: "button", class: "chip", "data-pick": `f${number}`, "aria-pressed": String(state.filter === `f${number}`),
    });
    return button;
  }));
}

function listCells(number) {
  return bodyOf[number].map((row) => ({ domain: topOf(row), probability: probabilityOf(row), row }));
}

// The sections of a document in order: level 0 and 1, from which to which body sentence. A title above all is none.
function findSections(number) {
  const paths = bodyOf[number].map((row) => headings[sentences.headings[row]]);
  const depth = [0, 1, 2, 3].find((level) => new Set(paths.filter((path) => path.length > level).map((path) => path[level])).size > 1);
  if (depth === undefined) return [];
  const found = [];
  const open = [null, null];
  paths.forEach((path, place) => {
    for (const level of [0, 1]) {
      const text = path[depth + level] ?? null;
      if (open[level] && open[level].text === text) continue;
      for (const closed of open.slice(level)) if (closed) closed.to = place;
      open.fill(null, level);
      open[level] = { text, level, from: place, to: paths.length };
      found.push(open[level]);
    }
  });
  return found;
}

function showRibbons() {
  for (const [id, number] of [["ribbon", state.document], ["other-ribbon", state.other]]) {
    if (number === null || !bodyOf[number].length) {
      showFigure(id, null);
      continue;
    }
    const cells = listCells(number), n = cells.length;
    const sections = findSections(number).filter((section) => section.text !== null);
    const heading = write("ribbon_title") + (state.other === null ? "" : ` · ${nameDocument(number)}`);
    const many = n > MAX_CELLS;
    showFigure(id, {
      heading, title: `${write("ribbon_title")}${write("colon")}${nameDocument(number)}`, file: id, focus: true, label: write("label_ribbon", { n }), cells,
      note: write(many ? "ribbon_many" : "ribbon_note", { n }), subtitle: write(many ? "ribbon_many_plain" : "ribbon_note_plain", { n }),
      footnote: joinTexts(write("footnote_label"), many ? "" : write("footnote_ribbon"), write("source", { name: nameDocument(number) })),
      plot: (width) => plotRibbon(width, cells, sections, domains, { sentences: write("sentences"), short: state.language === "en" }),
      table: () => [["sentence_id", "domain", "probability", "text"], ...cells.map(({ domain, probability, row }) => [sentences.number[row], domain.id, probability, sentences.text[row]])],
    });
  }
  byId("confidence").hidden = state.document !== null && bodyOf[state.document].length > MAX_CELLS;
  const sample = families.length ? families.filter((family) => !family.residual).slice(0, 3) : domains.slice(0, 3);
  const steps = [["high", 0], ["middle", 0.42], ["low", 0.72]];
  byId("confidence").replaceChildren(`${write("confidence")} `, ...steps.map(([key, light]) =>
    make("span", [...sample.map(({ color }) => make("i", [], { style: `background:${mix(color, light)}` })), write(key)])));
}

function countShares(rows) {
  const counts = domains.map(() => 0);
  for (const row of rows) counts[labelsOf(row)[0]] += 1;
  return counts.map((count) => count / Math.max(rows.length, 1));
}

function showSections() {
  const number = state.document;
  if (number === null || state.other !== null) return showFigure("sections", null);
  const body = bodyOf[number];
  const make0 = (section, level) => ({ text: section.text ?? write("untitled"), level, shares: countShares(body.slice(section.from, section.to)), count: section.to - section.from });
  const found = findSections(number), first = found.filter((section) => section.level === 0);
  const below = new Map(); // of each section the sections inside, which follow it
  let inside = [];
  for (const section of found) {
    if (section.level === 0) below.set(section, inside = []);
    else if (section.to - section.from >= MIN_SECTION) inside.push(section);
  }
  const list = (deep) => first.flatMap((section) => {
    const inner = deep ? below.get(section) : [];
    if (inner.filter(({ text }) => text !== null).length < 2) return section.to - section.from >= MIN_SECTION ? [make0(section, 0)] : [];
    return [{ text: section.text ?? write("untitled"), level: 0, shares: null }, ...inner.map((part) => make0(part, 1))];
  });
  let rows = list(true);
  const flat = rows.length > MAX_SECTIONS;
  if (flat) rows = list(false);
  const all = rows;
  const largest = new Set([...all].sort((a, b) => b.count - a.count).slice(0, MAX_ROWS));
  if (flat) rows = all.filter((row) => largest.has(row));
  if (rows.filter((row) => row.shares).length < 2) return showFigure("sections", null);
  const small = found.some(({ from, to }) => to - from < MIN_SECTION);
  const notes = [small ? write("sections_few", { n: MIN_SECTION }) : "", flat ? write("sections_first") : "", all.length > rows.length ? write("sections_some", { n: rows.length }) : ""];
  showFigure("sections", {
    heading: write("sections_title"), file: "sections", width: 760, label: write("sections_note"),
    note: joinTexts(write("sections_note"), ...notes), subtitle: joinTexts(write("sections_note"), ...notes),
    footnote: joinTexts(write("footnote_label"), source()),
    plot: plotShares(rows), parts: (width) => divide(rows).map((part) => plotShares(part)(width)), table: tabulate("section", all),
  });
}

// Parts of rows that fit on a printed page.
const divide = (rows) => Array.from({ length: Math.ceil(rows.length / PRINT_ROWS) }, (_, k) => rows.slice(k * PRINT_ROWS, (k + 1) * PRINT_ROWS));

const plotShares = (rows, heads = {}) => (width) => {
  const present = domains.filter((domain) => rows.some((row) => row.shares && row.shares[domain.index] > 0));
  const kept = rows.map((row) => ({ ...row, shares: row.shares && present.map((domain) => row.shares[domain.index]) }));
  const texts = { end: heads.end ?? SECTION_SCALE, scale: write("share_scale"), sentences: write("sentences"), count: (n) => write("count", { n }), vertical: state.language === "zh" && data.language !== "id" };
  const columns = present.map((domain) => ({ ...domain, ...(heads.sortable ? { pickColumn: domain.index, pickLabel: write("label_column", { name: domain.name }) } : {}) }));
  if (width < 560) return plotBars(width, kept, columns, texts);
  return plotHeat(width, kept, columns, { ...texts, sorted: present.findIndex((domain) => domain.index === heads.sorted) });
};

const tabulate = (name, rows) => () => [[name, "sentences", ...domains.map(({ id }) => id)],
  ...rows.filter((row) => row.shares).map((row) => [row.text, row.count, ...row.shares.map((share) => Math.round(share * 1e4) / 1e4)])];

function showCollection() {
  if (state.document !== null) return showFigure("collection", null);
  let rows = data.documents.map((one, number) => ({
    text: one.name, level: 0, maxLines: 1, shares: one.shares && one.shares.map(([share]) => share), count: bodyOf[number].length, pick: number, label: one.name,
  })).filter((row) => row.shares);
  if (!rows.length) return showFigure("collection", null);
  if (state.sorted !== null) rows = [...rows].sort((a, b) => b.shares[state.sorted] - a.shares[state.sorted]);
  const shown = rows.slice(0, MAX_DOCUMENTS);
  const some = rows.length > shown.length ? write("documents_some", { n: shown.length }) : "";
  showFigure("collection", {
    heading: write("documents_title"), role: "group", file: "documents", width: 760, label: write("documents_title"),
    note: joinTexts(write("documents_note"), some), subtitle: joinTexts(write("documents_note_plain"), some), footnote: source(),
    plot: (width, interactive) => plotShares(interactive ? shown : shown.map(({ pick, ...row }) => row), { end: DOCUMENT_SCALE, sortable: interactive, sorted: interactive ? state.sorted : null })(width),
    parts: (width) => divide(shown).map((part) => plotShares(part.map(({ pick, ...row }) => row), { end: DOCUMENT_SCALE })(width)),
    table: tabulate("document_id", rows),
  });
}

// ---- the text

let filling = 0;
let waiting = [];

function showText() {
  const number = state.document;
  byId("reading").hidden = number === null;
  if (number === null) return;
  byId("reading").querySelector("h2").textContent = write("reading") + (state.other === null ? "" : ` · ${nameDocument(number)}`);
  const residual = domains.find((domain) => domain.residual);
  byId("reading-note").textContent = families.length && residual ? write("reading_note", { name: residual.short }) : write("reading_note_own");
  const paragraphs = [];
  let place = null;
  for (const row of rowsOf[number]) {
    const apart = kindOf(row) === "boilerplate" || kindOf(row) === "table";
    if (sentences.paragraph[row] !== place || apart) paragraphs.push([]);
    paragraphs[paragraphs.length - 1].push(row);
    place = apart ? null : sentences.paragraph[row];
  }
  waiting = [];
  for (let start = 0; start < paragraphs.length; start += CHUNK) waiting.push(paragraphs.slice(start, start + CHUNK));
  before = null;
  byId("text").replaceChildren();
  showReasons(null);
  fillChunk();
  filling += 1;
  fillLater(filling);
}

function fillLater(turn) {
  if (!waiting.length || turn !== filling) return;
  (window.requestIdleCallback ?? setTimeout)(() => {
    if (turn !== filling) return;
    for (let count = 0; count < 5 && waiting.length; count += 1) fillChunk();
    fillLater(turn);
  });
}

function fillAll() { while (waiting.length) fillChunk(); }

let closing = false; // the reasons: the sentence gets the focus back and does not open them again
let before = null; // the domain of the sentence before: a tag stands where it changes

function fillChunk() {
  const chunk = waiting.shift();
  if (chunk) byId("text").append(make("div", chunk.map(makeParagraph), { class: "chunk" }));
}

function makeParagraph(rows) {
  const found = new Set(rows.filter((row) => labelsOf(row).length).flatMap((row) => [`d${labelsOf(row)[0]}`, `f${domains[labelsOf(row)[0]].family}`]));
  const alone = rows.every((row) => kindOf(row) === kindOf(rows[0])) && kindOf(rows[0]) !== "body";
  return make("p", rows.flatMap((row) => makeSentence(row, alone)), { class: [alone ? kindOf(rows[0]) : "body", ...found].join(" ") });
}

function makeSentence(row, alone) {
  const domain = topOf(row), kind = kindOf(row);
  if (!domain) return [make("span", sentences.text[row])];
  const attributes = { class: `sentence ${kind}${alone ? "" : " tinted"} d${domain.index} f${domain.family}`, "data-row": row, tabindex: row === rowsOf[state.document].find((other) => labelsOf(other).length) ? 0 : -1 };
  if (domain.residual) attributes.class += " residual";
  if (isUnsure(row)) attributes.class += " unsure";
  attributes["aria-description"] = `${domain.name} ${probabilityOf(row).toFixed(2)}`;
  const span = make("span", sentences.text[row], attributes);
  if (alone) {
    before = null;
    return [span];
  }
  const tag = domain !== before && !domain.residual ? [make("span", domain.short, { class: `tag d${domain.index} f${domain.family}` })] : [];
  before = domain;
  return [...tag, span];
}

function findSpan(row) {
  const find = () => byId("text").querySelector(`[data-row="${row}"]`);
  let span = find();
  while (!span && waiting.length) {
    fillChunk();
    span = find();
  }
  return span;
}

function openSentence(row, jump = true) {
  if (state.document === null || sentences.document[row] !== state.document) choose({ document: sentences.document[row], other: null });
  const span = findSpan(row);
  if (!span) return;
  if (state.filter !== null && !matches(row)) choose({ filter: null });
  span.focus({ preventScroll: true });
  if (jump) span.scrollIntoView({ block: "center" });
  showReasons(row);
}

function showReasons(row) {
  const box = byId("reasons");
  byId("text").querySelector(".chosen")?.replaceChildren(...[byId("text").querySelector(".chosen").textContent]);
  byId("text").querySelector(".chosen")?.classList.remove("chosen");
  state.sentence = row;
  if (row === null) {
    box.replaceChildren(make("h3", write("why")), make("p", write("why_hint"), { class: "note" }));
    box.style.top = "";
    box.classList.remove("open");
    return;
  }
  const span = findSpan(row);
  const terms = sentences.terms[row].split(" ").filter(Boolean);
  span.classList.add("chosen");
  for (const other of byId("text").querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
  span.tabIndex = 0;
  span.replaceChildren(...emphasise(sentences.text[row], terms));
  const labels = labelsOf(row);
  const bars = [];
  for (let k = 0; k < labels.length; k += 2) {
    const domain = domains[labels[k]];
    const bar = make("span", [], { class: `bar d${domain.index}`, style: `width:${percent(labels[k + 1])}%` });
    bars.push(make("li", [make("span", domain.name), make("span", labels[k + 1].toFixed(3), { class: "number" }), make("span", bar, { class: "track" })]));
  }
  const parts = [make("h3", write("why")), make("ol", bars)];
  const add = (key, content) => parts.push(make("h4", write(key)), content);
  if (terms.length) add("terms", make("p", terms.flatMap((term) => [make("b", term, { class: "term" }), " "])));
  const path = headings[sentences.headings[row]];
  if (path.length) add("place", make("p", path.flatMap((text, k) => (k ? [" › ", text] : [text]))));
  if (isUnsure(row)) add("mark", make("p", write("uncertain")));
  const copy = make("button", write("copy_sentence"), { type: "button", class: "plain" });
  copy.addEventListener("click", () => copyText(sentences.text[row]));
  parts.push(make("p", [make("span", write("sentence", { n: sentences.number[row] }), { class: "note" }), " ", copy]));
  const close = make("button", "✕", { type: "button", class: "plain close", "aria-label": write("close") });
  close.addEventListener("click", () => {
    const span = findSpan(state.sentence);
    showReasons(null);
    closing = true;
    span.focus({ preventScroll: true });
    closing = false;
  });
  box.replaceChildren(close, ...parts);
  box.classList.add("open");
  placeReasons(span);
}

// Beside the sentence; on a narrow screen at its foot, where they can be closed.
function placeReasons(span) {
  const box = byId("reasons"), beside = byId("beside");
  box.style.top = "";
  if (getComputedStyle(box).position === "fixed") return;
  const top = span.getClientRects()[0].top - beside.getBoundingClientRect().top;
  box.style.top = `${Math.max(0, Math.min(top, beside.clientHeight - box.offsetHeight))}px`;
}

function emphasise(text, terms) {
  const known = terms.filter((term) => text.includes(term)).sort((a, b) => b.length - a.length);
  if (!known.length) return [text];
  const pattern = new RegExp(`(${known.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`);
  return text.split(pattern).filter(Boolean).map((part) => (known.includes(part) ? make("b", part, { class: "term" }) : part));
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", text);
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  announce(write("copied"));
}

// ---- the table

const columns = [
  ["document", (row) => nameDocument(sentences.document[row])], ["number", (row) => sentences.number[row]],
  ["kind", (row) => write(kindOf(row) === "table" ? "table_kind" : kindOf(row))], ["text", (row) => sentences.text[row]],
  ["domain", (row) => topOf(row)?.short ?? ""], ["probability", (row) => (labelsOf(row).length ? probabilityOf(row) : "")],
  ["terms", (row) => sentences.terms[row]], ["mark", (row) => (isUnsure(row) ? write("uncertain") : "")],
];

const matches = (row) => state.filter === null || (labelsOf(row).length > 0 && (state.filter[0] === "d"
  ? labelsOf(row)[0] === Number(state.filter.slice(1)) : domains[labelsOf(row)[0]].family === Number(state.filter.slice(1))));

function listScope() {
  if (state.document === null) return rowsOf.flat();
  return state.other === null ? rowsOf[state.document] : [...rowsOf[state.document], ...rowsOf[state.other]];
}

function select(scope) {
  const wanted = state.search.trim().toLowerCase();
  const holds = (text) => text.toLowerCase().includes(wanted);
  const found = scope.filter((row) => matches(row) && (!state.unsure || isUnsure(row)) && (!wanted || holds(sentences.text[row]) ||
    holds(nameDocument(sentences.document[row])) || (topOf(row) && holds(topOf(row).name)) || holds(sentences.terms[row])));
  if (state.sort) {
    const value = columns.find(([name]) => name === state.sort)[1];
    const order = new Intl.Collator("zh");
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a), String(b)));
    found.sort((a, b) => (state.falling ? -1 : 1) * compare(value(a), value(b)));
  }
  return found;
}

function showTable() {
  const scope = listScope(), found = select(scope), pages = Math.max(1, Math.ceil(found.length / PAGE));
  state.page = Math.max(0, Math.min(state.page, pages - 1));
  const shown = columns.filter(([name]) => name !== "document" || state.document === null || state.other !== null);
  byId("columns").replaceChildren(...shown.map(([name]) => {
    const arrow = state.sort === name ? (state.falling ? " ↓" : " ↑") : "";
    const button = make("button", write(`column_${name}`) + arrow, { type: "button", "data-sort": name, title: write("sort", { name: write(`column_${name}`) }) });
    return make("th", button, { scope: "col", class: name, "aria-sort": state.sort === name && (state.falling ? "descending" : "ascending") });
  }));
  byId("rows").replaceChildren(...found.slice(state.page * PAGE, (state.page + 1) * PAGE).map((row) => make("tr", shown.map(([name, value]) => {
    const cell = value(row), domain = topOf(row);
    if (name === "domain" && domain) return make("td", make("span", cell, { class: `label d${domain.index}` }), { class: name });
    if (name === "document") return make("td", make("span", cell, { title: cell }), { class: name });
    if (name === "text" && domain) return make("td", make("button", cell, { type: "button", "data-open": row }), { class: name });
    return make("td", name === "probability" && cell !== "" ? cell.toFixed(2) : String(cell), { class: name });
  }), { class: kindOf(row) })));
  byId("found").textContent = write("table_note", { found: found.length, n: scope.length });
  byId("place").textContent = write("page", { n: state.page + 1, total: pages });
  byId("before").disabled = state.page === 0;
  byId("after").disabled = state.page === pages - 1;
  byId("pages").hidden = pages === 1;
}

function download() {
  const names = { document: "document_id", number: "sentence_id" };
  const values = { kind: (row) => kindOf(row), domain: (row) => topOf(row)?.id ?? "", mark: (row) => sentences.mark[row] };
  saveTable("sentences.csv", [columns.map(([name]) => names[name] ?? name),
    ...select(listScope()).map((row) => columns.map(([name, value]) => (values[name] ?? value)(row)))]);
}

// ---- everything together

function showChoices() {
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = write(element.dataset.text);
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  const several = data.documents.length > 1;
  byId("choose").hidden = !several;
  byId("against").hidden = !several || state.document === null;
  const option = (value, text, chosen) => make("option", text, { value, selected: chosen });
  byId("document").replaceChildren(option("", write("all", { n: data.documents.length }), state.document === null),
    ...data.documents.map((one, number) => option(number, one.name, number === state.document)));
  byId("other").replaceChildren(option("", write("nobody"), state.other === null),
    ...data.documents.map((one, number) => option(number, one.name, number === state.other)).filter((_, number) => number !== state.document));
  document.querySelector('nav a[href="#reading"]').hidden = state.document === null;
  byId("language").hidden = data.language === "id";
  showFilter();
}

function showFilter() {
  const number = state.filter && Number(state.filter.slice(1));
  const name = state.filter && (state.filter[0] === "d" ? domains[number].name : families[number].name);
  byId("filter").hidden = !name;
  if (name) {
    byId("filter").replaceChildren(write("filter", { name }), " ✕");
    byId("filter").setAttribute("aria-label", `${write("filter", { name })}. ${write("clear")}`);
  }
  filterStyle.textContent = state.filter
    ? `#text p:not(.${state.filter}), #text .tag:not(.${state.filter}) { display: none } #text .sentence:not(.${state.filter}) { background: none; border-color: transparent; color: #767676 }`
    : "";
  byId("reading-none").hidden = !state.filter || state.document === null || rowsOf[state.document].some(matches);
}

const filterStyle = document.head.appendChild(make("style"));
const colorStyle = document.head.appendChild(make("style"));

function showFigures() {
  showShares();
  showCollection();
  showRibbons();
  showSections();
}

function showMethod() {
  byId("paragraphs").replaceChildren(...[...data.method[state.language], write("method_marks")].map((text) => make("p", text)));
}

function showAll() {
  readNames();
  showChoices();
  showHead();
  showFigures();
  showText();
  showTable();
  showMethod();
}

// Change what is chosen, and show what follows from it.
function choose(change) {
  const document0 = state.document, other0 = state.other;
  Object.assign(state, change, { page: 0 });
  if (state.other === state.document) state.other = null;
  if (state.document === null) state.other = null;
  if (state.document !== document0 || state.other !== other0) {
    showAll();
    return;
  }
  showFilter();
  showShares();
  showTable();
}

// After a figure was plotted anew, its button has the focus that it had before.
function focusButton(selector) {
  const button = document.querySelector(selector);
  for (const other of button?.closest("svg")?.querySelectorAll('.pick[tabindex="0"]') ?? []) other.setAttribute("tabindex", "-1");
  button?.setAttribute("tabindex", "0");
  button?.focus({ preventScroll: true });
}

function pick(key) {
  choose({ filter: state.filter === key ? null : key });
  focusButton(`[data-pick="${key}"]`);
}

function listen(element, kinds, action) {
  for (const kind of kinds.split(" ")) byId(element).addEventListener(kind, action);
}

// The buttons of a figure are one stop of the Tab key; the arrow keys go from one to the next.
function goOn(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const buttons = [...event.target.closest("svg").querySelectorAll(".pick")];
  const next = step && buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  event.target.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

const isPress = (event) => event.type === "click" || event.key === "Enter" || event.key === " ";

listen("main", "click keydown", (event) => {
  if (event.type === "keydown" && event.target.matches?.("svg .pick")) goOn(event);
  const found = event.target.closest?.("[data-pick], [data-document], [data-column], [data-cell]");
  if (!found || !isPress(event)) return;
  event.preventDefault();
  const { pick: key, document: number, column, cell } = found.dataset;
  if (key !== undefined) pick(key);
  else if (number !== undefined) {
    choose({ document: Number(number) });
    scrollTo({ top: 0 });
    byId("document").focus({ preventScroll: true });
  } else if (column !== undefined) {
    state.sorted = state.sorted === Number(column) ? null : Number(column);
    showCollection();
    focusButton(`[data-column="${column}"]`);
  } else if (cell !== undefined) openSentence(figures[found.closest("section").id].cells[cell].row);
});

for (const id of ["ribbon", "other-ribbon"]) {
  let place = 0;
  const show = (number, x, y) => {
    const { cells } = figures[id], cell = cells[number];
    const tip = byId("tip");
    tip.replaceChildren(make("b", cell.domain.short, { class: `label d${cell.domain.index}` }), ` ${cell.probability.toFixed(2)} `, sentences.text[cell.row].slice(0, 80));
    tip.hidden = false;
    const width = Math.min(320, innerWidth - 20);
    tip.style.width = `${width}px`;
    tip.style.left = `${Math.max(8, Math.min(x - width / 2, innerWidth - width - 12))}px`;
    tip.style.top = `${y + 14}px`;
  };
  listen(id, "pointermove", (event) => {
    const number = event.target.closest("[data-cell]")?.dataset.cell;
    if (number === undefined) byId("tip").hidden = true;
    else show(Number(number), event.clientX, event.clientY);
  });
  listen(id, "pointerleave focusout", () => { byId("tip").hidden = true; });
  listen(id, "keydown", (event) => {
    const svg = event.target.closest("svg");
    if (!svg) return;
    const { cells, scene } = figures[id];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (event.key === "Enter") openSentence(cells[place].row);
    else if (event.key === "Escape") byId("tip").hidden = true;
    else if (step) place = Math.max(0, Math.min(cells.length - 1, place + step));
    else return;
    event.preventDefault();
    if (!step) return;
    const box = svg.getBoundingClientRect(), scale = box.width / scene.width;
    show(place, box.left + (scene.cells.left + place * scene.cells.size) * scale, box.top + 8);
    byId("said").textContent = `${cells[place].domain.name}. ${sentences.text[cells[place].row]}`;
  });
}

listen("text", "click focusin", (event) => {
  if (closing) return;
  const span = event.target.closest("[data-row]");
  if (span && Number(span.dataset.row) !== state.sentence) showReasons(Number(span.dataset.row));
});
listen("text", "keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const span = event.target.closest("[data-row]");
  if (!step || !span) return;
  event.preventDefault();
  const rows = rowsOf[state.document];
  for (let k = rows.indexOf(Number(span.dataset.row)) + step; k >= 0 && k < rows.length; k += step) {
    if (labelsOf(rows[k]).length && matches(rows[k])) {
      const next = findSpan(rows[k]);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
      break;
    }
  }
});
listen("document", "change", (event) => choose({ document: event.target.value === "" ? null : Number(event.target.value) }));
listen("other", "change", (event) => choose({ other: event.target.value === "" ? null : Number(event.target.value) }));
listen("filter", "click", () => choose({ filter: null }));
listen("print", "click", () => print());
listen("language", "click", () => {
  state.language = state.language === "zh" ? "en" : "zh";
  showAll();
});
listen("search", "input", (event) => { Object.assign(state, { search: event.target.value, page: 0 }); showTable(); });
listen("unsure", "change", (event) => { Object.assign(state, { unsure: event.target.checked, page: 0 }); showTable(); });
listen("download", "click", download);
listen("before", "click", () => { state.page -= 1; showTable(); });
listen("after", "click", () => { state.page += 1; showTable(); });
listen("columns", "click", (event) => {
  const name = event.target.closest("[data-sort]")?.dataset.sort;
  if (!name) return;
  Object.assign(state, { falling: state.sort === name && !state.falling, sort: name, page: 0 });
  showTable();
  byId("columns").querySelector(`[data-sort="${name}"]`).focus();
});
listen("rows", "click", (event) => {
  const row = event.target.closest("[data-open]")?.dataset.open;
  if (row !== undefined) openSentence(Number(row));
});

function plotAgain() { for (const id of Object.keys(figures)) if (!byId(id).hidden) plotFigure(id); }
addEventListener("beforeprint", () => { state.printing = true; fillAll(); plotAgain(); });
addEventListener("afterprint", () => { state.printing = false; plotAgain(); });
let width0 = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width0 || state.printing) return;
  width0 = innerWidth;
  plotAgain();
  if (state.sentence !== null) placeReasons(findSpan(state.sentence));
});

colorStyle.textContent = [
  ...data.domains.map(({ color, tint, ink }, number) => `.d${number} { --color: ${color}; --tint: ${tint}; --ink: ${ink} }`),
  ...data.families.map(({ color }, number) => `.dot.f${number} { --color: ${color} }`),
].join("\n");
showAll();
document.fonts.ready.then(plotAgain);
