import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import type { ResolvedTarget } from '../../src/targets/target.ts';
import { createPlace } from './place.ts';

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
    const target = await resolveTarget(named, createPlace(files, { env }));
    expect(await tokens(target)).toEqual(['rl_env']);
    expect(target.warnings).toEqual([]);
  });

  it('goes to the server that RUNLENS_TARGET gives', async () => {
    const place = createPlace(files, { env: { ...env, RUNLENS_TARGET: server } });
    expect(await tokens(await resolveTarget(undefined, place))).toEqual(['rl_env']);
  });

  it.each([undefined, 'theirs'])(
    "does not go to an address of a project's file, and says so (named: %s)",
    async named => {
      const target = await resolveTarget(named, createPlace(files, { env }));
      expect(await tokens(target)).toEqual([undefined]);
      expect(target.warnings).toEqual([
        `RUNLENS_TOKEN is not sent to ${server}: the address ${server} comes from a project's file; RUNLENS_TOKEN_ORIGIN=${server} allows it`,
      ]);
    },
  );

  it('goes there when RUNLENS_TOKEN_ORIGIN says so, and to no other server then', async () => {
    const place = createPlace(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: `${server}/` } });
    expect(await tokens(await resolveTarget(undefined, place))).toEqual(['rl_env']);
    expect(await tokens(await resolveTarget('other', place))).toEqual([undefined]);
    expect(await tokens(await resolveTarget('http://runs.example.com', place))).toEqual([undefined]);
  });

  it('goes to none of several servers, unless it is said which', async () => {
    const several = await resolveTarget('mine,other', createPlace(files, { env }));
    expect(await tokens(several)).toEqual([undefined, undefined]);
    expect(several.warnings).toHaveLength(2);
    const place = createPlace(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: server } });
    expect(await tokens(await resolveTarget('mine,other', place))).toEqual(['rl_env', undefined]);
  });

  it('refuses a RUNLENS_TOKEN_ORIGIN that is none', async () => {
    const place = createPlace(files, { env: { ...env, RUNLENS_TOKEN_ORIGIN: 'runs' } });
    await expect(resolveTarget('mine', place)).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('the advice where a token is missing', () => {
  async function adviceFor(named: string, env: Readonly<Record<string, string>> = {}) {
    const target = await resolveTarget(named, createPlace(files, { env }));
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
    const place = createPlace(files);
    writeOwn(place.path('config/tokens.yaml'), `# mine\nhttps://RUNS.example.com/x: rl_file\n`);
    expect(await tokens(await resolveTarget(undefined, place))).toEqual(['rl_file']);
    expect(await tokens(await resolveTarget('mine,other', place))).toEqual(['rl_file', undefined]);
  });

  it("takes a target's own file before tokens.yaml, and RUNLENS_TOKEN before both", async () => {
    const yaml = `targets:\n  mine:\n    location: ${server}\n    tokenFile: mine.token\n`;
    const place = createPlace({ 'config/config.yaml': yaml });
    writeOwn(place.path('config/tokens.yaml'), `${server}: rl_file\n`);
    writeOwn(place.path('config/mine.token'), 'rl_own\n');
    expect(await tokens(await resolveTarget('mine', place))).toEqual(['rl_own']);
    const withEnv = { ...place, env: { RUNLENS_TOKEN: 'rl_env' } };
    expect(await tokens(await resolveTarget('mine', withEnv))).toEqual(['rl_env']);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('refuses one of mode %o and says how to mend it', async mode => {
    const place = createPlace(files);
    const path = place.path('config/tokens.yaml');
    writeOwn(path, `${server}: rl_file\n`);
    chmodSync(path, mode);
    await expect(tokens(await resolveTarget('mine', place))).rejects.toMatchObject({
      kind: 'auth',
      message: `others can read ${path}: no token is read from it`,
      hint: `chmod 600 ${path}`,
    });
  });

  it.each(['[rl_file', `${server}: [rl_file]`, `${server}: *rl_file`, 'rl_file: rl_file', 'rl_file'])(
    'repeats nothing of a file that it cannot read: %s',
    async text => {
      const place = createPlace(files);
      writeOwn(place.path('config/tokens.yaml'), text);
      const error = await tokens(await resolveTarget('mine', place)).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ kind: 'auth' });
      expect(String(error)).not.toContain('rl_file');
    },
  );

  it('says that the file of a target is not there, or holds something else', async () => {
    const yaml = `targets:\n  mine:\n    location: ${server}\n    tokenFile: ~/mine.token\n`;
    const place = createPlace({ 'config/config.yaml': yaml });
    await expect(tokens(await resolveTarget('mine', place))).rejects.toThrow('ENOENT');
    writeOwn(place.path('mine.token'), 'one\ntwo\n');
    await expect(tokens(await resolveTarget('mine', place))).rejects.toThrow('no token, or more than one');
  });

  it('is not read before the target is opened', async () => {
    const place = createPlace(files);
    writeOwn(place.path('config/tokens.yaml'), `${server}: rl_file\n`);
    expect(JSON.stringify(await resolveTarget('mine', place))).not.toContain('rl_file');
  });
});

function writeOwn(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}
