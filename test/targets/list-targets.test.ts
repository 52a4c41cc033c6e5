import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listTargets } from '../../src/targets/list-targets.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { createHome } from './temporary-home.ts';

describe('listTargets', () => {
  it('lists the one in use, the configured ones and what is found, each once', async () => {
    const home = createHome(
      {
        'project/.runlens/runs.db': '',
        '.runlens/runs.db': '',
        'a.db': '',
        'config/config.yaml': 'target: one\ntargets:\n  one: ../a.db\n  gone: ../gone.db\n',
      },
      {},
    );
    const listed = await listTargets(undefined, home);
    expect(listed.map(({ target: _, ...shown }) => shown)).toEqual([
      { name: 'one', location: '~/a.db', from: '~/config/config.yaml', isUsed: true },
      {
        name: 'gone',
        location: '../gone.db',
        from: '~/config/config.yaml',
        isUsed: false,
        problem: 'there is no store at ../gone.db',
      },
      { name: 'project', location: './.runlens/runs.db', from: 'found here', isUsed: false },
      { name: basename(home.home), location: '~/.runlens/runs.db', from: 'found in ~', isUsed: false },
    ]);
  });

  it('shows addresses without their secrets, also those that cannot be read', async () => {
    const yaml =
      'targets:\n  db: postgres://ada:pw@db/runs\n  bad: https://ada:pw@host\n  worse: "postgres://ada:pw @x y"\n';
    const home = createHome({ 'config/config.yaml': yaml });
    const listed = await listTargets(undefined, home);
    expect(listed.map(({ name, location }) => [name, location])).toEqual([
      ['db', 'postgres://db/runs'],
      ['bad', 'https://…'],
      ['worse', 'postgres://…'],
    ]);
    expect(JSON.stringify(listed.map(({ target: _, ...shown }) => shown))).not.toContain('pw');
  });

  it('reports an environment variable that names a folder that does not exist', async () => {
    const env = { WORKFLOW_LOCAL_DATA_DIR: '/wrong' };
    const home = createHome({ 'project/.runlens/runs.db': '' }, { env });
    const problem = 'WORKFLOW_LOCAL_DATA_DIR is set to /wrong, where there is no folder';
    expect((await listTargets(undefined, home)).at(-1)).toEqual({
      name: 'workflow-sdk',
      location: '/wrong',
      from: 'WORKFLOW_LOCAL_DATA_DIR',
      isUsed: false,
      problem,
    });
    expect((await resolveTarget(undefined, home)).warnings).toEqual([problem]);
    await expect(resolveTarget(undefined, createHome({}, { env }))).rejects.toThrow(problem);
  });

  it('lists nothing where nothing is', async () => {
    expect(await listTargets(undefined, createHome())).toEqual([]);
  });
});
