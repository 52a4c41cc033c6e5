import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHome } from '../../../targets/temporary-home.ts';
import { runCli } from '../../run-cli.ts';

type Home = ReturnType<typeof createHome>;

const run = (line: string, home: Home) => runCli(line.split(' '), { home });

async function tokens(home: Home, more = '') {
  const { out } = await run(`serve token list --json${more}`, home);
  return JSON.parse(out).data;
}

describe('serve token', () => {
  it('add prints the token and nothing else on stdout, and makes the store', async () => {
    const home = createHome();
    const { code, out, err } = await run('serve token add --name ada --scope read,write', home);
    expect(code).toBe(0);
    expect(out).toMatch(/^rl_[0-9a-f]{12}_[0-9a-f]{48}\n$/);
    const [, id = '', secret = ''] = out.trim().split('_');
    expect(err).toContain('./.runlens/runs.db is shown once');
    expect(err).toContain(`runlens serve token revoke ${id}`);
    expect(err).not.toContain(secret);
    expect(readFileSync(home.path('project/.runlens/.gitignore'), 'utf8')).toBe('*\n');
    expect(await tokens(home)).toEqual([
      { id, name: 'ada', scopes: ['read', 'write'], createdAt: expect.stringMatching(/Z$/) },
    ]);
  });

  it('add takes scopes one by one as well, each once', async () => {
    const home = createHome();
    await run('serve token add --name ada --scope write --scope read,write', home);
    expect(await tokens(home)).toMatchObject([{ scopes: ['read', 'write'] }]);
  });

  it('keeps no secret in the store', async () => {
    const home = createHome();
    const { out } = await run('serve token add --name ada --scope read', home);
    const secret = out.trim().split('_')[2] ?? 'none';
    for (const part of ['', '-wal']) {
      const path = home.path(`project/.runlens/runs.db${part}`);
      if (existsSync(path)) expect(readFileSync(path).includes(secret)).toBe(false);
    }
  });

  it('revoke revokes it, once', async () => {
    const home = createHome();
    await run('serve token add --name ada --scope read', home);
    const [{ id }] = await tokens(home);
    expect((await run(`serve token revoke ${id}`, home)).err).toBe(`${id} (ada) is revoked\n`);
    expect(await tokens(home)).toMatchObject([{ id, revokedAt: expect.stringMatching(/Z$/) }]);
    expect((await run(`serve token revoke ${id}`, home)).err).toBe(`${id} (ada) was already revoked\n`);
    expect(await run('serve token revoke nope', home)).toMatchObject({
      code: 3,
      err: expect.stringContaining('there is no token nope'),
    });
  });

  it('list shows a table to people', async () => {
    const home = createHome();
    await run('serve token add --name ada\u001b[31m --scope cancel', home);
    const { out } = await runCli(['serve', 'token', 'list'], { home, columns: 120 });
    expect(out).toMatch(/^ID +NAME +SCOPES +CREATED +REVOKED\n[0-9a-f]{12} +ada\S* +cancel +\S+Z\n$/);
    expect(out).not.toContain('\u001b');
  });

  it('list says what to do where there are none', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { out, err } = await run('serve token list -o tsv', home);
    expect(out).toBe('id\tname\tscopes\tcreatedAt\trevokedAt\n');
    expect(err).toContain('serve token add');
  });

  it.each(['list', 'revoke 0123456789ab'])('%s makes no store where there is none', async what => {
    const home = createHome();
    const { code, err } = await run(`serve token ${what}`, home);
    expect(code).toBe(2);
    expect(err).toContain('there is no store at ./.runlens/runs.db');
    expect(existsSync(home.path('project/.runlens'))).toBe(false);
  });

  it('add says how to revoke the token of the store that was named', async () => {
    const { err } = await run('serve token add --name ada --scope read --store ../other.db', createHome());
    expect(err).toMatch(/^creating ~\/other\.db\n/);
    expect(err).toMatch(/serve token revoke [0-9a-f]{12} --store \.\.\/other\.db\n/);
  });

  it('works on the store that is named', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    await run('serve token add --name ada --scope read --store ../other.db', home);
    expect(await tokens(home, ' --store ../other.db')).toHaveLength(1);
    expect(existsSync(home.path('other.db'))).toBe(true);
  });

  it.each([
    ['serve token add --scope read', '--name'],
    ['serve token add --name ada', '--scope'],
    ['serve token add --name ada --scope all', 'It takes read, cancel, record, write, start.'],
    [`serve token add --name ${'x'.repeat(101)} --scope read`, '1 to 100 characters'],
    ['serve token revoke', 'id'],
  ])('%s exits 2 and says why', async (line, reason) => {
    const { code, out, err } = await run(line, createHome());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
  });
});
