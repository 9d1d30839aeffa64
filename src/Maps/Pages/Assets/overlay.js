// Draws what lies over the points: names, lines to neighbors, the lasso, and rings around what is looked at.

import { pointSize } from './points.js';
import { landing } from './answers.js';

const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const MAX_NAMES = 40;
const MAX_CLUSTER_NAMES = 45;
const NAMES_BELOW = 3000;
/** A name in the middle of a cluster with fewer items would hide it. */
const SMALL_CLUSTER = 60;

/** What is drawn over the points, of the state of the page. */
export class Overlay {
  #canvas;
  #data;
  #places;
  #context;

  constructor(canvas, data, places) {
    this.#canvas = canvas;
    this.#data = data;
    this.#places = places;
    this.#context = canvas.getContext('2d');
  }

  /**
   * @param view where the window is
   * @param state selected, hovered, links, analogy, lasso, session, isShown
   * @param colors text, halo, line, accent
   * @param below the canvas of the points, to be drawn too: for pictures and for print
   */
  draw(view, ratio, state, colors, below = null) {
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (below) {
      context.fillStyle = colors.halo;
      context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
      context.drawImage(below, 0, 0);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = 'round';
    context.lineCap = 'round';
    const names = new Names(context, view, colors);
    this.#drawLinks(view, state, colors);
    this.#drawAnalogy(view, state, colors, names);
    this.#drawRings(view, state, colors);
    this.#drawNames(view, state, names);
    this.#drawLasso(view, state, colors);
  }

  #at(view, row) {
    return [view.toScreenX(this.#data.x(row)), view.toScreenY(this.#data.y(row))];
  }

  #drawLinks(view, state, colors) {
    const context = this.#context;
    const links = state.links.filter(link => link.row >= 0);
    const best = links[0]?.score ?? 1;
    for (const from of state.linkedFrom) {
      const [x, y] = this.#at(view, from);
      for (const link of links) {
        const [toX, toY] = this.#at(view, link.row);
        context.globalAlpha = 0.85;
        context.strokeStyle = link.row === state.hovered ? colors.accent : colors.line;
        context.lineWidth = link.row === state.hovered ? 3 : Math.max(0.75, 2.5 * Math.max(0, link.score / (best || 1)) ** 2);
        this.#line(x, y, toX, toY);
      }
    }
    context.globalAlpha = 1;
  }

  #drawAnalogy(view, state, colors, names) {
    if (!state.analogy) return;
    const context = this.#context;
    const { terms, found } = state.analogy;
    const end = landing(this.#data, found);
    if (!end) return;
    const [x, y] = [view.toScreenX(end.x), view.toScreenY(end.y)];
    context.strokeStyle = colors.accent;
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    for (const term of terms) this.#line(...this.#at(view, term.row), x, y);
    context.setLineDash([]);
    context.fillStyle = colors.accent;
    context.strokeStyle = colors.halo;
    context.lineWidth = 2;
    star(context, x, y, 11);
    for (const term of terms) names.write(this.#data.name(term.row, 42), ...this.#at(view, term.row), 9, { size: 12, bold: true });
    names.write(state.analogy.label, x, y, 13, { size: 13, bold: true, force: true, above: true });
  }

  #drawRings(view, state, colors) {
    const size = pointSize(this.#data, view);
    for (const row of state.session) this.#ring(view, row, size / 2 + 4, colors.text, 1.5);
    for (const link of state.links) if (link.row >= 0) this.#ring(view, link.row, size / 2 + 2, colors.line, 1.5);
    for (const row of state.marked.slice(0, 2000)) this.#ring(view, row, size / 2 + 1.5, colors.text, 1);
    if (state.hovered >= 0) this.#ring(view, state.hovered, size / 2 + 4, colors.text, 2);
    if (state.selected >= 0) this.#ring(view, state.selected, size / 2 + 5, colors.accent, 3);
  }

  #drawNames(view, state, names) {
    const forced = { size: 13, bold: true, force: true };
    const gap = pointSize(this.#data, view) / 2 + 6;
    const write = (row, options) => names.write(this.#data.name(row, 42), ...this.#at(view, row), gap, options);
    if (state.selected >= 0) write(state.selected, forced);
    if (state.hovered >= 0 && state.hovered !== state.selected) write(state.hovered, forced);
    for (const link of state.links) if (link.row >= 0 && link.row !== state.hovered) write(link.row, { size: 12 });
    if (state.links.length === 0 && !state.analogy) this.#drawClusterNames(view, state, names);
    const near = this.#places.inside(view.box, NAMES_BELOW);
    if (near === null || state.links.length > 0 || state.analogy || view.zoom < 1.2 && this.#data.count > 60) return;
    let written = 0;
    for (const row of near) if (state.isShown(row) && write(row, { size: 11.5 }) && ++written >= MAX_NAMES) return;
  }

  #drawClusterNames(view, state, names) {
    if (view.zoom > (state.coloring.name === 'cluster' ? 10 : 5)) return;
    let written = 0;
    for (const cluster of this.#data.meta.clusters) {
      if (!cluster.label) continue;
      const size = Math.min(16, 10.5 + 1.1 * Math.log10(Math.max(1, cluster.count)) + Math.min(2, Math.log2(Math.max(1, view.zoom))));
      const label = state.clean(cluster.label, 34);
      const options = { size, bold: true, center: true, beside: cluster.count < SMALL_CLUSTER };
      if (names.write(label, view.toScreenX(cluster.x), view.toScreenY(cluster.y), 0, options)
        && ++written >= MAX_CLUSTER_NAMES) return;
    }
  }

  #drawLasso(view, state, colors) {
    if (state.lasso.length < 2) return;
    const context = this.#context;
    context.beginPath();
    for (const [x, y] of state.lasso) context.lineTo(view.toScreenX(x), view.toScreenY(y));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = colors.accent;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.stroke();
  }

  #line(x, y, toX, toY) {
    this.#context.beginPath();
    this.#context.moveTo(x, y);
    this.#context.lineTo(toX, toY);
    this.#context.stroke();
  }

  #ring(view, row, radius, color, width) {
    const [x, y] = this.#at(view, row);
    if (x < -30 || y < -30 || x > view.width + 30 || y > view.height + 30) return;
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#context.strokeStyle = color;
    this.#context.lineWidth = width;
    this.#context.stroke();
  }
}

function star(context, x, y, radius) {
  context.beginPath();
  for (let i = 0; i < 10; i++) {
    const far = i % 2 === 0 ? radius : radius * 0.45;
    context.lineTo(x + far * Math.sin(i * Math.PI / 5), y - far * Math.cos(i * Math.PI / 5));
  }
  context.closePath();
  context.stroke();
  context.fill();
}

/** Names that keep off each other: each takes the first free place beside its point, or is left out. */
class Names {
  #context;
  #view;
  #colors;
  #taken = [];

  constructor(context, view, colors) {
    this.#context = context;
    this.#view = view;
    this.#colors = colors;
  }

  /** Writes a name beside a point of the window; false if there is no room. */
  write(text, x, y, gap, { size, bold = false, force = false, center = false, above = false, beside = false }) {
    const context = this.#context;
    if (x < -50 || y < -20 || x > this.#view.width + 50 || y > this.#view.height + 20) return false;
    context.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
    const width = context.measureText(text).width;
    const middle = y - size / 2;
    const tries = center
      ? [[x - width / 2, middle], [x - width / 2, middle - 1.3 * size], [x - width / 2, middle + 1.3 * size]]
      : [[x + gap, middle], [x - gap - width, middle], [x - width / 2, y - gap - size], [x - width / 2, y + gap]];
    if (beside) tries.push(tries.shift());
    if (above) tries.unshift(...tries.splice(2));
    const boxes = tries.map(([left, top]) => ({ left, top, right: left + width, bottom: top + size * 1.1 }));
    let box = boxes.find(one => this.#isInWindow(one, force || center) && !this.#taken.some(other => overlap(one, other)));
    if (!box && force) box = boxes.find(one => this.#isInWindow(one, false)) ?? boxes[0];
    if (!box) return false;
    this.#taken.push({ left: box.left - 3, top: box.top - 1, right: box.right + 3, bottom: box.bottom + 1 });
    context.textBaseline = 'top';
    context.strokeStyle = this.#colors.halo;
    context.lineWidth = 4;
    context.globalAlpha = 0.85;
    context.strokeText(text, box.left, box.top);
    context.globalAlpha = 1;
    context.fillStyle = this.#colors.text;
    context.fillText(text, box.left, box.top);
    return true;
  }

  #isInWindow(box, partly) {
    const room = partly ? 4 : 2;
    return box.left >= room && box.right <= this.#view.width - room && box.top >= room && box.bottom <= this.#view.height - room;
  }
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
