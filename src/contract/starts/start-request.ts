import { safeLine } from '../../model/text/safe-text.ts';

export type StartRequest = {
  readonly workflow: string;
  /** Generated when absent. A repeated request with the same id, workflow and input starts nothing more. */
  readonly id?: string;
  /**
   * Any JSON value; absent to start without input. The workflow gets it as sent; with `retryOf` it is what
   * was recorded, whose markers stand for their values (`docs/reference/payloads.md`).
   */
  readonly input?: unknown;
  /** `api` by default. */
  readonly trigger?: 'api' | 'cli';
  /** Who starts it: the run's actor. */
  readonly by?: string;
  /** The id of the run, of the same target, that the new one repeats. */
  readonly retryOf?: string;
};

export type StartResult =
  | StartedRun
  | RefusedStart
  /** No running program offers the workflow: see `describeNotOffered`. `offered` are the names of others. */
  | { readonly type: 'not-offered'; readonly offered: readonly string[] }
  | { readonly type: 'not-found' }
  | { readonly type: 'unsupported' };

type StartedRun = {
  readonly type: 'started';
  readonly id: string;
  /** Set where an earlier request with this id started it; who sent that, if that is known. */
  readonly already?: EarlierStart;
};

export type EarlierStart = { readonly by?: string };

export type RefusedStart = {
  readonly type: 'refused';
  readonly reason: string;
  readonly hint?: string;
  /** Set where another run has the id. */
  readonly taken?: TakenId;
};

type TakenId = {
  readonly id: string;
  readonly workflow: string;
  /** How that run differs; by its `origin` if no start made it. */
  readonly differs: 'workflow' | 'input' | 'origin';
};

export function refuseTakenId(taken: TakenId): RefusedStart {
  const { workflow, differs } = taken;
  const id = safeLine(taken.id, { maxLength: 100 });
  const run = `a run of ${safeLine(workflow, { maxLength: 60 })}`;
  const reason = `${id} is the id of ${run} already${differences[differs]}`;
  return { type: 'refused', reason, hint: 'leave the id out, or use another one', taken };
}

const differences: Readonly<Record<TakenId['differs'], string>> = {
  workflow: '',
  input: ', which was started with another input',
  origin: ', which was recorded and not started',
};

/** `already started by ada`, as far as that is known. */
export function alreadyText({ by }: EarlierStart): string {
  return by === undefined ? 'already started' : `already started by ${safeLine(by, { maxLength: 60 })}`;
}
