// Answers about items: neighbors, analogies and what comes next, from the file or from the service.

/** The answers that the file holds, or that its rounded vectors give. */
export class EmbeddedAnswers {
  canRecommend = false;
  canFilter = false;
  #data;
  #norms = null;

  constructor(data) {
    this.#data = data;
  }

  get canCalculate() {
    return this.#data.vectors !== null;
  }

  async neighbors(row) {
    return this.#data.neighborsOf(row);
  }

  /** The items nearest to a sum of weighted unit vectors, without those of the sum. */
  async analogy(terms) {
    const { vectors, count, meta } = this.#data;
    const size = meta.dimensions;
    const norms = this.#norms ??= normsOf(vectors, count, size);
    const sum = new Float32Array(size);
    for (const { row, weight } of terms)
      for (let i = 0; i < size; i++) sum[i] += weight * vectors[row * size + i] / (norms[row] || 1);
    const length = Math.hypot(...sum);
    if (length < 1e-6) throw new Error('the terms cancel out, which leaves nothing to be close to');
    const scores = new Float32Array(count);
    for (let row = 0, at = 0; row < count; row++) {
      let product = 0;
      for (let i = 0; i < size; i++) product += vectors[at++] * sum[i];
      scores[row] = this.#score(row, product, norms[row], length);
    }
    const asked = new Set(terms.map(term => term.row));
    return best(scores, meta.k, asked).map(row => ({ row, score: scores[row], together: null, shared: -1 }));
  }

  #score(row, product, norm, length) {
    if (this.#data.meta.metric === 'cosine') return norm > 0 ? product / (norm * length) : 0;
    const scale = this.#data.scales[row];
    if (this.#data.meta.metric === 'dot') return product * scale;
    return -Math.sqrt(Math.max(0, (norm * scale) ** 2 - 2 * product * scale + length ** 2));
  }
}

function normsOf(vectors, count, size) {
  const norms = new Float32Array(count);
  for (let row = 0, at = 0; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < size; i++, at++) sum += vectors[at] * vectors[at];
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

/** The rows of the k highest scores, best first. */
function best(scores, k, without) {
  const found = [];
  for (let row = 0; row < scores.length; row++) {
    if (found.length === k && scores[row] <= scores[found[k - 1]]) continue;
    if (without.has(row)) continue;
    let at = found.length;
    while (at > 0 && scores[found[at - 1]] < scores[row]) at--;
    found.splice(at, 0, row);
    if (found.length > k) found.pop();
  }
  return found;
}

/** The answers of the service, with its conditions. */
export class LiveAnswers {
  canRecommend;
  canCalculate = true;
  canFilter = true;
  conditions = [];
  #data;
  #source;

  constructor(data, source) {
    this.#data = data;
    this.#source = source;
    this.canRecommend = data.meta.canRecommend;
  }

  async neighbors(row) {
    return this.#found(await this.#source.post('neighbors', { item: this.#data.id(row), k: this.#data.meta.k, ...this.#where() }));
  }

  async analogy(terms) {
    const expression = terms.map(({ row, weight }, i) => `${sign(weight, i)}${quoted(this.#data.id(row))}`).join(' ');
    return this.#found(await this.#source.post('analogy', { expression, k: this.#data.meta.k, ...this.#where() }));
  }

  async recommend(rows) {
    const history = rows.map(row => this.#data.id(row));
    return this.#found(await this.#source.post('recommend', { history, k: this.#data.meta.k, ...this.#where() }));
  }

  #where() {
    return this.conditions.length > 0 ? { where: this.conditions } : {};
  }

  /** Items that the map does not show keep their names. */
  #found(answer) {
    return answer.results.map(one => ({
      row: this.#data.rowOf(one.item),
      item: one.item,
      title: one.title,
      score: one.score,
      together: one.together ?? null,
      shared: one.shared === undefined ? -1 : this.#data.rowOf(one.shared),
    }));
  }
}

function sign(weight, place) {
  return weight < 0 ? '- ' : place > 0 ? '+ ' : '';
}

/** An id as a term of an expression. */
function quoted(id) {
  return `'${id.replaceAll("'", "''")}'`;
}

/** Where a sum lands: the mean of its nearest items that lie together, the nearest weighing most. */
export function landing(data, found) {
  const known = found.filter(one => one.row >= 0);
  if (known.length === 0) return null;
  const first = known[0];
  const near = known.filter(one => Math.hypot(data.x(one.row) - data.x(first.row), data.y(one.row) - data.y(first.row)) < 0.08);
  const weights = near.map(one => Math.exp((one.score - first.score) / 0.05));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = at => near.reduce((sum, one, i) => sum + weights[i] * at(one.row), 0) / total;
  return { x: mean(row => data.x(row)), y: mean(row => data.y(row)) };
}
