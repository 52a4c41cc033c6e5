import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { formatQuery } from '../../model/query/format.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import {
  causeQuery,
  type Explained,
  type FailureExplanation,
  maskShared,
} from '../../model/share/explanation-json.ts';
import { closestTo, type SharedCause, type SharedFindings } from '../../model/share/find-shared.ts';
import { causeName, comparedText, noSharedCause, sharedLines } from '../../model/share/shared-text.ts';
import { boundaryText, sinceText } from '../../model/share/since-text.ts';
import type { SinceWhen } from '../../model/share/since-when.ts';
import { outOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { linesAround } from '../dialogs/define-dialog.ts';
import { markColumns, markedLines, type Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import { dialogColumns, dialogRows, type PaneSize } from '../shell/layout.ts';
import type { Action, Size, State } from '../shell/state.ts';

export type SharedCauses = SharedQuestion & {
  readonly type: 'shared-causes';
  readonly progress?: { readonly done: number; readonly total: number };
  readonly found?: SharedFound;
  readonly index: number;
};

export type SharedQuestion = {
  readonly query: Query;
  readonly of: string;
  /** Absent if the runs of the list are compared. */
  readonly groupId?: string;
  /** The open run whose group is compared; which one it is, is read first. */
  readonly run?: RunSummary;
};

export function createSharedCauses({ query, of, groupId, run }: SharedQuestion): SharedCauses {
  return { type: 'shared-causes', query, of, groupId, run, index: 0 };
}

export function moveInShared(shared: SharedCauses, by: number): SharedCauses {
  const last = (shared.found?.rows.length ?? 1) - 1;
  return { ...shared, index: Math.max(0, Math.min(last, shared.index + by)) };
}

export function sharedRow({ found, index }: SharedCauses): SharedRow | undefined {
  return found?.rows[index];
}

export function sharedRoom(size: Size): PaneSize {
  return { width: dialogColumns(size, widest), height: Math.max(1, dialogRows(size) - linesAbove) };
}

const widest = 110;
const linesAbove = 2;

function wrapSharedRow({ text }: SharedRow, width: number): readonly string[] {
  return wrapText(text, width - markColumns);
}

/** How many rows fit, from the cursor on, and then above it. */
export function rowsOnPage({ found, index }: SharedCauses, size: Size): number {
  const { width, height } = sharedRoom(size);
  const rows = found?.rows ?? [];
  let left = height;
  const overflow = [...rows.slice(index), ...rows.slice(0, index).reverse()].findIndex(row => {
    left -= wrapSharedRow(row, width).length;
    return left < 0;
  });
  return overflow < 0 ? rows.length : overflow;
}

export function sharedCausesLines(shared: SharedCauses, room: PaneSize, theme: Theme): readonly string[] {
  const { of, found, index } = shared;
  const lines = (found?.rows ?? []).map((row, at) => rowLines(row, at === index, room.width, theme));
  return [
    theme.dim(truncateText(safeLine(of), room.width)),
    truncateText(found?.text ?? progressText(shared), room.width),
    ...linesAround(lines, index, room.height),
  ];
}

function progressText({ progress }: SharedCauses): string {
  if (!progress) return 'comparing…';
  return `comparing… ${outOf(progress.done, progress.total)} runs`;
}

function rowLines(row: SharedRow, isSelected: boolean, width: number, theme: Theme) {
  const lines = wrapSharedRow(row, width);
  const isDim = row.tone === 'aside' && !isSelected;
  return markedLines(isDim ? lines.map(theme.dim) : lines, isSelected, width, theme);
}

export type SharedRow = {
  readonly text: string;
  /** A finding is beyond chance; an aside is not. */
  readonly tone: 'finding' | 'aside';
  readonly act?:
    | { readonly type: 'filter'; readonly filter: string; readonly label: string }
    | { readonly type: 'open'; readonly address: string };
  readonly reason?: string;
};

type SharedFound = {
  readonly text: string;
  readonly rows: readonly SharedRow[];
  /** The address of the last failed run, to compare it with a success; set if the runs share no cause. */
  readonly comparable?: string;
};

/** Since when runs with a cause fail, by the place of the cause in the list. */
type OwnTimes = ReadonlyMap<number, Pick<FailureExplanation, 'since' | 'isWhole'>>;

/** `undefined` for a cause whose runs no filter finds. */
export function causeQueries({ shared }: FailureExplanation): readonly (Query | undefined)[] {
  return maskShared(shared).causes.map(({ sets }) => causeQuery(sets));
}

/**
 * A row for each cause, or for what comes closest; since when runs with the cause fail, unless all fail since
 * then; and since when all fail. Secrets are masked.
 */
export function toSharedFound(
  explanation: FailureExplanation | undefined,
  now: number,
  own: OwnTimes = new Map(),
): SharedFound {
  if (!explanation) return { text: 'no failed run to compare', rows: [] };
  const { shared, there, since, isWhole, lastBad } = explanation;
  const findings = maskShared(shared);
  const comparable = findings.causes.length === 0 && lastBad ? runAddress(lastBad) : undefined;
  const [first = '', ...more] = sharedLines(findings, there);
  const lines = [
    comparable === undefined
      ? first
      : `${noSharedCause}: ${keyOf('compare')} compares the last failed run with a success`,
    ...more,
  ];
  const ownRow = (index: number): readonly SharedRow[] => {
    const cause = findings.causes[index];
    const { since: time, isWhole: isAll = false } = own.get(index) ?? {};
    if (!cause || !time || isSameTime(time, since)) return [];
    return [sinceRow(time, now, { isWhole: isAll, of: `with ${causeName(cause)}: ` })];
  };
  const values = lines.flatMap((text, index) => [toRow(text, index, findings), ...ownRow(index)]);
  const of = values.length > lines.length ? 'all of these runs: ' : '';
  const times = since ? [sinceRow(since, now, { isWhole, of })] : [];
  // Without a cause, a time from which runs fail, and before which none did, is the answer.
  const isNew = comparable !== undefined && since?.type === 'changed' && since.before.failed === 0;
  const rows = isNew ? [...times, ...values] : [...values, ...times];
  return { comparable, text: comparedText(findings, there), rows };
}

/** Whether the failing begins with the same run, or with none. */
function isSameTime(one: SinceWhen, other: SinceWhen | undefined): boolean {
  const firstOf = (since: SinceWhen | undefined) =>
    since && since.type !== 'unchanged' ? runAddress(since.firstBad) : undefined;
  return firstOf(one) === firstOf(other);
}

/** The cursor stays on its row, whose text may now follow the name of a cause. */
export function withFoundRows(shared: SharedCauses, found: SharedFound): SharedCauses {
  const text = sharedRow(shared)?.text;
  const index = found.rows.findIndex(row => text !== undefined && row.text.endsWith(text));
  return { ...shared, found, index: Math.max(0, index) };
}

function toRow(line: string, index: number, findings: SharedFindings): SharedRow {
  const text = safeLine(line);
  const cause = findings.causes[index];
  if (cause) return { text, tone: 'finding', ...toFilter(cause) };
  const closest = index > 0 ? closestTo(findings) : undefined;
  if (!closest) return { text, tone: 'finding' };
  return { text, tone: 'aside', ...toFilter({ sets: [closest], split: closest.split }) };
}

/** Lists the runs with the value, or, if no filter names the value, the failed ones by their ids. */
function toFilter({ sets, split, failedIds = [] }: SharedCause): Pick<SharedRow, 'act' | 'reason'> {
  const query = causeQuery(sets);
  if (query) return { act: { type: 'filter', filter: formatQuery(query), label: 'filter' } };
  if (failedIds.length === 0) return { reason: 'no filter finds these runs' };
  const label = failedIds.length < split.failed ? `newest ${failedIds.length} runs` : 'these runs';
  const filter = formatQuery(composeQuery(oneOfTexts('id', ...failedIds)));
  return { act: { type: 'filter', filter, label } };
}

function sinceRow(
  since: SinceWhen,
  now: number,
  { isWhole, of }: { readonly isWhole: boolean; readonly of: string },
): SharedRow {
  const words = [sinceText(since, now, isWhole), boundaryText(since)].filter(Boolean).join('; ');
  const row: SharedRow = { text: safeLine(of + words), tone: 'finding' };
  return since.type === 'unchanged'
    ? row
    : { ...row, act: { type: 'open', address: runAddress(since.firstBad) } };
}

declare module '../shell/state.ts' {
  interface State {
    /** What the runs of groups of the open target were last found to share, by group id. */
    readonly explained?: ReadonlyMap<string, Explained>;
  }
  interface Actions {
    readonly why: { readonly type: 'group-explained'; readonly id: string } & Explained;
  }
}

const mostKept = 200;

export function applyWhyAction(state: State, action: Action): State | undefined {
  if (action.type !== 'group-explained') return undefined;
  const { id, explanation, at } = action;
  const others = [...(state.explained ?? [])].filter(([known]) => known !== id);
  return { ...state, explained: new Map([...others, [id, { explanation, at }] as const].slice(-mostKept)) };
}
