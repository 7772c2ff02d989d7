/** The pictures: SVG by d3, in the colours of the style sheet, so that a change of theme needs no redrawing. */

import { max } from 'd3-array';
import { axisBottom, axisLeft, axisTop } from 'd3-axis';
import { scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import { select } from 'd3-selection';
import { line } from 'd3-shape';

import { shown } from '../words.js';

const ROW = 17;
const LETTER_ROW = 20;

/** Empty an SVG, size it to its container, and return it with its width. */
export function canvas(svg, height) {
  const width = Math.max(240, svg.parentElement.clientWidth);
  const selection = select(svg).attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  selection.selectAll('*').remove();
  return { selection, width };
}

const place = (group, x, y) => group.attr('transform', `translate(${x},${y})`);

/** Bars from the left, one a row, with a label and a number: `rows` are {label, value, text, marked}. */
export function drawBars(svg, rows, { rowHeight = ROW, least = 0, ticks = null }) {
  const left = 30;
  const right = 76;
  const top = ticks ? 22 : 4;
  const { selection, width } = canvas(svg, top + rows.length * rowHeight + 4);
  const y = scaleBand(rows.map((_, i) => i), [top, top + rows.length * rowHeight]).padding(0.2);
  const x = scaleLinear([0, Math.max(least, max(rows, (row) => row.value) ?? 0)], [left, width - right]);
  if (ticks) place(selection.append('g').attr('class', 'axis'), 0, top).call(axisTop(x).ticks(4, ticks));
  const labels = axisLeft(y).tickSize(0).tickFormat((i) => rows[i].label);
  place(selection.append('g').attr('class', 'axis labels'), left, 0).call(labels);
  const row = selection.selectAll('.row').data(rows).join('g').attr('class', (d) => (d.marked ? 'row marked' : 'row'));
  row
    .append('rect')
    .attr('x', left)
    .attr('y', (_, i) => y(i))
    .attr('height', y.bandwidth())
    .attr('width', (d) => x(d.value) - left);
  row
    .append('text')
    .attr('x', (d) => x(d.value) + 5)
    .attr('y', (_, i) => y(i) + y.bandwidth() / 2)
    .attr('dy', '0.35em')
    .text((d) => d.text);
}

/** The probabilities of all symbols, in their order, the one whose gradient is shown marked. */
export function drawDistribution(svg, distribution, symbols, target, percent) {
  const rows = symbols.map((symbol, i) => ({
    label: shown(symbol),
    value: distribution[i],
    text: percent(distribution[i]),
    marked: i === target,
  }));
  drawBars(svg, rows, { least: 0.2, ticks: '.0%' });
}

/** The gradient back to each letter. */
export function drawGradients(svg, gradients, letters) {
  const rows = gradients.map((value, t) => ({ label: letters[t], value, text: value.toPrecision(3) }));
  drawBars(svg, rows, { rowHeight: LETTER_ROW, least: 1e-12 });
}

/** The hidden units (columns) after each letter (rows): one colour above zero, another below, stronger towards ±1. */
export function drawStates(svg, states, letters) {
  const left = 48;
  const top = 4;
  const height = states.length * LETTER_ROW;
  const { selection, width } = canvas(svg, top + height + 38);
  const x = scaleBand(states[0].map((_, i) => i), [left, width - 4]).paddingInner(0.06);
  const y = scaleBand(states.map((_, t) => t), [top, top + height]).paddingInner(0.12);
  const cells = states.flatMap((state, t) => Array.from(state, (value, unit) => ({ t, unit, value })));
  selection
    .selectAll('.unit')
    .data(cells)
    .join('rect')
    .attr('class', (d) => (d.value < 0 ? 'unit below' : 'unit above'))
    .attr('x', (d) => x(d.unit))
    .attr('y', (d) => y(d.t))
    .attr('width', x.bandwidth())
    .attr('height', y.bandwidth())
    .attr('fill-opacity', (d) => Math.abs(d.value))
    .attr('data-value', (d) => d.value);
  const rows = axisLeft(y).tickSize(0).tickFormat((t) => (t ? letters[t - 1] : 'start'));
  place(selection.append('g').attr('class', 'axis labels'), left, 0).call(rows);
  const every = Math.ceil(states[0].length / Math.max(2, Math.floor((width - left) / 40)));
  const numbered = [...states[0].keys()].filter((i) => i === 0 || (i + 1) % Math.max(5, every - (every % 5) + 5) === 0);
  const units = axisBottom(x).tickValues(numbered).tickFormat((i) => i + 1).tickSize(3);
  place(selection.append('g').attr('class', 'axis'), 0, top + height).call(units);
  selection.append('text').attr('class', 'title').attr('x', width - 4).attr('y', top + height + 34)
    .attr('text-anchor', 'end').text('hidden unit');
}

const LINE_HEIGHT = 190;

/** The scale of a line's values: from 0, or over the powers of ten that they and the limit take up. */
function valueScale(values, { log, limit }, range) {
  if (!log) return scaleLinear([0, Math.max(1, max(values) ?? 0)], range).nice();
  const all = [...values.filter((value) => value > 0), ...(Number.isFinite(limit) ? [limit] : []), 1];
  return scaleLog([Math.min(...all), Math.max(...all) * 1.01], range).nice();
}

/** A line that grows with training: points are [step, value]; `limit` is drawn across where it is finite. */
export function drawLine(svg, points, { steps, log = false, limit = Infinity }) {
  const { selection, width } = canvas(svg, LINE_HEIGHT);
  const [left, right, top, bottom] = [56, width - 28, 8, LINE_HEIGHT - 40];
  const x = scaleLinear([0, steps], [left, right]);
  const y = valueScale(points.map(([, value]) => value), { log, limit }, [bottom, top]);
  place(selection.append('g').attr('class', 'axis'), 0, bottom).call(axisBottom(x).ticks(Math.min(7, width / 90), ',d'));
  place(selection.append('g').attr('class', 'axis'), left, 0).call(axisLeft(y).ticks(4, log ? '~g' : ',~f'));
  selection.append('text').attr('class', 'title').attr('x', right).attr('y', LINE_HEIGHT - 6)
    .attr('text-anchor', 'end').text('step of training');
  if (Number.isFinite(limit)) {
    selection.append('line').attr('class', 'limit').attr('x1', left).attr('x2', right).attr('y1', y(limit)).attr('y2', y(limit));
  }
  const shape = line(([step]) => x(step), ([, value]) => y(log ? Math.max(value, y.domain()[0]) : value));
  selection.append('path').attr('class', 'line').attr('d', shape(points) ?? '');
}
