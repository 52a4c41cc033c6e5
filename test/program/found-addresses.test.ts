import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { createDatabase, jobTable } from '../stores/database-of-engines.ts';
import { test, type Workplace } from './workplace.ts';

function projectWith(place: Workplace, env: string): string {
  mkdirSync(place.path('shop'));
  writeFileSync(place.path('shop/.env'), env);
  return place.path('shop');
}

/** A server that counts who connects. */
async function countConnections() {
  let count = 0;
  const server = createServer(socket => {
    count += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === 'object' ? address?.port : 0, count: () => count };
}

test('a project with nothing but an address in its .env opens on the list, and connects at ↵', async ({
  place,
}) => {
  const server = await countConnections();
  const cwd = projectWith(place, `DATABASE_URL=postgres://ada:s3cret@127.0.0.1:${server.port}/shop\n`);
  const program = place.open({ cwd });
  await program.waitFor('.env: DATABASE_URL');
  expect(server.count()).toBe(0);
  program.send('\u001B');
  await program.waitFor(lines => !lines.some(line => line.includes('│ Target')));
  expect(program.screen().join('\n')).toContain('no target is open: t lists what was found here');
  program.send('t');
  await program.waitFor('│ Target');
  expect(server.count()).toBe(0);
  program.send('\r');
  await program.waitFor(`postgres://127.0.0.1:${server.port}/shop (.env: DATABASE_URL)`);
  await expect.poll(server.count).toBeGreaterThan(0);
  program.send('q');
  expect((await program.exited).exitCode).toBe(0);
  expect(program.rawOutput()).not.toContain('s3cret');
});

test('a database that is several targets lists them when it is chosen', async ({ place }) => {
  const { url, shown } = await createDatabase([jobTable('a_jobs'), jobTable('b_jobs')]);
  const program = place.open({ cwd: projectWith(place, `DATABASE_URL=${url}\n`), columns: 160 });
  await program.waitFor('│ Target');
  program.send('\r');
  await program.waitFor('2 b_jobs  pg-boss:postgres://');
  program.send('2');
  await program.waitFor(`b_jobs · pg-boss:${shown}#b_jobs (.env: DATABASE_URL)`);
});
