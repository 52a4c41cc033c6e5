import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool as HttpPool } from 'undici';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../src/contract/served-store.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { serveStore } from '../../../src/server/serve-store.ts';
import { openHttpStore } from '../../../src/stores/http/open-http-store.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { timeOf } from '../measure.ts';
import type { Row } from '../row.ts';
import { type OfferingProgram, startOffering } from '../starts/offering-program.ts';
import { killedRow, startsMeasured, timeRows } from '../starts/start-rows.ts';
import { timeStarts } from '../starts/start-times.ts';
import { startAmongKilled } from '../starts/starts-among-killed.ts';
import type { Topic } from '../topic.ts';

const { samples, starts, programs, kills } = startsMeasured;
const target = { name: 'bench', kind: 'bench', location: 'bench', reason: 'bench' };

/** A run of a program on another machine that was killed is lost a minute later. */
export const startsCloudTopic: Topic = {
  name: 'starts-cloud',
  part: 'cloud',
  async measure({ folder }) {
    const place = join(folder, 'starts-cloud');
    mkdirSync(place);
    const postgres = await startPostgres();
    try {
      const { url } = postgres;
      const sqlite = await openServedSqlite({ path: join(place, 'runs.db'), target });
      const database = () => openServedPostgres({ url, target });
      return [
        ...(await measureServed('HTTP over SQLite', sqlite)),
        ...(await measureServed('HTTP over PostgreSQL', await database())),
        ...(await measureServed('PostgreSQL', await database(), {
          location: url,
          open: () => openPostgresStore({ url, target }),
        })),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

type Opened = { readonly location: string; readonly open: () => Promise<RunStore> };

/** Programs record to a server; `direct` opens its database for who starts and who looks. */
async function measureServed(name: string, served: ServedStore, direct?: Opened): Promise<readonly Row[]> {
  const server = await serveStore({ served, version: 'bench', port: 0 });
  const { url } = server;
  const { location, open } = direct ?? {
    location: url,
    open: () => openHttpStore({ url, target, env: {} }),
  };
  const [starter, screen] = [await open(), await open()];
  const offering: OfferingProgram[] = [];
  try {
    const floor = { name: 'an answer of the server', values: await timeAnswers(server.url) };
    const timed = await startOffering(server.url, 1);
    offering.push(timed);
    await isOffered(starter);
    const times = await timeStarts({ starter, screen, location, samples });
    await timed.end();
    for (let count = 0; count < programs; count += 1) offering.push(await startOffering(server.url, 5));
    await isOffered(starter);
    const killed = await startAmongKilled({ store: starter, programs: offering.slice(1), kills, starts });
    return [...timeRows(times, `, ${name}`, { written: floor, taken: floor }), killedRow(name, killed)];
  } finally {
    for (const { child } of offering) child.kill('SIGKILL');
    await Promise.all([starter.close(), screen.close()]);
    await server.close();
  }
}

async function isOffered(store: RunStore): Promise<void> {
  while (!(await store.workflows()).some(({ isOffered }) => isOffered)) await delay(20);
}

async function timeAnswers(url: string): Promise<readonly number[]> {
  const pool = new HttpPool(url);
  const answers: number[] = [];
  for (let sample = 0; sample < samples; sample += 1)
    answers.push(
      await timeOf(async () => {
        const { body } = await pool.request({ method: 'GET', path: '/v1' });
        await body.dump();
      }),
    );
  await pool.close();
  return answers;
}
