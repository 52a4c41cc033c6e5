import Database from 'better-sqlite3';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { searchMatch, textsMatch } from '../../../src/database/sqlite/read/text-streams.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { measureInTurn, timeOf } from '../measure.ts';
import { compareRow, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const rounds = 40;
const limit = 50;
const mostTimes = 10;

const words = [
  { word: 'timeout', why: 'common, in errors' },
  { word: 'rder', why: 'inside of names' },
  { word: 'kiesler', why: 'in payloads' },
  { word: 'checksum', why: 'rare' },
  { word: 'zzyzzyva', why: 'nowhere' },
];

export const wordsTopic: Topic = {
  name: 'words',
  async measure(bench) {
    const path = await bench.store();
    const store = await openForBench(path);
    const raw = new Database(path, { readonly: true });
    try {
      const rows: Row[] = [];
      for (const { word, why } of words) rows.push(await measureWord(store, raw, word, why));
      return rows;
    } finally {
      raw.close();
      await store.close();
    }
  },
};

async function measureWord(store: RunStore, raw: Database.Database, word: string, why: string): Promise<Row> {
  const query = parseQuery(word);
  const texts = matchStatement(raw, 'texts');
  const payloads = matchStatement(raw, 'words');
  let found = 0;
  const { page, match } = await measureInTurn(rounds, {
    page: () =>
      timeOf(async () => {
        const { runs } = await store.listRuns(query, { sort: newestFirst, limit, now: Date.now() });
        found = runs.length;
      }),
    match: () =>
      timeOf(() => [
        texts.all(textsMatch(word), limit + 1),
        payloads.all(
          searchMatch([word], () => false),
          limit + 1,
        ),
      ]),
  });
  return compareRow({
    what: `bare word \`${word}\` (${why}), first page of ${found}`,
    values: page,
    floor: { name: 'both FTS5 `MATCH`es alone', values: match },
    times: mostTimes,
  });
}

function matchStatement(raw: Database.Database, index: 'texts' | 'words') {
  return raw.prepare(`SELECT rowid FROM ${index} WHERE ${index} MATCH ? ORDER BY rowid DESC LIMIT ?`);
}
