import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/http-client.ts';
import { createBodyScanner } from '../../../src/stores/http/read-lazily.ts';
import { createStoreReads } from '../../../src/stores/http/store-reads.ts';
import { timeOf } from '../measure.ts';
import { measureForAWhile } from '../measure-for-a-while.ts';
import { compareTails, type Row } from '../row.ts';
import { startServerProcess } from '../server-process.ts';
import { type BareSql, openBareSql } from '../stores/bare-sql.ts';
import { openLargePostgres } from '../stores/large-postgres.ts';
import { type FlooredPage, floorPages, pageName, readPage } from '../stores/postgres-pages.ts';
import type { Topic } from '../topic.ts';

const mostTimes = 3;

export const httpTopic: Topic = {
  name: 'http',
  part: 'cloud',
  async measure({ options, say }) {
    const postgres = await openLargePostgres(options.runs, say);
    const server = await startServerProcess(postgres.url);
    const client = createHttpClient({ url: server.url });
    const bare = await openBareSql(postgres.url);
    try {
      const pages = await findPages(postgres.url, bare);
      const rows: Row[] = [];
      for (const page of pages) rows.push(await measurePage(page, client, bare));
      const [newest] = pages;
      return newest ? [...rows, await measureAgain(newest, client)] : rows;
    } finally {
      await bare.close();
      await client.close();
      await server.stop();
      await postgres.stop();
    }
  },
};

async function findPages(url: string, bare: BareSql): Promise<readonly FlooredPage[]> {
  const target = { name: 'bench', kind: 'bench', location: url, reason: 'bench' };
  const store = await openPostgresStore({ url, target });
  try {
    return await Array.fromAsync(floorPages(store, bare));
  } finally {
    await store.close();
  }
}

async function measurePage(page: FlooredPage, client: HttpClient, bare: BareSql): Promise<Row> {
  const { store, floor } = await measureForAWhile({
    // A client that knows no answer yet: else the server would only have to say that it is the same.
    store: () => timeOf(() => readPage(createStoreReads(client, createBodyScanner(client.location)), page)),
    floor: () =>
      timeOf(async () => {
        await askHealth(client);
        await bare.ids(page.statement);
      }),
  });
  return compareTails({
    what: `over HTTP, ${pageName(page)}`,
    values: store,
    floor: { name: 'a health call and the quickest bare SQL', values: floor },
    times: mostTimes,
  });
}

async function measureAgain(page: FlooredPage, client: HttpClient): Promise<Row> {
  const questions = createStoreReads(client, createBodyScanner(client.location));
  const { store, floor } = await measureForAWhile({
    store: () => timeOf(() => readPage(questions, page)),
    floor: () => timeOf(() => askHealth(client)),
  });
  return compareTails({
    what: `over HTTP, ${pageName(page)}, known already`,
    values: store,
    floor: { name: 'a health call', values: floor },
  });
}

function askHealth(client: HttpClient) {
  return client.send({ path: '/health' });
}
