import { expect, it } from 'vitest';
import { composeQuery } from '../../src/model/query/compose-query.ts';
import { formatQuery } from '../../src/model/query/format.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { addTerm } from '../../src/model/query/values/add-term.ts';
import { createValueCounts } from '../../src/model/query/values/count-values.ts';
import { type FixedField, fixedFields, valuesIn } from '../../src/model/query/values/value-fields.ts';
import { toTerm } from '../../src/model/query/values/value-term.ts';
import type { Run, RunSummary } from '../../src/model/run.ts';
import { isActive } from '../../src/model/status.ts';
import type { ReadableContext } from './readable-contract.ts';
import { idsOf, listAll } from './reading.ts';

const mostValues = 8;

/** What `F` counts, and `=` and `-` find. */
export function describeReadableValues(context: () => ReadableContext): void {
  it('counts of each field in rows what the whole runs have', async () => {
    const { store, runs, now } = context();
    const rows = await listAll(store, parseQuery(''), { now });
    for (const field of [...fixedFields, 'started' as const])
      expect([field, countsOf(rows, field, now)]).toEqual([field, countsOf(runs, field, now)]);
  });

  it.each([...fixedFields, 'started' as const])(
    'finds the runs with a %s, and those without it',
    async field => {
      const { store, runs, now } = context();
      const ended = runs.filter(run => field !== 'duration' || !isActive(run));
      const values = [...new Set(ended.flatMap(run => valuesIn(field, run, now)))].slice(0, mostValues);
      for (const value of ended.some(run => valuesIn(field, run, now).length === 0)
        ? [...values, undefined]
        : values) {
        const term = toTerm(field, value, { now, reveal: true });
        if ('reason' in term) continue;
        const list = async (isNegated: boolean) => {
          const added = addTerm('', { bodies: term.bodies, isNegated });
          if ('reason' in added) return undefined;
          return idsOf(await listAll(store, parseQuery(added.filter), { now }));
        };
        const [found, others] = [await list(term.isNegated), await list(!term.isNegated)];
        const having = idsOf(ended.filter(run => hasValue(field, run, value, now)));
        const name = formatQuery(composeQuery(...term.bodies));
        if (found)
          expect(
            having.filter(id => !found.includes(id)),
            name,
          ).toEqual([]);
        if (others)
          expect(
            having.filter(id => others.includes(id)),
            name,
          ).toEqual([]);
        if (found && others) expect([...found, ...others].sort(), name).toEqual([...idsOf(runs)].sort());
      }
    },
  );
}

function hasValue(field: FixedField, run: Run, value: string | undefined, now: number): boolean {
  const values = valuesIn(field, run, now);
  return value === undefined ? values.length === 0 : values.includes(value);
}

function countsOf(runs: readonly RunSummary[], field: FixedField, now: number) {
  const counts = createValueCounts();
  for (const run of runs) counts.add(run, valuesIn(field, run, now));
  return counts
    .counts()
    .map(({ value = '', failed, active, others }) => `${value} ${failed} ${active} ${others}`)
    .sort();
}
