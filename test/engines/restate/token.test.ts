import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';
import type { ResolvedTarget } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';

const origin = 'https://restate.example.com';
const address = `restate:${origin}/admin`;
const files = {
  'project/runlens.config.yaml': `target: theirs\ntargets:\n  theirs: ${address}\n`,
  'config/config.yaml': `targets:\n  mine: ${address}\n  other: restate:https://other.example\n  runs: https://runs.example.com\n`,
};
const env = { RESTATE_AUTH_TOKEN: 'secret' };

function tokens(target: ResolvedTarget): Promise<readonly (string | undefined)[]> {
  const targets = target.kind === 'merged' ? target.members : [target];
  return Promise.all(
    targets.map(async one =>
      one.kind === 'engine' || one.kind === 'http' ? one.readToken() : Promise.resolve('no server'),
    ),
  );
}

describe('RESTATE_AUTH_TOKEN', () => {
  it.each([address, 'mine'])('goes to the address that the user gave: %s', async named => {
    const target = await resolveTarget(named, createHome(files, { env }));
    expect(await tokens(target)).toEqual(['secret']);
    expect(target.warnings).toEqual([]);
  });

  it("does not go to an address of a project's file, and says so", async () => {
    const target = await resolveTarget(undefined, createHome(files, { env }));
    expect(await tokens(target)).toEqual([undefined]);
    expect(target.warnings).toEqual([
      `RESTATE_AUTH_TOKEN is not sent to ${origin}: the address ${origin} comes from a project's file; RESTATE_AUTH_TOKEN_ORIGIN=${origin} allows it`,
    ]);
    const place = createHome(files, { env: { ...env, RESTATE_AUTH_TOKEN_ORIGIN: origin } });
    expect(await tokens(await resolveTarget(undefined, place))).toEqual(['secret']);
  });

  it('goes to none of several Restate servers, but to one beside servers of another kind', async () => {
    const several = await resolveTarget('mine,other', createHome(files, { env }));
    expect(await tokens(several)).toEqual([undefined, undefined]);
    expect(several.warnings).toHaveLength(2);
    const both = { ...env, RUNLENS_TOKEN: 'rl_env' };
    const beside = await resolveTarget('mine,runs', createHome(files, { env: both }));
    expect(await tokens(beside)).toEqual(['secret', 'rl_env']);
    expect(beside.warnings).toEqual([]);
  });

  it('is no token of runlens, nor the other way round', async () => {
    expect(await tokens(await resolveTarget('runs', createHome(files, { env })))).toEqual([undefined]);
    const own = createHome(files, { env: { RUNLENS_TOKEN: 'rl_env' } });
    expect(await tokens(await resolveTarget('mine', own))).toEqual([undefined]);
  });
});

it('warns where the certificate is not checked', async () => {
  const target = await resolveTarget(address, createHome(files), { isInsecure: true });
  expect(target.info).toMatchObject({ isInsecure: true });
  expect(target.warnings).toEqual([
    `the certificate of ${origin}/admin is not checked: it may be another server`,
  ]);
});
