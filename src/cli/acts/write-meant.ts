import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { meantByPart } from '../../operations/find-by-part.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from '../print/write.ts';

type Act = {
  /** `cancel`, which takes whole ids, so that no run is meant by chance. */
  readonly verb: string;
  readonly rows: readonly { readonly id: string; readonly result: string }[];
};

const mostExplained = 5;

/** Says which runs were probably meant by ids that no run has, unless that cannot be found out now. */
export async function writeMeant(store: RunStore, { verb, rows }: Act, context: Context): Promise<void> {
  const unknown = rows.filter(({ result }) => result === 'not-found').slice(0, mostExplained);
  for (const { id } of unknown) {
    const meant = await tryMeant(store, id, context);
    if (meant === undefined) continue;
    const [first = '', ...more] = meant.split('\n');
    writeNotice(`${verb} takes the whole id: ${first}`, context);
    for (const line of more) writeNotice(`  ${line}`, context);
  }
}

/** What was done to the other runs is told already: neither an interrupt nor an outage changes that. */
async function tryMeant(store: RunStore, id: string, { now, signal }: Context): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await meantByPart(store, id, { now: now(), signal });
  } catch (error) {
    if (signal.aborted || error instanceof InspectorError) return undefined;
    throw error;
  }
}
