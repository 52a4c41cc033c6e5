import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { type ResolvedTarget, targetKey } from '../../src/targets/target.ts';
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
    expect(targetKey(target)).toBe(place.path('named/runs.db'));
    expect(target.info).toEqual({
      name: 'named',
      kind: 'sqlite',
      location: '~/named/runs.db',
      reason: 'argument',
      commandTarget: '~/named/runs.db',
    });
  });

  it('takes RUNLENS_TARGET before the configuration', async () => {
    const place = createPlace(files, { env: { RUNLENS_TARGET: '../env/runs.db' } });
    const target = await resolveTarget(undefined, place);
    expect(targetKey(target)).toBe(place.path('env/runs.db'));
    expect(target.info.reason).toBe('RUNLENS_TARGET');
  });

  it('takes an empty RUNLENS_TARGET as none', async () => {
    const place = createPlace({ [projectStore]: '' }, { env: { RUNLENS_TARGET: '' } });
    expect((await resolveTarget(undefined, place)).info.reason).toBe('found here');
  });

  it("takes the project's configuration before the user's", async () => {
    const place = createPlace(files);
    const target = await resolveTarget(undefined, place);
    expect(targetKey(target)).toBe(place.path('configured/runs.db'));
    expect(target.info).toMatchObject({ name: 'team', reason: 'runlens.config.yaml' });
  });

  it("takes the user's configuration before what is found", async () => {
    const place = createPlace({ ...files, 'project/runlens.config.yaml': 'targets: {}\n' });
    const target = await resolveTarget(undefined, place);
    expect(targetKey(target)).toBe(place.path('users/runs.db'));
    expect(target.info).toMatchObject({ name: 'mine', reason: '~/config/config.yaml' });
  });

  it('finds the store of the current folder last of all', async () => {
    const place = createPlace({ [projectStore]: '' });
    const target = await resolveTarget(undefined, place);
    expect(target.info).toEqual({
      name: 'project',
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
    expect(targetKey(target)).toBe(place.path('project/app/.runlens/runs.db'));
    expect(target.info.reason).toBe('found in ~/project/app');
  });

  it('says what to do next when nothing is found', async () => {
    await expect(resolveTarget(undefined, createPlace())).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /^no runs found: there is no \.runlens\/runs\.db, .*\.workflow-data, .*traces\.jsonl.* here or in any folder above$/,
      ),
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
    expect(targetKey(await resolveTarget('one', place))).toBe(place.path('a.db'));
    expect(targetKey(await resolveTarget('two', place))).toBe(place.path('b.db'));
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

  it('knows the name that the list gives to what is found here', async () => {
    const place = createPlace({ [projectStore]: '' });
    const target = await resolveTarget('project', place);
    expect(target.info).toMatchObject({ location: './.runlens/runs.db', reason: 'argument' });
  });

  it('asks which one is meant where several here have the name', async () => {
    const place = createPlace({ [projectStore]: '', 'project/.workflow-data/runs/x.json': '{}' });
    await expect(resolveTarget('project', place)).rejects.toMatchObject({
      kind: 'usage',
      message: 'several places here are called "project"',
      hint: 'name the one that is meant: ./.runlens/runs.db, ./.workflow-data',
    });
  });

  it('knows no name of what is found here in a configuration, which holds elsewhere as well', async () => {
    const place = createPlace({ [projectStore]: '', 'config/config.yaml': 'target: project\n' });
    await expect(resolveTarget(undefined, place)).rejects.toThrow('there is no target named "project"');
  });

  it('opens a folder whose name looks like a target name', async () => {
    const place = createPlace({ 'project/app/.runlens/runs.db': '' });
    expect(targetKey(await resolveTarget('app', place))).toBe(place.path('project/app/.runlens/runs.db'));
  });
});

describe('targets at an address', () => {
  const members = (target: ResolvedTarget) =>
    target.kind === 'merged' ? target.members.map(({ info }) => info) : [];

  it('is named after its server, and shown without secrets', async () => {
    const place = createPlace();
    expect((await resolveTarget('https://runs.example.com:8443/team/', place)).info).toEqual({
      name: 'runs.example.com:8443',
      kind: 'http',
      location: 'https://runs.example.com:8443/team',
      reason: 'argument',
      isRemote: true,
      commandTarget: 'https://runs.example.com:8443/team',
    });
    expect((await resolveTarget('postgres://ada:pw@db/runs?sslpassword=x', place)).info).toEqual({
      name: 'db',
      kind: 'postgres',
      location: 'postgres://db/runs',
      reason: 'argument',
      isRemote: true,
      commandTarget: 'postgres://db/runs',
    });
  });

  it('says each time that certificates go unchecked, and marks the target', async () => {
    const place = createPlace({
      'config/config.yaml': 'targets:\n  lab: { location: "https://lab", insecure: true }\n',
    });
    const asked = await resolveTarget('https://runs.example.com', place, { isInsecure: true });
    expect(asked.info.isInsecure).toBe(true);
    expect(asked.warnings).toEqual([
      expect.stringContaining('the certificate of https://runs.example.com is not checked'),
    ]);
    const plain = await resolveTarget('http://lab', place, { isInsecure: true });
    expect(plain.warnings).toEqual([expect.stringContaining('can be read on the network')]);
    const configured = await resolveTarget('lab', place);
    expect(configured).toMatchObject({
      isInsecure: true,
      info: { isInsecure: true },
      warnings: [expect.any(String)],
    });
    expect((await resolveTarget('https://lab', place)).info.isInsecure).toBeUndefined();
  });

  it.each(['insecure: true', 'tokenFile: ../token'])("refuses a project's file that says %s", async line => {
    const yaml = `targets:\n  cloud:\n    location: https://a.example\n    ${line}\n`;
    const place = createPlace({ 'project/runlens.config.yaml': yaml });
    await expect(resolveTarget('cloud', place)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('makes one of several, each under a name of its own, wherever they are listed', async () => {
    const place = createPlace(
      {
        'shop/.runlens/runs.db': '',
        'other/shop/runs.db': '',
        'config/config.yaml': 'target: one, two\ntargets:\n  one: ../shop\n  two: https://two.example\n',
      },
      { env: { RUNLENS_TARGET: '../shop,../other/shop, two' } },
    );
    const listed = await resolveTarget(undefined, place);
    expect(members(listed).map(({ commandTarget }) => commandTarget)).toEqual([
      '~/shop/.runlens/runs.db',
      '~/other/shop/runs.db',
      'two',
    ]);
    expect(listed.info).toEqual({
      name: 'shop,shop~2,two',
      kind: 'merged',
      location: '~/shop/.runlens/runs.db, ~/other/shop/runs.db, https://two.example',
      reason: 'RUNLENS_TARGET',
      isRemote: true,
      members: members(listed),
    });
    expect(members(listed).map(({ name }) => name)).toEqual(['shop', 'shop~2', 'two']);
    const configured = await resolveTarget(undefined, { ...place, env: {} });
    expect(configured.info).toMatchObject({ name: 'one,two', reason: '~/config/config.yaml' });
  });

  it('tells targets of one name by their kinds, as long as no configuration named them', async () => {
    const place = createPlace({
      'shop/.runlens/runs.db': '',
      'shop/.workflow-data/runs/x.json': '{}',
      'other/shop/runs.db': '',
      'config/config.yaml': 'targets:\n  shop: https://shop.example\n',
    });
    const names = async (text: string) => members(await resolveTarget(text, place)).map(({ name }) => name);
    expect(await names('../shop,../shop/.workflow-data,../other/shop')).toEqual([
      'shop~sqlite',
      'shop~workflow-sdk',
      'shop~sqlite~2',
    ]);
    expect(await names('../shop,shop')).toEqual(['shop~sqlite', 'shop']);
  });

  it('takes a target that is named twice once, and a path with a comma as one', async () => {
    const place = createPlace({ 'a,b/runs.db': '', 'a.db': '' });
    expect((await resolveTarget('../a.db,../a.db', place)).kind).toBe('sqlite');
    expect(targetKey(await resolveTarget('../a,b', place))).toBe(place.path('a,b/runs.db'));
  });

  it('keeps a configured store that is not there just now beside others, and refuses one that was typed', async () => {
    const yaml = 'targets:\n  gone: ../gone\n  here: ../a.db\n';
    const place = createPlace({ 'a.db': '', 'config/config.yaml': yaml });
    expect(targetKey(await resolveTarget('gone,here', place))).toBe(
      `${place.path('gone/.runlens/runs.db')},${place.path('a.db')}`,
    );
    await expect(resolveTarget('../nope.db,here', place)).rejects.toThrow('there is no store at ../nope.db');
    await expect(resolveTarget('gone', place)).rejects.toThrow('there is no store at ../gone');
  });
});
