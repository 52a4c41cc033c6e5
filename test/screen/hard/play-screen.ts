import { vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { frequencyDialog } from '../../../src/screen/frequency/frequency-dialog.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import type { Size, State } from '../../../src/screen/shell/state.ts';
import { sharedDialog } from '../../../src/screen/why/shared-dialog.ts';
import { settled } from '../live-session.ts';
import { closeSessions, openSession, press, typeKeys } from '../open-session.ts';

/** Presses the keys of a screen, one piece after the other, and returns what is shown in the end. */
export async function playScreen(store: RunStore, size: Size, pieces: readonly string[]): Promise<State> {
  const reads = { pending: 0 };
  const counted = countReads(store, reads);
  const { session } = openSession(counted, size, store, undefined, undefined, undefined, targets);
  await rest(session, reads);
  for (const piece of pieces) {
    if (piece.startsWith(typed)) typeKeys(session, piece.slice(typed.length));
    else press(session, ...piece.split(' '));
    await rest(session, reads);
  }
  const state = session.getState();
  await closeSessions();
  return state;
}

const targets = [
  { id: 'a', label: 'prod  https://runs.example.com/team', hint: '~/.config/runlens/config.yaml' },
  { id: 'b', label: '店  ./店/.runlens/runs.db', hint: 'runlens.config.yaml' },
  { id: 'c', label: `${'long-'.repeat(12)}name  postgres://db.example.com/runs`, hint: 'here' },
  { id: 'all', label: 'all of these in one list', hint: 'prod,店' },
];

/** What follows is typed as it stands; other pieces are names of keys. */
const typed = 'type ';

type Reads = { pending: number };

const methods = [
  'listRuns',
  'counts',
  'workflows',
  'suggest',
  'failures',
  'explainFailures',
  'getRun',
  'getTrace',
  'cancelRun',
] as const;

function countReads(store: RunStore, reads: Reads): RunStore {
  const count = <Args extends unknown[], Result>(read: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      reads.pending += 1;
      try {
        return await read(...args);
      } finally {
        reads.pending -= 1;
      }
    };
  };
  const counted = methods
    .filter(method => store[method])
    .map(method => [method, count(store[method] as (...args: unknown[]) => Promise<unknown>)]);
  const marks = store.failureMarks;
  const list = count((options?: { readonly signal?: AbortSignal }) => marks?.list(options) ?? none);
  const failureMarks = marks && { ...marks, list };
  return { ...store, ...Object.fromEntries(counted), ...(failureMarks && { failureMarks }) };
}

const none = Promise.resolve(undefined);

const stepMs = 200;
/** Longer than any pause of the session before it reads. */
const quietSteps = 4;

/** Until nothing is read, and nothing changes any more. */
async function rest(session: Session, reads: Reads): Promise<void> {
  let before: State | undefined;
  for (let quiet = 0; quiet < quietSteps; ) {
    await vi.advanceTimersByTimeAsync(stepMs);
    await settled();
    while ((reads.pending > 0 || isCounting(session)) && !isSilent(session)) await settled();
    const state = session.getState();
    quiet = isSame(state, before) ? quiet + 1 : 0;
    before = state;
  }
}

/** Counting and comparing yield to the event loop between reads. */
function isCounting(session: Session): boolean {
  const shared = sharedDialog.in(session.getState());
  if (shared) return shared.found === undefined;
  return frequencyDialog.in(session.getState())?.progress.phase === 'counting';
}

/** A store that never answers. */
function isSilent(session: Session): boolean {
  return session.getState().store.target.name === 'prod';
}

/** Apart from the clock, which stands still, but ticks. */
function isSame(state: State, before: State | undefined): boolean {
  const keys = Object.keys(state).filter(key => key !== 'now') as (keyof State)[];
  return before !== undefined && keys.every(key => state[key] === before[key]);
}
