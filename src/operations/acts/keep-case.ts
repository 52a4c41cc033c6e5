import type { RunInclude, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { readWholeTrace } from '../read-trace.ts';
import { noSuchRunText } from '../target-refusal.ts';

/** Saves a run in a new case file, masked; resolves with its path. */
export type KeepCase = (run: Run, signal: AbortSignal) => Promise<string>;

type Store = Pick<RunStore, 'getRun' | 'getTrace' | 'target'>;

type NotRead =
  | { readonly type: 'not-found'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: InspectorError };

export async function readToAct(
  store: Store,
  address: string,
  signal: AbortSignal | undefined,
  include: RunInclude = {},
): Promise<{ readonly type: 'read'; readonly run: Run } | NotRead> {
  try {
    const run = await store.getRun(address, { include: { ...include, lazyPayloads: true }, signal });
    if (run) return { type: 'read', run };
    return { type: 'not-found', reason: noSuchRunText(store.target, address) };
  } catch (error) {
    if (error instanceof InspectorError) return { type: 'failed', error };
    throw error;
  }
}

type Keeping = {
  readonly store: Store;
  readonly address: string;
  readonly keepCase: KeepCase;
  readonly refusal: (run: Run) => string | undefined;
  readonly signal?: AbortSignal;
};

type Kept =
  | { readonly type: 'kept'; readonly savedAs: string }
  | { readonly type: 'refused'; readonly reason: string }
  | NotRead;

export async function keepAsItIs(keeping: Keeping): Promise<Kept> {
  const { store, address, keepCase, refusal, signal = new AbortController().signal } = keeping;
  const read = await readToAct(store, address, signal, { steps: true, messages: true });
  if (read.type !== 'read') return read;
  const reason = refusal(read.run);
  if (reason !== undefined) return { type: 'refused', reason };
  try {
    const trace = await readWholeTrace(store, address, { signal });
    return { type: 'kept', savedAs: await keepCase({ ...read.run, trace }, signal) };
  } catch (error) {
    if (error instanceof InspectorError) return { type: 'failed', error };
    throw error;
  }
}
