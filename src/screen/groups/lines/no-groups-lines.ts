import { safeLine } from '../../../model/text/safe-text.ts';
import { keyOf } from '../../shell/keymap.ts';
import type { State } from '../../shell/state.ts';
import { otherKinds } from '../../table/lines/empty-lines.ts';
import { shownCounts } from '../../table/views.ts';

/** Why there are no groups, and what to do. */
export function noGroupsLines(state: State): readonly string[] {
  const back = `${keyOf('back')} goes back to the runs`;
  return ['', ...reasons(state), back];
}

function reasons(state: State): readonly string[] {
  const { list } = state;
  const { filterText, view, kind } = list;
  if (filterText !== '')
    return [
      safeLine(`no failed run in ${view.label} matches ${filterText}`),
      `${keyOf('filter')} edits the filter`,
    ];
  if (view.filter !== '' && view.id !== 'failed')
    return [safeLine(`no failed run in ${view.label}`), `${keyOf('view')} shows other views`];
  if (kind !== 'both') return [`no failed run of ${kind}s`, otherKinds(kind)];
  if (list.missing.length > 0) return ['no failed run in the targets that answer'];
  const failed = shownCounts(state)?.failed ?? 0;
  if (failed > 0) return ['runs have failed, but this store tells no error of any of them'];
  return ['no failed runs: nothing to do here'];
}
