import { formatOffset } from '../text/formats.ts';

/** The offset is from the start of the trace, in ms. */
type Tick = { readonly offsetMs: number; readonly label: string };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const roundSteps: readonly number[] = [
  ...[0.001, 0.01, 0.1, 1, 10, 100].flatMap(unit => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map(count => count * second),
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
  ...[1, 10, 100, 1000].flatMap(unit => [unit * day, 2 * unit * day, 5 * unit * day]),
];

const leastColumns = 4;
const leastGap = 2;

/** Round times, as close as their labels allow on an axis of `columns`. */
export function timeTicks(fromMs: number, toMs: number, columns: number): readonly Tick[] {
  const length = toMs - fromMs;
  if (!(length > 0)) return [];
  for (const step of roundSteps) {
    const stepColumns = (step / length) * columns;
    if (stepColumns < leastColumns) continue;
    const ticks = ticksOf(fromMs, toMs, step);
    if (ticks.every(({ label }) => label.length + 1 + leastGap <= stepColumns)) return ticks;
  }
  return [];
}

function ticksOf(fromMs: number, toMs: number, step: number): readonly Tick[] {
  const ticks: Tick[] = [];
  const last = Math.floor(toMs / step + 1e-9);
  for (let count = Math.ceil(fromMs / step - 1e-9); count <= last; count += 1) {
    const offsetMs = count * step;
    ticks.push({ offsetMs, label: formatOffset(offsetMs, step) });
  }
  return ticks;
}
