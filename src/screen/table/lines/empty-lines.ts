import type { RunKind } from '../../../model/run.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { keyOf } from '../../shell/keymap.ts';
import type { State } from '../../shell/state.ts';
import { betterFilter } from '../explain-list.ts';

/** Why a table has no runs, and what to do. */
export function emptyLines(state: State): readonly string[] {
  const { list } = state;
  if (list.nextCursor !== undefined) return ['', 'the pages that were read have no run'];
  return ['', ...(list.filterText === '' ? noRuns(state) : noMatch(state))];
}

function noMatch({ list, overlay }: State): readonly string[] {
  const reasons = (list.reasons ?? []).map(({ text }) => safeLine(text));
  const better = overlay.type === 'none' ? betterFilter(list) : undefined;
  return [
    safeLine(`no run in ${list.view.label} matches ${list.filterText}`),
    ...reasons,
    ...(better === undefined ? [] : [safeLine(`${keyOf('open')} lists ${better === '' ? 'all' : better}`)]),
    ...(overlay.type === 'none' ? [waysOut(list)] : []),
  ];
}

/** The key goes from workflows to agents, and from those to both. */
export function otherKinds(kind: RunKind): string {
  return `${keyOf('kind')} shows ${kind === 'workflow' ? 'agents, then ' : ''}both kinds`;
}

/** `Esc clears the filter · v shows other views` */
function waysOut({ filterText, view, kind }: State['list']): string {
  const ways = [
    ...(filterText === '' ? [] : [`${keyOf('back')} clears the filter`]),
    ...(view.filter === '' ? [] : [`${keyOf('view')} shows other views`]),
    ...(kind === 'both' ? [] : [otherKinds(kind)]),
  ];
  return ways.join(' · ');
}

function noRuns({ list, store: { target } }: State): readonly string[] {
  const { view, kind, missing } = list;
  if (view.filter === '' && kind === 'both') {
    if (missing.length > 0) return ['the targets that answer have no runs'];
    if (target.isEngine) return ['no runs yet: the runs that the engine starts appear here'];
    return ['no runs yet: record one with runlens/recorder,', 'or try `runlens demo`'];
  }
  return [whatIsMissing(list), waysOut(list)];
}

function whatIsMissing({ view, kind, missing }: State['list']): string {
  const doubt = missing.length > 0 ? ': not every target answers' : '';
  if (view.filter === '') return `no run of an${kind === 'agent' ? ' agent' : 'y workflow'}${doubt}`;
  const isAll = kind === 'both' && missing.length === 0;
  if (view.id === 'failed' && isAll) return 'no failed runs: nothing to do here';
  return safeLine(`no ${kind === 'both' ? 'run' : `${kind} run`} in ${view.label} just now${doubt}`);
}
