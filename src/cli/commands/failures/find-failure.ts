import type { RunStore } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { markLimits } from '../../../model/failure/memory/failure-mark.ts';
import { toShown } from '../../../model/failure/memory/shown-failures.ts';
import type { Context } from '../../context/context.ts';
import { readFailureGroup } from './read-failure-groups.ts';

/** The failures that a mark on this id holds for, as they are now. */
export async function findFailure(
  store: RunStore,
  id: string,
  context: Context,
): Promise<Pick<NewFailureMark, 'failureId' | 'shown'>> {
  const isId = /^[\w.-]+$/.test(id) && id.length <= markLimits.failureId;
  const group = isId ? await readFailureGroup(store, id, context) : undefined;
  if (group) return { failureId: group.id, shown: toShown(group) };
  throw noSuchGroup(id);
}

export function noSuchGroup(id: string): InspectorError {
  return new InspectorError('not-found', `no failed run is of the group ${id}`, {
    hint: '`runlens failures list` lists the groups',
  });
}
