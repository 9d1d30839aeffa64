// What is looked at: the selected item and its neighbors, the colors, the filter, the selection.

import { coloringOf } from './colors.js';
import { clean } from './data.js';

const SOFT = 128;
const HIDDEN = 255;

export class State {
  selected = -1;
  hovered = -1;
  /** The neighbors that lines are drawn to, and the rows that they start at. */
  links = [];
  linkedFrom = [];
  /** Terms, what was found, and a label; or null. */
  analogy = null;
  /** Rows of a visit, oldest first. */
  session = [];
  /** Rows of the lasso or of the view. */
  marked = [];
  /** The outline that is drawn, in positions of the map. */
  lasso = [];
  /** The legend's entries that are shown alone. */
  only = new Set();
  minCount = 0;
  coloring;
  clean = clean;
  #data;
  #states;

  constructor(data, color) {
    this.#data = data;
    this.#states = new Uint8Array(data.count);
    this.color(color);
  }

  color(name) {
    this.coloring = coloringOf(this.#data, name);
    this.only = new Set();
  }

  /** Whether the filter lets a row through. */
  isShown = row => (this.#data.counts === null || this.#data.counts[row] >= this.minCount) && this.#isChosen(row);

  #isChosen(row) {
    if (this.only.size === 0) return true;
    for (const entry of this.only) if (entry.has(row)) return true;
    return false;
  }

  /** How much each row is dimmed: 255 what the filter hides or the selection lacks, 128 what is beside the point. */
  states() {
    const isPlain = this.only.size === 0 && this.minCount === 0;
    const looked = [this.selected, ...this.links.map(link => link.row), ...this.analogy?.terms.map(term => term.row) ?? []];
    const rest = this.links.length > 0 ? SOFT : 0;
    if (this.marked.length > 0) {
      this.#states.fill(HIDDEN);
      for (const row of this.marked) this.#states[row] = 0;
    } else if (isPlain) {
      this.#states.fill(rest);
    } else {
      for (let row = 0; row < this.#data.count; row++) this.#states[row] = this.isShown(row) ? rest : HIDDEN;
    }
    for (const row of looked) if (row >= 0) this.#states[row] = 0;
    return this.#states;
  }

  clear() {
    Object.assign(this, { selected: -1, hovered: -1, links: [], linkedFrom: [], analogy: null, marked: [], lasso: [] });
  }
}
