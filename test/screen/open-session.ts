import { scheduler } from 'node:timers/promises';
import { vi } from 'vitest';
import { createMemory } from '../../src/cli/memory/memory.ts';
import { createOwnFailures } from '../../src/cli/memory/own-failures.ts';
import type { DoneAct } from '../../src/contract/done-act.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { TargetInfo } from '../../src/contract/target-info.ts';
import type { CopyOutcome } from '../../src/model/report/copy-outcome.ts';
import { renderCopyWork } from '../../src/model/report/copy-work.ts';
import { reportPage } from '../../src/model/report/page/report-page.ts';
import type { OwnFailures } from '../../src/operations/failures/failure-memory.ts';
import { readReport } from '../../src/operations/failures/read-report.ts';
import { createScreenSession } from '../../src/screen/features.ts';
import { createState } from '../../src/screen/reduce.ts';
import type { Effects, MenuItem } from '../../src/screen/shell/effects.ts';
import { type Memory, recall } from '../../src/screen/shell/remembered.ts';
import type { Session } from '../../src/screen/shell/session.ts';
import type { State } from '../../src/screen/shell/state.ts';
import { checkWholeFrame } from './whole-frame.ts';

const outcome: CopyOutcome = { route: 'native', bytes: 3, confirmed: true };

export type Opened<S> = {
  readonly store: S;
  readonly session: Session;
  readonly copied: string[];
  readonly exits: number[];
  readonly filters: string[];
  /** What the terminal was told of long work. */
  readonly progress: (number | undefined)[];
  /** What the terminal was notified of. */
  readonly notified: string[];
  /** The pages that were saved, in HTML. */
  readonly pages: string[];
  readonly own: OwnFailures;
  /** What was done, the newest first. */
  readonly done: DoneAct[];
  /** What the editor got, and what it makes of it: nothing, unless a test says so. */
  readonly editor: { readonly got: string[]; leave: (text: string) => string };
};

const opened: Opened<RunStore>[] = [];

const throwBug = (error: unknown): void => {
  throw error;
};

/**
 * A session on a store, with a world that keeps what it is given. One that is in a state already reads
 * nothing by itself.
 */
export function openSession<S extends RunStore>(
  store: S,
  size = { columns: 100, rows: 30 },
  other: RunStore | readonly MenuItem[] = store,
  namedRun?: string,
  onBug = throwBug,
  memory: Memory = createMemory(undefined),
  targets: readonly MenuItem[] = [{ id: 'other', label: 'other' }],
  from?: State,
): Opened<S> {
  const copied: string[] = [];
  const exits: number[] = [];
  const filters: string[] = [];
  const progress: (number | undefined)[] = [];
  const notified: string[] = [];
  const pages: string[] = [];
  const done: DoneAct[] = [];
  const editor: Opened<S>['editor'] = { got: [], leave: text => text };
  const own = { ...createOwnFailures(undefined, 'test'), problem: () => undefined };
  const effects: Effects = {
    user: 'ada',
    now: () => Date.now(),
    copy: async text => {
      copied.push(Buffer.from(text).toString());
      return outcome;
    },
    runOwn: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    keepOutput: async () => 'output.txt',
    saveCase: async () => ({ path: './runs.case.json', bytes: 9, hidden: 0 }),
    saveReport: async ({ store: ofRun, run, failureId, canRunAgain }, signal) => {
      const found = await readReport(ofRun, run, { own, failureId, now: Date.now(), signal });
      const { text, hidden } = reportPage({ ...found, canRunAgain, madeBy: 'runlens' });
      pages.push(text);
      return { path: './report.html', bytes: 9, hidden };
    },
    renderCopy: async work => {
      const { text, hidden } = renderCopyWork(work);
      return { bytes: Buffer.from(text), hidden };
    },
    openPager: async () => {},
    openEditor: async () => {},
    showProgress: part => progress.push(part),
    editText: async bytes => {
      const text = Buffer.from(bytes).toString();
      editor.got.push(text);
      return editor.leave(text);
    },
    notify: async text => void notified.push(text),
    suspend: () => {},
    quit: code => exits.push(code),
    listTargets: async () => targets,
    openTarget: async () => other,
    ownFailures: async () => own,
    doneActs: async () => ({ acts: done }),
    memory: {
      ...memory,
      filters: () => filters,
      rememberFilter: text => filters.push(text),
      problem: () => undefined,
    },
  };
  const remembered = recall(memory, store.target);
  const { target, can } = store;
  const state = from ?? createState({ size, now: Date.now(), target, can, remembered });
  const session = createScreenSession({ store, state, effects, onBug, namedRun });
  if (!from) session.start();
  const one = { store, session, copied, exits, filters, progress, notified, pages, own, done, editor };
  opened.push(one);
  return one;
}

/** Lets everything that is due happen, for as many ms as are given. */
export async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (const { session } of opened) checkShown(session);
}

const shown = new WeakMap<Session, State>();

function checkShown(session: Session): void {
  const state = session.getState();
  const before = shown.get(session);
  if (before && isSameButForTime(state, before)) return;
  shown.set(session, state);
  checkWholeFrame(state);
}

function isSameButForTime(one: State, other: State): boolean {
  return Object.entries(one).every(([part, value]) => part === 'now' || value === Reflect.get(other, part));
}

const turns = 60;

/** As `settle`, and lets work go on that yields to the real event loop between its pieces. */
export async function settleWork(ms = 0): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await settle(ms / turns);
    await scheduler.yield();
    await scheduler.yield();
  }
}

export function press(session: Session, ...keys: readonly string[]): void {
  for (const key of keys) session.press(key);
}

export function typeKeys(session: Session, text: string): void {
  for (const character of text) session.press(character === ' ' ? 'space' : character);
}

export async function closeSessions(): Promise<void> {
  for (const { session } of opened.splice(0)) await session.close();
}

export const mergedTarget: TargetInfo = {
  name: 'prod,shop',
  kind: 'merged',
  isRemote: true,
  location: 'https://runs.example.com, ./shop/runs.db',
  reason: 'argument',
  members: [
    {
      name: 'prod',
      kind: 'http',
      location: 'https://runs.example.com',
      reason: 'configuration',
      commandTarget: 'prod',
    },
    {
      name: 'shop',
      kind: 'sqlite',
      location: './shop/runs.db',
      reason: 'argument',
      commandTarget: './shop/runs.db',
    },
  ],
};
