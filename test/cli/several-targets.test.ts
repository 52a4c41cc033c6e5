import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunWriter } from '../../src/database/sqlite/write/open-run-writer.ts';
import { runCreated } from '../contract/sample-events.ts';
import { inTime } from '../in-time.ts';
import { addToken, startServing } from '../server/serving.ts';
import { createHome } from '../targets/temporary-home.ts';
import { runCli } from './run-cli.ts';
import { now } from './sample-runs.ts';

/** Nobody listens there. */
const dead = 'http://127.0.0.1:9';

type World = {
  readonly home: ReturnType<typeof createHome>;
  readonly run: (line: string, isTalking?: boolean) => ReturnType<typeof runCli>;
};

/** A project with a store of its own, and a server with another, which takes no stranger. */
async function createWorld(): Promise<World> {
  const serving = await startServing({
    events: [
      runCreated('far_new', { createdAt: now - 1_000 }),
      runCreated('far_old', { createdAt: now - 3_000, name: 'invoice-sync', project: 'billing' }),
      runCreated('both', { createdAt: now - 5_000 }),
    ],
  });
  const { text } = await addToken(serving.served, ['read', 'cancel']);
  const weak = await addToken(serving.served, ['write']);
  const withToken = (name: string) =>
    `  ${name}:\n    location: ${serving.url}\n    tokenFile: ${name}.token\n`;
  const home = createHome({
    'config/config.yaml': `targets:\n  cloud: ${serving.url}\n  near: ../project\n  dead: ${dead}\n${withToken('weak')}${withToken('wrong')}`,
  });
  writeFileSync(home.path('config/tokens.yaml'), `${serving.url}: ${text}\n`, { mode: 0o600 });
  writeFileSync(home.path('config/weak.token'), weak.text, { mode: 0o600 });
  writeFileSync(home.path('config/wrong.token'), 'rl_0123456789ab_wrong', { mode: 0o600 });
  await record(home.path('project/.runlens/runs.db'), [
    runCreated('near_new', { createdAt: now - 2_000, status: 'running', finishedAt: undefined }),
    runCreated('near_old', { createdAt: now - 4_000 }),
    runCreated('both', { createdAt: now - 5_000 }),
  ]);
  return {
    home,
    run: (line, isTalking) => runCli(line.split(' '), { store: 'real', home, isTalking }),
  };
}

async function record(path: string, events: readonly ReturnType<typeof runCreated>[]): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const writer = await openRunWriter({ path, owner: 'none' });
  writer.write(events);
  await writer.close();
}

type Listed = { readonly id: string; readonly target?: string };

const addresses = (out: string) =>
  JSON.parse(out).data.map(({ target, id }: Listed) => (target === undefined ? id : `${target}/${id}`));

/** A target that takes longer than three seconds is left out of the list. */
describe('several targets in one list', inTime, () => {
  it('has the runs of all, newest first, each with its target, page by page', async () => {
    const { run } = await createWorld();
    const all = await run('history list --target near,cloud');
    expect({ code: all.code, err: all.err }).toEqual({ code: 0, err: '' });
    const wanted = [
      'cloud/far_new',
      'near/near_new',
      'cloud/far_old',
      'near/near_old',
      'cloud/both',
      'near/both',
    ];
    expect(addresses(all.out)).toEqual(wanted);
    const first = JSON.parse((await run('history list --target near,cloud --limit 3')).out);
    const second = await run(`history list --target near,cloud --cursor ${first.nextCursor}`);
    expect(addresses(second.out)).toEqual(wanted.slice(3));
    const failed = await run('history list --target cloud,near --project billing -o tsv');
    expect(failed.out.split('\n')[1]).toMatch(/^far_old\t.*\tcloud\t/u);
  });

  it('finds a run by its address, and by an id that only one of them has', async () => {
    const { run } = await createWorld();
    const get = async (address: string) =>
      JSON.parse((await run(`history get ${address} --target near,cloud`)).out);
    expect(await get('cloud/both')).toMatchObject({ id: 'both', target: 'cloud' });
    expect(await get('far_old')).toMatchObject({ id: 'far_old', target: 'cloud', name: 'invoice-sync' });
    const both = await run('history get both --target near,cloud');
    expect({ code: both.code, out: both.out }).toEqual({ code: 1, out: '' });
    expect(both.err).toContain('name one of them: near/both, cloud/both');
    expect((await run('history get near/far_old --target near,cloud')).code).toBe(3);
    const { code, out } = await run('workflows runs cancel near/near_new cloud/far_old --target near,cloud');
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toMatchObject([
      { id: 'near/near_new', result: 'canceled' },
      { id: 'cloud/far_old', result: 'already-finished' },
    ]);
  });

  it('goes on without a target that is down, and says so', async () => {
    const { run } = await createWorld();
    const { code, out, err } = await run('workflows runs list --target near,dead');
    expect(code).toBe(0);
    expect(addresses(out)).toEqual(['near/near_new', 'near/near_old', 'near/both']);
    expect(JSON.parse(out).missing).toEqual([{ target: 'dead', message: expect.any(String) }]);
    expect(err).toMatch(/^runlens: dead is left out: /);
    const names = await run('workflows list --target near,dead');
    expect(JSON.parse(names.out).missing).toMatchObject([{ target: 'dead' }]);
    expect((await run('--target near,dead')).err).toContain('dead is left out');
    expect((await run('history list --target dead,weak')).code).not.toBe(0);
  });

  it('starts no run where none of the targets offers the workflow', async () => {
    const { run } = await createWorld();
    const { code, err } = await run('workflows run signup-pipeline --target near,cloud');
    expect(code).toBe(1);
    expect(err).toContain('no running program offers "signup-pipeline" now');
  });

  it('is the history where it is configured as the cloud, without a word', async () => {
    const { run, home } = await createWorld();
    const alone = await run('history list', true);
    expect(alone.err).toContain('this is the history of ./.runlens/runs.db (found here)');
    writeFileSync(home.path('project/runlens.config.yaml'), 'cloud: cloud\n');
    const { err, out } = await run('history list --json', true);
    expect(err).toBe('');
    expect(addresses(out)).toEqual(['far_new', 'far_old', 'both']);
  });
});

describe('targets test', () => {
  it('prints what a server is and what the token allows, and never the token', async () => {
    const { run } = await createWorld();
    const { code, out, err } = await run('targets test cloud');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      name: 'cloud',
      kind: 'http',
      version: '1.2.3',
      scopes: ['read', 'cancel'],
      runs: 3,
    });
    expect(out).not.toContain('rl_');
  });

  it('exits 4 for a token that is not accepted, and 5 where no server answers', async () => {
    const { run } = await createWorld();
    const wrong = await run('targets test wrong');
    expect(wrong.code).toBe(4);
    expect(wrong.err).not.toContain('rl_');
    expect(JSON.parse(wrong.out)).toMatchObject({ ok: false, name: 'wrong', problem: expect.any(String) });
    expect((await run('targets test dead')).code).toBe(5);
  });

  it('says that a token for recording does not allow reading', async () => {
    const { run, home } = await createWorld();
    const weak = await runCli(['targets', 'test', 'weak'], { store: 'real', home, columns: 120 });
    expect({ code: weak.code, err: weak.err }).toEqual({ code: 0, err: '' });
    expect(weak.out).toMatch(/runlens 1\.2\.3 · may record, write · may not read\n$/);
    expect(JSON.parse((await run('targets test weak')).out)).toMatchObject({
      ok: true,
      scopes: ['record', 'write'],
    });
  });

  it('tests several, each in a line, and exits as the worst', async () => {
    const { run, home } = await createWorld();
    const several = await runCli(['targets', 'test', 'near,cloud,wrong'], {
      store: 'real',
      home,
      columns: 120,
    });
    expect(several.code).toBe(4);
    const [near, cloud, wrong] = several.out.split('\n');
    expect(near).toMatch(/^ok {2}\.\/\.runlens\/runs\.db \(argument\): 3 runs · /);
    expect(cloud).toMatch(
      /^ok {2}http:\/\/127\.0\.0\.1:\d+ \(argument\): runlens 1\.2\.3 · may read, cancel · 3 runs · /,
    );
    expect(wrong).toMatch(/^failed {2}wrong /);
    const { data } = JSON.parse((await run('targets test near,cloud')).out);
    expect(data.map((one: { readonly ok: boolean }) => one.ok)).toEqual([true, true]);
  });

  it('lists the targets without a token', async () => {
    const { run } = await createWorld();
    expect((await run('targets')).out).not.toContain('rl_');
  });
});

describe('--insecure', () => {
  it.each([
    '--insecure targets test cloud',
    'targets test cloud --insecure',
    'history list --target cloud --insecure',
  ])('is said each time: %s', async line => {
    const { run } = await createWorld();
    const { code, err } = await run(line);
    expect(code).toBe(0);
    expect(err.match(/can be read on the network/g)).toHaveLength(1);
  });
});
