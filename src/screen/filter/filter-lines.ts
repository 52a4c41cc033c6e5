import { followPages } from '../../contract/lists/pages.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import { bucketLengths, type FailureTally } from '../../model/failure/failure-tally.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import type { Candidate } from '../../model/query/complete.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { hintsFor } from '../dialogs/hints.ts';
import { editedText } from '../dialogs/text-line.ts';
import { isInGroup } from '../groups/groups-state.ts';
import { spread, type Theme } from '../paint/theme.ts';
import { unlessAway } from '../shell/jobs.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { activeCount, shownCounts } from '../table/list-state.ts';
import { canTakeBack } from '../table/reduce-list.ts';
import { type CountedField, type FilterBar, openFilter, wantedValues } from './read-filter-line.ts';

const mostHints = 3;
const lineMargin = 4;

export function filterLines(state: State, theme: Theme): readonly string[] {
  const { list, size } = state;
  const bar = openFilter(state);
  if (!bar) {
    if (list.filterText === '') return [];
    return [
      spread(
        ` ${theme.accent('/')} ${safeLine(list.filterText)}`,
        theme.dim(`${keyOf('filter')} edit · ${keyOf('back')} ${backWord(state)} `),
        size.columns,
      ),
    ];
  }
  const hint = hintText(state, size.columns - displayWidth(bar.text + bar.ghost) - lineMargin);
  const room = size.columns - displayWidth(hint) - lineMargin;
  const line = ` ${theme.accent('/')} ${editedText(bar, bar.ghost, Math.max(20, room), theme)}`;
  return [spread(line, theme.dim(hint), size.columns), belowBar(bar, state, theme)];
}

function backWord(state: State): string {
  const { screen, detail, list } = state;
  if (screen === 'groups') return 'runs';
  if (screen === 'detail') return 'back';
  if (detail && !list.steps.at(-1)?.isBeside) return 'close run';
  if (list.marks.size > 0) return 'unmark';
  if (canTakeBack(list)) return 'undo';
  return isInGroup(state) ? 'groups' : 'clear';
}

function hintText(state: State, room: number): string {
  const hints = hintsFor(state).slice(0, mostHints);
  for (let count = hints.length; count > 0; count -= 1) {
    const texts = hints.slice(0, count).map(({ keys, label }) => `${keys} ${label}`);
    const text = `${texts.join(' · ')} `;
    if (displayWidth(text) <= room) return text;
  }
  return '';
}

function belowBar(bar: FilterBar, state: State, theme: Theme): string {
  const width = state.size.columns;
  const field = wantedValues(bar)?.field;
  const named = (candidate: Candidate) => {
    const count = countOf(candidate, field, state);
    return (safeLine(candidate.text).trim() || '""') + (count === undefined ? '' : ` ${formatCount(count)}`);
  };
  if (bar.error !== undefined) {
    const text = [bar.error, ...(bar.hint === undefined ? [] : [bar.hint])].join(' · ');
    return theme.error(truncateText(`   ${safeLine(text)}`, width));
  }
  const pending = bar.pending ? [`${theme.warning('unfinished:')} ${safeLine(bar.pending)}`] : [];
  const [first, ...others] = bar.candidates;
  const help = first?.help ? theme.dim(`  ${first.help}`) : '';
  const best = first ? [`${theme.accent(named(first))}${help}`] : [];
  const names = others.slice(0, 12).map(named);
  const parts = [...pending, ...best, theme.dim(names.join('  '))].filter(part => part !== '');
  return parts.length === 0 ? '' : truncateText(`   ${parts.join('   ')}`, width);
}

type Counts = ReadonlyMap<string, number>;

/** Reads once how many runs have each value of a field, where the store has counted them. */
export function loadValueCounts(
  context: SessionContext,
  bar: FilterBar,
  field: string,
  onCounts: (field: CountedField, counts: Counts) => void,
): void {
  if (!isCounted(field) || bar.counts[field] || !hasCounters(context.getState().store.target)) return;
  const show = (counts: Counts): void => onCounts(field, counts);
  // Further keys do not read again.
  show(new Map());
  context.run(async () => {
    const counts = await unlessAway(() => readers[field](context.store(), context.now()));
    if (counts) show(counts);
  });
}

function isCounted(field: string): field is CountedField {
  return Object.hasOwn(readers, field);
}

const readers: Readonly<Record<CountedField, (store: RunStore, now: number) => Promise<Counts>>> = {
  workflow: async store => sum((await store.workflows()).map(({ name, total }) => [name, total])),
  error: async (store, now) => {
    const tallies = await countedFailures(store, now);
    return sum(tallies.map(({ example, count }) => [example.name ?? '', count]));
  },
  failure: async (store, now) => {
    const tallies = await countedFailures(store, now);
    return sum(tallies.map(({ failure, count }) => [signatureOf(failure), count]));
  },
};

/** All counted failures; none where the store would have to search its runs. */
async function countedFailures(store: RunStore, now: number): Promise<readonly FailureTally[]> {
  const parts: (readonly FailureTally[])[] = [];
  const read = async (cursor: string | undefined) =>
    store.failures?.(emptyQuery, { now, bucketMs: bucketLengths.day, cursor });
  for await (const chunk of followPages(read)) {
    if (chunk.searched) return [];
    parts.push(chunk.tallies);
  }
  return parts.flat();
}

function sum(counts: readonly (readonly [name: string, count: number])[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

function countOf(candidate: Candidate, field: string | undefined, state: State): number | undefined {
  if (candidate.type !== 'value') return undefined;
  if (field === undefined) return statusCount(candidate.text, state);
  return isCounted(field) ? openFilter(state)?.counts[field]?.get(candidate.text) : undefined;
}

function statusCount(word: string, state: State): number | undefined {
  const counts = shownCounts(state);
  if (!counts || counts.isPartial) return undefined;
  if (word === 'active') {
    const { runs, isAtLeast } = activeCount(counts);
    return isAtLeast ? undefined : runs;
  }
  const count = new Map(Object.entries(counts)).get(word);
  return typeof count === 'number' ? count : undefined;
}
