import type { LateOptions, LateRuns } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/try-parse-json.ts';
import { runAddress } from '../../model/run.ts';
import type { Use } from './query-members.ts';

type QueryAll = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<readonly T[]>;
type Positions = Readonly<Record<string, string>>;

/** The late runs of several stores; its position has that of each, also of one that is away now. */
export function createMergedLateRuns(queryAll: QueryAll): NonNullable<RunStore['lateRuns']> {
  return async ({ after, limit, signal }: LateOptions): Promise<LateRuns> => {
    const before = after === undefined ? {} : parsePositions(after);
    const lists = await queryAll(async (store, ending, { name }) => {
      const late = await store.lateRuns?.({ after: before[name], limit, signal: ending });
      return { name, late };
    }, signal);
    const known = lists.flatMap(({ name, late }) => (late ? [{ name, late }] : []));
    const positions = known.map(({ name, late }) => [name, late.position]);
    return {
      addresses: known.flatMap(({ name, late }) =>
        late.addresses.map(id => runAddress({ id, target: name })),
      ),
      position: JSON.stringify({ ...before, ...Object.fromEntries(positions) }),
    };
  };
}

function parsePositions(text: string): Positions {
  const value = tryParseJson(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return Object.fromEntries(entries);
  throw new InspectorError('usage', `not a position among late runs: ${text.slice(0, 40)}`, {
    hint: 'take the position of the answer before, as it is',
  });
}
