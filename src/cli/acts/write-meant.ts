import type { RunStore } from '../../contract/run-store.ts';
import { meantByPart } from '../../operations/find-by-part.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from '../print/write.ts';

type Act = {
  /** `cancel`, which takes whole ids, so that no run is meant by chance. */
  readonly verb: string;
  readonly rows: readonly { readonly id: string; readonly result: string }[];
};

const mostExplained = 5;

/** Says which runs were probably meant by ids that no run has. */
export async function writeMeant(store: RunStore, { verb, rows }: Act, context: Context): Promise<void> {
  const unknown = rows.filter(({ result }) => result === 'not-found').slice(0, mostExplained);
  for (const { id } of unknown) {
    const meant = await meantByPart(store, id, { now: context.now(), signal: context.signal });
    if (meant === undefined) continue;
    const [first = '', ...more] = meant.split('\n');
    writeNotice(`${verb} takes the whole id: ${first}`, context);
    for (const line of more) writeNotice(`  ${line}`, context);
  }
}
