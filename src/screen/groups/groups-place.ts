import { asksForOutcome, keepsWholeWorkflows } from '../../model/query/clauses.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import type { Clause } from '../../model/query/query.ts';
import { countOrMore, formatCount, outOf, uncapitalize } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { describeCount, type ListState, shownCounts } from '../table/list-state.ts';
import { readingText } from '../table/place-text.ts';
import { groupSortLabels } from './group-commands.ts';
import { type GroupsState, hasAppeared, questionOf } from './groups-state.ts';

/** `1–12 of 23 groups · since 24h`, and shorter `23 groups · since 24h`. */
export function groupsPlace(state: State): { readonly place: string; readonly shorter: string } {
  const { groups, list } = state;
  if (!groups || groups.of !== questionOf(list)) {
    const text = `${readingText(state)} · ${windowText(state)}`;
    return { place: text, shorter: text };
  }
  const { rows, top } = groups;
  const last = Math.min(rows.length, top + tableRows(state));
  const isAll = groups.isWhole && list.missing.length === 0;
  const count = countOrMore(rows.length, !isAll, 'group');
  const shown = rows.length > 0 ? `${formatCount(top + 1)}–${formatCount(last)} of ` : '';
  const only = groups.only === undefined ? [] : [`only ${groups.only}`];
  const right = [...only, ...appeared(groups), windowText(state), ...progress(groups, state)].join(' · ');
  return { place: `${shown}${count} · ${right}`, shorter: `${count} · ${right}` };
}

function appeared(groups: GroupsState): readonly string[] {
  const count = groups.rows.filter(row => hasAppeared(groups, row)).length;
  return count > 0 ? [`${formatCount(count)} appeared`] : [];
}

function progress({ isWhole, searched }: GroupsState, state: State): readonly string[] {
  if (isWhole) return [];
  if (!searched) return [readingText(state, 'not all read')];
  return [`searched ${outOf(searched.read, searched.total)}`];
}

/** `since 24h`, `all 98,112 runs`. */
function windowText(state: State): string {
  const { view, filterText, kind } = state.list;
  const times = [view.filter, filterText].flatMap(timesOf);
  if (times.length > 0) return times.join(' ');
  const isAll = filterText === '' && kind === 'both' && ['all', 'failed'].includes(view.id);
  const counts = shownCounts(state);
  if (!isAll) return 'all that match';
  if (!counts) return 'all runs';
  if (counts.total === 1 && !counts.isPartial) return 'the only run';
  return `all ${describeCount({ runs: counts.total, isAtLeast: counts.isPartial ?? false })} runs`;
}

/** The longest first: `OF THE WORKFLOW'S RUNS SINCE 24H`; clauses on the outcome do not limit these runs. */
export function shareTitles({ view, filterText }: Pick<ListState, 'view' | 'filterText'>): readonly string[] {
  const times = [view.filter, filterText].flatMap(timesOf);
  const others = [view.filter, filterText]
    .flatMap(clausesOf)
    .filter(clause => clause.type !== 'time' && !asksForOutcome(clause));
  const isWhole = keepsWholeWorkflows({ clauses: others });
  const short = 'OF RUNS';
  if (isWhole && times.length === 0) return ["OF ALL THE WORKFLOW'S RUNS", 'OF ALL RUNS', short];
  const which = [...times.map(time => ` ${time.toUpperCase()}`), isWhole ? '' : ' THAT MATCH'].join('');
  return [`OF THE WORKFLOW'S RUNS${which}`, `OF RUNS${which}`, short];
}

function timesOf(filter: string): readonly string[] {
  return clausesOf(filter).flatMap(timeText);
}

function clausesOf(filter: string): readonly Clause[] {
  const parsed = tryParseQuery(filter);
  return 'error' in parsed ? [] : parsed.query.clauses;
}

function timeText(clause: Clause): readonly string[] {
  if (clause.type !== 'time' || clause.negated || clause.field === 'started') return [];
  const texts = clause.tests.map(test => (test.op === '..' ? `${test.from}..${test.to}` : test.text));
  return [safeLine(`${clause.field} ${texts.join(' or ')}`)];
}

export function groupsOrder({ groups, list }: State): { readonly all: string; readonly own: string } {
  const kind = list.kind === 'both' ? [] : [`${list.kind}s`];
  const sort = groups?.sort ?? 'last';
  const order = uncapitalize(groupSortLabels[sort]);
  return { all: [...kind, order].join(' · '), own: (sort === 'last' ? kind : [...kind, order]).join(' · ') };
}
