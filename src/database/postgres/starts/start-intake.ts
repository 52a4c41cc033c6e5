import type { Pool, PoolClient } from 'pg';
import type { StartIntake } from '../../../contract/starts/start-intake.ts';
import { withStoreErrors } from '../connect.ts';
import { inTransaction } from '../transaction.ts';
import { notifyChange } from '../write/notify-change.ts';
import { recordFirstHeartbeat } from '../write/writer-heartbeats.ts';
import { beginStarts } from './begin-starts.ts';
import { claimStarts, leaveStarts, wantedWriters } from './claims.ts';
import { putOffers } from './offers.ts';

export function createStartIntake(pool: Pool, url: string): StartIntake {
  const transact = <T>(work: (client: PoolClient) => Promise<T>) =>
    withStoreErrors(url, () => inTransaction(pool, work));

  return {
    claim: (writer, claim) =>
      transact(async client => {
        const isBack = await recordFirstHeartbeat(client, writer);
        const isOther = await putOffers(client, writer, [...claim.room.keys()]);
        const { starts, given } = await claimStarts(client, writer, claim);
        if (isBack || isOther || given > 0) await notifyChange(client);
        return starts;
      }),
    begin: (writer, starts) =>
      transact(async client => {
        const isBack = await recordFirstHeartbeat(client, writer);
        const { begun, refused, isNew } = await beginStarts(client, writer, starts);
        if (isBack || isNew) await notifyChange(client);
        return { begun, refused };
      }),
    leave: (writers, silentMs) =>
      transact(async client => {
        if (await leaveStarts(client, writers, silentMs)) await notifyChange(client);
      }),
    async wanted(writers) {
      if (writers.length === 0) return [];
      const query = { name: 'wanted-writers', text: wantedWriters, values: [[...writers]] };
      const { rows } = await withStoreErrors(url, () => pool.query<{ writer: string }>(query));
      return rows.map(({ writer }) => writer);
    },
  };
}
