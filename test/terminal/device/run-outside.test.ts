import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openTerminal } from '../../../src/terminal/device/device.ts';

test('a terminal that is lent cannot be lent again', async () => {
  const stream = () => new PassThrough() as unknown as NodeJS.ReadStream & NodeJS.WriteStream;
  const terminal = openTerminal({ stdin: stream(), stdout: stream(), env: {}, exit: () => {} });
  terminal.enter();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  let started = 0;
  const child = async () => {
    started += 1;
    await left;
    return started;
  };
  const first = terminal.runOutside(child);
  expect(await terminal.runOutside(child)).toBeUndefined();
  leave();
  expect(await first).toBe(1);
  expect(await terminal.runOutside(child)).toBe(2);
  terminal.restore();
});
