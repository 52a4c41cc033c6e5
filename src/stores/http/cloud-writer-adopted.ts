import { checkBody } from './cloud-writer-body.ts';
import type { CloudLine } from './cloud-writer-line.ts';
import type { Losses } from './cloud-writer-losses.ts';
import { partsOf } from './cloud-writer-parts.ts';
import type { Spool } from './spool.ts';
import { adoptSpools, bytesOfServer } from './spool-adopt.ts';

/** Sends what recorders that are gone left on the disk, under their names and numbers. */
export type AdoptedSpools = {
  /** Looks for more, and sends what is there. Gives whether nothing is left; never rejects. */
  readonly deliver: () => Promise<boolean>;
  /** What is on the disk for the server, of whomever, as of the last look. */
  readonly bytes: () => number;
  /** Leaves what is there to others, at once. */
  readonly release: () => void;
};

type Context = { readonly line: CloudLine; readonly losses: Losses; readonly signal: AbortSignal };

export function createAdoptedSpools(serverFolder: string, context: Context): AdoptedSpools {
  const adopted = new Set<Spool>();
  const { signal } = context;
  let bytes = 0;
  let delivering: Promise<boolean> | undefined;

  async function deliver(): Promise<boolean> {
    for (const spool of await adoptSpools(serverFolder)) adopted.add(spool);
    if (signal.aborted) release();
    bytes = await bytesOfServer(serverFolder);
    for (const spool of adopted) {
      const isToStay = await deliverSpool(spool, context).then(
        isDelivered => !isDelivered,
        // What cannot be read now is left, to be taken anew, and holds up nothing else.
        () => false,
      );
      if (isToStay) break;
      adopted.delete(spool);
      spool.release();
    }
    bytes = await bytesOfServer(serverFolder);
    return adopted.size === 0;
  }
  function release(): void {
    for (const spool of adopted) spool.release();
    adopted.clear();
  }

  return {
    deliver() {
      delivering ??= deliver()
        .catch(() => false)
        .finally(() => {
          delivering = undefined;
        });
      return delivering;
    },
    bytes: () => bytes,
    release,
  };
}

/** Gives whether everything was delivered. */
async function deliverSpool(spool: Spool, context: Context): Promise<boolean> {
  for (let parcels = await spool.list(); parcels.length > 0; parcels = await spool.list()) {
    for (const { sequence } of parcels) {
      const result = await deliverParcel(spool, sequence, context);
      if (result === 'parted') break;
      if (result === 'failed' || context.signal.aborted) return false;
    }
    await spool.sign();
  }
  return true;
}

async function deliverParcel(
  spool: Spool,
  sequence: number,
  { line, losses, signal }: Context,
): Promise<'done' | 'parted' | 'failed'> {
  const parcel = { sequence, body: await spool.read(sequence) };
  try {
    await checkBody(spool.writer, parcel);
  } catch {
    losses.damaged(await spool.setAside(sequence));
    return 'done';
  }
  const outcome = await line.post(parcel.body, signal);
  if (outcome.type === 'failed') return 'failed';
  const parts = outcome.type === 'unfit' ? await partsOf(spool.writer, parcel, outcome.error, losses) : [];
  if (outcome.type === 'taken') losses.refused(outcome.refused);
  // The first part has the number of the whole, whose place it takes once the other is there.
  for (const part of parts.toReversed()) await spool.put(part);
  if (parts.length === 0) await spool.remove(sequence);
  return parts.length === 0 ? 'done' : 'parted';
}
