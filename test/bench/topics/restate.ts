import * as v from 'valibot';
import { parseQuery } from '../../../src/model/query/parse.ts';
import { createLists } from '../../../src/stores/restate/read-lists.ts';
import { createRestateClient, type RestateClient } from '../../../src/stores/restate/restate-client.ts';
import type { ScannedLists } from '../../../src/stores/scanned/scanned-lists.ts';
import { newestFirst } from '../../../src/stores/store.ts';
import { setup } from '../../engines/install-hosts.ts';
import { type Restate, startRestate, until } from '../../engines/restate/start-restate.ts';
import { measureInTurn, timeOf } from '../measure.ts';
import { compareRow, formatNumber, type Row } from '../row.ts';
import type { Topic } from '../topic.ts';

const invocations = 10_000;
const atOnce = 50;
const rounds = 40;
const mostTimes = 1.5;

/** What a client of the admin API would ask to show a page of the same runs. */
const columns =
  'id, target, status, completion_result, completion_failure, created_at, running_at, completed_at';

export const restateTopic: Topic = {
  name: 'restate',
  async measure({ say }) {
    await setup();
    const restate = await startRestate();
    const client = createRestateClient({ url: restate.admin });
    try {
      say(`sends ${formatNumber(invocations)} invocations`);
      await sendAll(restate);
      const lists = createLists({ client, requestedAt: () => undefined }, undefined);
      return [
        await measurePage('first page', '', '', lists, client),
        await measurePage(
          'failed ones',
          'status:failed',
          `where completion_result = 'failure'`,
          lists,
          client,
        ),
      ];
    } finally {
      await client.close();
      await restate.stop();
    }
  },
};

async function measurePage(
  what: string,
  filter: string,
  where: string,
  lists: ScannedLists,
  client: RestateClient,
): Promise<Row> {
  const sql = `select ${columns} from sys_invocation ${where} order by created_at desc, id desc limit 50`;
  const query = parseQuery(filter);
  const { page, bare } = await measureInTurn(rounds, {
    page: () =>
      timeOf(async () => {
        const { runs } = await lists.listRuns(query, { sort: newestFirst, limit: 50, now: Date.now() });
        if (runs.length !== 50) throw new Error(`a page of ${runs.length} runs`);
      }),
    bare: () => timeOf(() => client.query(sql, v.unknown())),
  });
  return compareRow({
    what: `${formatNumber(invocations)} Restate invocations, ${what}`,
    values: page,
    floor: { name: 'the bare statement', values: bare },
    times: mostTimes,
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
