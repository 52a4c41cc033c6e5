import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '../../../src/database/postgres/database.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { openLiveClients } from '../live-clients.ts';
import { median, p95 } from '../measure.ts';
import { processorMs } from '../processor-time.ts';
import { residentBytes } from '../resident-memory.ts';
import { formatNumber, formatTail, missingRow, type Row } from '../row.ts';
import { atPace, openRunSender, type SentRun } from '../run-sender.ts';
import { startServerProcess } from '../server-process.ts';
import type { Topic } from '../topic.ts';

const count = 100;
const runsPerSecond = 50;
/** Clients that only listen need not be watched for long. */
const listeningMinutes = 0.5;
const samplesPerMinute = 12;
/** After this long everybody must have heard of the last run. */
const lastEventMs = 1_000;
const most = { growth: 1.1, minutesToJudge: 5 };
const durable = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB' };

export const clientsTopic: Topic = {
  name: 'clients',
  part: 'cloud',
  async measure({ options, say }) {
    if (process.platform !== 'linux') return [missingRow('live clients', 'only measured on Linux')];
    const postgres = await startPostgres({ settings: durable, onDisk: true });
    try {
      const measure = async (name: string, areReading: boolean, minutes: number) => {
        const admin = createPool(postgres.url);
        await admin.query(`CREATE DATABASE ${name}`);
        await admin.end();
        return watch({ databaseUrl: postgres.urlOf(name), areReading, minutes, say });
      };
      const listening = await measure('listening', false, Math.min(listeningMinutes, options.minutes));
      const reading = await measure('reading', true, options.minutes);
      return [...latencyRows(listening), ...latencyRows(reading), ...memoryRows(reading, options.minutes)];
    } finally {
      await postgres.stop();
    }
  },
};

type Watch = {
  readonly databaseUrl: string;
  readonly areReading: boolean;
  readonly minutes: number;
  readonly say: (text: string) => void;
};

type Watched = {
  readonly areReading: boolean;
  readonly sent: readonly SentRun[];
  readonly toldAt: readonly (readonly number[])[];
  readonly pages: readonly number[];
  readonly unchanged: number;
  /** The server's memory: before there were clients, and every moment since. */
  readonly atFirst: number;
  readonly memory: readonly number[];
  /** The share of one processor that the server used. */
  readonly processorShare: number;
  readonly perSecond: number;
};

async function watch({ databaseUrl, areReading, minutes, say }: Watch): Promise<Watched> {
  const server = await startServerProcess(databaseUrl);
  const sender = await openRunSender(server.url, databaseUrl);
  const sent: SentRun[] = [];
  const memory: number[] = [];
  await sender.send();
  const atFirst = residentBytes(server.pid);
  const clients = await openLiveClients(server.url, { count, areReading });
  const everyMs = 60_000 / samplesPerMinute;
  const sampling = setInterval(() => {
    memory.push(residentBytes(server.pid));
    if (memory.length % samplesPerMinute === 0)
      say(`after ${memory.length / samplesPerMinute} min: ${toMb(memory.at(-1) ?? 0)}`);
  }, everyMs);
  try {
    const start = performance.now();
    const usedMs = processorMs(server.pid);
    const sending = atPace(runsPerSecond, minutes * 60_000, async () => void sent.push(await sender.send()));
    await Promise.race([sending, clients.lost]);
    const tookMs = performance.now() - start;
    const processorShare = (processorMs(server.pid) - usedMs) / tookMs;
    await delay(lastEventMs);
    const { toldAt, pages } = clients;
    const perSecond = (sent.length / tookMs) * 1_000;
    const unchanged = clients.unchanged();
    return { areReading, sent, toldAt, pages, unchanged, atFirst, memory, processorShare, perSecond };
  } finally {
    clearInterval(sampling);
    await clients.close();
    await sender.close();
    await server.stop();
  }
}

function latencyRows({ areReading, sent, toldAt, pages, unchanged, ...rest }: Watched): readonly Row[] {
  const who = areReading ? 'live clients that read, too' : 'live clients';
  const latencies = toldAt.flatMap(times => latenciesOf(sent, times));
  const database = sent.map(({ sentAt, heardAt }) => heardAt - sentAt);
  const share = `${Math.round(rest.processorShare * 100)}% of one processor`;
  const rows: readonly Row[] = [
    {
      what: `${count} ${who}, ${formatNumber(rest.perSecond)} runs a second: run sent to event heard, p95`,
      figure: `${formatTail(latencies)}; the server used ${share}`,
      floor: `until the database tells of it: ${formatTail(database)}`,
      ratio: p95(latencies) / p95(database),
      samples: latencies.length,
    },
  ];
  if (!areReading) return rows;
  return [
    ...rows,
    {
      what: `${count} ${who}: newest page of 150 and the counts after an event, p95`,
      figure: `${formatTail(pages)}; ${formatNumber(unchanged)} unchanged`,
      samples: pages.length,
    },
  ];
}

/** The time of each run until the client was first told of a change after the database told of it. */
function latenciesOf(sent: readonly SentRun[], toldAt: readonly number[]): readonly number[] {
  const latencies: number[] = [];
  let next = 0;
  for (const { sentAt, heardAt } of sent) {
    while (next < toldAt.length && (toldAt[next] ?? 0) < heardAt) next += 1;
    const told = toldAt[next];
    if (told === undefined) throw new Error('a client never heard of a run');
    latencies.push(told - sentAt);
  }
  return latencies;
}

function memoryRows({ atFirst, memory }: Watched, minutes: number): readonly Row[] {
  const quarter = Math.max(1, Math.floor(memory.length / 4));
  const early = median(memory.slice(quarter, quarter * 2));
  const late = median(memory.slice(-quarter));
  const perMinute = memory.filter((_, index) => (index + 1) % samplesPerMinute === 0);
  return [
    {
      what: `${count} live clients that read, too: the server's memory over ${minutes} min`,
      figure: `${toMb(late)} (most ${toMb(Math.max(...memory))}; each minute: ${perMinute.map(toMb).join(', ')})`,
      floor: `before they came: ${toMb(atFirst)}`,
      ratio: late / atFirst,
      samples: memory.length,
    },
    {
      what: "the server's memory, last quarter against the second",
      figure: toMb(late),
      floor: toMb(early),
      ratio: late / early,
      bar: `<= ${most.growth}×`,
      isMet: minutes < most.minutesToJudge ? undefined : late <= early * most.growth,
      samples: quarter,
    },
  ];
}

function toMb(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
