import { composeQuery } from '../../model/query/compose-query.ts';
import type { Clause, Query, TextField } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { runTags } from '../../model/run-fields.ts';
import { isActive, standstillText } from '../../model/status.ts';

type KnownRun = {
  readonly createdAt: number;
  readonly target: string | undefined;
  readonly state: string;
  readonly isOpen: boolean;
  readonly reported: string | undefined;
};

type Comparison = {
  readonly isReported: boolean;
  readonly isSame: boolean;
};

export type OpenRun = {
  readonly address: string;
  readonly createdAt: number;
  readonly target: string | undefined;
};

export type KnownRuns = ReturnType<typeof createKnownRuns>;

/**
 * The runs that may change, and those created since the horizon, in epoch ms. An older run has been reported,
 * and has ended, so that the memory of a watch does not grow with what it has reported.
 */
export function createKnownRuns(start: number) {
  const known = new Map<string, KnownRun>();
  const open = new Set<string>();
  let horizon = start;
  return {
    horizon: () => horizon,
    openCount: () => open.size,
    openExcept: (addresses: ReadonlySet<string>): readonly OpenRun[] => {
      const left: OpenRun[] = [];
      for (const address of open) {
        const run = known.get(address);
        if (run && !addresses.has(address))
          left.push({ address, createdAt: run.createdAt, target: run.target });
      }
      return left;
    },
    compare: (run: RunSummary): Comparison => {
      const before = known.get(runAddress(run));
      const state = stateOf(run);
      return { isReported: before?.reported === state, isSame: before?.state === state };
    },
    note: (run: RunSummary, isReported: boolean): void => {
      const address = runAddress(run);
      const { createdAt, target } = run;
      const state = stateOf(run);
      const isOpen = isActive(run);
      const reported = isReported ? state : known.get(address)?.reported;
      if (isOpen) open.add(address);
      else open.delete(address);
      if (isOpen || createdAt >= horizon) known.set(address, { createdAt, target, state, isOpen, reported });
      else known.delete(address);
    },
    remove: (address: string): void => {
      known.delete(address);
      open.delete(address);
    },
    /** Forgets ended runs that were created before the time, or before the newest `most` of them. */
    advance: (to: number, most: number): void => {
      horizon = Math.max(horizon, to);
      const ended = [...known].filter(([, run]) => !run.isOpen);
      if (ended.length > most) {
        const newest = ended.map(([, run]) => run.createdAt).sort((a, b) => b - a);
        horizon = Math.max(horizon, newest[most] ?? horizon);
      }
      for (const [address, { createdAt }] of ended) if (createdAt < horizon) known.delete(address);
    },
  };
}

/** Changes with the status, in the store's own words where it has some. */
function stateOf(run: RunSummary): string {
  const { status, statusRaw, statusLabel } = run;
  return JSON.stringify([status, statusRaw, statusLabel, standstillText(run)]);
}

const neverChanging: readonly TextField[] = ['id', 'workflow', 'trigger', 'retryOf', 'key', ...runTags];

/** The clauses that a run matches all its life, or never; by the others, it may come to match late. */
export function lastingPart({ clauses }: Query): Query {
  return { clauses: clauses.filter(isLasting) };
}

function isLasting(clause: Clause): boolean {
  return clause.type === 'kind' || (clause.type === 'text' && neverChanging.includes(clause.field));
}

export const activeRuns = composeQuery({ type: 'status', values: [{ status: 'active' }] });
