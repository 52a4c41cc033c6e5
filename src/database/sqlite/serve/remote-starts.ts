import type { Database } from 'better-sqlite3';
import type { BeginRequest, BegunStarts, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../contract/starts/start-queue.ts';
import { mostBytesAtOnce } from '../../runs/events/start-event.ts';
import { bumpChange } from '../changes/change-notes.ts';
import { createRunWriters, type RemoteWriters } from '../changes/remote-writers.ts';
import { createStartClaims, syncToDisk } from '../starts/claims.ts';
import { createOfferRows } from '../starts/offers.ts';

/** The starts that remote writers take: see `StartIntake`. Each call is one transaction. */
export type RemoteStarts = {
  readonly claim: (writer: string, claim: StartClaim) => readonly ClaimedStart[];
  readonly begin: (writer: string, starts: readonly BeginRequest[]) => BegunStarts;
  readonly leave: (writers: readonly string[], silentMs: number) => void;
};

export function createRemoteStarts(db: Database, writers: RemoteWriters): RemoteStarts {
  const starts = createStartClaims(db);
  const offers = createOfferRows(db);
  const giveBack = db.prepare(
    `UPDATE starts SET claimed_by = NULL, claimed_at = NULL
    WHERE claimed_by = ? AND run NOT IN (SELECT key FROM runs WHERE id IN (SELECT value FROM json_each(?)))`,
  );
  const runWriters = createRunWriters(db);
  const isSilent = db.prepare('SELECT 1 FROM owners WHERE id = ? AND heartbeat_at <= ?');

  const claim = db.transaction((writer: string, { room, held }: StartClaim) => {
    const owner = writers.claim(writer);
    const isOther = offers.put(owner, [...room.keys()]);
    const given = giveBack.run(owner, JSON.stringify(held)).changes;
    const claimed = starts.claim(owner, { room, held: new Set(held) }, Date.now());
    if (isOther || given > claimed.length) bumpChange(db);
    return claimed;
  });
  const begin = db.transaction((writer: string, requests: readonly BeginRequest[]): BegunStarts => {
    const owner = writers.claim(writer);
    const begun: BegunStarts['begun'][number][] = [];
    const refused: string[] = [];
    let bytes = 0;
    for (const { id, at } of requests) {
      if (bytes > mostBytesAtOnce) break;
      const start = starts.begun(owner, id, at) ?? starts.begin(owner, id, at);
      if (start) {
        runWriters.putById(id, writer);
        begun.push({ id, ...start });
      } else refused.push(id);
      bytes += Buffer.byteLength(start?.input ?? '');
    }
    return { begun, refused };
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
    begin: (writer, requests) => syncToDisk(db, () => begin.immediate(writer, requests)),
    leave: (ids, silentMs) => leave.immediate(ids, silentMs),
  };
}
