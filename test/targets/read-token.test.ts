import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import type { ResolvedTarget } from '../../src/targets/target.ts';
import { createHome } from './temporary-home.ts';

const server = 'https://runs.example.com';
const files = {
  'project/runlens.config.yaml': `target: theirs\ntargets:\n  theirs: ${server}\n`,
  'config/config.yaml': `targets:\n  mine: ${server}/team\n  other: https://other.example\n`,
};

function tokens(target: ResolvedTarget): Promise<readonly (string | undefined)[]> {
  const targets = target.kind === 'merged' ? target.members : [target];
  return Promise.all(targets.map(async one => (one.kind === 'http' ? one.readToken() : undefined)));
}

describe('RUNLENS_TOKEN', () => {
  const env = { RUNLENS_TOKEN: 'rl_env' };

  it.each([
    ['an argument', server],
    ['a name of the user', 'mine'],
  ])('goes to the server of %s', async (_, named) => {
    const target = await resolveTarget(named, createHome(files, { env }));
    expect(await tokens(target)).toEqual(['rl_env']);
    expect(target.warnings).toEqual([]);
  });

  it('goes to the server that RUNLENS_TARGET gives', async () => {
    const home = createHome(files, { env: { ...env, RUNLENS_TARGET: server } });
    expect(await tokens(await resolveTarget(undefined, home))).toEqual(['rl_env']);
  });

  it.each([undefined, 'theirs'])(
    "does not go to an address of a project's file, and says so (named: %s)",
    async named => {
      const target = await resolveTarget(named, createHome(files, { env }));
      expect(await tokens(target)).toEqual([undefined]);
      expect(target.warnings).toEqual([
        `RUNLENS_TOKEN is not sent to ${server}: the address ${server} comes from a project's file; RUNLENS_TOKEN_ORIGIN=${server} allows it`,
      ]);
    },
  );

  it('goes there when RUNLENS_TOKEN_ORIGIN says so, and to no other server then', async () => {
    const home = createHome(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: `${server}/` } });
    expect(await tokens(await resolveTarget(undefined, home))).toEqual(['rl_env']);
    expect(await tokens(await resolveTarget('other', home))).toEqual([undefined]);
    expect(await tokens(await resolveTarget('http://runs.example.com', home))).toEqual([undefined]);
  });

  it('goes to none of several servers, unless RUNLENS_TOKEN_ORIGIN names one', async () => {
    const several = await resolveTarget('mine,other', createHome(files, { env }));
    expect(await tokens(several)).toEqual([undefined, undefined]);
    expect(several.warnings).toHaveLength(2);
    const home = createHome(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: server } });
    expect(await tokens(await resolveTarget('mine,other', home))).toEqual(['rl_env', undefined]);
  });

  it('refuses a RUNLENS_TOKEN_ORIGIN that is none', async () => {
    const home = createHome(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: 'runs' } });
    await expect(resolveTarget('mine', home)).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('the advice where a token is missing', () => {
  async function adviceFor(named: string, env: Readonly<Record<string, string>> = {}) {
    const target = await resolveTarget(named, createHome(files, { env }));
    return target.kind === 'http' ? target.tokenAdvice() : undefined;
  }

  it('names the variable, and the line and the file', async () => {
    expect(await adviceFor('mine')).toBe(
      `set RUNLENS_TOKEN, or write "${server}: rl_…" into ~/config/tokens.yaml`,
    );
  });

  it('says why the one in the environment does not go there', async () => {
    expect(await adviceFor('theirs', { RUNLENS_TOKEN: 'rl_env' })).toBe(
      `RUNLENS_TOKEN is not sent there: the address ${server} comes from a project's file; write "${server}: rl_…" into ~/config/tokens.yaml`,
    );
  });
});

describe('token files', () => {
  it('finds the token of the origin, whoever gave the address', async () => {
    const home = createHome(files);
    writeOwn(home.path('config/tokens.yaml'), `# mine\nhttps://RUNS.example.com/x: rl_file\n`);
    expect(await tokens(await resolveTarget(undefined, home))).toEqual(['rl_file']);
    expect(await tokens(await resolveTarget('mine,other', home))).toEqual(['rl_file', undefined]);
  });

  it("takes a target's own file before tokens.yaml, and RUNLENS_TOKEN before both", async () => {
    const yaml = `targets:\n  mine:\n    location: ${server}\n    tokenFile: mine.token\n`;
    const home = createHome({ 'config/config.yaml': yaml });
    writeOwn(home.path('config/tokens.yaml'), `${server}: rl_file\n`);
    writeOwn(home.path('config/mine.token'), 'rl_own\n');
    expect(await tokens(await resolveTarget('mine', home))).toEqual(['rl_own']);
    const withEnv = { ...home, env: { RUNLENS_TOKEN: 'rl_env' } };
    expect(await tokens(await resolveTarget('mine', withEnv))).toEqual(['rl_env']);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('refuses one of mode %o and says how to mend it', async mode => {
    const home = createHome(files);
    const path = home.path('config/tokens.yaml');
    writeOwn(path, `${server}: rl_file\n`);
    chmodSync(path, mode);
    await expect(tokens(await resolveTarget('mine', home))).rejects.toMatchObject({
      kind: 'auth',
      message: `others can read ${path}: no token is read from it`,
      hint: `chmod 600 ${path}`,
    });
  });

  it.each(['[rl_file', `${server}: [rl_file]`, `${server}: *rl_file`, 'rl_file: rl_file', 'rl_file'])(
    'repeats nothing of a file that it cannot read: %s',
    async text => {
      const home = createHome(files);
      writeOwn(home.path('config/tokens.yaml'), text);
      const error = await tokens(await resolveTarget('mine', home)).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ kind: 'auth' });
      expect(String(error)).not.toContain('rl_file');
    },
  );

  it('says that the file of a target is not there, or holds something else', async () => {
    const yaml = `targets:\n  mine:\n    location: ${server}\n    tokenFile: ~/mine.token\n`;
    const home = createHome({ 'config/config.yaml': yaml });
    await expect(tokens(await resolveTarget('mine', home))).rejects.toThrow('ENOENT');
    writeOwn(home.path('mine.token'), 'one\ntwo\n');
    await expect(tokens(await resolveTarget('mine', home))).rejects.toThrow('no token, or more than one');
  });

  it('is not read before the target is opened', async () => {
    const home = createHome(files);
    writeOwn(home.path('config/tokens.yaml'), `${server}: rl_file\n`);
    expect(JSON.stringify(await resolveTarget('mine', home))).not.toContain('rl_file');
  });
});

function writeOwn(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}
