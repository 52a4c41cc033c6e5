import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { formatQuery } from '../../model/query/format.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import type { Explained } from '../../model/share/explanation-json.ts';
import { causeQuery, type FailureExplanation, maskShared } from '../../model/share/explanation-json.ts';
import { closestTo, type SharedCause, type SharedFindings } from '../../model/share/find-shared.ts';
import { causeName, comparedText, noSharedCause, sharedLines } from '../../model/share/shared-text.ts';
import { placeText, sinceText } from '../../model/share/since-text.ts';
import type { SinceWhen } from '../../model/share/since-when.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { linesAround } from '../dialogs/define-dialog.ts';
import { markColumns, markedLines, type Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import { dialogColumns, dialogRows, type PaneSize } from '../shell/layout.ts';
import type { Action, Size, State } from '../shell/state.ts';

/** What the failed runs of a group or of the list share, and since when they have failed. */
export type SharedCauses = SharedQuestion & {
  readonly type: 'shared-causes';
  readonly progress?: ComparedSoFar;
  /** What was found; absent while runs are compared. */
  readonly found?: SharedFound;
  readonly index: number;
};

export type SharedQuestion = {
  readonly query: Query;
  readonly of: string;
  /** The group whose runs are compared; absent for those of the list. */
  readonly groupId?: string;
  /** The open run whose group that is; the group is read before its runs are compared. */
  readonly run?: RunSummary;
};

type ComparedSoFar = { readonly done: number; readonly total: number };

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

/** The columns of the dialog, and the lines below whose runs are compared and how many. */
export function sharedRoom(size: Size): PaneSize {
  return { width: dialogColumns(size, widest), height: Math.max(1, dialogRows(size) - linesAbove) };
}

const widest = 110;
const linesAbove = 2;

/** A row beside the cursor's mark. */
function wrapSharedRow({ text }: SharedRow, width: number): readonly string[] {
  return wrapText(text, width - markColumns);
}

/** How many rows are visible together: those from the cursor on, and above it where these leave room. */
export function rowsOnPage({ found, index }: SharedCauses, size: Size): number {
  const { width, height } = sharedRoom(size);
  const rows = found?.rows ?? [];
  let left = height;
  const isFull = (row: SharedRow): boolean => {
    left -= wrapSharedRow(row, width).length;
    return left < 0;
  };
  const full = [...rows.slice(index), ...rows.slice(0, index).reverse()].findIndex(isFull);
  return full < 0 ? rows.length : full;
}

/** The question, how many runs are compared, and the rows around the cursor, each wrapped. */
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
  return `comparing… ${formatCount(progress.done)} of ${formatCount(progress.total)} runs`;
}

function rowLines(row: SharedRow, isSelected: boolean, width: number, theme: Theme) {
  const lines = wrapSharedRow(row, width);
  const isDim = row.tone === 'aside' && !isSelected;
  return markedLines(isDim ? lines.map(theme.dim) : lines, isSelected, width, theme);
}

export type SharedRow = {
  readonly text: string;
  /** A finding is beyond chance; an aside only adds to it. */
  readonly tone: 'finding' | 'aside';
  readonly act?:
    | { readonly type: 'filter'; readonly filter: string; readonly label: string }
    | { readonly type: 'open'; readonly address: string };
  readonly reason?: string;
};

export type SharedFound = {
  readonly text: string;
  readonly rows: readonly SharedRow[];
  /** The last failed run, where they share no cause: what is left is to compare it with a success. */
  readonly comparable?: string;
};

/** Since when runs fail that have a cause of the list, by its place there. */
export type OwnTimes = ReadonlyMap<number, Pick<FailureExplanation, 'since' | 'isWhole'>>;

/** The query for the runs of each cause; `undefined` where no filter finds them. */
export function causeQueries({ shared }: FailureExplanation): readonly (Query | undefined)[] {
  return maskShared(shared).causes.map(({ sets }) => causeQuery(sets));
}

/**
 * A row for each cause, and since when runs with it fail, where that is another time; or for what comes
 * closest; and since when all fail. Secrets are masked.
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
  const rows = lines.map((text, index) => [toRow(text, index, findings), ...ownRow(index)]);
  const [values, hasOwn] = [rows.flat(), rows.flat().length > rows.length];
  const times = since ? [sinceRow(since, now, { isWhole, of: hasOwn ? 'all of these runs: ' : '' })] : [];
  return {
    comparable,
    text: comparedText(findings, there),
    rows: comparable !== undefined && since && isNew(since) ? [...times, ...values] : [...values, ...times],
  };

  function ownRow(index: number): readonly SharedRow[] {
    const cause = findings.causes[index];
    const { since: time, isWhole: isAll = false } = own.get(index) ?? {};
    if (!cause || !time || isSameTime(time, since)) return [];
    return [sinceRow(time, now, { isWhole: isAll, of: `with ${causeName(cause)}: ` })];
  }
}

/** Whether the failing begins with the same run, or not at any time. */
function isSameTime(one: SinceWhen, other: SinceWhen | undefined): boolean {
  const firstOf = (since: SinceWhen | undefined) =>
    since && since.type !== 'unchanged' ? runAddress(since.firstBad) : undefined;
  return firstOf(one) === firstOf(other);
}

/** The same with other rows; the cursor stays on its row. */
export function withFoundRows(shared: SharedCauses, found: SharedFound): SharedCauses {
  const text = sharedRow(shared)?.text;
  const index = found.rows.findIndex(row => text !== undefined && row.text.endsWith(text));
  return { ...shared, found, index: Math.max(0, index) };
}

/** Where no value separates them, a time from which they fail, and before which none did, is the answer. */
function isNew(since: SinceWhen): boolean {
  return since.type === 'changed' && since.before.failed === 0;
}

function toRow(line: string, index: number, findings: SharedFindings): SharedRow {
  const text = safeLine(line);
  const cause = findings.causes[index];
  if (cause) return { text, tone: 'finding', ...toFilter(cause) };
  const closest = closestTo(findings);
  const isClosest = index > 0 && closest !== undefined;
  return {
    text,
    tone: isClosest ? 'aside' : 'finding',
    ...(isClosest ? toFilter({ sets: [closest], split: closest.split }) : {}),
  };
}

/** The runs with the value, or those that failed with it where no filter names it. */
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
  const text = of + [sinceText(since, now, isWhole), placeText(since)].filter(Boolean).join('; ');
  if (since.type === 'unchanged') return { text: safeLine(text), tone: 'finding' };
  return {
    text: safeLine(text),
    tone: 'finding',
    act: { type: 'open', address: runAddress(since.firstBad) },
  };
}

declare module '../shell/state.ts' {
  interface State {
    /** What the runs of groups were last found to share, by the id of the group, of the open target. */
    readonly explained?: ReadonlyMap<string, Explained>;
  }
  interface Actions {
    readonly why: { readonly type: 'group-explained'; readonly id: string } & Explained;
  }
}

const mostKept = 200;

/** What an action about explained groups makes of the state; `undefined` for any other. */
export function applyWhyAction(state: State, action: Action): State | undefined {
  if (action.type !== 'group-explained') return undefined;
  const { id, explanation, at } = action;
  const others = [...(state.explained ?? [])].filter(([known]) => known !== id);
  return { ...state, explained: new Map([...others, [id, { explanation, at }] as const].slice(-mostKept)) };
}
