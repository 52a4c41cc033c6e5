import type { Usual } from '../../../model/run.ts';
import { divisorOf, usualOfRuns, type WorkflowUsual } from '../../../model/usual/usual.ts';
import { given, type SummaryRow } from '../rows/summary-row.ts';

/** The times of a successful run. */
export type TimesRow = Pick<SummaryRow, 'started_at' | 'finished_at' | 'paused_ms' | 'paused_at'>;

export function usualOfRows(rows: readonly TimesRow[]): Usual | undefined {
  return usualOfRuns(
    rows.map(row => ({
      startedAt: given(row.started_at),
      finishedAt: given(row.finished_at),
      pausedMs: given(row.paused_ms),
      pausedAt: given(row.paused_at) || undefined,
    })),
  );
}

/** By which no workflow's running time is divided less. */
export function leastDivisor(workflows: readonly WorkflowUsual[]): number {
  return workflows.reduce((least, { usual }) => Math.min(least, divisorOf(usual)), Number.MAX_VALUE);
}
