// Finds points by place: the one under the pointer, those in a box, those in a lasso.

export class Places {
  #data;
  #side;
  #starts;
  #rows;

  constructor(data) {
    this.#data = data;
    this.#side = Math.min(1024, Math.max(8, Math.ceil(Math.sqrt(data.count / 4))));
    const cells = this.#side * this.#side;
    this.#starts = new Uint32Array(cells + 1);
    for (let row = 0; row < data.count; row++) this.#starts[this.#cell(row) + 1]++;
    for (let i = 0; i < cells; i++) this.#starts[i + 1] += this.#starts[i];
    const next = this.#starts.slice();
    this.#rows = new Uint32Array(data.count);
    for (let row = 0; row < data.count; row++) this.#rows[next[this.#cell(row)]++] = row;
  }

  /** The nearest row that is shown within a distance of the map, or -1. */
  nearest(x, y, reach, isShown) {
    let best = -1;
    let least = reach * reach;
    this.#visit({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }, row => {
      const far = (this.#data.x(row) - x) ** 2 + (this.#data.y(row) - y) ** 2;
      if (far < least && isShown(row)) {
        best = row;
        least = far;
      }
    });
    return best;
  }

  /** The rows in a box in their order, or null if there are more than a number. */
  inside(box, max = Infinity) {
    const found = [];
    this.#visit(box, row => {
      const x = this.#data.x(row);
      const y = this.#data.y(row);
      if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) found.push(row);
      return found.length <= max;
    });
    return found.length > max ? null : found.sort((one, other) => one - other);
  }

  /** The rows in a polygon in their order. */
  within(polygon) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const [x, y] of polygon) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    return this.inside(box).filter(row => isInside(polygon, this.#data.x(row), this.#data.y(row)));
  }

  #visit(box, visit) {
    const last = this.#side - 1;
    const place = value => Math.min(last, Math.max(0, Math.floor(value * this.#side)));
    for (let y = place(box.top); y <= place(box.bottom); y++) {
      const from = this.#starts[y * this.#side + place(box.left)];
      const to = this.#starts[y * this.#side + place(box.right) + 1];
      for (let i = from; i < to; i++) if (visit(this.#rows[i]) === false) return;
    }
  }

  #cell(row) {
    const last = this.#side - 1;
    const x = Math.min(last, Math.floor(this.#data.x(row) * this.#side));
    const y = Math.min(last, Math.floor(this.#data.y(row) * this.#side));
    return y * this.#side + x;
  }
}

/** Whether a ray to the right crosses the outline an odd number of times. */
function isInside(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if ((yi > y) !== (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
