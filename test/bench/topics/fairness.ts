import type { ServedStore } from '../../../src/contract/served-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/http-client.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { createToken } from '../../../src/server/access/tokens.ts';
import { max, median, timeOf } from '../measure.ts';
import { formatMs, type Row } from '../row.ts';
import { startServerProcess } from '../server-process.ts';
import { openLargePostgres } from '../stores/large-postgres.ts';
import type { Topic } from '../topic.ts';

const atOnce = 8;
const rounds = 10;
const most = { times: 3, ms: 1_000 };

/** One token asks the most expensive searches that are allowed, while another one is used as usual. */
export const fairnessTopic: Topic = {
  name: 'fairness',
  part: 'cloud',
  async measure({ options, say, writableStore }) {
    const path = await writableStore();
    const sqlite = () => openServedSqlite({ path, target: target('sqlite') });
    const rows = await measureStore('SQLite', path, sqlite);
    const { url, stop } = await openLargePostgres(options.runs, say);
    try {
      const postgres = () => openServedPostgres({ url, target: target('postgres') });
      return [...rows, ...(await measureStore('PostgreSQL', url, postgres))];
    } finally {
      await stop();
    }
  },
};

function target(kind: string) {
  return { name: 'bench', kind, location: 'bench', reason: 'bench' };
}

const manyWords = Array.from({ length: 60 }, (_, at) => `zzy${at}q`).join(' ');
const manyPaths = Array.from({ length: 20 }, (_, at) => `-input.a${at}:*b*c*`).join(' ');

const dearest = [
  pathOf(manyWords),
  pathOf(`${manyPaths} duration:>100d`),
  pathOf('-output.total:>1 input.email:*nobody*@*'),
  `${pathOf('-status:failed')}&sort=-cost`,
];

function pathOf(filter: string): string {
  return `/v1/runs?limit=500&filter=${encodeURIComponent(filter)}`;
}

const questions: Readonly<Record<string, (client: HttpClient, run: string) => Promise<unknown>>> = {
  list: client => client.send({ path: '/v1/runs?limit=50' }),
  search: client => client.send({ path: pathOf('timeout status:failed') }),
  cancel: (client, run) =>
    client.send({ method: 'POST', path: `/v1/runs/${encodeURIComponent(run)}/cancel` }),
};

async function measureStore(
  name: string,
  store: string,
  open: () => Promise<ServedStore>,
): Promise<readonly Row[]> {
  const tokens = await addTokens(open);
  const server = await startServerProcess(store);
  const greedy = createHttpClient({ url: server.url, token: tokens.greedy });
  const other = createHttpClient({ url: server.url, token: tokens.other });
  try {
    const run = await newestRun(other);
    const quiet = await timesOf(other, run);
    const attack = startAttack(greedy);
    const busy = await timesOf(other, run);
    await attack.stop();
    const after = await timesOf(other, run);
    return Object.keys(questions).map(asked =>
      toRow(`${name}: ${asked}`, { quiet: quiet[asked], busy: busy[asked], after: after[asked] }),
    );
  } finally {
    await greedy.close();
    await other.close();
    await server.stop();
  }
}

async function addTokens(open: () => Promise<ServedStore>) {
  const served = await open();
  try {
    const [greedy, other] = [createToken(), createToken()];
    await served.tokens.add({ id: greedy.id, name: 'greedy', scopes: ['read'], hash: greedy.hash });
    await served.tokens.add({ id: other.id, name: 'other', scopes: ['cancel'], hash: other.hash });
    return { greedy: greedy.text, other: other.text };
  } finally {
    await served.close();
  }
}

async function newestRun(client: HttpClient): Promise<string> {
  const { body } = await client.send({ path: '/v1/runs?limit=1' });
  const id = /"id":"([^"]+)"/.exec(body.toString())?.[1];
  if (id === undefined) throw new Error('there is no run');
  return id;
}

type Times = Readonly<Record<string, readonly number[]>>;

async function timesOf(client: HttpClient, run: string): Promise<Times> {
  const times: Record<string, readonly number[]> = {};
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, ask] of Object.entries(questions)) {
      const ms = await timeOf(() => ask(client, run));
      if (round > 0) times[name] = [...(times[name] ?? []), ms];
    }
  return times;
}

/** Asks so many searches at a time until it is stopped; a refused or late one is followed by the next. */
function startAttack(client: HttpClient) {
  const stopping = new AbortController();
  const asking = Array.from({ length: atOnce }, async (_, first) => {
    for (let at = first; !stopping.signal.aborted; at += 1) {
      const path = dearest[at % dearest.length] ?? '';
      await client.send({ path, signal: stopping.signal }).catch((error: unknown) => {
        if (!stopping.signal.aborted && !(error instanceof InspectorError)) throw error;
      });
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(asking);
    },
  };
}

type Compared = Readonly<Record<'quiet' | 'busy' | 'after', readonly number[] | undefined>>;

function toRow(what: string, { quiet = [], busy = [], after = [] }: Compared): Row {
  const ratio = max(busy) / max(quiet);
  return {
    what: `${what}, while another token asks ${atOnce} of the most expensive searches at a time`,
    figure: `${formatMs(max(busy))} (median ${formatMs(median(busy))}; first after it stopped ${formatMs(after[0] ?? 0)})`,
    floor: `quiet: ${formatMs(max(quiet))} (median ${formatMs(median(quiet))})`,
    ratio,
    bar: `<= ${most.times}× or ${formatMs(most.ms)}`,
    isMet: ratio <= most.times || max(busy) <= most.ms,
    samples: busy.length,
  };
}
