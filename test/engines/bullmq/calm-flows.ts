import type { RunStore } from '../../../src/contract/run-store.ts';
import { openBullmqStore } from '../../../src/engines/bullmq/open-bullmq-store.ts';
import type { Bullmq, Workers } from './start-bullmq.ts';

/** Jobs in every state, in which they stay, by their ids. */
export type CalmFlows = {
  readonly ok: string;
  readonly refused: string;
  readonly flaky: string;
  readonly fatal: string;
  readonly asleep: string;
  readonly slow: string;
  readonly later: string;
  readonly backoff: string;
  readonly large: string;
  readonly parent: Flow;
  readonly failedParent: Flow;
  readonly waitingParent: Flow;
};

export type Flow = { readonly id: string; readonly children: readonly Flow[] };

const hour = 3_600_000;

export async function startCalmFlows(bullmq: Workers): Promise<CalmFlows> {
  const { add, ask, reach } = bullmq;
  const three = { attempts: 3, backoff: { type: 'fixed', delay: 30 } };
  const flows = {
    ok: await add('ok'),
    refused: await add('refused', {}, three),
    flaky: await add('flaky', {}, three),
    fatal: await add('fatal', {}, three),
    asleep: await add('asleep'),
    slow: await add('slow'),
    later: await add('ok', {}, { delay: hour }),
    backoff: await add('refused', {}, { attempts: 3, backoff: { type: 'fixed', delay: hour } }),
    large: await add('large', { text: 'x'.repeat(200_000) }),
    parent: await addFlow(bullmq, 'steps', false),
    failedParent: await addFlow(bullmq, 'steps', true),
    waitingParent: await addFlow(bullmq, 'nobody', false),
  };
  await ask('schedule', {
    queue: 'orders',
    id: 'nightly',
    repeat: { pattern: '0 3 * * *' },
    template: { name: 'nightly report', data: { kind: 'ok' } },
  });
  await ask('add', { queue: 'nobody', name: '__default__', data: { n: 1 } });
  await ask('add', { queue: 'nobody', name: 'first', data: { n: 2 }, opts: { priority: 7 } });
  await ask('pause', { queue: 'nobody' });
  await Promise.all([
    ...[flows.ok, flows.flaky, flows.large, flows.parent.id].map(id => reach(id, 'completed')),
    ...[flows.refused, flows.fatal, flows.failedParent.id].map(id => reach(id, 'failed')),
    ...[flows.asleep, flows.backoff].map(id => reach(id, 'delayed')),
    reach(flows.slow, 'active'),
    reach(flows.waitingParent.id, 'waiting-children'),
  ]);
  return flows;
}

async function addFlow({ ask }: Workers, queueName: string, fails: boolean): Promise<Flow> {
  const children = [1, 2, 3].map(n => ({
    name: `step ${n}`,
    queueName,
    data: { n, fails: fails && n === 2 },
    opts: { failParentOnFailure: true },
  }));
  return toFlow(
    await ask('flow', {
      tree: { name: 'parent order', queueName: 'orders', data: { kind: 'parent' }, children },
    }),
  );
}

/** Adds the order `held-up`, which waits for a child that fails, and does not fail with it. */
export async function addHeldUp({ ask, reach }: Workers): Promise<void> {
  const fails = { name: 'step', queueName: 'steps', data: { n: 1, fails: true }, opts: { jobId: 'fails' } };
  const parent = { name: 'parent order', queueName: 'orders', data: { kind: 'parent' } };
  await ask('flow', { tree: { ...parent, opts: { jobId: 'held-up' }, children: [fails] } });
  await reach('fails', 'failed', 'steps');
}

function toFlow(value: unknown): Flow {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('children' in value))
    throw new Error(JSON.stringify(value));
  const { id, children } = value;
  return { id: String(id), children: Array.isArray(children) ? children.map(toFlow) : [] };
}

export function openStore(
  { url }: Pick<Bullmq, 'url'>,
  options: { readonly scanRows?: number; readonly projectFolder?: string } = {},
): Promise<RunStore> {
  const { scanRows, projectFolder = import.meta.dirname } = options;
  return openBullmqStore({
    place: url,
    target: { name: 'bullmq', kind: 'bullmq', location: url, reason: 'argument' },
    projectFolder,
    secretVariables: [],
    ...(scanRows === undefined ? {} : { budget: { ms: 60_000, rows: scanRows } }),
  });
}
