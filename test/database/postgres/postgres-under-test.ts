import type { Pool } from 'pg';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { createPool } from '../../../src/database/postgres/database.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import type { RunningServer } from '../../../src/server/serve-store.ts';
import type { StoreUnderTest } from '../../contract/store-contract.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openProgram, startServer } from '../../stores/http/http-under-test.ts';
import { createTestWriter } from './served.ts';

export function targetOf(url: string): TargetInfo {
  return { name: 'test', kind: 'postgres', location: url, reason: 'test' };
}

export function openStoreAt(url: string, scanRows = 1_000_000): Promise<RunStore> {
  return openPostgresStore({ url, target: targetOf(url), scanBudget: { ms: 60_000, rows: scanRows } });
}

type PostgresUnderTest = StoreUnderTest & { readonly url: string; readonly pool: Pool };

/** A real database, written to by the intake of a server. */
export async function createPostgresUnderTest(): Promise<PostgresUnderTest> {
  const { url, drop } = await createTestDatabase();
  const pool = createPool(url);
  const intake = createBatchIntake(pool, url);
  const importer = createTestWriter(intake, 'importer');
  const owner = createTestWriter(intake, 'owner');
  const requests = new Set<string>();
  let isAsking = false;
  /** Asks the database for as long as a test looks, and not all the time. */
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    const asked = await intake.cancelRequests([owner.id]).catch(() => undefined);
    for (const id of asked?.get(owner.id) ?? []) requests.add(id);
    isAsking = false;
  };
  let server: RunningServer | undefined;
  return {
    url,
    pool,
    open: ({ scanRows } = {}) => openStoreAt(url, scanRows),
    record: async events => void (await importer.take(events, false)),
    recordAsOwner: async events => void (await owner.take(events)),
    async openProgram() {
      server ??= await startServer(await openServedPostgres({ url, target: targetOf(url) }));
      return openProgram(server.url);
    },
    cancelRequests() {
      void ask();
      return [...requests];
    },
    beat: () => intake.heartbeat([owner.id]),
    async remove() {
      await server?.close();
      await pool.end();
      await drop();
    },
  };
}
