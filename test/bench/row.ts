import type { Block } from './longest-block.ts';
import { max, median, p95 } from './measure.ts';

/** One line of the table: a figure, what it is printed beside, and whether it keeps its bar. */
export type Row = {
  readonly what: string;
  readonly figure: string;
  readonly floor?: string;
  readonly ratio?: number;
  readonly bar?: string;
  /** Absent where a figure is only reported. */
  readonly isMet?: boolean;
  readonly samples: number;
};

export type Floor = { readonly name: string; readonly values: readonly number[] };

type Compared = {
  readonly what: string;
  readonly values: readonly number[];
  readonly floor: Floor;
  /** The bar: so many times the floor, medians of both. */
  readonly times?: number;
};

/** A row whose median is judged by how many times the median of its floor it is. */
export function compareRow({ what, values, floor, times }: Compared): Row {
  const ratio = median(values) / median(floor.values);
  return {
    what,
    figure: formatSpread(values),
    floor: `${floor.name}: ${formatMs(median(floor.values))}`,
    ratio,
    bar: times === undefined ? undefined : `<= ${times}×`,
    isMet: times === undefined ? undefined : ratio <= times,
    samples: values.length,
  };
}

/** The same, judged by what 95 of 100 take at most. */
export function compareTails({ what, values, floor, times }: Compared): Row {
  const ratio = p95(values) / p95(floor.values);
  return {
    what: `${what}, p95`,
    figure: formatTail(values),
    floor: `${floor.name}: ${formatTail(floor.values)}`,
    ratio,
    bar: times === undefined ? undefined : `<= ${times}×`,
    isMet: times === undefined ? undefined : ratio <= times,
    samples: values.length,
  };
}

export function formatTail(values: readonly number[]): string {
  return `${formatMs(p95(values))} (median ${formatMs(median(values))})`;
}

export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(3)} ms`;
}

export function formatSpread(values: readonly number[]): string {
  return `${formatMs(median(values))} (p95 ${formatMs(p95(values))})`;
}

export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/**
 * The longest block of the screen's thread in ms: while the cursor moves, lists are read and runs are
 * followed, and where something happens once, such as opening 50 MB, comparing, or retrying a thousand runs.
 */
export const longestBlockMs = { moving: 16, once: 50 } as const;

/**
 * The longest blocks of a thread. Judged by the smaller median: a clock of the processor may tick every 4 ms
 * only, and the wall's counts what others do.
 */
export function blockRow(what: string, blocks: readonly Block[], mostMs: number): Row {
  const ms = blocks.map(block => block.ms);
  const blockedMs = median(ms);
  const workedMs = median(blocks.map(block => block.cpuMs));
  const most = blocks.length > 1 ? `max ${formatMs(max(ms))}, ` : '';
  return {
    what,
    figure: `${formatMs(blockedMs)} (${most}working ${formatMs(workedMs)})`,
    bar: `<= ${mostMs} ms`,
    isMet: Math.min(blockedMs, workedMs) <= mostMs,
    samples: blocks.length,
  };
}

/** A row for what could not be measured here. */
export function missingRow(what: string, why: string): Row {
  return { what, figure: why, samples: 0 };
}
