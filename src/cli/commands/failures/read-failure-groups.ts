import type { RunStore } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import { markLimits, type NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { toShown } from '../../../model/failure/memory/shown-failures.ts';
import type { Query } from '../../../model/query/query.ts';
import { findFailureGroup, groupFailures } from '../../../operations/failures/group-failures.ts';
import type { Context } from '../../context/context.ts';
import { withProgress } from '../../print/progress.ts';

/** `groupFailures` with its progress on stderr. */
export function readFailureGroups(
  store: RunStore,
  query: Query,
  context: Context,
): Promise<readonly FailureGroup[]> {
  return search(context, options => groupFailures(store, query, options));
}

/** `findFailureGroup` with its progress on stderr. */
export function readFailureGroup(
  store: RunStore,
  id: string,
  context: Context,
): Promise<FailureGroup | undefined> {
  return search(context, options => findFailureGroup(store, id, options));
}

type Options = Parameters<typeof groupFailures>[2];

function search<Read>(context: Context, read: (options: Options) => Promise<Read>): Promise<Read> {
  return withProgress('searching', context, onProgress =>
    read({ now: context.now(), signal: context.signal, onProgress }),
  );
}

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
