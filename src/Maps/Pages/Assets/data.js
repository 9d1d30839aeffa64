// The items of the map by row: positions, counts, texts, attributes and neighbors, from the page itself or from the service.

const NONE = 0xffffffff;
const MAX_SHOWN = 160;

/** Text as it is shown: control characters become a mark, invisible ones and those that turn the direction of text their code. */
export function clean(text, max = MAX_SHOWN) {
  const cut = text.length > max ? text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '') + '…' : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark, at) => {
    if (/\p{Cc}/u.test(mark)) return '\ufffd';
    const joinsEmoji = mark === '\u200d' && /(\p{Extended_Pictographic}|\ufe0f)$/u.test(cut.slice(Math.max(0, at - 2), at));
    return joinsEmoji ? mark : '\\u' + mark.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
  });
}

/** Sections that lie in this file, each compressed in an element of its own. */
export class EmbeddedSource {
  isLive = false;

  async meta() {
    return JSON.parse(document.getElementById('map-meta').textContent);
  }

  async section(name) {
    const element = document.getElementById(`map-${name}`);
    const bytes = fromBase64(element.textContent);
    element.remove();
    return inflate(bytes);
  }
}

/** Sections that the service sends, and its answers. A key is kept as long as the page is open. */
export class LiveSource {
  isLive = true;
  key = '';

  async meta(progress) {
    while (true) {
      const response = await this.fetch('map');
      if (response.status !== 503) return (await accepted(response)).json();
      const waiting = await response.json().catch(() => ({}));
      progress(waiting.detail ?? 'the layout is computed');
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  async section(name) {
    return inflate(await (await accepted(await this.fetch(`map/${name}`))).arrayBuffer());
  }

  async get(path) {
    return (await accepted(await this.fetch(path))).json();
  }

  async post(path, body) {
    const content = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return (await accepted(await this.fetch(path, content))).json();
  }

  fetch(path, options = {}) {
    const headers = this.key ? { ...options.headers, 'X-Api-Key': this.key } : options.headers;
    return fetch(path, { ...options, headers });
  }
}

/** An answer that is no success. */
export class AnswerError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function accepted(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new AnswerError(response.status, clean([problem.detail, problem.hint].filter(text => text).join(': ') || response.statusText, 400));
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

async function inflate(bytes) {
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(plain).arrayBuffer();
}

/** A column of texts: where each starts, and all of them as UTF-8. Texts are decoded when they are asked for. */
class Texts {
  #starts;
  #bytes;
  #decoder = new TextDecoder();

  constructor(buffer, count) {
    this.#starts = new Uint32Array(buffer, 0, count + 1);
    this.#bytes = new Uint8Array(buffer, 4 * (count + 1));
  }

  at(row) {
    return this.#decoder.decode(this.#bytes.subarray(this.#starts[row], this.#starts[row + 1]));
  }
}

/** What the map shows. */
export class MapData {
  static async load(source, progress) {
    const meta = await source.meta(progress);
    const parts = await Promise.all(meta.sections.map(async name => [name, await source.section(name)]));
    return new MapData(meta, new Map(parts));
  }

  #ids;
  #titles;
  #rows = null;

  constructor(meta, parts) {
    const n = meta.items;
    this.meta = meta;
    this.count = n;
    this.positions = new Uint16Array(parts.get('positions'));
    this.clusters = parts.has('clusters') ? new Uint16Array(parts.get('clusters')) : null;
    this.counts = parts.has('counts') ? new Uint32Array(parts.get('counts')) : null;
    this.columns = meta.columns.map((column, i) => ({
      ...column,
      cells: column.kind === 'number' ? new Float32Array(parts.get(`column${i}`)) : new Uint16Array(parts.get(`column${i}`)),
    }));
    this.neighbors = parts.has('neighbors') ? new Uint32Array(parts.get('neighbors')) : null;
    this.scores = parts.has('scores') ? new Float32Array(parts.get('scores')) : null;
    this.together = parts.has('together') ? new Uint32Array(parts.get('together')) : null;
    this.shared = parts.has('shared') ? new Uint32Array(parts.get('shared')) : null;
    this.sessions = parts.has('sessions') ? new Uint32Array(parts.get('sessions')) : null;
    this.vectors = parts.has('vectors') ? new Int8Array(parts.get('vectors')) : null;
    this.scales = parts.has('scales') ? new Float32Array(parts.get('scales')) : null;
    this.#ids = new Texts(parts.get('ids'), n);
    this.#titles = parts.has('titles') ? new Texts(parts.get('titles'), n) : null;
  }

  /** From 0 on the left to 1 on the right. */
  x(row) {
    return this.positions[row] / 65535;
  }

  /** From 0 at the top to 1 at the bottom. */
  y(row) {
    return this.positions[this.count + row] / 65535;
  }

  id(row) {
    return this.#ids.at(row);
  }

  title(row) {
    return this.#titles ? this.#titles.at(row) : '';
  }

  /** What an item is called on the page. */
  name(row, max) {
    return clean(this.title(row) || this.id(row), max);
  }

  /** The row of an id, or -1. */
  rowOf(id) {
    if (!this.#rows) {
      this.#rows = new Map();
      for (let row = 0; row < this.count; row++) this.#rows.set(this.id(row), row);
    }
    return this.#rows.get(id) ?? -1;
  }

  /** An item's value in a column as text, or an empty one. */
  valueOf(column, row) {
    const cell = column.cells[row];
    if (column.kind === 'number') return Number.isNaN(cell) ? '' : String(Number(cell.toPrecision(6)));
    return cell === 0xffff ? '' : column.values[cell];
  }

  clusterOf(row) {
    const cluster = this.clusters ? this.clusters[row] : 0xffff;
    return cluster === 0xffff ? -1 : cluster;
  }

  /** The neighbors that the file holds: rows, scores, and why. */
  neighborsOf(row) {
    if (!this.neighbors) return [];
    const k = this.meta.k;
    const found = [];
    for (let i = row * k; i < (row + 1) * k && this.neighbors[i] !== NONE; i++) {
      found.push({
        row: this.neighbors[i],
        score: this.scores[i],
        together: this.together ? this.together[i] : null,
        shared: this.shared && this.shared[i] !== NONE ? this.shared[i] : -1,
      });
    }
    return found;
  }
}
