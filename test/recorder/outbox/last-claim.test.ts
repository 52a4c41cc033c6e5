import { expect, onTestFinished, test } from 'vitest';
import { mostClaims, type StartClaim } from '../../../src/contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../src/contract/starts/start-queue.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { createActiveRuns } from '../../../src/recorder/outbox/active-runs.ts';
import { outboxTiming } from '../../../src/recorder/outbox/outbox-parts.ts';
import { createServerClient } from '../../../src/recorder/outbox/server-client.ts';
import { createStartClaims } from '../../../src/recorder/outbox/start-claims.ts';
import { waitFor } from '../../contract/reading.ts';

type Answer = (starts: readonly string[] | InspectorError) => Promise<void>;

/** A program that offers `work` and `other`, and a server that answers its claims as the test says. */
function openProgram(rooms: Record<string, number>) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const asked: StartClaim[] = [];
  const answers: PromiseWithResolvers<readonly ClaimedStart[]>[] = [];
  const client = {
    ...createServerClient({ url: 'http://127.0.0.1:1', env: {} }),
    claimStarts: (_: unknown, claim: StartClaim) => {
      asked.push(claim);
      const answer = Promise.withResolvers<readonly ClaimedStart[]>();
      answers.push(answer);
      return answer.promise;
    },
  };
  const claims = createStartClaims({
    ...{
      writer: { id: 'w' },
      client,
      timing: { ...outboxTiming, firstRetryMs: 3_600_000, mostRetryMs: 3_600_000 },
    },
    ...{ signal: ending.signal, report: () => {}, active: createActiveRuns(), onListening: () => {} },
  });
  claims.listen({
    room: () => new Map(Object.entries(rooms)),
    claimed: starts => {
      for (const { workflow } of starts) rooms[workflow] = (rooms[workflow] ?? 0) - 1;
    },
  });
  const answer: Answer = async found => {
    await waitFor(() => answers.length > 0);
    const next = answers.shift();
    if (found instanceof InspectorError) next?.reject(found);
    else next?.resolve(found.map((workflow, at) => ({ id: `${workflow} ${at}`, workflow })));
    await turns();
  };
  /** A run of the workflow ends. */
  const end = async (workflow: string) => {
    rooms[workflow] = (rooms[workflow] ?? 0) + 1;
    claims.roomChanged();
    await turns();
  };
  return { asked: () => asked.length, answer, end, rooms, claims };
}

/** A claim waits for one turn of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve));
}

test('a run that ends asks for more only where the last claim had no more room for its workflow', async () => {
  const { asked, answer, end } = openProgram({ work: 1, other: 3 });
  await answer(['work', 'other']);
  await end('other');
  expect(asked()).toBe(1);
  await end('work');
  expect(asked()).toBe(2);
  await answer([]);
  await end('work');
  expect(asked()).toBe(2);
});

test('a run that ends asks for more where the last claim found as many as may be held', async () => {
  const { asked, answer, end } = openProgram({ work: 5_000 });
  await answer(Array.from({ length: mostClaims }, () => 'work'));
  await end('work');
  expect(asked()).toBe(2);
});

test('a run that ends while a claim is on its way asks once more', async () => {
  const { asked, answer, end } = openProgram({ work: 1 });
  await turns();
  await end('work');
  await answer(['work']);
  expect(asked()).toBe(2);
});

test('after a claim that failed, a run that ends asks at once', async () => {
  const { asked, answer, end } = openProgram({ work: 3 });
  await answer(new InspectorError('unreachable', 'away'));
  await end('work');
  expect(asked()).toBe(2);
});

test('a workflow that is offered, too, is told at once', async () => {
  const { asked, answer, rooms, claims } = openProgram({ work: 3 });
  await answer([]);
  claims.roomChanged();
  await turns();
  expect(asked()).toBe(1);
  rooms['other'] = 1;
  claims.roomChanged();
  await turns();
  expect(asked()).toBe(2);
});
