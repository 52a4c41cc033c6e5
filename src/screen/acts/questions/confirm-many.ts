import { isUnoffered, type Offers } from '../../../contract/starts/offers.ts';
import type { Query } from '../../../model/query/query.ts';
import { noneRetried, type Retried } from '../../../operations/acts/find-retried.ts';
import type { FoundRun, FoundRuns } from '../../../operations/acts/find-runs.ts';
import type { Act } from '../../../operations/acts/perform-act.ts';
import { withoutRuns } from '../../../operations/acts/some-runs.ts';
import { type Answer, otherAnswer } from '../../dialogs/chosen-answer.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../../dialogs/text-line.ts';
import type { ReadInput } from '../again/read-input.ts';
import { describeFound, foundRows } from './found-text.ts';

/** The question before an act on several runs, which are read first and then fixed. */
export type ConfirmMany = ManyQuestion & {
  readonly type: 'confirm-many';
  readonly target: string;
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
  /** The number that is typed. */
  readonly typed: TextLine;
  readonly choice: Answer;
};

export type ManyQuestion = { readonly act: Act; readonly source: RunSource };

/** Which runs are meant. Each new object is read. */
export type RunSource =
  /** `of` is what the query asks for, in words. */
  | { readonly type: 'matching'; readonly query: Query; readonly of: string }
  /** `leftOut` of the marked runs cannot be acted on. */
  | { readonly type: 'marked'; readonly runs: FoundRuns; readonly leftOut: number };

export type ConfirmManyAction = { readonly overlay: 'confirm-many' } & (
  | ({ readonly type: 'opened'; readonly target: string } & ManyQuestion)
  | ReadAction
  | { readonly type: 'offers-read'; readonly offers: readonly Offers[] }
  | { readonly type: 'retried-toggled' }
  | { readonly type: 'cursor-moved'; readonly by: number }
  | LineAction
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'closed' }
);

/** What was read of the runs of a source. */
type ReadAction = { readonly source: RunSource } & (
  | { readonly type: 'counted'; readonly soFar: number }
  | { readonly type: 'found'; readonly found: FoundRuns; readonly retried?: Retried }
  | { readonly type: 'input-read'; readonly address: string; readonly input: ReadInput }
);

export function reduceConfirmMany(
  confirm: ConfirmMany | undefined,
  action: ConfirmManyAction,
): ConfirmMany | undefined {
  if (action.type === 'opened') {
    const { act, source, target } = action;
    const all = source.type === 'marked' && act !== 'retry' ? source.runs : undefined;
    return select({
      ...{ type: 'confirm-many', act, source, target, soFar: 0, all },
      ...{ retried: noneRetried, withRetried: false, unoffered: [], inputs: new Map() },
      ...{ index: 0, typed: lineOf(''), choice: 'no' },
    });
  }
  if (!confirm) return undefined;
  switch (action.type) {
    case 'counted':
    case 'found':
    case 'input-read':
      return action.source === confirm.source ? withRead(confirm, action) : confirm;
    case 'offers-read':
      return askAnew(confirm, select({ ...confirm, offers: action.offers }));
    case 'retried-toggled':
      return askAnew(confirm, select({ ...confirm, withRetried: !confirm.withRetried }));
    case 'cursor-moved':
      return { ...confirm, index: Math.max(0, Math.min(lastRow(confirm), confirm.index + action.by)) };
    case 'typed':
    case 'edited':
      return { ...confirm, typed: changeLine(confirm.typed, action) };
    case 'choice-changed':
      return { ...confirm, choice: otherAnswer(confirm.choice) };
    case 'confirmed':
    case 'closed':
      return undefined;
  }
}

function withRead(confirm: ConfirmMany, action: ReadAction): ConfirmMany {
  switch (action.type) {
    case 'counted':
      return { ...confirm, soFar: action.soFar };
    case 'found':
      return select({ ...confirm, all: action.found, retried: action.retried ?? noneRetried });
    case 'input-read':
      return { ...confirm, inputs: new Map(confirm.inputs).set(action.address, action.input) };
  }
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

/** What was typed or chosen is no consent to other runs. */
function askAnew(before: ConfirmMany, after: ConfirmMany): ConfirmMany {
  return isSameRuns(before.found, after.found) ? after : { ...after, typed: lineOf(''), choice: 'no' };
}

function isSameRuns(before: FoundRuns | undefined, after: FoundRuns | undefined): boolean {
  if (before?.runs.length !== after?.runs.length) return false;
  return before?.runs.every(({ address }, at) => address === after?.runs[at]?.address) ?? true;
}
