import { type Restate, until } from './start-restate.ts';

const anHour = 3_600_000;

type Flow = {
  readonly send: (restate: Restate) => Promise<string>;
  /** Restate's own word for how it lasts. */
  readonly status: string;
  /** Brings it there, once it is on its way. */
  readonly act?: { readonly when: string; readonly does: 'cancel' | 'kill' };
};

const flow = (status: string, path: string, body?: unknown): Flow => ({
  status,
  send: restate => restate.send(path, body),
});

/** Flows that come to rest, by what they are; each is sent when those before it are on their way. */
const calmFlows = {
  order: flow('completed', 'order/o1/run/send', { customer: 'c1' }),
  refused: flow('completed', 'refund/pay/send', 12),
  denied: flow('completed', 'refund/deny/send'),
  asleep: flow('suspended', 'nap/sleep/send', anHour),
  tossing: flow('running', 'nap/toss/send', anHour),
  asking: flow('suspended', 'approval/a1/run/send'),
  calledBack: flow('suspended', 'callback/wait/send'),
  either: flow('suspended', 'callback/waitOrSleep/send', anHour),
  parent: flow('suspended', 'family/parent/send', { milliseconds: anHour }),
  adopted: flow('completed', 'family/adopt/send'),
  paused: flow('paused', 'poison/stop/send'),
  stuck: flow('backing-off', 'poison/step/send'),
  serving: flow('suspended', 'till/a/add/send', anHour),
  inboxed: flow('pending', 'till/a/add/send', 5),
  scheduled: flow('scheduled', 'till/b/add/send?delay=3600s', 10),
  odd: flow('completed', 'echo/say/send', {
    name: 'half \ud83d of a pair',
    'it\'s "odd"': [1.5, null],
    big: 7,
  }),
  nothing: flow('completed', 'echo/nothing/send'),
  bytes: { status: 'completed', send: sendBytes },
  forgotten: flow('completed', 'till/c/forget/send'),
  canceled: {
    ...flow('completed', 'nap/sleep/send', anHour),
    act: { when: 'suspended', does: 'cancel' },
  },
  killed: { ...flow('completed', 'nap/toss/send', anHour), act: { when: 'running', does: 'kill' } },
} satisfies Readonly<Record<string, Flow>>;

export type CalmName = keyof typeof calmFlows;
const calmNames = Object.keys(calmFlows) as readonly CalmName[];

/** The ids of all flows. */
export type CalmFlows = Readonly<Record<CalmName, string>>;

/** Nothing changes any more when the flows are there. */
export async function startCalmFlows(
  restate: Restate,
  isWanted: (name: CalmName) => boolean = () => true,
): Promise<CalmFlows> {
  const ids: Partial<Record<CalmName, string>> = {};
  for (const name of calmNames) if (isWanted(name)) ids[name] = await calmFlows[name].send(restate);
  for (const name of calmNames) {
    const id = ids[name];
    if (id !== undefined) await comeToRest(restate, id, calmFlows[name]);
  }
  // Children are suspended, or have ended, a moment after their parents.
  await until('the children are not there', async () => {
    const rows = await restate.query(
      `select status from sys_invocation where invoked_by = 'service' and status not in ('suspended', 'completed')`,
    );
    return rows.length === 0;
  });
  return toFlows(name => ids[name] ?? '');
}

function toFlows(idOf: (name: CalmName) => string): CalmFlows {
  return Object.fromEntries(calmNames.map(name => [name, idOf(name)])) as CalmFlows;
}

async function comeToRest(restate: Restate, id: string, { act, status }: Flow): Promise<void> {
  if (act) {
    await reachStatus(restate, id, [act.when]);
    await restate.patch(id, act.does);
  }
  await reachStatus(restate, id, [status]);
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
