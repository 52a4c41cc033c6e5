import * as v from 'valibot';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import { createRestateClient, type RestateClient } from '../../../src/engines/restate/restate-client.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { setup } from '../../engines/install-hosts.ts';
import { type Restate, startRestate, until } from '../../engines/restate/start-restate.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { max, measureInTurn, median, timeOf } from '../measure.ts';
import { compareRow, formatMs, formatNumber, longestBlockMs, type Row } from '../row.ts';
import type { Topic } from '../topic.ts';

const invocations = 10_000;
const atOnce = 50;
const anHour = 3_600_000;
const rounds = 40;
const mostTimes = 1.5;
const waiting = 500;
const entries = 10_000;

/** What a client of the admin API would ask to show a page of the same runs. */
const columns =
  'id, target, status, completion_result, completion_failure, created_at, running_at, completed_at';

export const restateTopic: Topic = {
  name: 'restate',
  async measure({ say }) {
    await setup();
    const restate = await startRestate();
    const client = createRestateClient({ url: restate.admin });
    const store = await openBenchStore(restate);
    try {
      say(`sends ${formatNumber(invocations)} invocations`);
      await sendAll(restate);
      const bare = (where: string) => ({
        name: 'the bare statement',
        ask: () => client.query(pageSql(where), v.unknown()),
      });
      const rows = [
        await measurePage('first page', '', store, bare('')),
        await measurePage('failed ones', 'status:failed', store, bare(`where completion_result = 'failure'`)),
      ];
      say(
        `sends ${formatNumber(waiting)} that call and wait, and one with a journal of ${formatNumber(entries)} entries`,
      );
      await callAll(restate);
      return [
        ...rows,
        await measurePage('first page, of those that wait', '', store, bareWithJournals(client)),
        ...(await measureOpening(restate)),
      ];
    } finally {
      await store.close();
      await client.close();
      await restate.stop();
    }
  },
};

function openBenchStore({ admin }: Restate): Promise<RunStore> {
  const target = { name: 'bench', kind: 'restate', location: admin, reason: 'argument' };
  return openRestateStore({ url: admin, target });
}

type Floor = { readonly name: string; readonly ask: () => Promise<unknown> };

function pageSql(where: string): string {
  return `select ${columns} from sys_invocation ${where} order by created_at desc, id desc limit 50`;
}

/** What they wait for is in their journals alone. */
function bareWithJournals(client: RestateClient): Floor {
  const rowSchema = v.object({ id: v.string() });
  return {
    name: 'two bare statements',
    async ask() {
      const ids = (await client.query(pageSql(''), rowSchema)).map(({ id }) => `'${id}'`);
      const sql = `select id, entry_type from sys_journal where id in (${ids.join(', ')}) order by id`;
      await client.query(sql, v.unknown());
    },
  };
}

async function measurePage(what: string, filter: string, store: RunStore, floor: Floor): Promise<Row> {
  const query = parseQuery(filter);
  const { page, bare } = await measureInTurn(rounds, {
    page: () =>
      timeOf(async () => {
        const { runs } = await store.listRuns(query, { sort: newestFirst, limit: 50, now: Date.now() });
        if (runs.length !== 50) throw new Error(`a page of ${runs.length} runs`);
      }),
    bare: () => timeOf(floor.ask),
  });
  return compareRow({
    what: `${formatNumber(invocations)} Restate invocations, ${what}`,
    values: page,
    floor: { name: floor.name, values: bare },
    times: mostTimes,
  });
}

/** For how long the screen's thread is blocked while a long run is opened. */
async function measureOpening(restate: Restate): Promise<readonly Row[]> {
  const id = await restate.send('till/bench/stocktake/send', { shelves: entries / 2 });
  await until('the stocktake does not end', async () => {
    const rows = await restate.query(
      `select id from sys_invocation where id = '${id}' and status = 'completed'`,
    );
    return rows.length === 1;
  });
  const store = await openBenchStore(restate);
  try {
    const ask = () => Promise.all([store.getRun(id, { include: { steps: true } }), store.getTrace(id)]);
    const blocks: Block[] = [];
    for (let round = 0; round < rounds; round += 1) blocks.push(await longestBlock(ask));
    const cpuMs = blocks.map(block => block.cpuMs);
    return [
      {
        what: `a Restate journal of ${formatNumber(entries)} entries, opened: longest block of the screen's thread`,
        figure: `${formatMs(median(cpuMs))} (at most ${formatMs(max(cpuMs))})`,
        bar: `<= ${longestBlockMs.once} ms`,
        isMet: median(cpuMs) <= longestBlockMs.once,
        samples: rounds,
      },
    ];
  } finally {
    await store.close();
  }
}

/** The newest invocations are then such that call another one, and their children, which sleep. */
async function callAll(restate: Restate): Promise<void> {
  for (let sent = 0; sent < waiting; sent += atOnce) {
    const calls = Array.from({ length: atOnce }, () =>
      restate.send('family/parent/send', { milliseconds: anHour }),
    );
    await Promise.all(calls);
  }
  await until('the invocations do not wait', async () => {
    const rows = await restate.query(
      `select count(*) as n from sys_invocation where status = 'suspended' having count(*) = ${2 * waiting}`,
    );
    return rows.length === 1;
  });
}

async function sendAll(restate: Restate): Promise<void> {
  let sent = 0;
  const send = async (): Promise<void> => {
    while (sent < invocations) {
      sent += 1;
      await restate.send('echo/brief/send', sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  await until('the invocations do not end', async () => {
    const rows = await restate.query(`select id from sys_invocation where status <> 'completed' limit 1`);
    return rows.length === 0;
  });
}
