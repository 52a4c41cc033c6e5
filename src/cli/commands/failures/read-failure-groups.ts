import type { RunStore } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type FailureGroup, groupPlace } from '../../../model/failure/failure-groups.ts';
import { failureTemplate } from '../../../model/failure/failure-template.ts';
import { markLimits, type NewFailureMark, toShown } from '../../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../../model/failure/memory/state-words.ts';
import { toFailureJson } from '../../../model/report/failure-json.ts';
import { firstAge } from '../../../model/share/since-text.ts';
import { formatAge, formatCount } from '../../../model/text/formats.ts';
import { findFailure, meantFailure } from '../../../operations/failures/find-failure.ts';
import { findFailureGroup, type groupFailures } from '../../../operations/failures/group-failures.ts';
import type { Context } from '../../context/context.ts';
import type { ListShape } from '../../print/print-list.ts';
import { withProgress } from '../../print/progress.ts';

type Options = Parameters<typeof groupFailures>[2];

export function searchGroups<Read>(
  context: Context,
  read: (options: Options) => Promise<Read>,
): Promise<Read> {
  return withProgress('searching', context, onProgress =>
    read({ now: context.now(), signal: context.signal, onProgress }),
  );
}

export function readFailureByPart(store: RunStore, written: string, context: Context) {
  return searchGroups(context, options => findFailure(store, written, options));
}

export async function findMarkedFailure(
  store: RunStore,
  id: string,
  context: Context,
): Promise<Pick<NewFailureMark, 'failureId' | 'shown'>> {
  const isId = /^[\w.-]+$/.test(id) && id.length <= markLimits.failureId;
  const group = isId
    ? await searchGroups(context, options => findFailureGroup(store, id, options))
    : undefined;
  if (group) return { failureId: group.id, shown: toShown(group) };
  throw noSuchGroup(id, await searchGroups(context, options => meantFailure(store, id, options)));
}

export function noSuchGroup(id: string, hint = '`runlens failures list` lists the groups'): InspectorError {
  return new InspectorError('not-found', `no failed run is of the group ${id}`, { hint });
}

export function failureShape(
  context: Context,
  stateOf: (group: FailureGroup) => FailureState,
): ListShape<FailureGroup> {
  const now = context.now();
  return {
    toJson: group => toFailureJson(group, stateOf(group)),
    tsv: [
      'id',
      'count',
      'firstAt',
      'lastAt',
      'workflow',
      'step',
      'message',
      'lastRunId',
      'state',
      'ticket',
      'note',
    ],
    table: [
      { title: 'FAILURE', text: ({ id }) => id },
      { title: 'STATE', text: group => stateWords(stateOf(group), now) },
      { title: 'RUNS', align: 'end', text: ({ count }) => formatCount(count) },
      { title: 'FIRST', text: group => firstAge({ firstAt: group.first.at, ...stateOf(group) }, now) },
      { title: 'LAST', text: ({ last }) => formatAge(last.at, now) },
      { title: 'WHERE', text: groupPlace },
      { title: 'ERROR', text: ({ example, id }) => failureTemplate(example, id) },
    ],
  };
}
