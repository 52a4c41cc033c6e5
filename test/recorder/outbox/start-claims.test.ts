import { expect, onTestFinished, test, vi } from 'vitest';
import { openCloudWriter } from '../../../src/recorder/outbox/cloud-writer.ts';
import { waitFor } from '../../contract/reading.ts';
import { makeFolder } from '../recorded.ts';
import { startServer } from '../served.ts';

test('a program without room does not ask the server for starts each time that there is one', async () => {
  const { url, served } = await startServer();
  const claim = vi.spyOn(served.starts, 'claim');
  const claimed: string[] = [];
  async function offer(places: number) {
    const timing = { claimMs: 3_600_000 };
    const writer = await openCloudWriter({ url, spoolFolder: makeFolder(), env: {}, timing });
    onTestFinished(() => writer.close());
    writer.starts?.listen({
      room: () => new Map([['work', places]]),
      claimed: starts => void claimed.push(...starts.map(({ id }) => id)),
    });
  }
  const asksOf = (places: number) =>
    claim.mock.calls.filter(([, { room }]) => room.get('work') === places).length;
  await offer(0);
  await offer(9);
  // Each asks once when it offers, and once when its stream opens.
  await waitFor(() => asksOf(0) === 2 && asksOf(9) === 2);
  for (let n = 1; n <= 5; n += 1) {
    await served.store.startRun({ workflow: 'work' });
    await waitFor(() => claimed.length === n);
  }
  expect(asksOf(9)).toBeGreaterThan(2);
  expect(asksOf(0)).toBe(2);
});
