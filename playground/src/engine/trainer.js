/**
 * Training: utils/engine/kernels.py, sum by sum in the same order, so that the same bits come out.
 *
 * Legend: V symbols, H hidden units, T steps of one name. What is eight numbers side by side there is eight local
 * variables here: they have nothing to do with each other, so that only the time depends on it. Rows of a matrix are
 * W = H rounded up to eight numbers long.
 */

import { exp, log, tanh } from './elementary.js';
import { RandomState } from './random.js';

const LANES = 8;

/** out[0..width) += sum over k < terms, in order, of left[k * step] * right[k * W ..]. */
function addProduct(out, at, left, from, step, terms, right, start, W) {
  for (let j = 0; j < W; j += LANES) {
    const o = at + j;
    let s0 = out[o], s1 = out[o + 1], s2 = out[o + 2], s3 = out[o + 3];
    let s4 = out[o + 4], s5 = out[o + 5], s6 = out[o + 6], s7 = out[o + 7];
    for (let k = 0, r = start + j, l = from; k < terms; k++, r += W, l += step) {
      const x = left[l];
      s0 += x * right[r];
      s1 += x * right[r + 1];
      s2 += x * right[r + 2];
      s3 += x * right[r + 3];
      s4 += x * right[r + 4];
      s5 += x * right[r + 5];
      s6 += x * right[r + 6];
      s7 += x * right[r + 7];
    }
    out[o] = s0; out[o + 1] = s1; out[o + 2] = s2; out[o + 3] = s3;
    out[o + 4] = s4; out[o + 5] = s5; out[o + 6] = s6; out[o + 7] = s7;
  }
}

export class Trainer {
  constructor(names, symbols, { units = 50, rate = 0.01, limit = 5, seed = 0 } = {}) {
    this.V = symbols.length; this.H = units; this.W = Math.ceil(units / LANES) * LANES;
    this.rate = rate; this.limit = limit;
    const order = [...names];
    new RandomState(seed).shuffle(order);
    const index = new Map(symbols.map((s, i) => [s, i]));
    const end = index.get('\n');
    this.examples = order.map((name) => Int32Array.from([...[...name].map((c) => index.get(c)), end]));
    this.S = Math.max(...this.examples.map((e) => e.length));
    const { V, H, W, S } = this;
    const room = (rows) => new Float64Array(rows * W);
    this.WaxT = room(V); this.WaaT = room(W); this.Waa = room(W); this.Wya = room(V); this.b = room(1); this.by = new Float64Array(V);
    const normal = new RandomState(seed + 1).normals(2 * H * V + H * H);
    for (let i = 0; i < H; i++) for (let v = 0; v < V; v++) this.WaxT[v * W + i] = 0.01 * normal[i * V + v];
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) { const x = 0.01 * normal[H * V + i * H + j]; this.Waa[i * W + j] = x; this.WaaT[j * W + i] = x; }
    for (let v = 0; v < V; v++) for (let j = 0; j < H; j++) this.Wya[v * W + j] = 0.01 * normal[H * V + H * H + v * H + j];
    this.a = room(S + 1); this.dz = room(S); this.sum = room(1); this.dWaxT = room(V);
    this.y = new Float64Array(S * V);
    this.WyaT = new Float64Array(H * 32);
    this.V8 = Math.ceil(V / 8) * 8; this.WyaT = new Float64Array(W * this.V8); this.y = new Float64Array(S * this.V8); this.byP = new Float64Array(this.V8);
    this.step = 0;
  }

  learn() {
    const { a, dz, V, H, W, V8, y, WaxT, WaaT, Waa, Wya, WyaT, b, by, rate, limit, sum, dWaxT } = this;
    const name = this.examples[this.step++ % this.examples.length];
    const T = name.length;
    for (let t = 0; t < T; t++) {
      const now = (t + 1) * W;
      if (t) { const x = name[t - 1] * W; for (let j = 0; j < H; j++) a[now + j] = b[j] + WaxT[x + j]; }
      else for (let j = 0; j < H; j++) a[now + j] = b[j];
      addProduct(a, now, a, t * W, 1, H, WaaT, 0, W);
      for (let j = 0; j < H; j++) a[now + j] = tanh(a[now + j]);
    }
    let loss = 0;
    for (let v = 0; v < V; v++) for (let j = 0; j < H; j++) WyaT[j * V8 + v] = Wya[v * W + j];
    for (let t = 0; t < T; t++) {
      const o = t * V8;
      for (let v = 0; v < V; v++) y[o + v] = by[v];
      addProduct(y, o, a, (t + 1) * W, 1, H, WyaT, 0, V8);
      let top = y[o];
      for (let v = 1; v < V; v++) top = y[o + v] < top ? top : y[o + v];
      const target = y[o + name[t]] - top;
      let total = 0;
      for (let v = 0; v < V; v++) { const e = exp(y[o + v] - top); y[o + v] = e; total = v ? total + e : e; }
      loss += log(total) - target;
      const inverse = 1 / total;
      for (let v = 0; v < V; v++) y[o + v] *= inverse;
      y[o + name[t]] -= 1;
    }
    for (let t = T - 1; t >= 0; t--) {
      const now = t * W;
      for (let j = 0; j < W; j++) dz[now + j] = 0;
      addProduct(dz, now, y, t * V8, 1, V, Wya, 0, W);
      if (t < T - 1) addProduct(dz, now, dz, now + W, 1, H, Waa, 0, W);
      for (let j = 0; j < H; j++) { const h = a[now + W + j]; dz[now + j] *= 1 - h * h; }
    }
    for (let v = 0; v < V; v++) this.descend(Wya, v * W, y, v, V8, T, a, W);
    for (let k = 0; k < H; k++) this.descend(WaaT, k * W, a, k, W, T, dz, 0);
    for (let j = 0; j < H; j++) { let s = 0; for (let t = 0; t < T; t++) s += dz[t * W + j]; b[j] -= rate * (s < -limit ? -limit : s > limit ? limit : s); }
    for (let v = 0; v < V; v++) { let s = 0; for (let t = 0; t < T; t++) s += y[t * V8 + v]; by[v] -= rate * (s < -limit ? -limit : s > limit ? limit : s); }
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) Waa[i * W + j] = WaaT[j * W + i];
    for (let t = 1; t < T; t++) { const x = name[t - 1] * W; for (let j = 0; j < H; j++) dWaxT[x + j] += dz[t * W + j]; }
    for (let t = 1; t < T; t++) {
      const x = name[t - 1] * W;
      for (let j = 0; j < H; j++) { const s = dWaxT[x + j]; WaxT[x + j] -= rate * (s < -limit ? -limit : s > limit ? limit : s); dWaxT[x + j] = 0; }
    }
    for (let j = 0; j < H; j++) a[j] = a[T * W + j];
    return loss;
  }

  descend(weights, at, left, from, step, terms, right, start) {
    const { W, rate, limit } = this;
    for (let j = 0; j < W; j += LANES) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      for (let k = 0, r = start + j, l = from; k < terms; k++, r += W, l += step) {
        const x = left[l];
        s0 += x * right[r]; s1 += x * right[r + 1]; s2 += x * right[r + 2]; s3 += x * right[r + 3];
        s4 += x * right[r + 4]; s5 += x * right[r + 5]; s6 += x * right[r + 6]; s7 += x * right[r + 7];
      }
      const o = at + j;
      weights[o] -= rate * (s0 < -limit ? -limit : s0 > limit ? limit : s0);
      weights[o + 1] -= rate * (s1 < -limit ? -limit : s1 > limit ? limit : s1);
      weights[o + 2] -= rate * (s2 < -limit ? -limit : s2 > limit ? limit : s2);
      weights[o + 3] -= rate * (s3 < -limit ? -limit : s3 > limit ? limit : s3);
      weights[o + 4] -= rate * (s4 < -limit ? -limit : s4 > limit ? limit : s4);
      weights[o + 5] -= rate * (s5 < -limit ? -limit : s5 > limit ? limit : s5);
      weights[o + 6] -= rate * (s6 < -limit ? -limit : s6 > limit ? limit : s6);
      weights[o + 7] -= rate * (s7 < -limit ? -limit : s7 > limit ? limit : s7);
    }
  }

  parameters() {
    const { V, H, W } = this;
    const out = { Wax: [], Waa: [], Wya: [], b: [], by: [...this.by] };
    for (let i = 0; i < H; i++) for (let v = 0; v < V; v++) out.Wax.push(this.WaxT[v * W + i]);
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) out.Waa.push(this.Waa[i * W + j]);
    for (let v = 0; v < V; v++) for (let j = 0; j < H; j++) out.Wya.push(this.Wya[v * W + j]);
    out.b = [...this.b.subarray(0, H)];
    return out;
  }
}
