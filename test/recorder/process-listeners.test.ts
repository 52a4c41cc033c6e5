import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { makeFolder } from './recorded.ts';
import { startServer } from './served.ts';

test('a program that imports the recorder has no listeners on its process that it did not add, and after closing none again', async () => {
  const server = await startServer();
  const file = join(import.meta.dirname, 'programs', 'count-listeners.ts');
  const child = spawn(process.execPath, [file, makeFolder(), server.url, makeFolder()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const counts = await json(child.stdout);
  expect(counts).toMatchObject({
    open: { exit: 2, beforeExit: 1, SIGINT: 1, SIGTERM: 1 },
  });
  const { before, imported, closed } = counts as Record<string, unknown>;
  expect(imported).toEqual(before);
  expect(closed).toEqual(before);
});
