import type { Query } from '../../../model/query/query.ts';
import { countsByName, describeStatuses, type NameCount } from '../../../operations/acts/counts-by-name.ts';
import type { FoundRuns } from '../../../operations/acts/find-runs.ts';
import { withoutRuns } from '../../../operations/acts/leave-out-retried.ts';
import { isCountTyped, parseTypedCount } from '../../../operations/acts/typed-count.ts';
import { runsText } from '../../../operations/run-counts.ts';
import type { RunTarget } from '../../acts/run-target.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../text-line.ts';

/** The question before an act on all runs that match, which are read first and then fixed. */
export type ConfirmMany = ManyQuestion & {
  readonly type: 'confirm-many';
  readonly target: string;
  /** How many were found while they are read. */
  readonly soFar: number;
  /** Absent while runs are read; without those of `retried`, unless they are asked for. */
  readonly found?: FoundRuns;
  /** The runs with those that were run again since, and which these are. */
  readonly retried?: { readonly all: FoundRuns; readonly addresses: ReadonlySet<string> };
  readonly withRetried: boolean;
  /** The number that is typed. */
  readonly typed: TextLine;
  readonly choice: 'no' | 'yes';
};

export type ManyQuestion = {
  readonly act: 'cancel' | 'retry';
  /** Each new one is read. */
  readonly query: Query;
  /** What the query asks for, in words. */
  readonly of: string;
};

export type ConfirmManyAction = { readonly overlay: 'confirm-many' } & (
  | ({ readonly type: 'opened'; readonly target: string } & ManyQuestion)
  | { readonly type: 'counted'; readonly query: Query; readonly soFar: number }
  | {
      readonly type: 'found';
      readonly query: Query;
      readonly found: FoundRuns;
      readonly retried?: ReadonlySet<string>;
    }
  | { readonly type: 'retried-toggled' }
  | LineAction
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'closed' }
);

export function reduceConfirmMany(
  confirm: ConfirmMany | undefined,
  action: ConfirmManyAction,
): ConfirmMany | undefined {
  if (action.type === 'opened') {
    const { act, query, of, target } = action;
    return {
      ...{ type: 'confirm-many', act, query, of, target },
      ...{ soFar: 0, typed: lineOf(''), choice: 'no', withRetried: false },
    };
  }
  if (!confirm) return undefined;
  switch (action.type) {
    case 'counted':
      return action.query === confirm.query ? { ...confirm, soFar: action.soFar } : confirm;
    case 'found':
      return action.query === confirm.query ? withFound(confirm, action.found, action.retried) : confirm;
    case 'retried-toggled':
      return select({ ...confirm, withRetried: !confirm.withRetried, typed: lineOf('') });
    case 'typed':
    case 'edited':
      return { ...confirm, typed: changeLine(confirm.typed, action) };
    case 'choice-changed':
      return { ...confirm, choice: confirm.choice === 'no' ? 'yes' : 'no' };
    case 'confirmed':
    case 'closed':
      return undefined;
  }
}

function withFound(confirm: ConfirmMany, all: FoundRuns, addresses = noRuns): ConfirmMany {
  return select({ ...confirm, found: all, retried: addresses.size > 0 ? { all, addresses } : undefined });
}

const noRuns: ReadonlySet<string> = new Set();

function select(confirm: ConfirmMany): ConfirmMany {
  const { retried, withRetried } = confirm;
  if (!retried) return confirm;
  return { ...confirm, found: withoutRuns(retried.all, withRetried ? noRuns : retried.addresses) };
}

/** Whether a number is typed instead of an answer chosen: from ten runs on. */
export function asksForCount({ found }: ConfirmMany): boolean {
  return found !== undefined && isCountTyped(found.runs.length);
}

/** The runs that are acted on as it is typed or chosen; `undefined` where that is no consent. */
export function confirmedRuns(confirm: ConfirmMany): readonly RunTarget[] | undefined {
  const { found, choice, typed, act } = confirm;
  if (!found) return undefined;
  if (!asksForCount(confirm)) return choice === 'yes' ? found.runs : undefined;
  const count = parseTypedCount(typed.text);
  if (count === found.runs.length) return found.runs;
  const isLast = act === 'retry' && count !== undefined && count > 0 && count < found.runs.length;
  return isLast ? found.runs.slice(0, count) : undefined;
}

/** What is known of the runs: how many, by status and by workflow. */
export function describeFound({ runs, counts, isCut }: FoundRuns): FoundText {
  return {
    runs: runsText(runs.length),
    statuses: describeStatuses(counts),
    names: countsByName(counts),
    isCut,
  };
}

export type FoundText = {
  readonly runs: string;
  readonly statuses: string;
  readonly names: readonly NameCount[];
  readonly isCut: boolean;
};
