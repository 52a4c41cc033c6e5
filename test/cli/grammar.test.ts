import { rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { createHome } from '../targets/temporary-home.ts';
import { createHomeWithStore } from './real-store.ts';
import { runCli } from './run-cli.ts';

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore();
});

const run = (line: string) => runCli(line.split(' '), { store: 'real', home });

async function json(line: string) {
  const { code, out } = await run(line);
  expect(code, line).toBe(0);
  return JSON.parse(out);
}

const ids = (list: { data: readonly { id: string }[] }) => list.data.map(({ id }) => id);

describe('the commands that people of the platform know, on a real store', () => {
  it('workflows list', async () => {
    const { data } = await json('workflows list');
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'signup-pipeline', total: 2, failed: 1 }),
        expect.objectContaining({ name: 'invoice-sync', active: 1 }),
      ]),
    );
  });

  it('workflows run <workflow> --input …', async () => {
    const { code, err } = await run('workflows run signup-pipeline --input {"email":"ada@example.com"}');
    expect(code).toBe(1);
    expect(err).toContain('no running program offers "signup-pipeline"');
  });

  it('workflows runs list <workflow> --status failed', async () => {
    expect(ids(await json('workflows runs list signup-pipeline --status failed'))).toEqual(['run_failed']);
  });

  it('workflows runs get <workflow> <run-id> --include trigger,steps,trace', async () => {
    const found = await json('workflows runs get signup-pipeline run_failed --include trigger,steps,trace');
    expect(found).toMatchObject({
      trigger: { label: 'Webhook · signup' },
      steps: [{ name: 'create-user' }, { name: 'send-email', attempt: 3 }],
      trace: { spans: [{ name: 'signup-pipeline' }, { name: 'send-email' }], logs: [{ level: 'warn' }] },
    });
  });

  it('workflows runs get … --summary and --field output', async () => {
    expect(await json('workflows runs get signup-pipeline run_done --summary')).not.toHaveProperty('output');
    expect((await run('workflows runs get signup-pipeline run_done --field output')).out).toBe('welcome\n');
  });

  it('workflows runs cancel <run-id>', async () => {
    const { code, out } = await run('workflows runs cancel run_running');
    expect(code).toBe(0);
    const [outcome] = JSON.parse(out).data;
    expect(['requested', 'canceled']).toContain(outcome.result);
    expect((await run('workflows runs cancel run_done')).code).toBe(1);
    expect((await run('workflows runs cancel run_x')).code).toBe(3);
  });

  it('history list --kind workflow --status failed, and history get <run-id>', async () => {
    expect(ids(await json('history list --kind workflow --status failed'))).toEqual(['run_failed']);
    expect(await json('history get ses_1')).toMatchObject({ kind: 'agent', name: 'support-agent' });
  });

  it('agents sessions list <agent> --status …, and get <agent> <session-id> --include messages,trace', async () => {
    expect(ids(await json('agents sessions list support-agent --status success'))).toEqual(['ses_1']);
    const found = await json('agents sessions get support-agent ses_1 --include messages,trace');
    expect(found.messages).toHaveLength(2);
    expect(found.trace).toEqual({ spans: [], logs: [] });
  });

  it.each([
    ['workflows runs list signup-pipeline', 0],
    ['workflows runs get signup-pipeline run_x', 3],
    ['workflows runs get invoice-sync run_failed', 3],
    ['workflows runs list --nope', 2],
    ['workflows runs list --filter stauts:failed', 2],
    ['workflows runs cancel run_done', 1],
  ])('runlens %s exits %i', async (line, code) => expect((await run(line)).code).toBe(code));

  it('finds words of payloads and errors', async () => {
    expect(ids(await json('workflows runs list --filter timeout'))).toEqual(['run_failed']);
    expect(ids(await json('workflows runs list --filter input.email:ada@example.com'))).toEqual([
      'run_failed',
    ]);
  });

  it('sorts by duration, longest first with a dash', async () => {
    const [first] = (await json('workflows runs list --sort -duration --limit 1')).data;
    expect(first).toHaveProperty('id');
  });
});

describe('stores that cannot be read exit 1, name the file and say what to do, without a stack', () => {
  it.each([
    ['garbage', (path: string) => writeFileSync(path, 'no database at all '.repeat(500))],
    ['an empty file', (path: string) => writeFileSync(path, '')],
  ])('%s', async (_, spoil) => {
    const path = home.path('project/.runlens/runs.db');
    rmSync(path);
    spoil(path);
    const { code, out, err } = await run('workflows runs list');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('runs.db');
    expect(err.split('\n').length).toBeGreaterThan(2);
    expect(err).not.toContain('    at ');
  });
});
