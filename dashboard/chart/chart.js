// The organisation chart: draws the tree, keeps what is unfolded, zoom and place, and tells which units are chosen.
// Texts come from data and are only ever set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const CHARTS = new WeakMap(); // the page's place for a chart -> the chart
const VIEWS = new Map(); // the chart's lasting name -> zoom, place, folds: they outlive a change of the data
const MOST_OPEN = 200;
const READABLE = 60;
const LEGIBLE = 0.64;

function make(name, attributes, parent, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

const PEN = document.createElement("canvas").getContext("2d");

// Break a title into lines that fit; what does not fit ends in an ellipsis (the whole title is in the tooltip).
function broken(text, width, most, font) {
  PEN.font = font;
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (PEN.measureText(longer).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  let last = kept[kept.length - 1];
  if (lines.length > most) last += "…";
  while (PEN.measureText(last).width > width && last.length > 2) last = `${last.replace(/…$/, "").slice(0, -1)}…`;
  kept[kept.length - 1] = last;
  return kept;
}

class Chart {
  constructor(root) {
    this.frame = root.querySelector(".chart");
    this.bar = root.querySelector(".bar");
    this.field = root.querySelector(".field");
    this.quiet = root.querySelector(".quiet");
    this.stamp = 0;
    this.chosen = [];
    this.listen();
  }

  update({ data, setStateValue }) {
    this.tell = setStateValue;
    const same = this.written === JSON.stringify([data.nodes, data.words]);
    this.written = JSON.stringify([data.nodes, data.words]);
    const other = this.data && this.data.memory !== data.memory;
    this.data = data;
    this.frame.style.maxHeight = `${data.height}px`;
    this.frame.classList.toggle("fixed", !data.selectable);
    // A rerun that began before the latest click must not take that click back.
    if (data.stamp >= this.stamp) {
      const before = this.chosen.join();
      this.chosen = [...data.selected];
      if (before !== this.chosen.join() && same) this.reveal(this.chosen);
    }
    if (same && !other) return this.markChosen();
    this.tree = treeOf(data.nodes);
    this.view = VIEWS.get(data.memory);
    if (!this.view) {
      this.view = { folded: foldedAtFirst(this.tree, MOST_OPEN, READABLE), across: null, zoom: null, left: null, top: null };
      VIEWS.set(data.memory, this.view);
    }
    const { left, top } = this.view;
    this.tools();
    this.reveal(this.chosen);
    this.draw();
    requestAnimationFrame(() => (left === null ? this.middle() : this.field.scrollTo(left, top)));
  }

  // ---- what can be done --------------------------------------------------------------------------------------------

  listen() {
    const { field } = this;
    field.addEventListener("scroll", () => {
      if (this.view && field.clientHeight) Object.assign(this.view, { left: field.scrollLeft, top: field.scrollTop });
    });
    field.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomTo(this.view.zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1), event);
    }, { passive: false });
    field.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest(".unit") || event.target.closest(".fold")) return;
      const start = { x: event.clientX, y: event.clientY, left: field.scrollLeft, top: field.scrollTop };
      const move = (moved) => field.scrollTo(start.left - moved.clientX + start.x, start.top - moved.clientY + start.y);
      const end = () => {
        field.classList.remove("held");
        window.removeEventListener("pointermove", move);
      };
      field.classList.add("held");
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", end, { once: true });
    });
    field.addEventListener("click", (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      if (id === undefined) return;
      if (event.target.closest(".fold")) this.fold(id);
      else this.choose(id);
    });
    field.addEventListener("keydown", (event) => this.key(event));
  }

  tools() {
    const { words } = this.data;
    this.bar.replaceChildren();
    const button = (sign, name, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = sign;
      made.title = name;
      made.setAttribute("aria-label", name);
      made.addEventListener("click", action);
      this.bar.appendChild(made);
    };
    button("+", words.closer, () => this.zoomTo(this.view.zoom * 1.25));
    button("−", words.further, () => this.zoomTo(this.view.zoom / 1.25));
    button(words.whole, words.whole_long, () => this.fit());
    button(words.turn, words.turn_long, () => {
      this.view.across = !this.across;
      this.draw();
    });
    if ([...this.tree.items.values()].some((item) => item.children.length)) {
      button(words.unfold, words.unfold_long, () => this.foldAll(false));
      button(words.fold, words.fold_long, () => this.foldAll(true));
    }
    this.said = document.createElement("span");
    this.said.className = "said";
    this.bar.appendChild(this.said);
  }

  choose(id) {
    if (!this.data.selectable) return;
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((other) => other !== id) : [...this.chosen, id];
    this.focusOn(id, false);
    this.report();
  }

  report() {
    this.stamp = Math.max(this.stamp, this.data.stamp) + 1;
    this.markChosen();
    this.quiet.textContent = this.said.textContent;
    this.tell("selection", { ids: this.chosen, stamp: this.stamp });
  }

  fold(id) {
    const { folded } = this.view;
    if (folded.has(id)) folded.delete(id);
    else folded.add(id);
    this.draw();
  }

  foldAll(all) {
    const inner = [...this.tree.items.values()].filter((item) => item.children.length && item.level > 1);
    this.view.folded = new Set(all ? inner.map((item) => item.node.id) : []);
    this.draw();
  }

  // Unfold what hides a chosen unit, so that a unit found by name is seen.
  reveal(ids) {
    let hidden = false;
    for (const id of ids) {
      for (let item = this.tree.items.get(id)?.parent; item; item = item.parent) {
        hidden = this.view.folded.delete(item.node.id) || hidden;
      }
    }
    if (hidden && this.svg) this.draw();
  }

  key(event) {
    const id = event.target.dataset?.id;
    if (id === undefined) return;
    const item = this.tree.items.get(id);
    const order = this.placed.map((other) => other.node.id);
    const folded = this.view.folded.has(id);
    const next = (step) => order[Math.min(order.length - 1, Math.max(0, order.indexOf(id) + step))];
    const actions = {
      ArrowDown: () => this.focusOn(next(1)),
      ArrowUp: () => this.focusOn(next(-1)),
      ArrowRight: () => (folded ? this.fold(id) : item.children.length && this.focusOn(item.children[0].node.id)),
      ArrowLeft: () => (item.children.length && !folded ? this.fold(id) : item.parent && this.focusOn(item.parent.node.id)),
      Home: () => this.focusOn(order[0]),
      End: () => this.focusOn(order[order.length - 1]),
      Enter: () => this.choose(id),
      " ": () => this.choose(id),
      "*": () => this.foldAll(false),
      "+": () => this.zoomTo(this.view.zoom * 1.25),
      "-": () => this.zoomTo(this.view.zoom / 1.25),
      Escape: () => this.chosen.length && ((this.chosen = []), this.report()),
    };
    if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    actions[event.key]();
  }

  focusOn(id, really = true) {
    this.focus = id;
    for (const [other, group] of this.groups) group.setAttribute("tabindex", other === id ? "0" : "-1");
    if (really) this.groups.get(id)?.focus();
  }

  // ---- size --------------------------------------------------------------------------------------------------------

  zoomTo(zoom, at) {
    const { field } = this;
    const edge = field.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - edge.left, at.clientY - edge.top] : [field.clientWidth / 2, field.clientHeight / 2];
    const before = this.view.zoom;
    this.view.zoom = Math.min(2.5, Math.max(0.2, zoom));
    this.resize();
    const ratio = this.view.zoom / before;
    field.scrollTo((field.scrollLeft + x) * ratio - x, (field.scrollTop + y) * ratio - y);
  }

  // At first the top of the agency is in sight, in the middle.
  middle() {
    const top = this.placed[0];
    if (!top) return;
    const { clientWidth, clientHeight } = this.field;
    const [x, y] = [(top.x + BOX.width / 2) * this.view.zoom, (top.y + BOX.height / 2) * this.view.zoom];
    if (this.across) this.field.scrollTo(x - clientWidth / 2, 0);
    else this.field.scrollTo(0, y - clientHeight / 2);
  }

  fit() {
    const { clientWidth } = this.field;
    const high = this.data.height - this.bar.offsetHeight - 4;
    this.view.zoom = Math.max(0.2, Math.min(1.2, clientWidth / this.size.width, high / this.size.height));
    this.resize();
    this.field.scrollTo(0, 0);
  }

  resize() {
    this.svg.setAttribute("width", this.size.width * this.view.zoom);
    this.svg.setAttribute("height", this.size.height * this.view.zoom);
  }

  // ---- the picture -------------------------------------------------------------------------------------------------

  draw() {
    const held = Boolean(this.svg && this.field.contains(this.field.getRootNode().activeElement));
    this.placed = place(this.tree, this.view.folded);
    const lines = 1 + Math.max(0, ...this.placed.map((item) => item.at));
    const room = this.field.clientWidth || 800;
    this.across = this.view.across ?? this.data.across ?? lines * (BOX.width + BOX.beside) * 0.75 <= room;
    this.size = measure(this.placed, this.across);
    if (this.view.zoom === null) {
      const whole = (room - 4) / this.size.width;
      this.view.zoom = whole < LEGIBLE ? 0.75 : Math.min(1, whole); // what cannot be seen whole is read part by part
    }
    const svg = make("svg", { role: "tree", "aria-multiselectable": "true", "aria-label": this.data.words.name });
    svg.setAttribute("viewBox", `0 0 ${this.size.width} ${this.size.height}`);
    this.stripes(svg);
    const shown = new Set(this.placed);
    for (const item of this.placed) {
      if (item.parent && shown.has(item.parent)) make("path", { class: "way", d: elbow(item.parent, item, this.across) }, svg);
    }
    this.groups = new Map();
    for (const item of this.placed) this.groups.set(item.node.id, this.unit(item, svg));
    this.svg = svg;
    this.field.replaceChildren(svg);
    this.resize();
    this.markChosen();
    if (!this.groups.has(this.focus)) this.focus = this.placed[0]?.node.id;
    this.focusOn(this.focus, held);
  }

  stripes(svg) {
    const pattern = { id: "over-stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
    const stripes = make("pattern", pattern, make("defs", {}, svg));
    make("rect", { width: 6, height: 6, fill: "#D55E00" }, stripes);
    make("rect", { width: 2, height: 6, fill: "#FFFFFF" }, stripes);
  }

  unit(item, svg) {
    const { node } = item;
    const { width, height } = BOX;
    const state = node.load === null ? "" : node.load >= 1 ? " over" : node.load >= 0.85 ? " busy" : "";
    const group = make("g", { class: `unit${state}${node.mark ? ` mark-${node.mark}` : ""}`, role: "treeitem" }, svg);
    group.dataset.id = node.id;
    group.setAttribute("transform", `translate(${item.x} ${item.y})`);
    this.describe(group, item);
    make("title", {}, group, node.spoken);
    make("rect", { class: "halo", x: -4, y: -4, width: width + 8, height: height + 8, rx: 8 }, group);
    make("rect", { class: "box", width, height, rx: 5 }, group);
    const few = node.detail || node.load_text ? 2 : 3;
    broken(node.title, width - 30, few, "600 13px sans-serif").forEach((line, row) => {
      make("text", { class: "title", x: 10, y: (node.mark ? 21 : 19) + row * 15 }, group, line);
    });
    make("text", { class: "detail", x: 10, y: height - 12 }, group, node.detail);
    if (node.load !== null) {
      make("text", { class: "detail load", x: width - 10, y: height - 12, "text-anchor": "end" }, group, node.load_text);
      make("rect", { class: "track", x: 1, y: height - 6, width: width - 2, height: 5 }, group);
      make("rect", { class: "fill", x: 1, y: height - 6, width: (width - 2) * Math.min(1, node.load), height: 5 }, group);
    }
    if (node.mark) this.badge(group, node.mark_text);
    const tick = make("g", { class: "tick", transform: `translate(${width - 13} 13)` }, group);
    make("circle", { r: 9 }, tick);
    make("path", { d: "M-4 0L-1 3.5L4.5 -3.5" }, tick);
    if (item.children.length) this.folder(group, item);
    return group;
  }

  describe(group, item) {
    const fellows = item.parent ? item.parent.children : this.tree.roots;
    group.setAttribute("aria-level", item.level);
    group.setAttribute("aria-setsize", fellows.length);
    group.setAttribute("aria-posinset", fellows.indexOf(item) + 1);
    group.setAttribute("aria-label", item.node.spoken);
    if (item.children.length) group.setAttribute("aria-expanded", String(!this.view.folded.has(item.node.id)));
  }

  badge(group, text) {
    const [line] = broken(text, BOX.width - 20, 1, "600 11px sans-serif");
    PEN.font = "600 11px sans-serif";
    const badge = make("g", { class: "badge", transform: "translate(8 -13)" }, group);
    make("rect", { width: PEN.measureText(line).width + 14, height: 17, rx: 8 }, badge);
    make("text", { x: 7, y: 12.5 }, badge, line);
  }

  folder(group, item) {
    const folded = this.view.folded.has(item.node.id);
    const [x, y] = this.across ? [BOX.width / 2, BOX.height + 10] : [BOX.width + 12, BOX.height / 2];
    const fold = make("g", { class: "fold", transform: `translate(${x} ${y})`, "aria-hidden": "true" }, group);
    make("circle", { r: folded ? 13 : 8 }, fold);
    make("text", { y: 4 }, fold, folded ? `+${item.below}` : "−");
  }

  markChosen() {
    for (const [id, group] of this.groups) {
      const chosen = this.chosen.includes(id);
      group.classList.toggle("chosen", chosen);
      if (this.data.selectable) group.setAttribute("aria-selected", String(chosen));
    }
    const count = this.chosen.length;
    const { words, selectable } = this.data;
    this.said.textContent = !selectable ? "" : count ? words.chosen.replace("#", count) : words.none_chosen;
  }
}

export default function (component) {
  const { parentElement } = component;
  let chart = CHARTS.get(parentElement);
  if (!chart) CHARTS.set(parentElement, (chart = new Chart(parentElement)));
  chart.update(component);
}
