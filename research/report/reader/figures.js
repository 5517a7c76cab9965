// The figures of the page: each function returns a Scene of the given width.
const NAME = 13, VALUE = 12.5, SMALL = 11; // px
const CIRCLE = "#143f6b", DIAMOND = "#b5460f"; // two documents: no colors of families
const BLUES = ["#f6f7f7", "#e3ecf9", "#bcd2f1", "#749fdb", "#2b5ca9", "#0c2a5b"];
const DOT = 5; // px, radius
const MIN_NUMBER = 0.1; // smaller shares are not written in a heat map
const MAX_TICKS = 150; // documents; of more the middle 80 % are shown as a band
const MAX_CELLS = 1200; // of a ribbon; of more sentences several share a cell
const FULL_BIN = 0.4; // share of the sentences of a cell for its full color
const MAX_BELOW = 12; // names of sections under a ribbon
const MIN_DISTANCE = 6; // px between lines of second sections, on average
const SURE = 0.9, UNSURE = 0.5;

function mix(color, share) {
  const parts = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
  return `#${parts.map((value) => Math.round(value + (255 - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

function shade(share, end) {
  const place = (Math.min(share, end) / end) * (BLUES.length - 1);
  const step = Math.min(Math.floor(place), BLUES.length - 2);
  const [low, high] = [BLUES[step], BLUES[step + 1]].map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  return `#${low.map((value, k) => Math.round(value + (high[k] - value) * (place - step)).toString(16).padStart(2, "0")).join("")}`;
}

const percent = (share, digits = 1) => (100 * share).toFixed(digits);

function chooseStep(end) {
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5].find((step) => end / step <= 5) ?? 0.5;
}

function findQuantile(sorted, share) {
  const place = share * (sorted.length - 1), below = Math.floor(place);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (place - below);
}

// How far the axis goes: over the intervals, but at most three times the largest share.
function findEnd(rows) {
  const largest = Math.max(...rows.flatMap((row) => row.marks.map((mark) => mark.share)), 0.005);
  const widest = Math.max(...rows.flatMap((row) => [
    ...row.marks.map((mark) => mark.high ?? mark.share),
    row.others.length ? findQuantile(row.others, 0.9) : 0,
  ]), largest);
  return Math.min(widest, 3 * largest) * 1.02;
}

// Rows of dots with intervals. Each row: name, domain, marks (share, low, high), others (sorted
// shares of single documents), text and detail at the right, pale, strong, pressed, label. `pick` makes it a button.
function plotDots(width, rows, texts) {
  const scene = new Scene(width);
  const stacked = width < 430;
  const nameSize = stacked ? 14 : NAME;
  const valueWidth = Math.max(measure(texts.value, SMALL), ...rows.map((row) => measure(row.text, VALUE)));
  const detailWidth = Math.max(0, measure(texts.interval, SMALL), ...rows.map((row) => measure(row.detail, SMALL)));
  const nameWidth = Math.min(Math.max(...rows.map((row) => measure(row.name, nameSize))), 0.38 * width);
  const right = stacked ? width - 1 : width - valueWidth - detailWidth - 30;
  const left = stacked ? DOT + 1 : nameWidth + 24; // a dot at 0 is whole
  const end = findEnd(rows);
  const place = (share) => left + (right - left - 8) * (Math.min(share, end) / end);
  const top = 20;
  let y = top;
  const parts = rows.map((row, number) => {
    if (row.domain.residual && number && !rows[number - 1].domain.residual) y += 12;
    const lines = stacked ? clip([row.name], 1, width - 24 - valueWidth - detailWidth, nameSize) : wrap(row.name, nameWidth + 1, nameSize, 2);
    const height = stacked ? 40 : 8 + 16 * Math.max(lines.length, 1);
    const part = { row, lines, y, height };
    y += height;
    return part;
  });
  scene.height = y + 4;
  const step = chooseStep(end);
  for (let share = 0; share <= end; share += step) {
    const at = place(share);
    const last = share + step > end;
    scene.line(at, top - 2, at, y, share ? GRID : ZERO);
    const anchor = stacked && share === 0 ? "start" : "middle";
    scene.text(at, top - 8, `${Math.round(100 * share)}${last ? "%" : ""}`, SMALL, FAINT, { "text-anchor": anchor });
  }
  if (!stacked) {
    scene.text(right + 12 + valueWidth, top - 8, texts.value, SMALL, FAINT, { "text-anchor": "end" });
    scene.text(width, top - 8, texts.interval, SMALL, FAINT, { "text-anchor": "end" });
  }
  for (const { row, lines, y: start, height } of parts) {
    const attributes = row.pick === undefined ? {} : {
      role: "button", tabindex: 0, "aria-pressed": String(row.pressed), "aria-label": row.label, class: "pick", "data-pick": row.pick,
    };
    scene.group(attributes, () => plotRow(row, lines, start, height));
  }

  function plotRow(row, lines, start, height) {
    const ink = row.pale ? "#767676" : INK;
    const axis = stacked ? start + 27 : start + height / 2;
    scene.rect(0, start, width, height, row.pressed ? row.domain.tint : "#ffffff", row.pressed ? {} : { opacity: 0 });
    const baseline = stacked ? start + 15 : axis + 4.5 - 8 * (lines.length - 1);
    scene.rect(0, stacked ? start + 3 : axis - 7, 3, 14, row.domain.color);
    lines.forEach((line, k) => scene.text(9, baseline + 16 * k, line, nameSize, ink, { "font-weight": row.pressed ? "bold" : undefined }));
    const value = { "text-anchor": "end", "font-weight": row.strong ? "bold" : undefined };
    if (stacked) {
      const detail = row.detail ? measure(row.detail, SMALL) + 8 : 0;
      scene.text(width - detail, baseline, row.text, VALUE, ink, value);
      scene.text(width, baseline, row.detail, SMALL, FAINT, { "text-anchor": "end" });
    } else {
      scene.text(right + 12 + valueWidth, axis + 4.5, row.text, VALUE, ink, value);
      scene.text(width, axis + 4.5, row.detail, SMALL, FAINT, { "text-anchor": "end" });
    }
    plotOthers(row, axis);
    if (row.marks.length === 2) scene.line(place(row.marks[0].share), axis, place(row.marks[1].share), axis, row.pale ? "#dddddd" : "#8a8a8a", 1.2);
    row.marks.forEach((mark, k) => plotMark(mark, row, axis + (row.marks.length === 2 ? 5 * k - 2.5 : 0), axis, k));
  }

  function plotOthers(row, axis) {
    if (!row.others.length) return;
    if (row.others.length > MAX_TICKS) {
      const [from, to] = [0.1, 0.9].map((share) => place(findQuantile(row.others, share)));
      scene.rect(from, axis - 6, to - from, 12, "#ececec");
      return;
    }
    const inside = row.others.filter((share) => share <= end);
    scene.path(inside.map((share) => `M${round(place(share))} ${axis - 5}v10`).join(""), "none", { stroke: "#b9b9b9", "stroke-width": 1 });
    const outside = row.others.length - inside.length;
    if (outside) scene.text(stacked ? width : right + 5, axis + 3.5, `${outside}▸`, 9, FAINT, { "text-anchor": "end" });
  }

  function plotMark(mark, row, at, axis, number) {
    const color = row.marks.length === 2 ? (number ? DIAMOND : CIRCLE) : row.domain.color;
    const shown = row.pale ? mix(color, 0.45) : color, line = row.pale ? shown : mix(color, 0.45);
    if (mark.low !== null) {
      const to = place(mark.high);
      scene.line(place(mark.low), at, to, at, line, 2);
      if (mark.high > end) scene.path(`M${round(to + 6)} ${round(at)}l-6 -3.5v7z`, line);
    }
    const x = place(mark.share), edge = { stroke: "#ffffff", "stroke-width": 1.2 };
    if (number) scene.path(`M${round(x)} ${round(axis - 6)}l6 6l-6 6l-6 -6z`, shown, edge);
    else scene.circle(x, axis, DOT, shown, edge);
  }
  return scene;
}

// One cell a sentence in reading order, a row for each domain that is present. `cells`: domain, probability, row.
// `sections`: text, level (0 or 1), from, to: numbers of cells.
function plotRibbon(width, cells, sections, domains, texts) {
  const scene = new Scene(width);
  const counts = new Map();
  for (const cell of cells) counts.set(cell.domain, (counts.get(cell.domain) ?? 0) + 1);
  const shown = domains.filter((domain) => counts.has(domain));
  const narrow = width < 520;
  const nameSize = narrow ? 11.5 : 12.5;
  const names = shown.map((domain) => (narrow || texts.short ? domain.short : domain.name));
  const left = Math.min(Math.max(...names.map((name) => measure(name, nameSize))), 0.36 * width) + 8;
  const right = width - Math.max(measure(texts.sentences, SMALL), measure(String(cells.length), SMALL)) - 8;
  const size = (right - left) / cells.length;
  const gap = cells.length <= 150 && size > 2.5 ? 1 : 0;
  const rowHeight = narrow ? 17 : 19;
  let y = 18;
  scene.text(width, 12, texts.sentences, SMALL, FAINT, { "text-anchor": "end" });
  const places = new Map();
  shown.forEach((domain, number) => {
    if (number && domain.family !== shown[number - 1].family) y += 5;
    places.set(domain, y);
    scene.rect(left, y, right - left, rowHeight - 3, "#f3f4f5");
    const [name] = clip([names[number]], 1, left - 8, nameSize);
    scene.text(left - 7, y + rowHeight / 2 + 2.5, name, nameSize, INK, { "text-anchor": "end" });
    scene.text(width, y + rowHeight / 2 + 2.5, String(counts.get(domain)), SMALL, MUTED, { "text-anchor": "end" });
    y += rowHeight;
  });
  const bottom = y;
  if (cells.length <= MAX_CELLS) {
    cells.forEach((cell, number) => {
      const light = cell.probability >= SURE ? 0 : cell.probability >= UNSURE ? 0.42 : 0.72;
      scene.rect(left + number * size, places.get(cell.domain), Math.max(size - gap, 0.6), rowHeight - 3, mix(cell.domain.color, light), { "data-cell": number });
    });
  } else plotBins();
  plotSections();
  scene.cells = { left, size };

  // How dark a cell is tells how many of its sentences are of the domain.
  function plotBins() {
    const bins = Math.floor((right - left) / 2), found = new Map();
    cells.forEach((cell, number) => {
      const bin = Math.floor((number * bins) / cells.length);
      if (!found.has(cell.domain)) found.set(cell.domain, new Map());
      const [count, first] = found.get(cell.domain).get(bin) ?? [0, number];
      found.get(cell.domain).set(bin, [count + 1, first]);
    });
    for (const [domain, shares] of found) {
      for (const [bin, [count, first]] of shares) {
        const share = Math.min(1, (count * bins) / cells.length / FULL_BIN);
        if (share > 0.05) scene.rect(left + 2 * bin, places.get(domain), 2, rowHeight - 3, mix(domain.color, 0.88 * (1 - share)), { "data-cell": first });
      }
    }
  }

  function plotSections() {
    y = bottom + 2;
    const coarse = sections.filter((section) => section.level === 0);
    const first = (right - left) / Math.max(coarse.length, 1) < MIN_DISTANCE / 2 ? [] : coarse;
    const inner = sections.filter((section) => section.level === 1);
    const second = (right - left) / Math.max(inner.length, 1) < MIN_DISTANCE ? [] : inner;
    const crowded = first.length > MAX_BELOW;
    for (const section of second) scene.line(left + section.from * size, 16, left + section.from * size, bottom, "#c4c4c4", 0.8);
    let free = -Infinity;
    for (const section of second) {
      const at = left + section.from * size, mark = findMark(section.text);
      if (!mark || at < free) continue;
      scene.text(at + 3, y + 11, mark, 10.5, FAINT);
      free = at + measure(mark, 10.5) + 7;
    }
    if (second.length) y += 15;
    const below = [];
    let most = 0;
    for (const [number, section] of first.entries()) {
      const at = left + section.from * size, room = (section.to - section.from) * size - 8;
      scene.line(at, 14, at, y + 14, crowded ? "#c4c4c4" : "#8a8a8a", crowded ? 0.8 : 1);
      const lines = room > 40 ? wrap(section.text, room, SMALL, 99) : [];
      const fits = room > 40 && lines.length <= 3 && lines.every((line) => measure(line, SMALL) <= room + 1);
      if (!fits && crowded) continue;
      if (!fits) below.push([number, section]);
      const kept = fits ? lines : [findMark(section.text) || String(number + 1)];
      if (fits || room > measure(kept[0], SMALL) - 6) kept.forEach((line, k) => scene.text(at + 4, y + 12 + 15 * k, line, SMALL, INK));
      most = Math.max(most, kept.length);
    }
    y += first.length ? 15 * most + 6 : 0;
    for (const [number, section] of below) {
      const mark = findMark(section.text) ? "" : `${number + 1} `;
      for (const line of wrap(mark + section.text, width, SMALL, 2)) {
        y += 15;
        scene.text(0, y, line, SMALL, MUTED);
      }
    }
    scene.height = y + 8;
  }
  return scene;
}

// The list mark of a heading: 三 of 三、…, 二 of （二）…, 1 of 1.….
function findMark(text) {
  return /^[（(]?(?:第?([一二三四五六七八九十百]+)[部分章节篇]*|(\d+))[）)、.．\s]/.exec(text)?.slice(1).find(Boolean) ?? "";
}

// Rows (sections or documents) by domains. Each row: text, level, shares (by domain, or null for a head), count, pick.
// The color scale ends at `texts.end`.
function plotHeat(width, rows, domains, texts) {
  const scene = new Scene(width);
  const vertical = texts.vertical;
  const least = 20;
  const countWidth = Math.max(measure(texts.sentences, SMALL), ...rows.map((row) => measure(String(row.count ?? ""), SMALL))) + 8;
  const gaps = domains.filter((domain, number) => number && domain.family !== domains[number - 1].family).length * 6;
  const longest = Math.max(...rows.map((row) => measure(row.text, NAME) + 12 * row.level)) + 10;
  const scaleWidth = measure(texts.scale, SMALL) + (vertical ? 2 : -10); // the first head stands beside it
  const nameWidth = Math.max(scaleWidth, Math.min(longest, Math.max(0.3 * width, width - countWidth - gaps - 30 * domains.length)));
  const size = Math.max(least, Math.min(36, (width - nameWidth - countWidth - gaps) / domains.length));
  const lengths = domains.map((domain) => (vertical ? [...domain.short].length * 12.5 : measure(domain.short, SMALL) * 0.79));
  const slant = vertical ? 0 : Math.max(...domains.map((domain) => measure(domain.short, SMALL))) * 0.62;
  const top = Math.max(...lengths) + 22;
  const at = [];
  let x = nameWidth;
  domains.forEach((domain, number) => {
    if (number && domain.family !== domains[number - 1].family) x += 6;
    at.push(x);
    x += size;
  });
  scene.width = Math.max(width, x + Math.max(countWidth, vertical ? 0 : slant - size));
  domains.forEach((domain, number) => {
    const middle = at[number] + size / 2;
    const label = { "text-anchor": "middle" };
    const pick = domain.pickColumn === undefined ? {} : { role: "button", tabindex: 0, class: "pick", "data-column": domain.pickColumn, "aria-label": domain.pickLabel };
    scene.group(pick, () => {
      if (texts.sorted === number) scene.path(`M${round(middle - 4)} ${top - 20}h8l-4 5z`, INK);
      const up = texts.sorted === number ? 8 : 0;
      if (vertical) [...domain.short].forEach((character, k, all) => scene.text(middle, top - 16 - up - 12.5 * (all.length - 1 - k), character, 11.5, INK, label));
      else scene.text(middle + 3, top - 15 - up, domain.short, SMALL, INK, { rotate: -52 });
      scene.circle(middle, top - 7, 4, domain.color);
    });
  });
  scene.text(x + countWidth, top - 4, texts.sentences, SMALL, FAINT, { "text-anchor": "end" });
  plotScale();
  let y = top + 2;
  for (const row of rows) {
    const head = row.shares === null;
    const indent = 12 * row.level;
    const lines = wrap(row.text, nameWidth - indent - 8, NAME, row.maxLines ?? 2, head ? "bold" : "normal");
    const height = Math.max(22, 15.5 * lines.length + 6);
    if (head) y += 5;
    const attributes = row.pick === undefined ? {} : { role: "button", tabindex: 0, class: "pick", "data-document": row.pick, "aria-label": row.label };
    scene.group(attributes, () => {
      if (row.pick !== undefined) scene.rect(0, y, nameWidth, height, "#ffffff", { opacity: 0 });
      if (lines.some((line) => line.endsWith("…"))) scene.add("title", {}, row.text);
      lines.forEach((line, k) => scene.text(indent, y + height / 2 + 4.5 + 15.5 * (k - (lines.length - 1) / 2), line, NAME, INK, { "font-weight": head ? "bold" : undefined }));
      if (head) return;
      domains.forEach((domain, number) => {
        const share = row.shares[number];
        scene.rect(at[number], y, size - 1.5, height - 1.5, shade(share, texts.end));
        if (share >= MIN_NUMBER - 1e-9) scene.text(at[number] + size / 2 - 0.75, y + height / 2 + 3.5, percent(share, 0), SMALL, share > 0.52 * texts.end ? "#ffffff" : INK, { "text-anchor": "middle" });
      });
      scene.text(x + countWidth, y + height / 2 + 4, String(row.count), SMALL, MUTED, { "text-anchor": "end" });
    });
    y += height;
  }
  scene.height = y + 6;

  function plotScale() {
    const step = Math.min(28, (nameWidth - 16) / BLUES.length);
    scene.text(0, top - 34, texts.scale, SMALL, FAINT);
    BLUES.forEach((color, number) => {
      const share = (texts.end * number) / (BLUES.length - 1);
      scene.rect(number * step, top - 28, step - 1, 11, color);
      const last = number === BLUES.length - 1;
      if (step < 22 && number && !last) return; // no room for all numbers
      scene.text((number + 0.5) * step, top - 6, `${percent(share, 0)}${last ? "+" : ""}`, 10, FAINT, { "text-anchor": "middle" });
    });
  }
  return scene;
}

// The same on a phone: under each name a bar of its domains, and the three largest in words.
function plotBars(width, rows, domains, texts) {
  const scene = new Scene(width);
  let y = 4;
  for (const row of rows) {
    const head = row.shares === null;
    const lines = wrap(row.text, width - (head ? 0 : 50), 14, 3, head ? "bold" : "normal");
    const attributes = row.pick === undefined ? {} : { role: "button", tabindex: 0, class: "pick", "data-document": row.pick, "aria-label": row.label };
    scene.group(attributes, () => {
      if (row.pick !== undefined) scene.rect(0, y, width, 20 * lines.length + 36, "#ffffff", { opacity: 0 });
      lines.forEach((line, k) => scene.text(0, y + 17 + 19 * k, line, 14, INK, { "font-weight": head ? "bold" : undefined }));
      if (!head) scene.text(width, y + 17, texts.count(row.count), SMALL, FAINT, { "text-anchor": "end" });
      y += 19 * lines.length + 6;
      if (head) return;
      const total = row.shares.reduce((sum, share) => sum + share, 0) || 1;
      let x = 0;
      domains.forEach((domain, number) => {
        const part = (row.shares[number] / total) * width;
        if (part > 0.5) scene.rect(x, y, part - 1, 12, domain.color);
        x += part;
      });
      const largest = domains.map((domain, number) => [row.shares[number], domain]).filter(([share, domain]) => share > 0 && !domain.residual).sort((a, b) => b[0] - a[0]).slice(0, 3);
      scene.text(0, y + 27, clip([largest.map(([share, domain]) => `${domain.short} ${percent(share, 0)}%`).join(" · ")], 1, width, 12)[0], 12, MUTED);
      y += 40;
    });
  }
  scene.height = y + 4;
  return scene;
}
