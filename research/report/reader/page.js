"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { domains, documents, headings, rows } = data;
  const [DOCUMENT, NUMBER, PARAGRAPH, KIND, HEADINGS, TEXT, LABELS, TERMS, MARK] = rows.length ? rows[0].keys() : [];
  const PAGE = 100;
  const state = { domain: null, shares: "*", document: 0, search: "", sort: "", falling: false, page: 0 };
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const percent = (share) => (100 * share).toFixed(1);
  const domainOf = (row) => (row[LABELS].length ? domains[row[LABELS][0][0]] : null);
  const ofDomain = (row) => state.domain === null || (row[LABELS].length && row[LABELS][0][0] === state.domain);

  function fillDocuments() {
    const all = make("option", `全部 all (${documents.length})`);
    all.value = "*";
    byId("shares-of").append(all);
    documents.forEach((name, number) => {
      for (const id of ["shares-of", "document"]) {
        const option = make("option", name.id);
        option.value = String(number);
        byId(id).append(option);
      }
    });
  }

  function showShares() {
    const shares = state.shares === "*" ? data.shares : documents[Number(state.shares)].shares;
    const most = Math.max(0.01, ...shares.map(([share, , high]) => Math.max(share, Math.min(high ?? share, 2 * share + 0.05))));
    byId("domains").replaceChildren(...domains.map((domain, number) => {
      const [share, low, high, count] = shares[number];
      const item = make("li"), button = make("button"), name = make("span"), track = make("span", undefined, "track");
      const swatch = make("span", undefined, "swatch"), bar = make("span", undefined, "share");
      swatch.style.background = domain.color;
      bar.style.width = `${(100 * share) / most}%`;
      track.append(bar);
      if (low !== null) {
        const interval = make("span", undefined, "interval");
        interval.style.left = `${(100 * low) / most}%`;
        interval.style.width = `${(100 * (Math.min(high, most) - low)) / most}%`;
        track.append(interval);
      }
      name.append(swatch, domain.name);
      const range = low === null ? "" : ` [${percent(low)}, ${percent(high)}]`;
      button.append(name, track, make("span", `${percent(share)} %${range}`, "figures"));
      button.type = "button";
      button.title = `${domain.id}: ${count}`;
      button.setAttribute("aria-pressed", String(state.domain === number));
      button.addEventListener("click", () => {
        state.domain = state.domain === number ? null : number;
        state.page = 0;
        showShares();
        showText();
        showTable();
        byId("domains").children[number].firstChild.focus();
      });
      item.append(button);
      return item;
    }));
  }

  function showText() {
    const article = byId("text");
    const parts = [];
    let paragraph = null, place = null, before = null;
    rows.forEach((row, number) => {
      if (row[DOCUMENT] !== state.document) return;
      if (row[PARAGRAPH] !== place || row[KIND] === "boilerplate" || row[KIND] === "table") {
        paragraph = make("p");
        parts.push(paragraph);
        place = row[PARAGRAPH];
        before = null;
      }
      const span = make("span", row[TEXT], `sentence ${row[KIND]}`);
      const domain = domainOf(row);
      if (domain) {
        if (domain !== before) paragraph.append(make("span", domain.name, "tag"));
        span.style.background = domain.color;
        span.tabIndex = 0;
        span.dataset.row = String(number);
        if (row[MARK]) span.classList.add("uncertain");
        if (!ofDomain(row)) span.classList.add("faded");
        before = domain;
      }
      paragraph.append(span);
    });
    article.replaceChildren(...parts);
    article.scrollTop = 0;
  }

  function showDetails(number) {
    const row = rows[number];
    const list = make("dl");
    const add = (term, values) => list.append(make("dt", term), ...values.map((value) => make("dd", value)));
    add("领域 Domain", row[LABELS].map(([label, p]) => `${domains[label].name} ${p.toFixed(3)}`));
    if (row[MARK]) add("标记 Mark", [row[MARK]]);
    if (row[TERMS]) add("依据的词 Terms", [row[TERMS]]);
    if (headings[row[HEADINGS]]) add("所在标题 Headings", headings[row[HEADINGS]].split(" > "));
    byId("details").replaceChildren(list);
  }

  const columns = [
    ["document_id", (row) => documents[row[DOCUMENT]].id], ["sentence_id", (row) => row[NUMBER]],
    ["kind", (row) => row[KIND]], ["text", (row) => row[TEXT]],
    ["domain", (row) => (domainOf(row) ? domainOf(row).name : "")],
    ["probability", (row) => (row[LABELS].length ? row[LABELS][0][1] : "")], ["terms", (row) => row[TERMS]],
    ["mark", (row) => row[MARK]],
  ];

  function select() {
    const wanted = state.search.trim().toLowerCase();
    const found = rows.filter((row) => ofDomain(row) && (!wanted ||
      row[TEXT].toLowerCase().includes(wanted) || documents[row[DOCUMENT]].id.toLowerCase().includes(wanted) ||
      (domainOf(row) && domainOf(row).name.includes(wanted)) || row[TERMS].includes(wanted)));
    if (state.sort) {
      const value = columns.find(([name]) => name === state.sort)[1];
      const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh"));
      found.sort((a, b) => (state.falling ? -1 : 1) * compare(value(a), value(b)));
    }
    return found;
  }

  function showTable() {
    const found = select(), pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    byId("columns").replaceChildren(...columns.map(([name]) => {
      const head = make("th"), button = make("button", name + (state.sort === name ? (state.falling ? " ↓" : " ↑") : ""));
      button.type = "button";
      if (state.sort === name) head.setAttribute("aria-sort", state.falling ? "descending" : "ascending");
      button.addEventListener("click", () => {
        state.falling = state.sort === name && !state.falling;
        state.sort = name;
        state.page = 0;
        showTable();
        byId("columns").children[columns.findIndex(([other]) => other === name)].firstChild.focus();
      });
      head.append(button);
      return head;
    }));
    byId("rows").replaceChildren(...found.slice(state.page * PAGE, (state.page + 1) * PAGE).map((row) => {
      const line = make("tr");
      for (const [name, value] of columns) {
        const shown = value(row);
        line.append(make("td", name === "probability" && shown !== "" ? shown.toFixed(3) : shown,
          name === "text" ? "text" : name === "probability" || name === "sentence_id" ? "number" : ""));
      }
      return line;
    }));
    byId("found").textContent = `${found.length} / ${rows.length}`;
    byId("place").textContent = `${state.page + 1} / ${pages}`;
    byId("before").disabled = state.page === 0;
    byId("after").disabled = state.page === pages - 1;
  }

  function download() {
    const cell = (value) => {
      const text = String(value);
      const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
      return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const lines = [columns.map(([name]) => name), ...select().map((row) => columns.map(([, value]) => value(row)))];
    const blob = new Blob(["\ufeff", lines.map((line) => line.map(cell).join(",")).join("\n"), "\n"], { type: "text/csv" });
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = "sentences.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.dataset.row) return;
    event.preventDefault();
    const all = [...byId("text").querySelectorAll(".sentence[tabindex]:not(.faded)")];
    const next = all[all.indexOf(event.target) + step];
    if (next) next.focus();
  }

  fillDocuments();
  showShares();
  showText();
  showTable();
  byId("shares-of").addEventListener("change", (event) => { state.shares = event.target.value; showShares(); });
  byId("document").addEventListener("change", (event) => { state.document = Number(event.target.value); showText(); });
  byId("all-domains").addEventListener("click", () => { state.domain = null; showShares(); showText(); showTable(); });
  byId("search").addEventListener("input", (event) => { state.search = event.target.value; state.page = 0; showTable(); });
  byId("download").addEventListener("click", download);
  byId("before").addEventListener("click", () => { state.page -= 1; showTable(); });
  byId("after").addEventListener("click", () => { state.page += 1; showTable(); });
  for (const kind of ["focusin", "mouseover"]) {
    byId("text").addEventListener(kind, (event) => { if (event.target.dataset.row) showDetails(Number(event.target.dataset.row)); });
  }
  byId("text").addEventListener("keydown", move);
})();
