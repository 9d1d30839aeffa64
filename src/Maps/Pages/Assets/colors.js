// What the colors of the points mean: a class of each row, a palette of 256 classes, and a legend.

const OTHER = 254;
const NONE = 255;
const MAX_CLASSES = 12;
const HUES = [250, 50, 150, 330, 95, 200, 20, 290, 125, 0, 225, 175];

/** A color of the OKLCH space as red, green and blue from 0 to 255. */
function rgb(lightness, chroma, hue) {
  const a = chroma * Math.cos(hue * Math.PI / 180);
  const b = chroma * Math.sin(hue * Math.PI / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(linear => {
    const light = Math.min(1, Math.max(0, linear));
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  });
}

/** The color of the n-th class: neighbors in the list differ in hue and in lightness. */
function classColor(number, dark) {
  const lightness = dark ? [0.74, 0.82, 0.68][number % 3] : [0.55, 0.66, 0.47][number % 3];
  return rgb(lightness, dark ? 0.13 : 0.15, HUES[number % HUES.length]);
}

function rampColor(at, dark) {
  return dark ? rgb(0.42 + 0.5 * at, 0.06 + 0.1 * at, 285 - 200 * at) : rgb(0.84 - 0.5 * at, 0.13 + 0.02 * at, 95 + 190 * at);
}

export function css([red, green, blue]) {
  return `rgb(${red} ${green} ${blue})`;
}

/** A way to color: its name, the class of each row, whether classes are steps of a ramp, and the legend. */
class Coloring {
  constructor(name, classes, isRamp, legend) {
    Object.assign(this, { name, classes, isRamp, legend });
  }

  /** 256 colors of four bytes. */
  palette(dark) {
    const bytes = new Uint8Array(256 * 4);
    const other = dark ? rgb(0.56, 0.01, 250) : rgb(0.72, 0.01, 250);
    for (let i = 0; i < 256; i++) {
      const color = i >= OTHER || (!this.isRamp && i >= MAX_CLASSES) ? other : this.isRamp ? rampColor(i / 253, dark) : classColor(i, dark);
      bytes.set([...color, 255], 4 * i);
    }
    return bytes;
  }
}

/** The names that can be chosen. */
export function colorNames(data) {
  return [
    ...data.clusters ? [['cluster', 'cluster of the map']] : [],
    ...data.counts ? [['count', 'count']] : [],
    ...data.columns.map((column, i) => [`column${i}`, column.name]),
    ['none', 'nothing'],
  ];
}

export function coloringOf(data, name) {
  if (name === 'cluster' && data.clusters) return byCluster(data);
  if (name === 'count' && data.counts) return byNumber(data, name, data.counts, true);
  const column = name.startsWith('column') ? data.columns[Number(name.slice(6))] : undefined;
  if (column?.kind === 'number') return byNumber(data, name, column.cells, false);
  if (column) return byCategory(data, name, column);
  return new Coloring('none', new Uint8Array(data.count), false, []);
}

/** Clusters near each other get different colors. */
function byCluster(data) {
  const clusters = data.meta.clusters;
  const colors = [];
  for (const [i, cluster] of clusters.entries()) {
    const near = clusters.slice(0, i)
      .map((other, j) => ({ color: colors[j], far: (other.x - cluster.x) ** 2 + (other.y - cluster.y) ** 2 }))
      .sort((one, another) => one.far - another.far);
    const first = color => near.findIndex(one => one.color === color);
    const all = Array.from({ length: MAX_CLASSES }, (_, color) => color);
    colors.push(all.find(color => first(color) < 0) ?? all.reduce((best, color) => first(color) > first(best) ? color : best));
  }
  const classes = new Uint8Array(data.count);
  for (let row = 0; row < data.count; row++) classes[row] = data.clusters[row] === 0xffff ? NONE : colors[data.clusters[row]];
  const legend = clusters.map((cluster, i) => ({
    label: cluster.label || `cluster ${i + 1}`, count: cluster.count, color: colors[i], has: row => data.clusters[row] === i,
  }));
  const outside = data.count - clusters.reduce((sum, cluster) => sum + cluster.count, 0);
  if (outside > 0) legend.push({ label: 'in no cluster', count: outside, color: NONE, has: row => data.clusters[row] === 0xffff });
  return new Coloring('cluster', classes, false, legend);
}

/** The largest categories; a value of several parts such as Action|Comedy counts as its first. */
function byCategory(data, name, column) {
  const first = column.values.map(value => value.split('|')[0]);
  const counts = new Map();
  for (const cell of column.cells) if (cell !== 0xffff) counts.set(first[cell], (counts.get(first[cell]) ?? 0) + 1);
  const largest = [...counts].sort((one, other) => other[1] - one[1]).slice(0, MAX_CLASSES);
  const colorOf = new Map(largest.map(([value], i) => [value, i]));
  const codes = first.map(value => colorOf.get(value) ?? OTHER);
  const classes = Uint8Array.from(column.cells, cell => cell === 0xffff ? NONE : codes[cell]);
  const legend = largest.map(([value, count], i) => ({ label: value, count, color: i, has: row => classes[row] === i }));
  for (const [label, color] of [['other values', OTHER], ['no value', NONE]]) {
    const count = classes.reduce((sum, one) => sum + (one === color ? 1 : 0), 0);
    if (count > 0) legend.push({ label, count, color, has: row => classes[row] === color });
  }
  return new Coloring(name, classes, false, legend);
}

/** A ramp between the 1st and the 99th percentile. */
function byNumber(data, name, cells, isLogarithmic) {
  const scaled = isLogarithmic ? value => Math.log(value + 1) : value => value;
  const sorted = Float64Array.from(cells).filter(value => Number.isFinite(value)).sort();
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.ceil(0.99 * (sorted.length - 1))] ?? 1;
  const span = Math.max(1e-12, scaled(high) - scaled(low));
  const classes = new Uint8Array(data.count);
  for (let row = 0; row < data.count; row++) {
    const at = (scaled(cells[row]) - scaled(low)) / span;
    classes[row] = Number.isNaN(at) ? NONE : Math.round(253 * Math.min(1, Math.max(0, at)));
  }
  return new Coloring(name, classes, true, { low, high });
}
