import type { Usual } from '../../../model/run.ts';
import { usualOfRuns } from '../../../model/usual/usual.ts';
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
