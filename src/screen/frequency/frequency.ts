import {
  compareCounts,
  type ValueCount,
  type ValueOrder,
  type ValueTotals,
} from '../../model/query/values/count-values.ts';
import type { ValueField } from '../../model/query/values/value-fields.ts';
import { dialogRows, type Size } from '../shell/window-size.ts';

/** How often each value of a field occurs in the list. */
export type Frequency = {
  readonly type: 'frequency';
  readonly field: ValueField;
  readonly order: ValueOrder;
  readonly rows: readonly ValueCount[];
  readonly totals: ValueTotals;
  readonly progress: CountProgress;
  /** The index of the row under the cursor. */
  readonly index: number;
  /** The value that the cursor stays on, once there is one. */
  readonly at?: { readonly value?: string };
  /** Counts again with each new one. */
  readonly request: object;
};

export type CountProgress = {
  readonly phase: 'counting' | 'stopped' | 'done';
  /** The number of runs that were read. */
  readonly read: number;
  /** Of how many, where that is known. */
  readonly total?: number;
  /** Set for the newest runs alone, whose payloads are read. */
  readonly isSample?: boolean;
};

export type FrequencyAction = { readonly overlay: 'frequency' } & (
  | { readonly type: 'opened'; readonly field: ValueField; readonly at?: Frequency['at'] }
  | ({ readonly type: 'counted' } & Pick<Frequency, 'rows' | 'totals' | 'progress' | 'request'>)
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'order-changed' }
  | { readonly type: 'stop-toggled' }
  | { readonly type: 'closed' }
);

const linesAboveRows = 3;

/** The number of values that the dialog shows at once. */
export function frequencyRows(size: Size): number {
  return Math.max(1, dialogRows(size) - linesAboveRows);
}

export function reduceFrequency(
  frequency: Frequency | undefined,
  action: FrequencyAction,
): Frequency | undefined {
  if (action.type === 'opened') return openFrequency(action.field, action.at, frequency);
  if (!frequency) return undefined;
  switch (action.type) {
    case 'counted':
      return action.request === frequency.request ? withCounts(frequency, action) : frequency;
    case 'cursor-moved':
      return moveCursor(frequency, frequency.index + action.by);
    case 'order-changed':
      return sorted({ ...frequency, order: frequency.order === 'failed' ? 'runs' : 'failed' });
    case 'stop-toggled':
      return toggleStop(frequency);
    case 'closed':
      return undefined;
  }
}

const nothing: ValueTotals = { runs: { failed: 0, active: 0, others: 0 }, untold: 0 };

function openFrequency(field: ValueField, at: Frequency['at'], before: Frequency | undefined): Frequency {
  return {
    type: 'frequency',
    field,
    order: before?.order ?? 'failed',
    rows: [],
    totals: nothing,
    progress: { phase: 'counting', read: 0 },
    index: 0,
    at,
    request: {},
  };
}

function withCounts(
  frequency: Frequency,
  { rows, totals, progress }: Pick<Frequency, 'rows' | 'totals' | 'progress'>,
): Frequency {
  const isStopped = frequency.progress.phase === 'stopped' && progress.phase === 'counting';
  const phase = isStopped ? 'stopped' : progress.phase;
  return sorted({ ...frequency, rows, totals, progress: { ...progress, phase } });
}

/** The cursor stays on its value. */
function sorted(frequency: Frequency): Frequency {
  const rows = frequency.rows.toSorted(compareCounts(frequency.order));
  const { at } = frequency;
  const found = at ? rows.findIndex(({ value }) => value === at.value) : 0;
  return { ...frequency, rows, index: found < 0 ? Math.min(frequency.index, rows.length - 1) : found };
}

function moveCursor(frequency: Frequency, to: number): Frequency {
  const index = Math.max(0, Math.min(frequency.rows.length - 1, to));
  const row = frequency.rows[index];
  return row ? { ...frequency, index, at: { value: row.value } } : frequency;
}

function toggleStop(frequency: Frequency): Frequency {
  const { progress } = frequency;
  if (progress.phase === 'done') return frequency;
  const phase = progress.phase === 'counting' ? 'stopped' : 'counting';
  return { ...frequency, progress: { ...progress, phase } };
}
