"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const places = read("places-data");
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

  // --- places in the sources --------------------------------------------------------------------
  const pictures = new Map();
  const load = (key) => {
    if (!pictures.has(key)) {
      pictures.set(key, new Promise((done) => {
        const image = new Image();
        image.onload = () => done(image);
        image.src = places.pages[key][3];
      }));
    }
    return pictures.get(key);
  };
  const parse = (text) => {
    const [column, page, ...edges] = text.split("/").map(Number);
    return { column, page, key: `${column}/${page}`, box: edges.length ? edges : null };
  };

  // Draws what stands around a place, in points of the page, and a frame around the place itself.
  const draw = async (canvas, place, view) => {
    const [top, width, height] = places.pages[place.key];
    const image = await load(place.key);
    const scale = image.naturalWidth / width;
    const left = Math.max(0, Math.min(view[0], width - 20)), right = Math.min(width, view[2]);
    const upper = Math.max(top, view[1]), lower = Math.min(top + height, view[3]);
    canvas.width = Math.max(1, Math.round((right - left) * scale));
    canvas.height = Math.max(1, Math.round((lower - upper) * scale));
    const pen = canvas.getContext("2d");
    pen.drawImage(image, left * scale, (upper - top) * scale, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
    if (place.box) {
      const [x0, y0, x1, y1] = place.box;
      pen.fillStyle = "rgba(255,205,0,.22)";
      pen.fillRect((x0 - left) * scale, (y0 - upper) * scale, (x1 - x0) * scale, (y1 - y0) * scale);
      pen.lineWidth = 3;
      pen.strokeStyle = "#d0021b";
      pen.strokeRect((x0 - left) * scale, (y0 - upper) * scale, (x1 - x0) * scale, (y1 - y0) * scale);
    }
    canvas.dataset.drawn = "yes";
  };
  // The lines around a place, over the width of the page so that their labels are seen; the whole page without a box.
  const margin = 40;
  const around = (place, down) => {
    const [top, width, height] = places.pages[place.key];
    if (!place.box) return [0, top, width, top + height];
    const [x0, y0, x1, y1] = place.box;
    return [Math.max(0, Math.min(margin, x0 - 10)), y0 - down, Math.min(width, Math.max(width - margin, x1 + 10)), y1 + down];
  };

  for (const canvas of document.querySelectorAll("canvas.piece")) {
    const place = parse(canvas.dataset.place);
    draw(canvas, place, around(place, 24));
  }

  const viewer = document.getElementById("viewer");
  const canvas = document.getElementById("viewer-canvas");
  const whole = document.getElementById("viewer-whole");
  let shown = null;
  const open = (element) => {
    const place = parse(element.dataset.place);
    const title = `${places.reports[place.column]} · ${fill(places.words.page, place)}`;
    const label = element.dataset.label;
    document.getElementById("viewer-title").textContent = label ? `${label} — ${title}` : title;
    const note = document.getElementById("viewer-note");
    note.textContent = element.dataset.note || "";
    const known = place.key in places.pages;
    canvas.hidden = !known;
    whole.hidden = !known || !place.box;
    shown = place;
    if (known) {
      draw(canvas, place, around(place, 130));
    } else {
      note.textContent = [note.textContent, places.words.missing].filter(Boolean).join(" · ");
    }
    viewer.showModal();
  };
  whole.addEventListener("click", () => {
    const [top, width, height] = places.pages[shown.key];
    draw(canvas, shown, [0, top, width, top + height]);
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-place]");
    if (target) open(target);
    else if (event.target === viewer) viewer.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("canvas[data-place]")) open(event.target);
  });

  // --- tables that sort -------------------------------------------------------------------------
  const value = (row, index, kind) => {
    const cell = row.cells[index];
    if (kind !== "number") return cell.textContent;
    return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    table.tHead.addEventListener("click", (event) => {
      const head = event.target.closest("th");
      if (!head) return;
      const kind = head.dataset.kind;
      const order = kind === "number" ? ["none", "descending", "ascending"] : ["none", "ascending", "descending"];
      const next = order[(order.indexOf(head.getAttribute("aria-sort")) + 1) % 3];
      for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const index = head.cellIndex;
      const rows = next === "none" ? original : [...original].sort((one, other) => {
        const a = value(one, index, kind), b = value(other, index, kind);
        if (a === null || b === null) return (a === null) - (b === null);
        return sign * (kind === "number" ? a - b : a.localeCompare(b, "zh"));
      });
      body.append(...rows);
    });
  }

  // --- filters ----------------------------------------------------------------------------------
  const cells = document.getElementById("cells");
  if (cells) {
    const [text, table, zero, count] = [".filter", "select", ".hide-zero", ".count"].map((s) => cells.querySelector(s));
    const rows = [...cells.querySelectorAll("tbody tr")];
    const apply = () => {
      const wanted = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let visible = 0;
      for (const row of rows) {
        const name = row.cells[1].textContent.toLowerCase();
        row.hidden = (zero.checked && "zero" in row.dataset) || (table.value !== "" && row.dataset.table !== table.value)
          || !wanted.every((word) => name.includes(word));
        visible += !row.hidden;
      }
      count.textContent = fill(places.words.rows, { shown: visible, all: rows.length });
    };
    for (const control of [text, table, zero]) control.addEventListener("input", apply);
    apply();
  }
  const chips = document.querySelector(".chips");
  if (chips) {
    chips.addEventListener("click", (event) => {
      const chip = event.target.closest("button");
      if (!chip) return;
      for (const other of chips.children) other.classList.toggle("on", other === chip);
      for (const card of document.querySelectorAll(".card")) {
        card.hidden = chip.dataset.kind !== "" && card.dataset.kind !== chip.dataset.kind;
      }
    });
  }

  // --- passages that belong together ------------------------------------------------------------
  document.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("mark");
    for (const other of document.querySelectorAll("mark.same")) other.classList.remove("same");
    if (mark) {
      for (const twin of document.querySelectorAll(`mark[data-passage="${mark.dataset.passage}"]`)) twin.classList.add("same");
    }
  });
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // --- charts -----------------------------------------------------------------------------------
  const figures = read("charts-data");
  for (const box of document.querySelectorAll("[data-chart]")) {
    const figure = figures[Number(box.dataset.chart)];
    Plotly.newPlot(box, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  }
})();
