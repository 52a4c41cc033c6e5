import type { Database } from 'better-sqlite3';
import type { StartClaim } from '../../../contract/served-store.ts';
import type { BegunStart, ClaimedStart } from '../../../contract/start-queue.ts';
import { createStartClaims } from '../starts/claims.ts';
import { createOfferRows } from '../starts/offers.ts';
import { syncToDisk } from '../starts/sync-to-disk.ts';
import { bumpChange } from '../write/bump-change.ts';
import type { RemoteWriters } from '../write/remote-writers.ts';

/** The starts that remote writers take: see `StartIntake`. Each call is one transaction. */
export type RemoteStarts = {
  readonly claim: (writer: string, claim: StartClaim) => readonly ClaimedStart[];
  readonly begin: (
    writer: string,
    start: { readonly id: string; readonly at: number },
  ) => BegunStart | undefined;
  readonly leave: (writers: readonly string[], silentMs: number) => void;
};

export function createRemoteStarts(db: Database, writers: RemoteWriters): RemoteStarts {
  const starts = createStartClaims(db);
  const offers = createOfferRows(db);
  const giveBack = db.prepare(
    `UPDATE starts SET claimed_by = NULL, claimed_at = NULL
    WHERE claimed_by = ? AND run NOT IN (SELECT key FROM runs WHERE id IN (SELECT value FROM json_each(?)))`,
  );
  const isSilent = db.prepare('SELECT 1 FROM owners WHERE id = ? AND heartbeat_at <= ?');

  const claim = db.transaction((writer: string, { room, held }: StartClaim) => {
    const owner = writers.claim(writer);
    const isOther = offers.put(owner, [...room.keys()]);
    const given = giveBack.run(owner, JSON.stringify(held)).changes;
    const claimed = starts.claim(owner, { room, held: new Set(held) }, Date.now());
    if (isOther || given > claimed.length) bumpChange(db);
    return claimed;
  });
  const begin = db.transaction((writer: string, { id, at }: { readonly id: string; readonly at: number }) => {
    const owner = writers.claim(writer);
    return starts.begun(owner, id, at) ?? starts.begin(owner, id, at);
  });
  const leave = db.transaction((ids: readonly string[], silentMs: number) => {
    for (const writer of ids) {
      const owner = writers.ownerOf(writer);
      if (owner === undefined || isSilent.get(owner, Date.now() - silentMs) === undefined) continue;
      const hadOffers = offers.put(owner, []);
      if (giveBack.run(owner, '[]').changes > 0 || hadOffers) bumpChange(db);
    }
  });
  return {
    claim: (writer, given) => claim.immediate(writer, given),
    begin: (writer, start) => syncToDisk(db, () => begin.immediate(writer, start)),
    leave: (ids, silentMs) => leave.immediate(ids, silentMs),
  };
}
