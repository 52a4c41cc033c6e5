import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { timeOf } from '../measure.ts';
import { measureForAWhile } from '../measure-for-a-while.ts';
import { compareTails, type Row } from '../row.ts';
import { openBareSql } from '../stores/bare-sql.ts';
import { openLargePostgres } from '../stores/large-postgres.ts';
import { floorPages, pageName, readPage } from '../stores/postgres-pages.ts';
import type { Topic } from '../topic.ts';

const mostTimes = 3;

export const postgresTopic: Topic = {
  name: 'postgres',
  part: 'cloud',
  async measure({ options, say }) {
    const postgres = await openLargePostgres(options.runs, say);
    const { url } = postgres;
    const target = { name: 'bench', kind: 'bench', location: url, reason: 'bench' };
    const store = await openPostgresStore({ url, target });
    const bare = await openBareSql(url);
    try {
      const rows: Row[] = [];
      for await (const page of floorPages(store, bare)) {
        const { store: own, floor } = await measureForAWhile({
          store: () => timeOf(() => readPage(store, page)),
          floor: () => timeOf(() => bare.ids(page.statement)),
        });
        rows.push(
          compareTails({
            what: `PostgreSQL, ${pageName(page)}`,
            values: own,
            floor: { name: 'the quickest bare SQL for it', values: floor },
            times: mostTimes,
          }),
        );
      }
      return rows;
    } finally {
      await bare.close();
      await store.close();
      await postgres.stop();
    }
  },
};
