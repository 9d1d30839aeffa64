// Draws the points: WebGL 2, one vertex an item, and on machines without it a plain canvas.

const VERTEX = `#version 300 es
in vec2 position; in float kind; in float weight; in float state;
uniform vec4 window; uniform float size; uniform float alpha; uniform sampler2D palette;
out vec4 color; flat out float width;
void main() {
  gl_Position = vec4(position * window.xy + window.zw, 0.0, 1.0);
  bool dimmed = state > 0.75;
  width = dimmed ? max(1.0, size * 0.6) : max(1.0, size * (0.65 + weight));
  gl_PointSize = width;
  vec4 own = texelFetch(palette, ivec2(int(kind * 255.0 + 0.5), 0), 0);
  color = vec4(own.rgb, alpha * (dimmed ? 0.1 : state > 0.25 ? 0.35 : 1.0));
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 color; flat in float width; out vec4 pixel;
void main() {
  float edge = 1.0;
  if (width > 2.5) {
    float far = length(gl_PointCoord - 0.5) * width;
    edge = clamp(width * 0.5 - far + 0.5, 0.0, 1.0);
    if (edge <= 0.0) discard;
  }
  pixel = vec4(color.rgb * color.a * edge, color.a * edge);
}`;

/** How large the points are, in pixels of the window: smaller the more there are, larger the closer they are seen. */
export function pointSize(data, view) {
  const crowd = 0.52 * Math.sqrt(view.width * view.height / Math.max(1, data.count));
  return Math.min(16, Math.min(9, Math.max(1.7, crowd)) * (1 + 0.6 * Math.log2(Math.max(1, view.zoom))));
}

/** Opaque where there are few points, clearer where many lie over each other. */
function opacity(data, view) {
  return Math.min(0.9, Math.max(0.45, 0.55 + 0.12 * Math.log2(Math.max(1, view.zoom)) + 20000 / (data.count + 20000) * 0.3));
}

/** From 0 to 1: the more an item is used, the larger its point. */
export function weightsOf(data) {
  const weights = new Uint8Array(data.count).fill(90);
  if (!data.counts) return weights;
  const top = Math.log(data.counts.reduce((most, count) => Math.max(most, count), 1) + 1);
  for (let row = 0; row < data.count; row++) weights[row] = Math.round(255 * Math.log(data.counts[row] + 1) / top * 0.75);
  return weights;
}

export function makePoints(canvas, data) {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, alpha: true, powerPreference: 'high-performance' });
  return gl ? new GlPoints(canvas, gl, data) : new PlainPoints(canvas, data);
}

/** Rows are drawn from the last to the first, so that the items used most lie on top. */
class GlPoints {
  kind = 'WebGL 2';
  #gl;
  #data;
  #canvas;
  #program;
  #buffers = {};
  #palette;
  #last = {};

  constructor(canvas, gl, data) {
    this.#gl = gl;
    this.#data = data;
    this.#canvas = canvas;
    this.#build();
    canvas.addEventListener('webglcontextlost', event => event.preventDefault());
    canvas.addEventListener('webglcontextrestored', () => {
      this.#build();
      if (this.#last.classes) this.color(this.#last.classes, this.#last.palette);
      if (this.#last.states) this.mark(this.#last.states);
      canvas.dispatchEvent(new Event('redraw'));
    });
  }

  /** Sets the class of each row and the colors of the classes. */
  color(classes, palette) {
    const gl = this.#gl;
    Object.assign(this.#last, { classes, palette });
    this.#fill('kind', reversed(classes));
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, palette);
  }

  /** Sets how much rows are dimmed: 0 not at all, 128 so that others stand out, 255 nearly away. */
  mark(states) {
    this.#last.states = states;
    this.#fill('state', reversed(states));
  }

  /** Draws a share of the points, those used most. */
  draw(view, ratio, share = 1) {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program);
    const sx = 2 * view.scale / view.width;
    const sy = 2 * view.scale / view.height;
    gl.uniform4f(this.#at('window'), sx, -sy, -view.centerX * sx, view.centerY * sy);
    gl.uniform1f(this.#at('size'), pointSize(this.#data, view) * ratio);
    gl.uniform1f(this.#at('alpha'), opacity(this.#data, view));
    const drawn = Math.ceil(this.#data.count * share);
    gl.drawArrays(gl.POINTS, this.#data.count - drawn, drawn);
  }

  /** Waits until everything is drawn, for measuring. */
  finish() {
    this.#gl.readPixels(0, 0, 1, 1, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  #build() {
    const gl = this.#gl;
    this.#program = gl.createProgram();
    for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(this.#program, shader);
    }
    gl.linkProgram(this.#program);
    if (!gl.getProgramParameter(this.#program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(this.#program));
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindVertexArray(gl.createVertexArray());
    const data = this.#data;
    const pairs = new Uint16Array(2 * data.count);
    for (let i = 0; i < data.count; i++) {
      pairs[2 * i] = data.positions[data.count - 1 - i];
      pairs[2 * i + 1] = data.positions[2 * data.count - 1 - i];
    }
    this.#attribute('position', pairs, 2, gl.UNSIGNED_SHORT);
    this.#attribute('kind', new Uint8Array(data.count), 1, gl.UNSIGNED_BYTE);
    this.#attribute('weight', reversed(weightsOf(data)), 1, gl.UNSIGNED_BYTE);
    this.#attribute('state', new Uint8Array(data.count), 1, gl.UNSIGNED_BYTE);
    this.#palette = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  #attribute(name, values, size, type) {
    const gl = this.#gl;
    this.#buffers[name] = gl.createBuffer();
    this.#fill(name, values);
    const at = gl.getAttribLocation(this.#program, name);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, true, 0, 0);
  }

  #fill(name, values) {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#buffers[name]);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, values, this.#gl.DYNAMIC_DRAW);
  }

  #at(uniform) {
    return this.#gl.getUniformLocation(this.#program, uniform);
  }
}

function reversed(values) {
  return values.slice().reverse();
}

/** The same on a canvas without WebGL: right for thousands of points, slow for more. */
class PlainPoints {
  kind = 'no WebGL 2';
  #canvas;
  #data;
  #classes;
  #palette;
  #states;
  #weights;

  constructor(canvas, data) {
    this.#canvas = canvas;
    this.#data = data;
    this.#weights = weightsOf(data);
    this.#states = new Uint8Array(data.count);
  }

  color(classes, palette) {
    this.#classes = classes;
    this.#palette = Array.from({ length: 256 }, (_, i) => `rgb(${palette[4 * i]} ${palette[4 * i + 1]} ${palette[4 * i + 2]})`);
  }

  mark(states) {
    this.#states = states;
  }

  finish() {
  }

  draw(view, ratio, share = 1) {
    const context = this.#canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    const size = pointSize(this.#data, view);
    for (let row = Math.ceil(this.#data.count * share) - 1; row >= 0; row--) {
      const x = view.toScreenX(this.#data.x(row));
      const y = view.toScreenY(this.#data.y(row));
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
      const width = size * (0.65 + this.#weights[row] / 255);
      context.globalAlpha = opacity(this.#data, view) * (this.#states[row] > 191 ? 0.1 : this.#states[row] > 63 ? 0.35 : 1);
      context.fillStyle = this.#palette[this.#classes[row]];
      context.fillRect(x - width / 2, y - width / 2, width, width);
    }
  }
}
