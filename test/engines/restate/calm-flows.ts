import { type Restate, until } from './start-restate.ts';

/** Ids of invocations in every state that lasts, by what they are; nothing changes any more when they are there. */
export type CalmFlows = Readonly<Record<CalmName, string>>;

const calmNames = [
  'order',
  'refused',
  'denied',
  'asleep',
  'tossing',
  'asking',
  'calledBack',
  'either',
  'parent',
  'adopted',
  'paused',
  'stuck',
  'serving',
  'inboxed',
  'scheduled',
  'odd',
  'nothing',
  'bytes',
  'forgotten',
  'canceled',
  'killed',
] as const;

type CalmName = (typeof calmNames)[number];

const anHour = 3_600_000;

export async function startCalmFlows(restate: Restate): Promise<CalmFlows> {
  const { send } = restate;
  const flows: CalmFlows = {
    order: await send('order/o1/run/send', { customer: 'c1' }),
    refused: await send('refund/pay/send', 12),
    denied: await send('refund/deny/send'),
    asleep: await send('nap/sleep/send', anHour),
    tossing: await send('nap/toss/send', anHour),
    asking: await send('approval/a1/run/send'),
    calledBack: await send('callback/wait/send'),
    either: await send('callback/waitOrSleep/send', anHour),
    parent: await send('family/parent/send', { milliseconds: anHour }),
    adopted: await send('family/adopt/send'),
    paused: await send('poison/stop/send'),
    stuck: await send('poison/step/send'),
    serving: await send('till/a/add/send', anHour),
    inboxed: await send('till/a/add/send', 5),
    scheduled: await send('till/b/add/send?delay=3600s', 10),
    odd: await send('echo/say/send', { name: 'half \ud83d of a pair', 'it\'s "odd"': [1.5, null], big: 7 }),
    nothing: await send('echo/nothing/send'),
    bytes: await sendBytes(restate),
    forgotten: await send('till/c/forget/send'),
    canceled: await send('nap/sleep/send', anHour),
    killed: await send('nap/toss/send', anHour),
  };
  await reach(restate, { canceled: ['suspended'], killed: ['running'] }, flows);
  await restate.patch(flows.canceled, 'cancel');
  await restate.patch(flows.killed, 'kill');
  const suspended = ['suspended'];
  await reach(
    restate,
    {
      order: ['completed'],
      refused: ['completed'],
      denied: ['completed'],
      asleep: suspended,
      tossing: ['running'],
      asking: suspended,
      calledBack: suspended,
      either: suspended,
      parent: suspended,
      adopted: ['completed'],
      paused: ['paused'],
      stuck: ['backing-off'],
      serving: suspended,
      inboxed: ['pending'],
      scheduled: ['scheduled'],
      odd: ['completed'],
      nothing: ['completed'],
      bytes: ['completed'],
      forgotten: ['completed'],
      canceled: ['completed'],
      killed: ['completed'],
    },
    flows,
  );
  // Children are suspended, or have ended, a moment after their parents.
  await until('the children are not there', async () => {
    const rows = await restate.query(
      `select status from sys_invocation where invoked_by = 'service' and status not in ('suspended', 'completed')`,
    );
    return rows.length === 0;
  });
  return flows;
}

async function reach(
  restate: Restate,
  wanted: Readonly<Partial<Record<CalmName, readonly string[]>>>,
  flows: CalmFlows,
): Promise<void> {
  for (const name of calmNames) {
    const statuses = wanted[name];
    if (statuses) await reachStatus(restate, flows[name], statuses);
  }
}

export async function reachStatus(
  restate: Restate,
  id: string,
  statuses: readonly (string | undefined)[],
): Promise<void> {
  await until(`${id} does not become ${statuses.join(' or ')}`, async () =>
    statuses.includes(await statusOf(restate, id)),
  );
}

/** Restate's own word; `undefined` when it has gone. */
export async function statusOf(restate: Restate, id: string): Promise<string | undefined> {
  const [row] = await restate.query(`select status from sys_invocation where id = '${id}'`);
  return row && String(row.status);
}

async function sendBytes({ post, ingress }: Restate): Promise<string> {
  const answer = await post(
    `${ingress}/echo/bytes/send`,
    Uint8Array.of(255, 254, 0, 1),
    'application/octet-stream',
  );
  const said: unknown = await answer.json();
  if (typeof said === 'object' && said !== null && 'invocationId' in said) return String(said.invocationId);
  throw new Error(JSON.stringify(said));
}
