// Where the window is: from positions on the map (0 to 1) to pixels, and back.

const MARGIN = 36;

export class View {
  width = 1;
  height = 1;
  scale = 1;
  centerX = 0.5;
  centerY = 0.5;
  #home = { left: 0, right: 1, top: 0, bottom: 1 };
  #isFitted = true;

  constructor(data) {
    this.#home = boxOf(data);
  }

  /** The scale at which everything is in the window. */
  get fitScale() {
    const room = side => Math.max(40, side - 2 * Math.min(MARGIN, side / 10));
    const box = this.#home;
    return Math.min(room(this.width) / Math.max(0.02, box.right - box.left), room(this.height) / Math.max(0.02, box.bottom - box.top));
  }

  /** How far the map is magnified; 1 shows everything. */
  get zoom() {
    return this.scale / this.fitScale;
  }

  resize(width, height) {
    const zoom = this.zoom;
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    if (this.#isFitted) this.fit();
    else this.scale = zoom * this.fitScale;
  }

  fit() {
    this.scale = this.fitScale;
    this.centerX = (this.#home.left + this.#home.right) / 2;
    this.centerY = (this.#home.top + this.#home.bottom) / 2;
    this.#isFitted = true;
  }

  toScreenX(x) {
    return (x - this.centerX) * this.scale + this.width / 2;
  }

  toScreenY(y) {
    return (y - this.centerY) * this.scale + this.height / 2;
  }

  toMapX(x) {
    return (x - this.width / 2) / this.scale + this.centerX;
  }

  toMapY(y) {
    return (y - this.height / 2) / this.scale + this.centerY;
  }

  /** The part of the map in the window. */
  get box() {
    return { left: this.toMapX(0), right: this.toMapX(this.width), top: this.toMapY(0), bottom: this.toMapY(this.height) };
  }

  panBy(dx, dy) {
    this.#isFitted = false;
    this.centerX = clamp(this.centerX - dx / this.scale, -0.25, 1.25);
    this.centerY = clamp(this.centerY - dy / this.scale, -0.25, 1.25);
  }

  /** Magnifies around a point of the window, which stays where it is. */
  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    this.#isFitted = false;
    const mapX = this.toMapX(x);
    const mapY = this.toMapY(y);
    this.scale = clamp(this.scale * factor, this.fitScale * 0.4, this.fitScale * 300);
    this.centerX = clamp(mapX - (x - this.width / 2) / this.scale, -0.25, 1.25);
    this.centerY = clamp(mapY - (y - this.height / 2) / this.scale, -0.25, 1.25);
  }

  /** Shows some points, closer than now if they are near each other. */
  show(points) {
    if (points.length === 0) return;
    const box = { left: 2, right: -2, top: 2, bottom: -2 };
    for (const { x, y } of points) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    const across = this.width * 0.7 / Math.max(1e-4, box.right - box.left);
    const fits = Math.min(across, this.height * 0.7 / Math.max(1e-4, box.bottom - box.top));
    this.#isFitted = false;
    this.scale = clamp(Math.min(fits, this.fitScale * 12), this.fitScale * 0.4, this.fitScale * 300);
    this.centerX = (box.left + box.right) / 2;
    this.centerY = (box.top + box.bottom) / 2;
  }
}

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** The box of all points but the farthest 0.2 % on each side, unless these are near. */
function boxOf(data) {
  if (data.count === 0) return { left: 0, right: 1, top: 0, bottom: 1 };
  const [left, right] = rangeOf(data.positions.subarray(0, data.count));
  const [top, bottom] = rangeOf(data.positions.subarray(data.count, 2 * data.count));
  return { left, right, top, bottom };
}

function rangeOf(values) {
  const sorted = values.slice().sort();
  const last = sorted.length - 1;
  const low = sorted[Math.floor(last * 0.002)];
  const high = sorted[Math.ceil(last * 0.998)];
  const slack = (high - low) * 0.15;
  return [Math.max(sorted[0], low - slack) / 65535, Math.min(sorted[last], high + slack) / 65535];
}
