import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../src/stores/targets/resolve-target.ts';
import { createPlace } from './place.ts';

const projectStore = 'project/.runlens/runs.db';

describe('the order of targets', () => {
  const files = {
    [projectStore]: '',
    'named/runs.db': '',
    'env/runs.db': '',
    'configured/runs.db': '',
    'users/runs.db': '',
    'project/runlens.config.yaml': 'target: team\ntargets:\n  team: ../configured/runs.db\n',
    'config/config.yaml': 'target: mine\ntargets:\n  mine: ../users/runs.db\n',
  };

  it('takes what was named before everything else', async () => {
    const place = createPlace(files, { env: { RUNLENS_TARGET: '../env/runs.db' } });
    const target = await resolveTarget('../named/runs.db', place);
    expect(target.path).toBe(place.path('named/runs.db'));
    expect(target.info).toEqual({
      name: 'local',
      kind: 'sqlite',
      location: '~/named/runs.db',
      reason: 'argument',
    });
  });

  it('takes RUNLENS_TARGET before the configuration', async () => {
    const place = createPlace(files, { env: { RUNLENS_TARGET: '../env/runs.db' } });
    const target = await resolveTarget(undefined, place);
    expect(target.path).toBe(place.path('env/runs.db'));
    expect(target.info.reason).toBe('RUNLENS_TARGET');
  });

  it('takes an empty RUNLENS_TARGET as none', async () => {
    const place = createPlace({ [projectStore]: '' }, { env: { RUNLENS_TARGET: '' } });
    expect((await resolveTarget(undefined, place)).info.reason).toBe('found here');
  });

  it("takes the project's configuration before the user's", async () => {
    const place = createPlace(files);
    const target = await resolveTarget(undefined, place);
    expect(target.path).toBe(place.path('configured/runs.db'));
    expect(target.info).toMatchObject({ name: 'team', reason: 'runlens.config.yaml' });
  });

  it("takes the user's configuration before what is found", async () => {
    const place = createPlace({ ...files, 'project/runlens.config.yaml': 'targets: {}\n' });
    const target = await resolveTarget(undefined, place);
    expect(target.path).toBe(place.path('users/runs.db'));
    expect(target.info).toMatchObject({ name: 'mine', reason: '~/config/config.yaml' });
  });

  it('finds the store of the current folder last of all', async () => {
    const place = createPlace({ [projectStore]: '' });
    const target = await resolveTarget(undefined, place);
    expect(target.info).toEqual({
      name: 'local',
      kind: 'sqlite',
      location: './.runlens/runs.db',
      reason: 'found here',
    });
  });

  it('finds the nearest store above the current folder and says where', async () => {
    const place = createPlace(
      { [projectStore]: '', 'project/app/.runlens/runs.db': '' },
      { cwd: 'project/app/src/deep' },
    );
    const target = await resolveTarget(undefined, place);
    expect(target.path).toBe(place.path('project/app/.runlens/runs.db'));
    expect(target.info.reason).toBe('found in ~/project/app');
  });

  it('says what to do next when nothing is found', async () => {
    await expect(resolveTarget(undefined, createPlace())).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no runs found'),
      hint: expect.stringContaining('runlens demo'),
    });
  });
});

describe('names', () => {
  it('finds a name in the project and in the user configuration', async () => {
    const place = createPlace({
      'a.db': '',
      'b.db': '',
      'project/runlens.config.yaml': 'targets:\n  one: ../a.db\n',
      'config/config.yaml': 'targets:\n  two: ../b.db\n',
    });
    expect((await resolveTarget('one', place)).path).toBe(place.path('a.db'));
    expect((await resolveTarget('two', place)).path).toBe(place.path('b.db'));
  });

  it('tells the known names when a name is unknown', async () => {
    const place = createPlace({ 'a.db': '', 'config/config.yaml': 'targets:\n  one: ../a.db\n' });
    await expect(resolveTarget('on', place)).rejects.toMatchObject({
      kind: 'usage',
      message: 'there is no target named "on" (argument)',
      hint: 'known names: one; a path works too, such as ./runs.db',
    });
  });

  it('does not take a property of every object for a name', async () => {
    await expect(resolveTarget('constructor', createPlace())).rejects.toMatchObject({ kind: 'usage' });
  });

  it('opens a folder whose name looks like a target name', async () => {
    const place = createPlace({ 'project/app/.runlens/runs.db': '' });
    expect((await resolveTarget('app', place)).path).toBe(place.path('project/app/.runlens/runs.db'));
  });
});

describe('configuration files', () => {
  it('warns of keys that nobody reads', async () => {
    const place = createPlace({
      'a.db': '',
      'project/runlens.config.yaml': 'target: ../a.db\ncolour: blue\n',
    });
    const { warnings } = await resolveTarget(undefined, place);
    expect(warnings).toEqual([
      `${place.path('project/runlens.config.yaml')}: "colour" is not known and was not read`,
    ]);
  });

  it.each([
    ['token: abcdef', '"token"'],
    ['apiKey: abcdef', '"apiKey"'],
    ['target: https://ada:abcdef@example.com', 'a secret inside an address'],
    ['targets:\n  cloud: https://example.com/?token=abcdef', 'a secret inside an address'],
  ])("refuses a project's file with a secret and does not repeat it: %s", async (yaml, what) => {
    const place = createPlace({ 'project/runlens.config.yaml': yaml });
    const error = await resolveTarget(undefined, place).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(what) });
    expect(String(error)).not.toContain('abcdef');
  });

  it.each([
    ['target: [', 'cannot read'],
    ['target: 3', 'target: must be a name or a location'],
    ['targets: [1]', 'targets'],
    ['just text', 'the file'],
  ])('names the file and what is wrong in it: %s', async (yaml, what) => {
    const place = createPlace({ 'project/runlens.config.yaml': yaml });
    await expect(resolveTarget(undefined, place)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/runlens\.config\.yaml.*/),
    });
    await expect(resolveTarget(undefined, place)).rejects.toThrow(what);
  });

  it('takes an empty file as one that says nothing', async () => {
    const place = createPlace({ 'project/runlens.config.yaml': '\n# later\n', [projectStore]: '' });
    expect((await resolveTarget(undefined, place)).info.reason).toBe('found here');
  });
});
