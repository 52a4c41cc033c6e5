import {
  createActing,
  endRound,
  moveInActing,
  toNewRun,
  withNewRuns,
  withOutcomes,
} from '../../src/screen/acts/acting/acting.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { changed, opened } from './dialog-actions.ts';
import { sampleRun } from './memory-store.ts';

const group = Array.from({ length: 20 }, (_, at) => ({
  ...{ address: `run_00${at + 30}`, id: `run_00${at + 30}`, name: 'signup-pipeline' },
  ...({ status: 'Failed', statusKey: 'failed', kind: 'workflow' } as const),
}));

const newId = (at: number) => `run_01M8AWV2WVDMYKCSQF4TGG${String(at).padStart(4, '0')}`;

const error = { name: 'TimeoutError', message: 'mail provider did not answer in 30 s', step: 'send-email' };
const overdue = { status: 'sleeping', wakeAt: 0 } as const;
const shown = [
  { status: 'success' },
  { status: 'failed', errorSummary: error },
  { status: 'running' },
  overdue,
  { status: 'waiting' },
  { status: 'running', cancelRequestedAt: 1 },
  { status: 'queued' },
] as const;

const readRuns = group.slice(0, 16).map((_, at) => {
  const fields = shown[at] ?? { status: 'success' };
  return [newId(at), toNewRun(sampleRun(at, { id: newId(at), ...fields }), 60_000)] as const;
});

const size = { columns: 100, rows: 24 };
const begun = createActing({ act: 'retry', runs: group });
const answered = withOutcomes(
  begun,
  group.slice(0, 18).map((_, at) => {
    const text = 'not started: the input was not recorded';
    return [at, at === 17 ? { type: 'refused', text } : { type: 'done', text: '', started: newId(at) }];
  }),
);
const ended = endRound(answered, size);
const read = withNewRuns(ended, new Map(readRuns));

/** A retry of a group whose new runs are followed: one start was refused, two were not sent. */
export const retryStates: Readonly<Record<string, readonly Action[]>> = {
  'retry-followed': [
    ...[opened(begun), changed(answered), changed(ended), changed(read)],
    changed(moveInActing(read, 4, size)),
  ],
};
