import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/model/text/redact.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { type ResolvedTarget, targetKey } from '../../src/targets/target.ts';
import { createHome } from './temporary-home.ts';

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
    const home = createHome(files, { env: { RUNLENS_TARGET: '../env/runs.db' } });
    const target = await resolveTarget('../named/runs.db', home);
    expect(targetKey(target)).toBe(home.path('named/runs.db'));
    expect(target.info).toEqual({
      name: 'named',
      kind: 'sqlite',
      location: '~/named/runs.db',
      reason: 'argument',
      key: home.path('named/runs.db'),
      commandTarget: home.path('named/runs.db'),
    });
  });

  it('takes RUNLENS_TARGET before the configuration', async () => {
    const home = createHome(files, { env: { RUNLENS_TARGET: '../env/runs.db' } });
    const target = await resolveTarget(undefined, home);
    expect(targetKey(target)).toBe(home.path('env/runs.db'));
    expect(target.info.reason).toBe('RUNLENS_TARGET');
  });

  it('takes an empty RUNLENS_TARGET as none', async () => {
    const home = createHome({ [projectStore]: '' }, { env: { RUNLENS_TARGET: '' } });
    expect((await resolveTarget(undefined, home)).info.reason).toBe('found here');
  });

  it("takes the project's configuration before the user's", async () => {
    const home = createHome(files);
    const target = await resolveTarget(undefined, home);
    expect(targetKey(target)).toBe(home.path('configured/runs.db'));
    expect(target.info).toMatchObject({ name: 'team', reason: 'runlens.config.yaml' });
  });

  it("takes the user's configuration before what is found", async () => {
    const home = createHome({ ...files, 'project/runlens.config.yaml': 'targets: {}\n' });
    const target = await resolveTarget(undefined, home);
    expect(targetKey(target)).toBe(home.path('users/runs.db'));
    expect(target.info).toMatchObject({ name: 'mine', reason: '~/config/config.yaml' });
  });

  it('finds the store of the current folder last of all', async () => {
    const home = createHome({ [projectStore]: '' });
    const target = await resolveTarget(undefined, home);
    expect(target.info).toEqual({
      name: 'project',
      kind: 'sqlite',
      location: './.runlens/runs.db',
      reason: 'found here',
      key: home.path(projectStore),
      commandTarget: home.path(projectStore),
    });
  });

  it('finds the nearest store above the current folder and says where', async () => {
    const home = createHome(
      { [projectStore]: '', 'project/app/.runlens/runs.db': '' },
      { cwd: 'project/app/src/deep' },
    );
    const target = await resolveTarget(undefined, home);
    expect(targetKey(target)).toBe(home.path('project/app/.runlens/runs.db'));
    expect(target.info.reason).toBe('found in ~/project/app');
  });

  it('says why a store above does not count', async () => {
    const home = createHome({ [projectStore]: '' }, { cwd: 'project/src' });
    chmodSync(home.path('project'), 0o777);
    await expect(resolveTarget(undefined, home)).rejects.toThrow(
      'and ~/project/.runlens/runs.db does not count: ' +
        "its folder is another user's, or everybody may write to it",
    );
  });

  it('says what to do next when nothing is found', async () => {
    await expect(resolveTarget(undefined, createHome())).rejects.toMatchObject({
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
    const home = createHome({
      'a.db': '',
      'b.db': '',
      'project/runlens.config.yaml': 'targets:\n  one: ../a.db\n',
      'config/config.yaml': 'targets:\n  two: ../b.db\n',
    });
    expect(targetKey(await resolveTarget('one', home))).toBe(home.path('a.db'));
    expect(targetKey(await resolveTarget('two', home))).toBe(home.path('b.db'));
  });

  it('lists the known names when a name is unknown', async () => {
    const home = createHome({ 'a.db': '', 'config/config.yaml': 'targets:\n  one: ../a.db\n' });
    await expect(resolveTarget('on', home)).rejects.toMatchObject({
      kind: 'usage',
      message: 'there is no target named "on" (argument)',
      hint: 'known names: one; a path works too, such as ./runs.db',
    });
  });

  it('does not take a property of every object for a name', async () => {
    await expect(resolveTarget('constructor', createHome())).rejects.toMatchObject({ kind: 'usage' });
  });

  it('knows the name that the list gives to what is found here', async () => {
    const home = createHome({ [projectStore]: '' });
    const target = await resolveTarget('project', home);
    expect(target.info).toMatchObject({ location: './.runlens/runs.db', reason: 'argument' });
  });

  it('refuses a name that several stores here have, and lists them', async () => {
    const home = createHome({ [projectStore]: '', 'project/.workflow-data/runs/x.json': '{}' });
    await expect(resolveTarget('project', home)).rejects.toMatchObject({
      kind: 'usage',
      message: 'several places here are called "project"',
      hint: 'name the one that is meant: ./.runlens/runs.db, ./.workflow-data',
    });
  });

  it('knows no name of what is found here in a configuration, which holds elsewhere as well', async () => {
    const home = createHome({ [projectStore]: '', 'config/config.yaml': 'target: project\n' });
    await expect(resolveTarget(undefined, home)).rejects.toThrow('there is no target named "project"');
  });

  it('opens a folder whose name looks like a target name', async () => {
    const home = createHome({ 'project/app/.runlens/runs.db': '' });
    expect(targetKey(await resolveTarget('app', home))).toBe(home.path('project/app/.runlens/runs.db'));
  });
});

describe('targets at an address', () => {
  const members = (target: ResolvedTarget) =>
    target.kind === 'merged' ? target.members.map(({ info }) => info) : [];

  it('is named after its server, and shown without secrets', async () => {
    const home = createHome();
    expect((await resolveTarget('https://runs.example.com:8443/team/', home)).info).toEqual({
      name: 'runs.example.com:8443',
      kind: 'http',
      location: 'https://runs.example.com:8443/team',
      reason: 'argument',
      isRemote: true,
      key: 'https://runs.example.com:8443/team',
      commandTarget: 'https://runs.example.com:8443/team',
    });
    expect((await resolveTarget('postgres://ada:pw@db/runs?sslpassword=x', home)).info).toEqual({
      name: 'db',
      kind: 'postgres',
      location: 'postgres://db/runs',
      reason: 'argument',
      isRemote: true,
      key: 'postgres://db/runs',
      commandTarget: 'postgres://ada@db/runs',
    });
  });

  it('are named in commands by what means the same in every folder', async () => {
    const home = createHome({
      'project/runlens.config.yaml':
        'targets:\n  shop: ./data/runs.db\n  team: https://team.example\n  base: postgres://db/project\n',
      'config/config.yaml':
        'targets:\n  lab: { location: "https://lab", tokenFile: ../token }\n' +
        '  db: postgres://ada:pw@db/runs\n  mine: ../mine/runs.db\n',
      'project/data/runs.db': '',
      'mine/runs.db': '',
      'traces.jsonl': '{"resourceSpans":[]}\n',
    });
    const named = async (text: string) => (await resolveTarget(text, home)).info.commandTarget;
    expect(await named('shop')).toBe(home.path('project/data/runs.db'));
    expect(await named('team')).toBe('https://team.example');
    expect(await named('base')).toBe('postgres://db/project');
    expect(await named('mine')).toBe(home.path('mine/runs.db'));
    // Only these names lead to a token and a password.
    expect(await named('lab')).toBe('lab');
    expect(await named('db')).toBe('db');
    expect(await named('otlp:../traces.jsonl')).toBe(`otlp:${home.path('traces.jsonl')}`);
  });

  it('says each time that certificates go unchecked, and marks the target', async () => {
    const home = createHome({
      'config/config.yaml': 'targets:\n  lab: { location: "https://lab", insecure: true }\n',
    });
    const asked = await resolveTarget('https://runs.example.com', home, { isInsecure: true });
    expect(asked.info.isInsecure).toBe(true);
    expect(asked.warnings).toEqual([
      expect.stringContaining('the certificate of https://runs.example.com is not checked'),
    ]);
    const plain = await resolveTarget('http://lab', home, { isInsecure: true });
    expect(plain.warnings).toEqual([expect.stringContaining('can be read on the network')]);
    const configured = await resolveTarget('lab', home);
    expect(configured).toMatchObject({
      isInsecure: true,
      info: { isInsecure: true },
      warnings: [expect.any(String)],
    });
    expect((await resolveTarget('https://lab', home)).info.isInsecure).toBeUndefined();
  });

  it.each(['insecure: true', 'tokenFile: ../token'])("refuses a project's file that says %s", async line => {
    const yaml = `targets:\n  cloud:\n    location: https://a.example\n    ${line}\n`;
    const home = createHome({ 'project/runlens.config.yaml': yaml });
    await expect(resolveTarget('cloud', home)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('names the secret key of a project in words that masking leaves as they are', async () => {
    const home = createHome({ 'project/runlens.config.yaml': 'password: none\n' });
    const error = await resolveTarget(undefined, home).catch(String);
    expect(error).toContain(`holds the key "password", and secrets do not belong in a project's file`);
    expect(redactText(String(error)).text).toBe(error);
  });

  it('makes one of several, each under a name of its own, wherever they are listed', async () => {
    const home = createHome(
      {
        'shop/.runlens/runs.db': '',
        'other/shop/runs.db': '',
        'config/config.yaml': 'target: one, two\ntargets:\n  one: ../shop\n  two: https://two.example\n',
      },
      { env: { RUNLENS_TARGET: '../shop,../other/shop, two' } },
    );
    const listed = await resolveTarget(undefined, home);
    expect(members(listed).map(({ commandTarget }) => commandTarget)).toEqual([
      home.path('shop/.runlens/runs.db'),
      home.path('other/shop/runs.db'),
      'https://two.example',
    ]);
    expect(listed.info).toEqual({
      key: [
        home.path('other/shop/runs.db'),
        home.path('shop/.runlens/runs.db'),
        'https://two.example',
      ].join(),
      name: 'shop,shop~2,two',
      kind: 'merged',
      location: '~/shop/.runlens/runs.db, ~/other/shop/runs.db, https://two.example',
      reason: 'RUNLENS_TARGET',
      isRemote: true,
      members: members(listed),
    });
    expect(members(listed).map(({ name }) => name)).toEqual(['shop', 'shop~2', 'two']);
    const configured = await resolveTarget(undefined, { ...home, env: {} });
    expect(configured.info).toMatchObject({ name: 'one,two', reason: '~/config/config.yaml' });
  });

  it('tells targets of one name apart by their kinds, unless a configuration named them', async () => {
    const home = createHome({
      'shop/.runlens/runs.db': '',
      'shop/.workflow-data/runs/x.json': '{}',
      'other/shop/runs.db': '',
      'config/config.yaml': 'targets:\n  shop: https://shop.example\n',
    });
    const names = async (text: string) => members(await resolveTarget(text, home)).map(({ name }) => name);
    expect(await names('../shop,../shop/.workflow-data,../other/shop')).toEqual([
      'shop~sqlite',
      'shop~workflow-sdk',
      'shop~sqlite~2',
    ]);
    expect(await names('../shop,shop')).toEqual(['shop~sqlite', 'shop']);
  });

  it('takes a target that is named twice once, and a path with a comma as one', async () => {
    const home = createHome({ 'a,b/runs.db': '', 'a.db': '' });
    expect((await resolveTarget('../a.db,../a.db', home)).kind).toBe('sqlite');
    expect(targetKey(await resolveTarget('../a,b', home))).toBe(home.path('a,b/runs.db'));
  });

  it('takes an address whose password has a comma as one', async () => {
    const home = createHome({ 'a.db': '' });
    const address = 'postgres://ada:1,2@db/runs';
    expect(targetKey(await resolveTarget(address, home))).toBe(address);
    expect(targetKey(await resolveTarget(`../a.db,${address},restate:`, home))).toBe(
      `${home.path('a.db')},${address},restate:http://127.0.0.1:9070`,
    );
  });

  it('keeps a configured store that is not there just now beside others, and refuses one that was typed', async () => {
    const yaml = 'targets:\n  gone: ../gone\n  traces: otlp:../gone.jsonl\n  here: ../a.db\n';
    const home = createHome({ 'a.db': '', 'config/config.yaml': yaml });
    expect(targetKey(await resolveTarget('gone,here', home))).toBe(
      `${home.path('gone/.runlens/runs.db')},${home.path('a.db')}`,
    );
    expect(targetKey(await resolveTarget('traces,here', home))).toBe(
      `otlp:${home.path('gone.jsonl')},${home.path('a.db')}`,
    );
    await expect(resolveTarget('traces', home)).rejects.toThrow(`there is no ${home.path('gone.jsonl')}`);
    await expect(resolveTarget('otlp:../nope.jsonl,here', home)).rejects.toThrow('nope.jsonl');
    await expect(resolveTarget('../nope.db,here', home)).rejects.toThrow('there is no store at ../nope.db');
    await expect(resolveTarget('gone', home)).rejects.toThrow('there is no store at ../gone');
  });
});
