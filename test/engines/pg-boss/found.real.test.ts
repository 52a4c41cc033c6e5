import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { type PgBoss, startPgBoss } from './start-pg-boss.ts';

let boss: PgBoss;
beforeAll(async () => {
  boss = await startPgBoss();
  await boss.reach(await boss.send('charge', { kind: 'ok' }), 'completed');
});
afterAll(() => boss.stop());

const files = () => ({ 'project/.env': `DATABASE_URL=${boss.url}\n` });

test('the address of the database alone lists the jobs', async () => {
  const { code, out } = await runCli(['--target', boss.url], { files: {}, store: 'real' });
  expect(code).toBe(0);
  expect(out).toContain('charge');
});

test('an address of .env is tested by its name: version, tables, rights and what can be done', async () => {
  const name = new URL(boss.url).pathname.slice(1);
  const { code, out } = await runCli(['targets', 'test', name], { files: files(), store: 'real' });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    kind: 'pg-boss',
    reason: '.env: DATABASE_URL',
    versions: [expect.stringMatching(/^PostgreSQL /), expect.stringMatching(/^pg-boss schema \d+$/)],
    tables: ['kiln_jobs.job', 'kiln_jobs.queue', 'kiln_jobs.version'],
    rights: { read: true, act: true },
    can: ['cancel', 'start', 'retry', 'resume', 'redrive', 'retry-in-place'],
  });
});

test('a user who may only read is told so', async () => {
  await boss.query(`CREATE ROLE found_reader LOGIN PASSWORD 'x'`);
  try {
    await boss.query(`GRANT USAGE ON SCHEMA ${boss.schema} TO found_reader`);
    await boss.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${boss.schema} TO found_reader`);
    const reader = Object.assign(new URL(boss.url), { username: 'found_reader', password: 'x' }).href;
    const { out } = await runCli(['targets', 'test', reader], { files: {}, store: 'real', columns: 100 });
    expect(out).toMatch(/ · may read, not act · its clock is right · 1 run · /);
  } finally {
    await boss.query('DROP OWNED BY found_reader');
    await boss.query('DROP ROLE found_reader');
  }
});
