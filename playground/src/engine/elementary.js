/**
 * exp, tanh and log with the same bits on every machine: utils/engine/elementary.py, operation by operation.
 *
 * Math.exp and its like may differ in the last bit from one browser to the next. Here only what IEEE 754 fixes is
 * used: sums, products, quotients, comparisons, and a shift of the exponent.
 */

const LOG2E = 1.4426950408889634;
const LN2_HIGH = 0.6931471803691238; // ln 2, cut after 33 bits: its product with a whole number below 2**20 is exact
const LN2_LOW = 1.9082149292705877e-10; // the rest of ln 2
const ROUND = 1.5 * 2 ** 52; // added to a number, it leaves no room for a fraction: the last bits are the integer
const SQRT_HALF = [0x3fe6a09e, 0x667f3bcd]; // the float64 next to sqrt(1/2), its upper and lower 32 bits

const number = new Float64Array(1);
const words = new Int32Array(number.buffer); // the same 64 bits, as every browser's machine stores them: lower first
let rest = 0; // the second result of powers()

/** Split exp(x) into 2**k, which is returned, and expm1(r), which is left in `rest`: x = k ln 2 + r. */
function powers(x) {
  const shifted = x * LOG2E + ROUND;
  const k = shifted - ROUND;
  number[0] = shifted;
  words[1] = (words[0] + 1023) << 20; // k becomes the exponent of a number
  words[0] = 0;
  const power = number[0];
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const r2 = r * r;
  const r4 = r2 * r2;
  const first = 1 / 2 + r * (1 / 6) + (1 / 24 + r * (1 / 120)) * r2;
  const second = 1 / 720 + r * (1 / 5040) + (1 / 40320 + r * (1 / 362880)) * r2;
  const third = 1 / 3628800 + r * (1 / 39916800) + (1 / 479001600 + r * (1 / 6227020800)) * r2;
  const series = first + (second + third * r4) * r4;
  rest = high + (r2 * series - low);
  return power;
}

/** e to the power of x, which is held to [-708, 709]. */
export function exp(x) {
  const power = powers(x < -708 ? -708 : x > 709 ? 709 : x);
  return power + power * rest;
}

/** The hyperbolic tangent, as expm1(2x) / (expm1(2x) + 2). */
export function tanh(x) {
  const twice = 2 * Math.abs(x);
  const power = powers(twice > 44 ? 44 : twice);
  const e = power * rest + (power - 1);
  const size = e / (e + 2);
  return x < 0 || Object.is(x, -0) ? -size : size;
}

/** The natural logarithm of a positive normal number. */
export function log(x) {
  number[0] = x;
  const borrow = words[0] >>> 0 < SQRT_HALF[1] ? 1 : 0;
  const low = (words[0] - SQRT_HALF[1]) >>> 0; // the bits less those of sqrt(1/2), so x = 2**k m
  const high = words[1] - SQRT_HALF[0] - borrow;
  const k = high >> 20;
  const sum = low + SQRT_HALF[1];
  words[0] = sum | 0;
  words[1] = (high & 0xfffff) + SQRT_HALF[0] + (sum > 0xffffffff ? 1 : 0);
  const f = number[0] - 1;
  const s = f / (2 + f); // log m = 2 atanh(s) = 2 s + 2 s z (1/3 + z/5 + ...)
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  const first = 1 / 3 + z * (1 / 5) + (1 / 7 + z * (1 / 9)) * z2;
  const second = 1 / 11 + z * (1 / 13) + (1 / 15 + z * (1 / 17)) * z2;
  const series = first + (second + (1 / 19 + z * (1 / 21)) * z4) * z4;
  const half = 0.5 * f * f; // 2 s = f - s f, and s f = half - s half: what is rounded is small beside f
  return k * LN2_HIGH - (half - (s * (half + 2 * z * series) + k * LN2_LOW) - f);
}
