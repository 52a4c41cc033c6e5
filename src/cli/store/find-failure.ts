import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { areRelated, signatureOf } from '../../model/failure/failure-text.ts';
import { markLimits, type ShownFailures } from '../../model/failure/memory/failure-mark.ts';
import { addShown, toShown } from '../../model/failure/memory/shown-failures.ts';
import type { Context } from '../context.ts';
import { buildQuery } from '../options/build-query.ts';
import { readFailureGroups } from './read-failure-groups.ts';

/** The failures that a mark on this id holds for, as they are now. */
export async function findFailure(store: RunStore, id: string, context: Context): Promise<ShownFailures> {
  const isId = /^[\w.-]+$/.test(id) && id.length <= markLimits.failureId;
  const query = buildQuery({ filter: `failure:${JSON.stringify(signatureOf(id))}` });
  const groups = isId ? await readFailureGroups(store, query, context) : [];
  const related = groups.filter(group => areRelated(group.id, id));
  const own = related.find(group => group.id === id);
  const shown = (own ? [own] : related).map(toShown);
  const [first, ...others] = shown;
  if (!first)
    throw new InspectorError('not-found', `no failed run is of the group ${id}`, {
      hint: '`runlens failures list` lists the groups',
    });
  const count = shown.reduce((sum, one) => sum + one.count, 0);
  return { ...others.reduce(addShown, first), count };
}
