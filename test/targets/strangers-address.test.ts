import { expect, it } from 'vitest';
import { listTargets, mergeListed } from '../../src/targets/list-targets.ts';
import { saveTarget } from '../../src/targets/save-target.ts';
import { createHome } from './temporary-home.ts';

const env = { RUNLENS_TOKEN: 'rl_env' };

it("sends no token to a project's server that is opened in one list with all others", async () => {
  const home = createHome(
    { 'project/runlens.config.yaml': 'target: https://theirs.example\n', 'project/.runlens/runs.db': '' },
    { env },
  );
  const all = mergeListed(await listTargets(undefined, home), home);
  const members = all.kind === 'merged' ? all.members : [];
  expect(members.map(({ info }) => info.kind)).toEqual(['http', 'sqlite']);
  for (const one of members) if (one.kind === 'http') expect(await one.readToken()).toBeUndefined();
});

it.each(['https://theirs.example', 'postgres://theirs/db', 'restate:http://theirs:9070'])(
  "does not write %s into the user's file by a name of a project",
  async address => {
    const home = createHome({ 'project/runlens.config.yaml': `targets:\n  team: "${address}"\n` }, { env });
    await expect(saveTarget('team', home)).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('name it yourself'),
    });
  },
);
