// Finds items by title or id, whatever the case and the accents.

const MAX_LOOKED_AT = 2000;

function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[\t\n\r]/g, ' ');
}

export class Search {
  #data;
  #all = null;
  #starts = null;

  constructor(data) {
    this.#data = data;
  }

  /** Rows whose title or id has every word: exact ones first, then those that begin with the text, then the items used most. */
  find(text, limit) {
    const asked = fold(text.trim());
    const words = asked.split(/\s+/).filter(word => word.length > 0).sort((one, other) => other.length - one.length);
    if (words.length === 0) return { rows: [], total: 0 };
    this.#prepare();
    const found = [];
    let total = 0;
    for (let at = this.#all.indexOf(words[0]); at >= 0;) {
      const row = this.#rowAt(at);
      const line = this.#all.slice(this.#starts[row], this.#starts[row + 1]);
      if (words.every(word => line.includes(word))) {
        total++;
        if (found.length < MAX_LOOKED_AT) found.push({ row, rank: rankOf(line, asked) });
      }
      at = row + 1 < this.#data.count ? this.#all.indexOf(words[0], this.#starts[row + 1]) : -1;
    }
    found.sort((one, other) => one.rank - other.rank || one.row - other.row);
    return { rows: found.slice(0, limit).map(one => one.row), total };
  }

  /** The row that a text names: an id, a title, or the first that is found; -1 if there is none. */
  resolve(text) {
    const plain = text.trim();
    if (plain.length === 0) return -1;
    const row = this.#data.rowOf(text) >= 0 ? this.#data.rowOf(text) : this.#data.rowOf(plain);
    return row >= 0 ? row : this.find(plain, 1).rows[0] ?? -1;
  }

  /** All titles and ids in one text, a line each, made when something is sought for the first time. */
  #prepare() {
    if (this.#all !== null) return;
    const lines = new Array(this.#data.count);
    this.#starts = new Uint32Array(this.#data.count + 1);
    let length = 0;
    for (let row = 0; row < this.#data.count; row++) {
      lines[row] = `${fold(this.#data.title(row))}\t${fold(this.#data.id(row))}\n`;
      length += lines[row].length;
      this.#starts[row + 1] = length;
    }
    this.#all = lines.join('');
  }

  #rowAt(place) {
    let low = 0;
    let high = this.#data.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function rankOf(line, asked) {
  const [title, id] = line.slice(0, -1).split('\t');
  if (id === asked) return 0;
  if (title === asked) return 1;
  if (title.startsWith(asked)) return 2;
  if (title.includes(` ${asked}`)) return 3;
  return id.startsWith(asked) ? 4 : 5;
}
