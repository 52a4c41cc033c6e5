import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { RunIntake, ServedStore } from '../../../src/contract/served-store.ts';
import { createPool } from '../../../src/database/postgres/database.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { toRunEventText } from '../../../src/protocol/run-event-text.ts';
import { toBody } from '../../../src/recorder/outbox/batch-body.ts';
import { serveStore } from '../../../src/server/serve-store.ts';
import { type Postgres, startPostgres } from '../../postgres/start-postgres.ts';
import { withKey } from '../../server/raw-request.ts';
import { median, timeOf } from '../measure.ts';
import { formatNumber, type Row } from '../row.ts';
import { timeBareInserts } from '../stores/bare-inserts.ts';
import { timeRawInserts } from '../stores/raw-inserts.ts';
import { recordEvents } from '../stores/recorded-events.ts';
import type { Topic } from '../topic.ts';

const runs = 10_000;
const runsAtOnce = 200;
const recorders = 2;
const rounds = 3;
const target = { name: 'bench', kind: 'bench', location: 'bench', reason: 'bench' };

/** As a database is that somebody runs: every commit is on the disk. */
const durable = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB' };

type Batches = readonly (readonly RunEvent[])[];
type Send = (batch: number, writer: string, sequence: number) => Promise<void>;

export const ingestTopic: Topic = {
  name: 'ingest',
  part: 'cloud',
  async measure({ folder }) {
    const recorded = await recordEvents(runs);
    const batches: Batches = Array.from({ length: runs / runsAtOnce }, (_, at) =>
      recorded.slice(at * runsAtOnce, (at + 1) * runsAtOnce).flat(),
    );
    const postgres = await startPostgres({ settings: durable, onDisk: true });
    try {
      const speeds = { postgres: [], http: [], bare: [], sqlite: [], raw: [] } as Speeds;
      for (let round = 0; round < rounds; round += 1) {
        await measurePostgres(postgres, `round_${round}`, batches, speeds);
        await measureSqlite(join(folder, `ingest-${round}`), batches, speeds);
      }
      return toRows(speeds);
    } finally {
      await postgres.stop();
    }
  },
};

type Speeds = Record<'postgres' | 'http' | 'bare' | 'sqlite' | 'raw', number[]>;

async function measurePostgres(
  postgres: Postgres,
  name: string,
  batches: Batches,
  speeds: Speeds,
): Promise<void> {
  const direct = await openDatabase(postgres, `${name}_direct`);
  speeds.postgres.push(perSecond(await timeOf(() => sendAll(batches, toIntake(direct.intake, batches)))));
  await direct.close();
  const pool = createPool(postgres.urlOf(`${name}_direct`));
  speeds.bare.push(perSecond(await timeBareInserts(pool, runsAtOnce)));
  await pool.end();
  speeds.http.push(await overHttp(await openDatabase(postgres, `${name}_http`), batches));
}

async function measureSqlite(path: string, batches: Batches, speeds: Speeds): Promise<void> {
  const served = await openServedSqlite({ path: `${path}.db`, target });
  speeds.sqlite.push(perSecond(await timeOf(() => sendAll(batches, toIntake(served.intake, batches)))));
  await served.close();
  speeds.raw.push(perSecond(timeRawInserts(`${path}.db`, `${path}-raw.db`)));
}

async function openDatabase(postgres: Postgres, name: string): Promise<ServedStore> {
  const admin = createPool(postgres.url);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  return openServedPostgres({ url: postgres.urlOf(name), target });
}

function toIntake(intake: RunIntake, batches: Batches): Send {
  return async (batch, writer, sequence) => {
    const events = batches[batch] ?? [];
    const { refused } = await intake.apply({ writer, sequence, isOwner: true, events });
    if (refused.length > 0) throw new Error(`${refused[0]?.id} was refused: ${refused[0]?.reason}`);
  };
}

/** Sends all batches, each of some recorders the next one once its last is taken. */
async function sendAll(batches: Batches, send: Send): Promise<void> {
  let next = 0;
  const record = async (_: unknown, recorder: number) => {
    for (let sequence = 1; next < batches.length; sequence += 1) {
      next += 1;
      await send(next - 1, `recorder_${recorder}`, sequence);
    }
  };
  await Promise.all(Array.from({ length: recorders }, record));
}

/** The bodies are made before the clock starts: that is the recorders' work, on their machines. */
async function overHttp(served: ServedStore, batches: Batches): Promise<number> {
  const server = await serveStore({ served, version: 'bench', port: 0 });
  const http = new HttpPool(server.url, { connections: recorders });
  const bodies = await Promise.all(
    batches.map((events, at) => toBody(`recorder_${at}`, 1, events.map(toRunEventText))),
  );
  const send: Send = async batch => {
    const { statusCode, body } = await http.request({
      path: '/v1/ingest',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...withKey },
      body: bodies[batch],
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`the server answered ${statusCode}: ${text}`);
  };
  try {
    return perSecond(await timeOf(() => sendAll(batches, send)));
  } finally {
    await http.close();
    await server.close();
  }
}

function perSecond(ms: number): number {
  return (runs / ms) * 1_000;
}

function toRows({ postgres, http, bare, sqlite, raw }: Speeds): readonly Row[] {
  const bareFloor = { name: 'bare inserts of the same rows, within the database', values: bare };
  const rawFloor = { name: 'raw inserts of the same rows', values: raw };
  return [
    speedRow('ingest into PostgreSQL: whole runs a second', postgres, bareFloor, 2_000),
    speedRow('ingest over HTTP into PostgreSQL: whole runs a second', http, bareFloor, 2_000),
    speedRow('ingest into SQLite, by a server: whole runs a second', sqlite, rawFloor, 2_000),
  ];
}

function speedRow(
  what: string,
  values: readonly number[],
  floor: { readonly name: string; readonly values: readonly number[] },
  atLeast: number,
): Row {
  return {
    what,
    figure: formatNumber(median(values)),
    floor: `${floor.name}: ${formatNumber(median(floor.values))}`,
    ratio: median(floor.values) / median(values),
    bar: `>= ${formatNumber(atLeast)}`,
    isMet: median(values) >= atLeast,
    samples: values.length,
  };
}
