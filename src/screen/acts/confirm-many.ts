import { isUnoffered, type Offers } from '../../contract/starts/offers.ts';
import type { Query } from '../../model/query/query.ts';
import { countOf } from '../../model/text/formats.ts';
import { noneRetried, type Retried } from '../../operations/acts/find-retried.ts';
import { type FoundRun, type FoundRuns, withoutRuns } from '../../operations/acts/find-runs.ts';
import type { Act } from '../../operations/acts/perform-act.ts';
import { isCountTyped, parseTypedCount } from '../../operations/acts/typed-count.ts';
import { countsByName, describeStatuses, type NameCount } from '../../operations/run-counts.ts';
import { type Answering, unanswered } from '../dialogs/question.ts';
import type { RunTarget } from './acting/acting.ts';
import type { ReadInput } from './read-inputs.ts';

/** The question before an act on several runs, which are read first and then fixed. */
export type ConfirmMany = Answering &
  ManyQuestion & {
    readonly type: 'confirm-many';
    /** How many were found, or looked at, while they are read. */
    readonly soFar: number;
    /** Every run that is meant; absent while they are read. */
    readonly all?: FoundRuns;
    /** Those that were run again since. */
    readonly retried: Retried;
    readonly withRetried: boolean;
    /** What can be started; absent until that is known, and where it does not matter. */
    readonly offers?: readonly Offers[];
    /** The runs that would be acted on: without `unoffered`, and `retried` unless they are asked for. */
    readonly found?: FoundRuns;
    /** Those that no running program would begin. */
    readonly unoffered: readonly FoundRun[];
    /** The recorded inputs that were read of runs that would be run again, by address. */
    readonly inputs: ReadonlyMap<string, ReadInput>;
    /** The row under the cursor, where they do not all fit: a run, or a workflow of many. */
    readonly index: number;
  };

export type ManyQuestion = { readonly act: Act; readonly source: RunSource; readonly target: string };

/** Which runs are meant. */
export type RunSource =
  /** `of` is what the query asks for, in words. */
  | { readonly type: 'matching'; readonly query: Query; readonly of: string }
  /** `leftOut` of the marked runs cannot be acted on. */
  | { readonly type: 'marked'; readonly runs: FoundRuns; readonly leftOut: number };

export function createConfirmMany({ act, source, target }: ManyQuestion): ConfirmMany {
  const all = source.type === 'marked' && act !== 'retry' ? source.runs : undefined;
  return select({
    ...{ type: 'confirm-many', act, source, target, soFar: 0, all },
    ...{ retried: noneRetried, withRetried: false, unoffered: [], inputs: new Map(), index: 0 },
    ...unanswered,
  });
}

export function withFound(confirm: ConfirmMany, all: FoundRuns, retried: Retried = noneRetried): ConfirmMany {
  return select({ ...confirm, all, retried });
}

export function withInput(confirm: ConfirmMany, address: string, input: ReadInput): ConfirmMany {
  return { ...confirm, inputs: new Map(confirm.inputs).set(address, input) };
}

export function withOffers(confirm: ConfirmMany, offers: readonly Offers[]): ConfirmMany {
  return askAnew(confirm, select({ ...confirm, offers }));
}

/** Asks also about the runs that were run again since, or leaves them out again. */
export function toggleRetried(confirm: ConfirmMany): ConfirmMany {
  return askAnew(confirm, select({ ...confirm, withRetried: !confirm.withRetried }));
}

export function moveInFound(confirm: ConfirmMany, by: number): ConfirmMany {
  return { ...confirm, index: Math.max(0, Math.min(lastRow(confirm), confirm.index + by)) };
}

function select(confirm: ConfirmMany): ConfirmMany {
  const { all, retried, withRetried, offers } = confirm;
  if (!all) return confirm;
  const wanted = withoutRuns(all, withRetried ? noneRetried : retried);
  const unoffered = wanted.runs.filter(run => isUnoffered(run, offers));
  const found = withoutRuns(wanted, new Set(unoffered.map(({ address }) => address)));
  return { ...confirm, found, unoffered, index: 0 };
}

function lastRow({ found }: ConfirmMany): number {
  return found ? foundRows(describeFound(found)).length - 1 : 0;
}

/** Takes the answer back where the runs have changed: it is no consent to others. */
function askAnew(before: ConfirmMany, after: ConfirmMany): ConfirmMany {
  return isSameRuns(before.found, after.found) ? after : { ...after, ...unanswered };
}

function isSameRuns(before: FoundRuns | undefined, after: FoundRuns | undefined): boolean {
  if (before?.runs.length !== after?.runs.length) return false;
  return before?.runs.every(({ address }, at) => address === after?.runs[at]?.address) ?? true;
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

/** What is known of the runs of a question. */
export type FoundText = {
  /** `12 runs` */
  readonly runs: string;
  /** `10 running, 2 queued` */
  readonly statuses: string;
  readonly names: readonly NameCount[];
  /** Each run, where they are so few that no number is typed. */
  readonly few?: readonly FoundRun[];
};

/** The rows of a question: each of a few runs, else each workflow. */
export function foundRows({ few, names }: FoundText): readonly (FoundRun | NameCount)[] {
  return few ?? names;
}

export function describeFound({ runs, counts }: FoundRuns): FoundText {
  return {
    runs: countOf(runs.length, 'run'),
    statuses: describeStatuses(counts),
    names: countsByName(counts),
    few: isCountTyped(runs.length) ? undefined : runs,
  };
}
