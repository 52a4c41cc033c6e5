import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { toQuery } from '../state/list/views.ts';
import { isRemote } from '../state/session/is-remote.ts';
import { reduce } from '../state/session/reduce.ts';
import { createState, type State } from '../state/session/state.ts';
import type { TerminalSize } from '../terminal/device/terminal-size.ts';

type Question = {
  readonly store: RunStore;
  readonly size: TerminalSize;
  readonly now: number;
  readonly filter?: string;
};

/** What is not there by then comes into a frame that stands already. */
const patienceMs = 40;

/**
 * The state of the first frame: the newest runs that match, as many as the screen shows and a few more, where
 * they are there at once. No store over a network is waited for.
 */
export async function readFirstState(question: Question): Promise<State> {
  const { store, size, now, filter } = question;
  const state = createState({ size, now, target: store.target, can: store.can, filterText: filter });
  if (isRemote(store.target)) return state;
  return (await atOnce(signal => readState(question, state, signal))) ?? state;
}

async function readState({ store, size, now }: Question, state: State, signal: AbortSignal): Promise<State> {
  const { view, filterText, kind, sort } = state.list;
  const query = toQuery(view, filterText, kind);
  try {
    const [page, counts] = await Promise.all([
      store.listRuns(query, { sort, limit: size.rows, now, signal }),
      store.counts({ signal }),
    ]);
    return reduce(reduce(state, { type: 'page-loaded', kind: 'first', page }), {
      type: 'counts-loaded',
      counts,
    });
  } catch (error) {
    if (!(error instanceof InspectorError) || error.kind === 'unreadable') throw error;
    return reduce(state, { type: 'load-failed', error, retryAt: now });
  }
}

/**
 * The run to open in the first frame; `undefined` where it is not there at once. Rejects when there is none.
 */
export async function readNamedRun(store: RunStore, id: string): Promise<Run | undefined> {
  if (isRemote(store.target)) return undefined;
  const found = await atOnce(async signal => ({ run: await store.getRun(id, { signal }) }));
  if (!found || found.run) return found?.run;
  const hint = 'runlens without --run lists the runs there are';
  throw new InspectorError('not-found', `there is no run ${id} in ${store.target.location}`, { hint });
}

/** An answer that comes at once; else it is given up. */
async function atOnce<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const giveUp = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    resolve(undefined);
    giveUp.abort();
  }, patienceMs);
  const answer = ask(giveUp.signal);
  answer.catch(ignoreLate);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What fails after it was given up is asked for again, and told then. */
function ignoreLate(): void {}
