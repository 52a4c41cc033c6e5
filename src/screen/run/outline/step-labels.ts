import { siblingValues } from '../../../model/compare/text/difference-path.ts';
import { memo } from '../../../model/memo.ts';
import type { Attempts } from '../../../model/steps/group-attempts.ts';

/** Of more, all their inputs would have to be read for the first row. */
const mostOfName = 100;

type Labels = ReadonlyMap<Attempts, string>;

/** What tells neighbouring steps of one name apart, as a comparison says it: `index=17`. Cached by list. */
export const stepLabels = memo(findLabels);

function findLabels(groups: readonly Attempts[]): Labels {
  const labels = new Map<Attempts, string>();
  for (const alike of Map.groupBy(groups, ([{ name }]) => name).values()) {
    if (alike.length < 2 || alike.length > mostOfName) continue;
    const nodes = alike.map(group => ({ group, a: group[0], b: group[0] }));
    for (const [{ group }, label] of siblingValues(nodes) ?? []) labels.set(group, label);
  }
  return labels;
}
