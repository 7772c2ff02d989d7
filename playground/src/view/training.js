/** Training from zero while one watches. */

import { bytesOf } from '../engine/trainer.js';
import { Network } from '../engine/network.js';
import { RandomState } from '../engine/random.js';
import { capital } from '../names.js';
import { settingsProblem, trainingOutcome, trainingProgress } from '../words.js';
import { drawLine } from './charts.js';
import { calm, MAX_LETTERS } from './explorer.js';
import { fill } from './tables.js';

const EVERY = 500; // names between two reports
const NOTED = 2000; // steps between two rows of the table
const PICTURE = 150; // milliseconds from picture to picture, so that most of the time is the training's

/** The SHA-256 of some bytes in hexadecimal digits; empty where the browser offers none to an unsafe page. */
async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return '';
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Training {
  /**
   * @param {Object<string, HTMLElement>} elements by id
   * @param {{symbols: string[], names: string[]}} data
   * @param {Explorer} explorer shows the network in training
   * @param {{worker: string, kernel: Uint8Array}} code the worker's source, and the kernel compiled
   */
  constructor(elements, data, explorer, code) {
    Object.assign(this, { elements, data, explorer, code, id: 0, reports: [], own: explorer.network });
    elements.train.addEventListener('click', () => this.start());
    elements.stop.addEventListener('click', () => this.stop());
    elements.back.addEventListener('click', () => this.back());
    elements.clipped.addEventListener('change', () => (elements.limit.disabled = !elements.clipped.checked));
    new ResizeObserver(() => this.draw()).observe(elements['training-pictures']);
  }

  settings() {
    const number = (id) => (this.elements[id].value.trim() === '' ? NaN : Number(this.elements[id].value));
    const limit = this.elements.clipped.checked ? number('limit') : Infinity;
    const options = { rate: number('rate'), units: number('units'), limit, seed: number('training-seed') };
    return { steps: number('steps'), options };
  }

  start() {
    const settings = this.settings();
    const problem = settingsProblem(settings);
    this.elements['training-problem'].textContent = problem;
    if (problem) return;
    try {
      this.worker ??= this.makeWorker();
    } catch (error) {
      this.fail(String(error));
      return;
    }
    const { names, symbols } = this.data;
    Object.assign(this, { ...settings, reports: [], rows: [], id: this.id + 1 });
    this.busy(true);
    this.say(`Training ${settings.steps.toLocaleString('en')} steps.`);
    this.elements.digest.textContent = '';
    this.elements.progress.max = settings.steps;
    this.worker.postMessage({ id: this.id, kernel: this.code.kernel, names, symbols, every: EVERY, ...settings });
  }

  makeWorker() {
    const url = URL.createObjectURL(new Blob([this.code.worker], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.addEventListener('message', ({ data }) => this.hear(data));
    worker.addEventListener('error', () => this.fail('this browser starts no worker for the page'));
    return worker;
  }

  fail(reason) {
    this.busy(false);
    this.say(`It cannot be trained here: ${reason}. Save the page as a file, and open that in a browser.`);
  }

  /** Take a report, and draw at the next chance: several reports may come between two pictures. */
  hear(report) {
    if (report.id !== this.id) return;
    if (report.error) {
      this.fail(report.error);
      return;
    }
    this.reports.push(report);
    if (report.done % NOTED === 0 || report.last) this.note(report);
    this.pending ??= setTimeout(() => this.show(), PICTURE);
    if (report.last) this.end(report);
  }

  network(report) {
    return new Network(report.parameters, this.data.symbols);
  }

  /** Add a row to the table: step, loss, largest gradient, and a name that the network draws. */
  note(report) {
    const finite = report.brokenAt < 0;
    const name = finite ? this.network(report).complete([], 1, new RandomState(report.done), MAX_LETTERS) : [];
    const text = name.map((i) => this.data.symbols[i]).join('');
    const row = [report.done.toLocaleString('en'), report.loss.toFixed(2), report.largest.toPrecision(3)];
    this.rows.push([...row, capital(text) || '(none)']);
    fill(this.elements['training-table'], this.rows);
  }

  show() {
    this.pending = undefined;
    const last = this.reports.at(-1);
    if (!last) return;
    this.elements.progress.value = last.done;
    this.elements['training-now'].textContent = trainingProgress(last, this.steps);
    this.draw();
    if (last.brokenAt < 0 && (last.last || !calm())) this.explore(last);
  }

  draw() {
    const { elements, reports } = this;
    const steps = this.steps ?? 1;
    const points = (key) => reports.filter((r) => Number.isFinite(r[key])).map((r) => [r.done, r[key]]);
    drawLine(elements['loss-picture'], points('loss'), { steps });
    const limit = this.options?.limit;
    drawLine(elements['gradient-picture'], points('largest'), { steps, log: true, limit });
  }

  explore(report) {
    this.explorer.use(this.network(report));
    this.elements.which.textContent = `Shown now: the network trained in this page, after ${report.done.toLocaleString('en')} steps.`;
    this.elements.back.disabled = false;
  }

  back() {
    this.explorer.use(this.own);
    this.elements.which.textContent = '';
    this.elements.back.disabled = true;
    this.elements.train.focus();
  }

  stop() {
    this.worker.postMessage({ stop: true });
    this.id++;
    this.busy(false);
    const done = this.reports.at(-1)?.done ?? 0;
    this.say(`Stopped after ${done.toLocaleString('en')} steps.`);
    this.elements.train.focus();
  }

  async end(report) {
    this.busy(false);
    this.say(trainingOutcome(this.reports, this.options));
    const digest = report.brokenAt < 0 ? await sha256(bytesOf(report.parameters)) : '';
    if (report.id === this.id) this.elements.digest.textContent = digest;
  }

  busy(running) {
    this.elements.train.disabled = running;
    this.elements.stop.disabled = !running;
    this.elements.expectation.setAttribute('aria-live', running ? 'off' : 'polite');
    if (running) this.elements.stop.focus();
    else if (document.activeElement === this.elements.stop) this.elements.train.focus();
  }

  say(text) {
    this.elements['training-said'].textContent = text;
  }
}
