import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { createHome } from '../../targets/temporary-home.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, failedRun, now } from '../sample-runs.ts';

const minute = 60_000;
const { error, errorSummary, steps, trace } = failedRun;

/** Every third run fails, and all of these have one plan. */
const runs = Array.from({ length: 12 }, (_, at) => {
  const hasFailed = at % 3 === 0;
  return createRun({
    ...{ id: `run_${at}`, name: 'checkout', createdAt: now - (at + 1) * minute },
    input: { plan: hasFailed ? 'scale' : 'free', password: 'hunter22' },
    ...(hasFailed ? { status: 'failed' as const, error, errorSummary, steps, trace } : {}),
  });
});

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore(runs);
});

const run = (line: string) => runCli(line.split(' '), { store: 'real', home, now: () => now });
const read = (name: string) => readFileSync(home.path('project', name), 'utf8');

describe('runlens report', () => {
  it('writes a private page under the name of the run, says where it is and how much is masked', async () => {
    const { code, out, err } = await run('report run_3');
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(/^saved the report in report-run_3\.html, [\d.]+ KB\n1 secret is masked\n$/u);
    expect(statSync(home.path('project', 'report-run_3.html')).mode & 0o777).toBe(0o600);
    const page = read('report-run_3.html');
    expect(page).not.toContain('hunter22');
    expect(page).toContain('checkout run_3 failed in send-email, attempt 3 of 3');
    expect(page).toContain('input.plan is &quot;scale&quot;');
    expect(page).toContain('4 of 4 failed have');
    expect(page).toContain('retrying in 200 ms');
    expect(page).toContain('runlens diff run_3');
    expect(page).toMatch(/<td>run_9<\/td>/u);
  });

  it('writes one about the last run of a group by the id of the group, which comes first', async () => {
    await run('report run_3');
    const [, failureId = ''] = /<dt>Group<\/dt><dd>(\w+)/u.exec(read('report-run_3.html')) ?? [];
    expect((await run(`report ${failureId}`)).code).toBe(0);
    const page = read(`report-${failureId}.html`);
    expect(page).toContain('Report on a group of failures, with its last run');
    expect(page).toContain('checkout run_0 failed');
    expect(page.indexOf('>Group of failures<')).toBeLessThan(page.indexOf('>What is known<'));
  });

  it('writes one about how two runs differ', async () => {
    expect((await run('report diff run_3 run_4')).code).toBe(0);
    const page = read('report-diff-run_3.html');
    expect(page).toContain('Report on two runs');
    expect(page).toMatch(/<td>a<\/td><td>run_3<\/td>[\s\S]*<td>b<\/td><td>run_4<\/td>/u);
    expect((await run('report diff run_4 --against previous -o success.html')).code).toBe(0);
    expect(read('success.html')).toMatch(/<td>a<\/td><td>run_4<\/td>[\s\S]*<td>b<\/td><td>run_5<\/td>/u);
  });

  it('prints the page with -o -', async () => {
    const { code, out, err } = await run('report run_3 -o -');
    expect([code, err]).toEqual([0, '1 secret is masked\n']);
    expect(out).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/u);
    expect(readdirSync(home.cwd).sort()).toEqual(['.runlens']);
  });

  it.each([
    ['report-run_3.html', 'report run_3'],
    ['report-diff-run_3.html', 'report diff run_3'],
    ['mine.html', 'report run_3 -o mine.html'],
    ['mine.html', 'report diff run_3 -o mine.html'],
  ])('replaces %s only with --force, and never a link', async (name, line) => {
    writeFileSync(home.path('project', name), 'mine');
    const { code, err } = await run(line);
    expect([code, err]).toEqual([1, expect.stringContaining(`${name} already exists, and nothing is saved`)]);
    expect(read(name)).toBe('mine');
    expect((await run(`${line} --force`)).code).toBe(0);
    expect(read(name)).toContain('<!doctype html>');
    symlinkSync(home.path('elsewhere'), home.path('project', 'link.html'));
    expect((await run('report run_3 -o link.html')).code).toBe(1);
    expect(existsSync(home.path('elsewhere'))).toBe(false);
  });

  it('says of an id that no run has that there is none, and writes nothing', async () => {
    const { code, err } = await run('report run_nowhere');
    expect(code).toBe(3);
    expect(err).toContain('run_nowhere');
    expect((await run('report diff run_3 run_nowhere')).code).toBe(3);
    expect(readdirSync(home.cwd)).toEqual(['.runlens']);
  });

  it('says which folder it cannot write to', async () => {
    const { code, err } = await run('report run_3 -o nowhere/page.html');
    expect(code).toBe(1);
    expect(err).toContain('there is no such folder');
  });
});
