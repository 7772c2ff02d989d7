/**
 * Training in WebAssembly (AssemblyScript): utils/engine/kernels.py, sum by sum in the same order, so that the same
 * bits come out. WebAssembly's arithmetic is IEEE 754's; two numbers side by side have nothing to do with each other.
 *
 * Legend: V symbols, H hidden units, T steps of one name; W and U are H and V rounded up to whole blocks of eight. Rows
 * of a matrix are W or U long; what is beyond H or V is zero, or is never read.
 */

const BYTES: usize = 8; // of a number
const BLOCK: i32 = 8; // numbers that a product works on at a time

let V: i32, H: i32, W: i32, U: i32, rate: f64, limit: f64, largest: f64;

// Where each matrix starts in memory.
let a: usize; // (S + 1, W) states, that of the name before first
let dz: usize; // (S, W) gradients in the argument of tanh
let y: usize; // (S, U) scores, then probabilities, then gradients
let WyaT: usize; // (H, U)
let dWaxT: usize; // (V, W), zero between names
let ones: usize; // (S,)
export let WaxT: usize; // (V, W)
export let WaaT: usize; // (W, W)
let Waa: usize; // (W, W)
export let Wya: usize; // (V, W)
export let b: usize; // (W,)
export let by: usize; // (U,)
export let letters: usize; // int32, all names, each with the newline's index at its end
export let starts: usize; // int32, where each name starts, and where the last one ends
export let losses: usize; // of each name of a run
export let gradients: usize; // the largest entry of any gradient before it was clipped, likewise

let free: usize = __heap_base;

function room(numbers: i32): usize {
  const start = (free + 63) & ~63;
  free = start + <usize>numbers * BYTES;
  const pages = <i32>((free + 0xffff) >>> 16);
  if (pages > memory.size()) memory.grow(pages - memory.size());
  return start;
}

/** Make room for everything; called once. `longest` is T of the longest name, `run` the names of one run at most. */
export function prepare(symbols: i32, units: i32, longest: i32, total: i32, names: i32, run: i32): void {
  V = symbols;
  H = units;
  W = (H + BLOCK - 1) & -BLOCK;
  U = (V + BLOCK - 1) & -BLOCK;
  a = room((longest + 1) * W);
  dz = room(longest * W);
  y = room(longest * U);
  WyaT = room(H * U);
  dWaxT = room(V * W);
  ones = room(longest);
  WaxT = room(V * W);
  WaaT = room(W * W);
  Waa = room(W * W);
  Wya = room(V * W);
  b = room(W);
  by = room(U);
  letters = room(total);
  starts = room(names + 1);
  losses = room(run);
  gradients = room(run);
  for (let t = 0; t < longest; t++) store<f64>(ones + <usize>t * BYTES, 1);
}

// @ts-ignore: AssemblyScript's decorator
@inline
function at(start: usize, row: i32, columns: i32, column: i32 = 0): usize {
  return start + <usize>(row * columns + column) * BYTES;
}

/** Split exp(x) into 2**k, returned, and expm1(r), left in `rest`: see utils/engine/elementary.py. */
let rest: f64 = 0;

// @ts-ignore: AssemblyScript's decorator
@inline
function powers(x: f64): f64 {
  const round: f64 = 6755399441055744; // 1.5 * 2**52
  const shifted = x * 1.4426950408889634 + round;
  const k = shifted - round;
  const power = reinterpret<f64>((reinterpret<i64>(shifted) + 1023) << 52);
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const r2 = r * r;
  const r4 = r2 * r2;
  const first: f64 = 1.0 / 2.0 + r * (1.0 / 6.0) + (1.0 / 24.0 + r * (1.0 / 120.0)) * r2;
  const second: f64 = 1.0 / 720.0 + r * (1.0 / 5040.0) + (1.0 / 40320.0 + r * (1.0 / 362880.0)) * r2;
  const third: f64 = 1.0 / 3628800.0 + r * (1.0 / 39916800.0) + (1.0 / 479001600.0 + r * (1.0 / 6227020800.0)) * r2;
  const series = first + (second + third * r4) * r4;
  rest = high + (r2 * series - low);
  return power;
}

function exp(x: f64): f64 {
  const power = powers(min<f64>(max<f64>(x, -708), 709));
  return power + power * rest;
}

function tanh(x: f64): f64 {
  const power = powers(min<f64>(2 * abs<f64>(x), 44));
  const e = power * rest + (power - 1);
  return copysign<f64>(e / (e + 2), x);
}

function log(x: f64): f64 {
  const half_bits: i64 = 0x3fe6a09e667f3bcd; // of sqrt(1/2)
  const bits = reinterpret<i64>(x) - half_bits;
  const k = <f64>(bits >> 52);
  const f = reinterpret<f64>((bits & 0xfffffffffffff) + half_bits) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  const first: f64 = 1.0 / 3.0 + z * (1.0 / 5.0) + (1.0 / 7.0 + z * (1.0 / 9.0)) * z2;
  const second: f64 = 1.0 / 11.0 + z * (1.0 / 13.0) + (1.0 / 15.0 + z * (1.0 / 17.0)) * z2;
  const series = first + (second + (1.0 / 19.0 + z * (1.0 / 21.0)) * z4) * z4;
  const half = 0.5 * f * f;
  return k * 0.6931471803691238 - (half - (s * (half + 2 * z * series) + k * 1.9082149292705877e-10) - f);
}

/**
 * out[j] += the sum over k of left[k] * right[k][j], from the first k to the last, for a row of `width` numbers.
 *
 * `step` is the distance in bytes from one entry of left to the next.
 */
function addProduct(out: usize, left: usize, step: usize, terms: i32, right: usize, width: i32): void {
  const row = <usize>width * BYTES;
  for (let j: usize = 0; j < row; j += 64) {
    let s0 = v128.load(out + j);
    let s1 = v128.load(out + j, 16);
    let s2 = v128.load(out + j, 32);
    let s3 = v128.load(out + j, 48);
    let l = left;
    let r = right + j;
    for (let k = 0; k < terms; k++) {
      const x = v128.load64_splat(l);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(r)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(r, 16)));
      s2 = f64x2.add(s2, f64x2.mul(x, v128.load(r, 32)));
      s3 = f64x2.add(s3, f64x2.mul(x, v128.load(r, 48)));
      l += step;
      r += row;
    }
    v128.store(out + j, s0);
    v128.store(out + j, s1, 16);
    v128.store(out + j, s2, 32);
    v128.store(out + j, s3, 48);
  }
}

// @ts-ignore: AssemblyScript's decorator
@inline
function clippedStep(place: usize, gradient: v128): v128 {
  const clipped = f64x2.min(f64x2.max(gradient, f64x2.splat(-limit)), f64x2.splat(limit));
  v128.store(place, f64x2.sub(v128.load(place), f64x2.mul(f64x2.splat(rate), clipped)));
  return f64x2.abs(gradient);
}

/** Take a clipped step of gradient descent for a row of weights, whose gradient is a product. */
function descend(weights: usize, left: usize, step: usize, terms: i32, right: usize, width: i32): void {
  const row = <usize>width * BYTES;
  let most = f64x2.splat(0);
  for (let j: usize = 0; j < row; j += 64) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let l = left;
    let r = right + j;
    for (let k = 0; k < terms; k++) {
      const x = v128.load64_splat(l);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(r)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(r, 16)));
      s2 = f64x2.add(s2, f64x2.mul(x, v128.load(r, 32)));
      s3 = f64x2.add(s3, f64x2.mul(x, v128.load(r, 48)));
      l += step;
      r += row;
    }
    const place = weights + j;
    const first = f64x2.max(clippedStep(place, s0), clippedStep(place + 16, s1));
    const second = f64x2.max(clippedStep(place + 32, s2), clippedStep(place + 48, s3));
    most = f64x2.max(most, f64x2.max(first, second));
  }
  largest = max<f64>(largest, max<f64>(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
}

function transpose(out: usize, outColumns: i32, source: usize, rows: i32, columns: i32, sourceColumns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f64>(at(out, j, outColumns, i), load<f64>(at(source, i, sourceColumns, j)));
  }
}

// @ts-ignore: AssemblyScript's decorator
@inline
function letter(name: usize, t: i32): i32 {
  return load<i32>(name + <usize>t * 4);
}

function forward(name: usize, T: i32): void {
  for (let t = 0; t < T; t++) {
    const now = at(a, t + 1, W);
    const read = t ? at(WaxT, letter(name, t - 1), W) : 0;
    for (let j = 0; j < H; j++) {
      const bias = load<f64>(at(b, 0, W, j));
      store<f64>(at(now, 0, W, j), t ? bias + load<f64>(at(read, 0, W, j)) : bias);
    }
    addProduct(now, at(a, t, W), BYTES, H, WaaT, W);
    for (let j = 0; j < H; j++) store<f64>(at(now, 0, W, j), tanh(load<f64>(at(now, 0, W, j))));
  }
}

/** Turn the scores of one step into the loss's gradient in them, and return its cross-entropy. */
function crossEntropy(scores: usize, target: i32): f64 {
  let top = load<f64>(scores);
  for (let v = 1; v < V; v++) top = max<f64>(top, load<f64>(at(scores, 0, U, v)));
  const wanted = load<f64>(at(scores, 0, U, target)) - top;
  let total: f64 = 0;
  for (let v = 0; v < V; v++) {
    const power = exp(load<f64>(at(scores, 0, U, v)) - top);
    store<f64>(at(scores, 0, U, v), power);
    total = v ? total + power : power;
  }
  const inverse = 1 / total;
  for (let v = 0; v < V; v++) store<f64>(at(scores, 0, U, v), load<f64>(at(scores, 0, U, v)) * inverse);
  store<f64>(at(scores, 0, U, target), load<f64>(at(scores, 0, U, target)) - 1);
  return log(total) - wanted;
}

function loss(name: usize, T: i32): f64 {
  transpose(WyaT, U, Wya, V, H, W);
  let sum: f64 = 0;
  for (let t = 0; t < T; t++) {
    const scores = at(y, t, U);
    memory.copy(scores, by, <usize>U * BYTES);
    addProduct(scores, at(a, t + 1, W), BYTES, H, WyaT, U);
    sum += crossEntropy(scores, letter(name, t));
  }
  return sum;
}

function backward(T: i32): void {
  memory.fill(dz, 0, <usize>(T * W) * BYTES);
  for (let t = T - 1; t >= 0; t--) {
    const now = at(dz, t, W);
    addProduct(now, at(y, t, U), BYTES, V, Wya, W);
    if (t < T - 1) addProduct(now, at(dz, t + 1, W), BYTES, H, Waa, W);
    for (let j = 0; j < W; j++) {
      const state = load<f64>(at(a, t + 1, W, j));
      store<f64>(at(now, 0, W, j), load<f64>(at(now, 0, W, j)) * (1 - state * state));
    }
  }
}

/** Only the columns of the letters that were read: a letter that comes again changes nothing more. */
function updateInputs(name: usize, T: i32): void {
  for (let t = 1; t < T; t++) {
    const sum = at(dWaxT, letter(name, t - 1), W);
    for (let j = 0; j < W; j++) store<f64>(at(sum, 0, W, j), load<f64>(at(sum, 0, W, j)) + load<f64>(at(dz, t, W, j)));
  }
  for (let t = 1; t < T; t++) {
    const ix = letter(name, t - 1);
    descend(at(WaxT, ix, W), ones, 0, 1, at(dWaxT, ix, W), W);
    memory.fill(at(dWaxT, ix, W), 0, <usize>W * BYTES);
  }
}

function update(name: usize, T: i32): void {
  for (let v = 0; v < V; v++) descend(at(Wya, v, W), at(y, 0, U, v), <usize>U * BYTES, T, at(a, 1, W), W);
  for (let k = 0; k < H; k++) descend(at(WaaT, k, W), at(a, 0, W, k), <usize>W * BYTES, T, dz, W);
  descend(b, ones, BYTES, T, dz, W);
  descend(by, ones, BYTES, T, y, U);
  transpose(Waa, W, WaaT, W, W, W);
  updateInputs(name, T);
}

/** Copy the rows of WaaT into the columns of Waa; called after the first weights were written. */
export function mirror(): void {
  transpose(Waa, W, WaaT, W, W, W);
}

/** Train on `count` names, the first of which is number `first` in a list that starts over at its end. */
export function run(first: i32, count: i32, names: i32, learningRate: f64, clipLimit: f64): void {
  rate = learningRate;
  limit = clipLimit;
  for (let step = 0; step < count; step++) {
    const i = <usize>((first + step) % names);
    const start = load<i32>(starts + i * 4);
    const T = load<i32>(starts + i * 4, 4) - start;
    const name = letters + <usize>start * 4;
    largest = 0;
    forward(name, T);
    store<f64>(losses + <usize>step * BYTES, loss(name, T));
    backward(T);
    update(name, T);
    memory.copy(a, at(a, T, W), <usize>W * BYTES);
    store<f64>(gradients + <usize>step * BYTES, largest);
  }
}
