import type { Run } from '../../../../src/model/run.ts';
import { plainTheme } from '../../../../src/screen/paint/theme.ts';
import { openDetail, reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { DetailCommand, DetailState } from '../../../../src/screen/run/detail-state.ts';
import { detailLines } from '../../checked-drawing.ts';

process.env.TZ = 'UTC';

export const now = Date.parse('2026-03-01T12:03:00.000Z');

export type Box = { readonly width: number; readonly height: number };

/** A detail with a run in it, after some keys. */
export function showRun(run: Run, box: Box, commands: readonly DetailCommand[] = []): DetailState {
  const loaded = reduceDetail(openDetail(run), { type: 'detail-run-loaded', run }, box, now);
  return press(loaded, box, commands);
}

export function press(detail: DetailState, box: Box, commands: readonly DetailCommand[]): DetailState {
  return commands.reduce(
    (state, command) => reduceDetail(state, { type: 'detail-command-given', command }, box, now),
    detail,
  );
}

/** The detail as a text file shows it. */
export function frame(detail: DetailState, box: Box): string {
  return `${detailLines(detail, box, now, plainTheme)
    .map(line => line.trimEnd())
    .join('\n')}\n`;
}
