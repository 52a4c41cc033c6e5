import { describe, expect, it } from 'vitest';
import { listTargets } from '../../../src/targets/list-targets.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';
import { targetKey } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';

describe('finding the data of the Workflow SDK', () => {
  it.each(['.next/workflow-data', '.workflow-data', 'workflow-data'])(
    'opens %s of the current folder',
    async name => {
      const place = createHome({
        [`project/${name}/runs/a.json`]: '',
        [`project/${name}/events/a.json`]: '',
      });
      const target = await resolveTarget(undefined, place);
      expect(target.info).toMatchObject({
        name: 'project',
        kind: 'workflow-sdk',
        location: `./${name}`,
        reason: 'found here',
        isEngine: true,
      });
      expect(targetKey(target)).toContain(place.path('project', name));
    },
  );

  it('looks in the folders above, the nearest first', async () => {
    const files = {
      'project/.workflow-data/runs/a': '',
      'project/app/.workflow-data/version.txt': '',
      'project/app/src/x': '',
    };
    const target = await resolveTarget(undefined, createHome(files, { cwd: 'project/app/src' }));
    expect(target.info).toMatchObject({
      name: 'app',
      location: '~/project/app/.workflow-data',
      reason: 'found in ~/project/app',
    });
  });

  it('finds the folder that WORKFLOW_LOCAL_DATA_DIR names, and gives that as the reason', async () => {
    const files = { 'project/.workflow-data/runs/a': '', 'elsewhere/data/runs/a': '' };
    const env = { WORKFLOW_LOCAL_DATA_DIR: '../elsewhere/data' };
    const target = await resolveTarget(undefined, createHome(files, { env }));
    expect(target.info).toMatchObject({
      location: 'workflow-sdk:~/elsewhere/data',
      reason: 'WORKFLOW_LOCAL_DATA_DIR',
    });
    const gone = await resolveTarget(
      undefined,
      createHome(files, { env: { WORKFLOW_LOCAL_DATA_DIR: 'nowhere' } }),
    );
    expect(gone.info).toMatchObject({ location: './.workflow-data', reason: 'found here' });
  });

  it('leaves a store of our own first, and lists both', async () => {
    const place = createHome({ 'project/.runlens/runs.db': '', 'project/.workflow-data/runs/a': '' });
    expect((await resolveTarget(undefined, place)).kind).toBe('sqlite');
    const listed = await listTargets(undefined, place);
    expect(listed.map(target => target.location)).toEqual(['./.runlens/runs.db', './.workflow-data']);
  });

  it.each([
    ['.workflow-data', './.workflow-data'],
    ['.', './.workflow-data'],
    ['workflow-sdk:.workflow-data', './.workflow-data'],
    ['workflow-sdk:', './.workflow-data'],
    ['workflow-sdk:~/project', './.workflow-data'],
    ['workflow-sdk:../other', 'workflow-sdk:~/other'],
  ])('knows %s', async (text, location) => {
    const place = createHome({ 'project/.workflow-data/runs/a': '', 'other/runs/a': '' });
    expect((await resolveTarget(text, place)).info).toMatchObject({
      kind: 'workflow-sdk',
      location,
      reason: 'argument',
    });
  });

  it('does not recognize a folder that only happens to hold runs', async () => {
    const place = createHome({ 'project/workflow-data/runs/a': '', 'project/runs/a': '' });
    await expect(resolveTarget(undefined, place)).rejects.toThrow(/no runs found/);
    await expect(resolveTarget('.', place)).rejects.toThrow(/holds no/);
    await expect(resolveTarget('workflow-sdk:nowhere', place)).rejects.toThrow(
      /no data folder of the Workflow SDK/,
    );
  });
});
